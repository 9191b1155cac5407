import form from '../dialogs/form.module.css';
import { Field } from '../dialogs/Field.tsx';
import { NumberField } from '../dialogs/NumberField.tsx';
import { minuteOfTime } from '../schedule/hours-rule.ts';
import { TimeField } from '../schedule/TimeField.tsx';
import { useText } from '../text/text.tsx';
import { cronOf, type Rhythm } from './rhythm.ts';
import styles from './RhythmFields.module.css';

type RhythmFieldsProps = { readonly value: Rhythm; readonly onChange: (value: Rhythm) => void };

const KINDS: readonly Rhythm['kind'][] = ['day', 'week', 'month', 'own'];
/** As the contract has it. */
const MAX_PATTERN_CHARACTERS = 100;
/** Every month has this many days. */
const SHORTEST_MONTH = 28;

/** How often a file is written; a pattern of one's own begins as what was chosen before. */
export function RhythmFields({ value, onChange }: RhythmFieldsProps) {
  const { m, format } = useText();
  const words = m.exports;
  const set = (part: Partial<Rhythm>): void => onChange({ ...value, ...part });
  return (
    <div className={styles['fields']}>
      <label className={form['field']}>
        <span>{words.when}</span>
        <select
          className={form['input']}
          value={value.kind}
          onChange={(event) => {
            const kind = KINDS.find((each) => each === event.target.value) ?? value.kind;
            set({ kind, pattern: cronOf(value) });
          }}
        >
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {words.rhythms[kind]}
            </option>
          ))}
        </select>
      </label>
      {value.kind === 'week' && (
        <label className={form['field']}>
          <span>{words.weekday}</span>
          <select
            className={form['input']}
            value={value.weekday}
            onChange={(event) => set({ weekday: Number(event.target.value) })}
          >
            {format.week.map((day) => (
              <option key={day} value={day}>
                {format.weekday(day, 'long')}
              </option>
            ))}
          </select>
        </label>
      )}
      {value.kind === 'month' && (
        <NumberField
          label={words.monthDay}
          {...(value.monthDay > SHORTEST_MONTH ? { hint: words.monthDayHint } : {})}
          value={String(value.monthDay)}
          min={1}
          max={31}
          required
          onChange={(monthDay) => set({ monthDay: Math.round(Number(monthDay)) })}
        />
      )}
      {value.kind === 'own' ? (
        <div>
          <Field
            label={words.pattern}
            value={value.pattern}
            maxLength={MAX_PATTERN_CHARACTERS}
            address
            required
            onChange={(pattern) => set({ pattern })}
          />
          <p className={form['hint']}>{words.patternHint}</p>
        </div>
      ) : (
        <TimeField
          label={words.time}
          minute={value.minute}
          onChange={(time) => set({ minute: minuteOfTime(time) ?? value.minute })}
        />
      )}
    </div>
  );
}
