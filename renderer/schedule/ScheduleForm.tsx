import { type ReactNode, useState } from 'react';
import { copyOfRules, type Schedule } from '../../shared/schedule.ts';
import { type ScheduleChange, useSchedulePlan, useSetSchedule } from '../data/planner.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { BudgetField } from './BudgetField.tsx';
import { amountOf, type ByteAmount, bytesOf } from './byte-amount.ts';
import { HoursEditor } from './HoursEditor.tsx';
import { LinkFields } from './LinkFields.tsx';
import { problemPlace, problemsAt, type ProblemPlace } from './problem-sentences.ts';
import styles from './ScheduleForm.module.css';

type Draft = Pick<Schedule, 'onlyWhenAsked' | 'quietHours' | 'allowedHours' | 'metered' | 'onMetered' | 'onBattery'> & {
  readonly day: ByteAmount;
  readonly month: ByteAmount;
};

/** Everything about hours, bytes and links, saved together. */
export function ScheduleForm({ schedule }: { readonly schedule: Schedule }) {
  const { m, format } = useText();
  const words = m.schedule;
  const view = useSchedulePlan().data;
  const set = useSetSchedule();
  const [draft, setDraft] = useState<Draft>(() => draftOf(schedule));
  const [dirty, setDirty] = useState(false);
  // What does not fit together is told of what is kept; while one changes it, the old sentences would only confuse.
  const problems = dirty ? [] : (view?.problems ?? []);
  const at = (place: ProblemPlace): string[] => problemsAt(place, problems, m, format);

  function change(part: Partial<Draft>): void {
    setDraft({ ...draft, ...part });
    setDirty(true);
    set.reset();
  }

  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate(changeOf(draft), { onSuccess: () => setDirty(false) });
      }}
    >
      <Part title={words.when}>
        {at('top').map((problem) => (
          <p key={problem} className={form['problem']} role="alert">
            {problem}
          </p>
        ))}
        <label className={form['choice']}>
          <input
            type="checkbox"
            checked={draft.onlyWhenAsked}
            onChange={(event) => change({ onlyWhenAsked: event.target.checked })}
          />
          <span>{words.onlyWhenAsked}</span>
          <small>{words.onlyWhenAskedHint}</small>
        </label>
        <HoursEditor
          which="quiet"
          rules={draft.quietHours}
          problems={at('quiet')}
          onChange={(quietHours) => change({ quietHours })}
        />
        <HoursEditor
          which="allowed"
          rules={draft.allowedHours}
          problems={at('allowed')}
          onChange={(allowedHours) => change({ allowedHours })}
        />
      </Part>
      <Part title={words.budgets}>
        <p className={form['hint']}>{words.budgetHint}</p>
        <BudgetField
          label={words.dayBudget}
          spent={view ? words.spentToday(format.bytes(view.spent.dayBytes)) : null}
          value={draft.day}
          problems={at('day')}
          onChange={(day) => change({ day })}
        />
        <BudgetField
          label={words.monthBudget}
          spent={view ? words.spentMonth(format.bytes(view.spent.monthBytes)) : null}
          value={draft.month}
          problems={at('month')}
          onChange={(month) => change({ month })}
        />
      </Part>
      <Part title={words.links}>
        <LinkFields
          metered={draft.metered}
          onMetered={draft.onMetered}
          onBattery={draft.onBattery}
          link={view?.link}
          onChange={change}
        />
      </Part>
      <Problem error={set.error} />
      <div className={form['actions']}>
        <output className={styles['saved']}>
          {dirty && words.dirty}
          {!dirty && set.isSuccess && (isWhole(problems) ? words.saved : words.savedWithProblems)}
        </output>
        <button type="submit" className={form['primary']} disabled={set.isPending}>
          {words.save}
        </button>
      </div>
    </form>
  );

  function isWhole(found: typeof problems): boolean {
    return found.every((problem) => problemPlace(problem) === 'export');
  }
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['part']}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function draftOf(schedule: Schedule): Draft {
  const { onlyWhenAsked, quietHours, allowedHours, metered, onMetered, onBattery } = schedule;
  return {
    onlyWhenAsked,
    quietHours,
    allowedHours,
    metered,
    onMetered,
    onBattery,
    day: amountOf(schedule.dayBudgetBytes),
    month: amountOf(schedule.monthBudgetBytes),
  };
}

/** A pause is not among them: it holds at once, by a button of its own. */
function changeOf({ day, month, quietHours, allowedHours, ...rest }: Draft): ScheduleChange {
  return {
    ...rest,
    quietHours: copyOfRules(quietHours),
    allowedHours: copyOfRules(allowedHours),
    dayBudgetBytes: bytesOf(day),
    monthBudgetBytes: bytesOf(month),
  };
}
