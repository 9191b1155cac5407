import { useState } from 'react';
import type { FeedId } from '../../shared/model.ts';
import type { ProxyShown } from '../../shared/routes.ts';
import { useProxies } from '../data/network.ts';
import { useCall } from '../data/use-call.ts';
import { ConfirmRemoval } from '../dialogs/ConfirmRemoval.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import { ProxyForm } from './ProxyForm.tsx';
import { TestRoute } from './TestRoute.tsx';

/** Being entered; no proxy has an id with a blank in it. */
const NEW = 'a new one';

/** The owner's proxies. None is found, brought or suggested by the program. */
export function ProxyList({ testWith }: { readonly testWith: FeedId | null }) {
  const { m } = useText();
  const proxies = useProxies();
  const [editing, setEditing] = useState<string | null>(null);
  const words = m.routes.proxies;
  return (
    <div className={rows['rows']}>
      <p className={form['hint']}>{words.hint}</p>
      <ul className={rows['list']}>
        {proxies.map((proxy) =>
          editing === proxy.id ? (
            <li key={proxy.id} aria-label={proxy.name}>
              <ProxyForm proxy={proxy} onDone={() => setEditing(null)} />
            </li>
          ) : (
            <ProxyRow key={proxy.id} proxy={proxy} testWith={testWith} onEdit={() => setEditing(proxy.id)} />
          ),
        )}
      </ul>
      {editing === NEW ? (
        <ProxyForm proxy={null} onDone={() => setEditing(null)} />
      ) : (
        <button type="button" className={form['secondary']} onClick={() => setEditing(NEW)}>
          {words.add}
        </button>
      )}
    </div>
  );
}

type ProxyRowProps = {
  readonly proxy: ProxyShown;
  readonly testWith: FeedId | null;
  readonly onEdit: () => void;
};

function ProxyRow({ proxy, testWith, onEdit }: ProxyRowProps) {
  const { m } = useText();
  const words = m.routes.proxies;
  const [asked, setAsked] = useState(false);
  const remove = useCall('proxies.remove');
  return (
    <li className={rows['row']} aria-label={proxy.name}>
      <div className={rows['head']}>
        <div className={rows['what']}>
          <bdi className={rows['name']}>{proxy.name}</bdi>
          <bdi className={form['hint']} dir="ltr">
            {words.kinds[proxy.kind]} {placeOf(proxy)}
          </bdi>
        </div>
        <button type="button" className={form['secondary']} aria-label={words.edit(proxy.name)} onClick={onEdit}>
          {words.editShort}
        </button>
        {!asked && (
          <button
            type="button"
            className={form['secondary']}
            aria-label={words.remove(proxy.name)}
            onClick={() => setAsked(true)}
          >
            {words.removeShort}
          </button>
        )}
      </div>
      {asked && (
        <ConfirmRemoval
          label={words.remove(proxy.name)}
          hint={words.removeHint}
          confirm={words.removeConfirm}
          pending={remove.isPending}
          onConfirm={() => remove.mutate({ id: proxy.id })}
          onCancel={() => setAsked(false)}
        />
      )}
      <Problem error={remove.error} />
      <TestRoute
        key={testWith}
        route={{ via: 'proxy', proxyId: proxy.id, url: null }}
        feedId={testWith}
        label={m.routes.test.proxyLabel(proxy.name)}
      />
    </li>
  );
}

/** Host and port as they are written together; an IPv6 address has brackets. */
function placeOf({ host, port }: ProxyShown): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
