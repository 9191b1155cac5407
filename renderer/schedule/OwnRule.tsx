import { useState } from 'react';
import { effectiveRule, type Priority, PRIORITIES } from '../../shared/schedule.ts';
import { useSchedule } from '../data/planner.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import routes from '../routes/SourceRoutes.module.css';
import { useText } from '../text/text.tsx';
import { everyText } from '../text/when.ts';
import { type Interval, INTERVAL_UNITS, intervalOf, type IntervalUnit, minutesOf } from './interval.ts';
import styles from './OwnRule.module.css';

export type RuleChoice = { readonly priority: Priority | null; readonly everyMinutes: number | null };

type OwnRuleProps = {
  /** The folder whose rule holds where there is none of its own. */
  readonly around: readonly string[];
  readonly hint?: string;
  readonly value: RuleChoice;
  readonly onChange: (value: RuleChoice) => void;
};

const AROUND = 'around';
const UNITS = Object.keys(INTERVAL_UNITS) as IntervalUnit[];
/** What "every…" begins with. */
const FIRST_MINUTES = 60;

/** How often and how urgent, for one source or one folder; folded away, for nobody needs to say. */
export function OwnRule({ around, hint, value, onChange }: OwnRuleProps) {
  const { m } = useText();
  const words = m.schedule.own;
  const { folders } = useSchedule();
  const inherited = effectiveRule({ folder: around, priority: null, everyMinutes: null }, folders);
  const effective = {
    priority: value.priority ?? inherited.priority,
    everyMinutes: value.everyMinutes ?? inherited.everyMinutes,
  };
  const asked = (minutes: number | null): string => (minutes === null ? words.asPosts : everyText(minutes * 60_000, m));
  return (
    <details className={routes['details']}>
      <summary>
        <span className={routes['title']}>{words.title}</span>{' '}
        <span className={routes['now']}>
          {asked(effective.everyMinutes)}
          {m.common.separator}
          {words.priorities[effective.priority].toLowerCase()}
        </span>
      </summary>
      {hint !== undefined && <p className={form['hint']}>{hint}</p>}
      <label className={form['field']}>
        <span>{words.priority}</span>
        <select
          className={form['input']}
          value={value.priority ?? AROUND}
          onChange={(event) =>
            onChange({ ...value, priority: PRIORITIES.find((each) => each === event.target.value) ?? null })
          }
        >
          <option value={AROUND}>{words.asAround(words.priorities[inherited.priority].toLowerCase())}</option>
          {PRIORITIES.map((priority) => (
            <option key={priority} value={priority}>
              {words.priorities[priority]}
            </option>
          ))}
        </select>
      </label>
      <p className={form['hint']}>{words.priorityHint}</p>
      <Choices
        label={words.interval}
        name="interval"
        choices={[
          {
            value: AROUND,
            label: inherited.everyMinutes === null ? words.asPosts : words.asAround(asked(inherited.everyMinutes)),
          },
          { value: 'own', label: words.everyOwn },
        ]}
        value={value.everyMinutes === null ? AROUND : 'own'}
        onChoose={(choice) =>
          onChange({ ...value, everyMinutes: choice === 'own' ? (inherited.everyMinutes ?? FIRST_MINUTES) : null })
        }
      />
      {value.everyMinutes !== null && (
        <IntervalField minutes={value.everyMinutes} onChange={(everyMinutes) => onChange({ ...value, everyMinutes })} />
      )}
    </details>
  );
}

type IntervalFieldProps = { readonly minutes: number; readonly onChange: (minutes: number) => void };

function IntervalField({ minutes, onChange }: IntervalFieldProps) {
  const { m } = useText();
  const words = m.schedule.own;
  // What is typed stays as it is typed; what it comes to is within bounds.
  const [text, setText] = useState(() => String(intervalOf(minutes).number));
  const [unit, setUnit] = useState<IntervalUnit>(() => intervalOf(minutes).unit);
  function change(next: Interval): void {
    setUnit(next.unit);
    onChange(minutesOf(next));
  }
  return (
    <div className={styles['interval']}>
      <input
        className={form['input']}
        type="number"
        dir="ltr"
        min={unit === 'minutes' ? 5 : 1}
        step={1}
        aria-label={words.number}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          change({ number: event.target.valueAsNumber, unit });
        }}
      />
      <select
        className={form['input']}
        aria-label={m.schedule.unit}
        value={unit}
        onChange={(event) =>
          change({ number: Number(text), unit: UNITS.find((each) => each === event.target.value) ?? unit })
        }
      >
        {UNITS.map((each) => (
          <option key={each} value={each}>
            {words.units[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
