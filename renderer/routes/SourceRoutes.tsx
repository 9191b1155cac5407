import type { FeedId } from '../../shared/model.ts';
import { effectivePlan, type RoutePlan } from '../../shared/routes.ts';
import { useNetwork, useProxies } from '../data/network.ts';
import { useText } from '../text/text.tsx';
import { planName } from './route-name.ts';
import { RoutePlanEditor } from './RoutePlanEditor.tsx';
import styles from './SourceRoutes.module.css';

type SourceRoutesProps = {
  /** The folder whose plan holds where there is none of its own. */
  readonly around: readonly string[];
  readonly hint: string;
  readonly value: RoutePlan | null;
  readonly testWith: FeedId | null;
  readonly forOneSource?: boolean;
  readonly onChange: (plan: RoutePlan | null) => void;
};

/** The ways of one source or folder, folded away: most people never need them. */
export function SourceRoutes(props: SourceRoutesProps) {
  const { around, hint, value, testWith, forOneSource = false, onChange } = props;
  const { m } = useText();
  const network = useNetwork();
  const proxies = useProxies();
  if (!network) return null;
  const inherited = effectivePlan({ folder: around, routes: null }, network);
  return (
    <details className={styles['details']}>
      <summary>
        <span className={styles['title']}>{m.routes.title}</span>{' '}
        <bdi className={styles['now']}>{planName(value ?? inherited, proxies, m)}</bdi>
      </summary>
      <RoutePlanEditor
        hint={hint}
        inheritLabel={m.routes.inherit}
        ownLabel={m.routes.own}
        inherited={inherited}
        value={value}
        testWith={testWith}
        forOneSource={forOneSource}
        onChange={onChange}
      />
    </details>
  );
}
