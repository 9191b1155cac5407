import { useEffect, useId, useRef, useState } from 'react';
import type { FeedId } from '../../shared/model.ts';
import type { DirectRule, Route, RoutePlan } from '../../shared/routes.ts';
import { useProxies } from '../data/network.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { isClosed, moveRoute } from './plan-edits.ts';
import { planName } from './route-name.ts';
import styles from './RoutePlanEditor.module.css';
import { RouteRow } from './RouteRow.tsx';

type RoutePlanEditorProps = {
  readonly hint: string;
  readonly inheritLabel: string;
  readonly ownLabel: string;
  /** What holds while there is no list of its own. */
  readonly inherited: RoutePlan;
  readonly value: RoutePlan | null;
  readonly testWith: FeedId | null;
  /** Other addresses belong to one source; a list for several has none. */
  readonly forOneSource?: boolean;
  readonly onChange: (plan: RoutePlan | null) => void;
};

const RULES: readonly DirectRule[] = ['always', 'auto', 'never'];
/** As the contract has it. */
const MAX_ROUTES = 20;

/** A list of ways of its own, or that of whatever stands around. */
export function RoutePlanEditor(props: RoutePlanEditorProps) {
  const { hint, inheritLabel, ownLabel, inherited, value, testWith, forOneSource = false, onChange } = props;
  const { m } = useText();
  const proxies = useProxies();
  const name = useId();
  const { routes } = m;
  return (
    <div className={form['form']}>
      <p className={form['hint']}>{hint}</p>
      <Choices
        label={routes.which}
        name={`which${name}`}
        choices={[
          { value: 'inherit', label: inheritLabel },
          { value: 'own', label: ownLabel },
        ]}
        value={value === null ? 'inherit' : 'own'}
        onChoose={(choice) => onChange(choice === 'inherit' ? null : inherited)}
      />
      {value === null ? (
        <p className={form['hint']}>
          <bdi>{routes.now(planName(inherited, proxies, m))}</bdi>
        </p>
      ) : (
        <OwnPlan plan={value} name={name} testWith={testWith} forOneSource={forOneSource} onChange={onChange} />
      )}
    </div>
  );
}

type OwnPlanProps = {
  readonly plan: RoutePlan;
  readonly name: string;
  readonly testWith: FeedId | null;
  readonly forOneSource: boolean;
  readonly onChange: (plan: RoutePlan) => void;
};

function OwnPlan({ plan, name, testWith, forOneSource, onChange }: OwnPlanProps) {
  const { m } = useText();
  const { routes } = m;
  const list = useRef<HTMLOListElement>(null);
  // The keyboard goes along with the entry that was moved, to the button that moved it.
  const [moved, setMoved] = useState<{ readonly index: number; readonly icon: 'up' | 'down' } | null>(null);
  useEffect(() => {
    if (moved)
      list.current?.querySelector<HTMLElement>(`[data-route="${moved.index}"] [data-press=${moved.icon}]`)?.focus();
  }, [moved]);

  const setChain = (chain: readonly Route[]): void => onChange({ ...plan, chain });
  function move(index: number, step: 1 | -1): void {
    setChain(moveRoute(plan.chain, index, step));
    setMoved({ index: index + step, icon: step === 1 ? 'down' : 'up' });
  }

  return (
    <>
      <div>
        <Choices
          label={routes.direct}
          name={`direct${name}`}
          choices={RULES.map((rule) => ({ value: rule, label: routes.directRules[rule] }))}
          value={plan.direct}
          onChoose={(direct) => onChange({ ...plan, direct })}
        />
        <p className={form['hint']}>{routes.directHints[plan.direct]}</p>
      </div>
      <div className={styles['chain']}>
        <p className={form['legend']} id={`chain${name}`}>
          {routes.chain}
        </p>
        <ol ref={list} className={styles['list']} aria-labelledby={`chain${name}`}>
          {plan.chain.map((route, index) => (
            <RouteRow
              // A way has no name of its own, and the same may stand there twice.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              plan={plan}
              index={index}
              route={route}
              testWith={testWith}
              forOneSource={forOneSource}
              onChange={(changed) => setChain(plan.chain.with(index, changed))}
              onMove={(step) => move(index, step)}
              onRemove={() => setChain(plan.chain.toSpliced(index, 1))}
            />
          ))}
        </ol>
        {forOneSource && plan.chain.length > 0 && <p className={form['hint']}>{routes.otherHint}</p>}
        <output className={isClosed(plan) ? form['notice'] : undefined}>
          {isClosed(plan) && (plan.direct === 'never' ? routes.closed : routes.closedEmpty)}
        </output>
        {plan.chain.length < MAX_ROUTES && (
          <button
            type="button"
            className={form['secondary']}
            onClick={() => setChain([...plan.chain, { via: 'direct', url: null }])}
          >
            {routes.add}
          </button>
        )}
      </div>
    </>
  );
}
