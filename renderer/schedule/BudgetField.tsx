import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { BYTE_UNITS, type ByteAmount, type ByteUnit } from './byte-amount.ts';
import styles from './BudgetField.module.css';

type BudgetFieldProps = {
  readonly label: string;
  /** How much of it is gone. */
  readonly spent: string | null;
  readonly value: ByteAmount;
  readonly problems: readonly string[];
  readonly onChange: (value: ByteAmount) => void;
};

const UNITS = Object.keys(BYTE_UNITS) as ByteUnit[];

/** A limit in megabytes or gigabytes; empty is none. */
export function BudgetField({ label, spent, value, problems, onChange }: BudgetFieldProps) {
  const { m } = useText();
  const { schedule } = m;
  return (
    <div>
      <div className={styles['budget']}>
        <label className={form['field']}>
          <span>{label}</span>
          <input
            className={form['input']}
            type="number"
            dir={value.text === '' ? undefined : 'ltr'}
            min={0}
            step="any"
            value={value.text}
            placeholder={schedule.noLimit}
            onChange={(event) => onChange({ ...value, text: event.target.value })}
          />
        </label>
        <select
          className={form['input']}
          aria-label={`${label}: ${schedule.unit}`}
          value={value.unit}
          onChange={(event) => onChange({ ...value, unit: event.target.value === 'GB' ? 'GB' : 'MB' })}
        >
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {schedule.units[unit]}
            </option>
          ))}
        </select>
      </div>
      {spent !== null && <p className={form['hint']}>{spent}</p>}
      {problems.map((problem) => (
        <p key={problem} className={form['notice']} role="alert">
          {problem}
        </p>
      ))}
    </div>
  );
}
