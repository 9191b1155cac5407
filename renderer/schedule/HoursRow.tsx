import type { HoursRule } from '../../shared/schedule.ts';
import { IconButton } from '../app/IconButton.tsx';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { endMinuteOfTime, isOverMidnight, isWholeDay, minuteOfTime, withDay } from './hours-rule.ts';
import styles from './HoursEditor.module.css';
import { TimeField } from './TimeField.tsx';

type HoursRowProps = {
  readonly which: 'quiet' | 'allowed';
  readonly number: number;
  readonly rule: HoursRule;
  readonly onChange: (rule: HoursRule) => void;
  readonly onRemove: () => void;
};

/** Weekdays, a beginning and an end. */
export function HoursRow({ which, number, rule, onChange, onRemove }: HoursRowProps) {
  const { m, format } = useText();
  const words = m.schedule.rule;
  return (
    <fieldset className={styles['row']} aria-label={words[which](number)}>
      <div className={styles['line']}>
        <TimeField
          label={words.from}
          minute={rule.fromMinute}
          onChange={(time) => change({ fromMinute: minuteOfTime(time) })}
        />
        <TimeField
          label={words.to}
          minute={rule.toMinute}
          onChange={(time) => change({ toMinute: endMinuteOfTime(time) })}
        />
        <IconButton label={words.remove[which](number)} icon="close" onPress={onRemove} />
      </div>
      <div className={styles['days']}>
        {format.week.map((day) => (
          <label key={day} className={styles['day']} title={format.weekday(day, 'long')}>
            <input
              type="checkbox"
              aria-label={format.weekday(day, 'long')}
              checked={rule.days.includes(day)}
              onChange={(event) => onChange(withDay(rule, day, event.target.checked))}
            />
            <span aria-hidden="true">{format.weekday(day, 'short')}</span>
          </label>
        ))}
      </div>
      {isOverMidnight(rule) && <p className={form['hint']}>{words.overMidnight}</p>}
      {isWholeDay(rule) && <p className={form['hint']}>{words.wholeDay}</p>}
    </fieldset>
  );

  /** A time that is being typed and not complete yet changes nothing. */
  function change(part: { readonly fromMinute?: number | null; readonly toMinute?: number | null }): void {
    onChange({
      ...rule,
      fromMinute: part.fromMinute ?? rule.fromMinute,
      toMinute: part.toMinute ?? rule.toMinute,
    });
  }
}
