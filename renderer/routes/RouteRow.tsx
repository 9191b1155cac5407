import type { FeedId } from '../../shared/model.ts';
import type { Route, RoutePlan } from '../../shared/routes.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useProxies } from '../data/network.ts';
import { MAX_ADDRESS_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import { isSkipped, missesOnion } from './plan-edits.ts';
import styles from './RouteRow.module.css';
import { TestRoute } from './TestRoute.tsx';

type RouteRowProps = {
  readonly plan: RoutePlan;
  readonly index: number;
  readonly route: Route;
  readonly testWith: FeedId | null;
  readonly forOneSource: boolean;
  readonly onChange: (route: Route) => void;
  readonly onMove: (step: 1 | -1) => void;
  readonly onRemove: () => void;
};

const PROXY = 'proxy ';

/** One way of a list: how it leads, to which address, where it stands, and whether it works. */
export function RouteRow(props: RouteRowProps) {
  const { plan, index, route, testWith, forOneSource, onChange, onMove, onRemove } = props;
  const { m, format } = useText();
  const proxies = useProxies();
  const { routes } = m;
  const number = format.number(index + 1);
  const isKnown = route.via !== 'proxy' || proxies.some(({ id }) => id === route.proxyId);

  function choose(value: string): void {
    if (value.startsWith(PROXY)) onChange({ via: 'proxy', proxyId: value.slice(PROXY.length), url: route.url });
    else onChange({ via: value === 'direct' ? 'direct' : 'system', url: route.url });
  }

  return (
    <li className={rows['row']} aria-label={routes.route(number)} data-route={index}>
      <div className={styles['head']}>
        <span className={styles['number']} aria-hidden="true">
          {number}
        </span>
        <select
          className={form['input']}
          aria-label={`${routes.route(number)}: ${routes.via}`}
          value={route.via === 'proxy' ? PROXY + route.proxyId : route.via}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="direct">{routes.ways.direct}</option>
          <option value="system">{routes.ways.system}</option>
          {proxies.map((proxy) => (
            <option key={proxy.id} value={PROXY + proxy.id}>
              {routes.through(proxy.name)}
            </option>
          ))}
          {!isKnown && route.via === 'proxy' && <option value={PROXY + route.proxyId}>{routes.removedProxy}</option>}
        </select>
        <IconButton label={routes.moveUp(number)} icon="up" disabled={index === 0} onPress={() => onMove(-1)} />
        <IconButton
          label={routes.moveDown(number)}
          icon="down"
          disabled={index === plan.chain.length - 1}
          onPress={() => onMove(1)}
        />
        <IconButton label={routes.remove(number)} icon="close" onPress={onRemove} />
      </div>
      {(forOneSource || route.url !== null) && (
        <label className={styles['address']}>
          <span>{routes.otherAddress}</span>
          <input
            className={form['input']}
            type="text"
            inputMode="url"
            dir="ltr"
            value={route.url ?? ''}
            placeholder={routes.otherPlaceholder}
            maxLength={MAX_ADDRESS_CHARACTERS}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => onChange({ ...route, url: event.target.value === '' ? null : event.target.value })}
          />
        </label>
      )}
      {isSkipped(route, plan) && <p className={styles['warning']}>{routes.skipped}</p>}
      {missesOnion(route, proxies) && <p className={styles['warning']}>{routes.onionNeedsProxy}</p>}
      <TestRoute key={JSON.stringify(route)} route={route} feedId={testWith} label={routes.test.label(number)} />
    </li>
  );
}
