import form from '../dialogs/form.module.css';
import { timeOfMinute } from './hours-rule.ts';
import styles from './TimeField.module.css';

type TimeFieldProps = {
  readonly label: string;
  readonly minute: number;
  readonly onChange: (time: string) => void;
};

/** A time of the day, in the browser's own field: it has arrows, and writes as the system does. */
export function TimeField({ label, minute, onChange }: TimeFieldProps) {
  return (
    <label className={styles['time']}>
      <span>{label}</span>
      <input
        className={form['input']}
        type="time"
        dir="ltr"
        required
        value={timeOfMinute(minute)}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
