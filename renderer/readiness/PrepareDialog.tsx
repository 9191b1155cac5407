import { useState } from 'react';
import type { Input } from '../../shared/contract.ts';
import { usePreparation, useReadiness } from '../data/planner.ts';
import { useCall } from '../data/use-call.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { FolderChoice } from './FolderChoice.tsx';

type Goal = Input<'preparation.start'>['goal'];
type GoalKind = Goal['kind'];

const KINDS: readonly GoalKind[] = ['days', 'bytes'];
/** Enough for most weeks without a line, and within reach of a few windows. */
const FIRST_AMOUNTS: Record<GoalKind, string> = { days: '7', bytes: '1' };
/** As the contract has them; bytes in gigabytes. */
const LIMITS = { days: { min: 1, max: 365, step: 1 }, bytes: { min: 0.1, max: 1000, step: 0.1 } } as const;
const GIGABYTE = 1e9;

/** How much is wanted, and of what; then it runs by itself. */
export function PrepareDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const readPerDay = useReadiness().data?.readPerDay;
  const before = usePreparation().data ?? null;
  const [kind, setKind] = useState<GoalKind>(before?.goal.kind ?? 'days');
  const [amount, setAmount] = useState(before === null ? FIRST_AMOUNTS[kind] : amountOf(before.goal));
  const [folders, setFolders] = useState<readonly (readonly string[])[] | null>(
    before === null || before.folders.length === 0 ? null : before.folders,
  );
  const start = useCall('preparation.start', onClose);
  const words = m.readiness.prepare;
  const nothingChosen = folders !== null && folders.length === 0;

  return (
    <Modal title={words.title} onClose={onClose}>
      <form
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate({ goal: goalOf(kind, amount), folders: (folders ?? []).map((path) => [...path]) });
        }}
      >
        <p className={form['hint']}>{words.hint}</p>
        <Choices
          label={words.goal}
          name="goal"
          choices={KINDS.map((value) => ({ value, label: words.goals[value] }))}
          value={kind}
          onChoose={(chosen) => {
            setKind(chosen);
            setAmount(FIRST_AMOUNTS[chosen]);
          }}
        />
        <div>
          <label className={form['field']}>
            <span>{kind === 'days' ? words.daysLabel : words.bytesLabel}</span>
            <input
              className={form['input']}
              type="number"
              dir="ltr"
              required
              {...LIMITS[kind]}
              value={amount}
              data-first-focus=""
              onChange={(event) => setAmount(event.target.value)}
            />
          </label>
          {kind === 'days' && readPerDay !== undefined && (
            <p className={form['hint']}>
              {readPerDay === null ? words.paceUnknown : words.pace(Math.max(1, Math.round(readPerDay)))}
            </p>
          )}
        </div>
        <FolderChoice value={folders} onChange={setFolders} />
        {before !== null && <p className={form['hint']}>{words.replace}</p>}
        <Problem error={start.error} />
        <div className={form['actions']}>
          <button type="button" className={form['secondary']} onClick={onClose}>
            {m.common.cancel}
          </button>
          <button type="submit" className={form['primary']} disabled={start.isPending || nothingChosen}>
            {words.start}
          </button>
        </div>
      </form>
    </Modal>
  );
}

function amountOf(goal: Goal): string {
  return String(goal.kind === 'days' ? goal.days : goal.bytes / GIGABYTE);
}

function goalOf(kind: GoalKind, amount: string): Goal {
  const number = Number(amount);
  return kind === 'days' ? { kind, days: number } : { kind, bytes: Math.round(number * GIGABYTE) };
}
