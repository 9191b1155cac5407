import { type ReactNode, useState } from 'react';
import type { LibraryShown } from '../../shared/contract.ts';
import type { FeedId } from '../../shared/model.ts';
import { DEFAULT_PLAN } from '../../shared/routes.ts';
import { LogSwitch } from '../activity/LogSwitch.tsx';
import { useClient } from '../data/client-context.ts';
import { useNetwork } from '../data/network.ts';
import { useCall } from '../data/use-call.ts';
import { Field, MAX_ADDRESS_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './NetworkSection.module.css';
import { withoutLost } from './plan-edits.ts';
import { ProxyList } from './ProxyList.tsx';
import { RoutePlanEditor } from './RoutePlanEditor.tsx';
import { TestSource, useTestableFeeds } from './TestSource.tsx';

/** Everything about the network that holds for all sources. */
export function NetworkSection() {
  const { m } = useText();
  const network = useNetwork();
  const first = useTestableFeeds()[0]?.id ?? null;
  const [chosen, setChosen] = useState<FeedId | null>(null);
  const testWith = chosen ?? first;
  if (!network) return null;
  const testSource = <TestSource value={testWith} onChoose={setChosen} />;
  return (
    <section className={styles['section']} aria-labelledby="preferences-network">
      <h3 id="preferences-network">{m.routes.network.title}</h3>
      <h4>{m.routes.proxies.title}</h4>
      <ProxyList testWith={testWith} />
      {network.proxies.length > 0 && testSource}
      <NetworkForm network={network} testWith={testWith} testSource={network.proxies.length > 0 ? null : testSource} />
      <h4>{m.activity.log.title}</h4>
      <LogSwitch />
    </section>
  );
}

type NetworkFormProps = {
  readonly network: LibraryShown['network'];
  readonly testWith: FeedId | null;
  /** The choice of a source for tests, where it does not stand above already. */
  readonly testSource: ReactNode;
};

function NetworkForm({ network, testWith, testSource }: NetworkFormProps) {
  const { m } = useText();
  const client = useClient();
  const words = m.routes.network;
  const [planned, setPlan] = useState(network.routes);
  // A proxy that was removed meanwhile has left the list, here as everywhere.
  const plan = planned && withoutLost(planned, network.proxies);
  const [dohUrl, setDohUrl] = useState(network.dohUrl ?? '');
  const [systemRoots, setSystemRoots] = useState(network.systemRoots);
  const [error, setError] = useState<unknown>(null);
  const set = useCall('routes.set');

  async function save(): Promise<void> {
    setError(null);
    try {
      const doh = dohUrl.trim();
      await client.call('network.set', { dohUrl: doh === '' ? null : doh, systemRoots, log: network.log });
      set.mutate({ target: { kind: 'all' }, plan: plan && { ...plan, chain: [...plan.chain] } });
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onChange={() => set.reset()}
    >
      <h4>{words.defaults}</h4>
      <RoutePlanEditor
        hint={m.routes.defaultHint}
        inheritLabel={m.routes.inheritDefault}
        ownLabel={m.routes.ownDefault}
        inherited={DEFAULT_PLAN}
        value={plan}
        testWith={testWith}
        onChange={(changed) => {
          setPlan(changed);
          set.reset();
        }}
      />
      {plan !== null && testSource}
      <h4>{words.names}</h4>
      <div>
        <Field label={words.doh} value={dohUrl} maxLength={MAX_ADDRESS_CHARACTERS} address onChange={setDohUrl} />
        <p className={form['hint']}>{words.dohHint}</p>
      </div>
      <div>
        <label className={form['choice']}>
          <input type="checkbox" checked={systemRoots} onChange={(event) => setSystemRoots(event.target.checked)} />
          <span>{words.systemRoots}</span>
        </label>
        <p className={systemRoots ? form['notice'] : form['hint']}>{words.systemRootsHint}</p>
      </div>
      <Problem error={error ?? set.error} />
      <div className={form['actions']}>
        <output className={styles['saved']}>{set.isSuccess && m.routes.saved}</output>
        <button type="submit" className={form['primary']} disabled={set.isPending}>
          {words.save}
        </button>
      </div>
    </form>
  );
}
