import { type Reach, REACHES, type Schedule, type ScheduleView } from '../../shared/schedule.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';

type LinkChoice = Pick<Schedule, 'metered' | 'onMetered' | 'onBattery'>;
type LinkFieldsProps = LinkChoice & {
  /** What the system says; undefined until it is asked. */
  readonly link: ScheduleView['link'] | undefined;
  readonly onChange: (change: Partial<LinkChoice>) => void;
};

const METERED: readonly Schedule['metered'][] = ['system', 'yes', 'no'];

/** How far to go where a byte or a watt costs something. */
export function LinkFields({ metered, onMetered, onBattery, link, onChange }: LinkFieldsProps) {
  const { m } = useText();
  const words = m.schedule;
  return (
    <>
      <div>
        <Choices
          label={words.metered}
          name="metered"
          choices={METERED.map((value) => ({ value, label: words.meteredChoices[value] }))}
          value={metered}
          onChoose={(value) => onChange({ metered: value })}
        />
        {link && <p className={form['hint']}>{words.systemSays[answerOf(link.metered)]}</p>}
      </div>
      <ReachField label={words.onMetered} value={onMetered} onChange={(reach) => onChange({ onMetered: reach })} />
      <div>
        <ReachField label={words.onBattery} value={onBattery} onChange={(reach) => onChange({ onBattery: reach })} />
        {link && <p className={form['hint']}>{words.battery[answerOf(link.onBattery)]}</p>}
      </div>
    </>
  );
}

function answerOf(said: boolean | null): 'yes' | 'no' | 'unknown' {
  if (said === null) return 'unknown';
  return said ? 'yes' : 'no';
}

type ReachFieldProps = { readonly label: string; readonly value: Reach; readonly onChange: (reach: Reach) => void };

function ReachField({ label, value, onChange }: ReachFieldProps) {
  const { m } = useText();
  return (
    <label className={form['field']}>
      <span>{label}</span>
      <select
        className={form['input']}
        value={value}
        onChange={(event) => onChange(REACHES.find((reach) => reach === event.target.value) ?? value)}
      >
        {REACHES.map((reach) => (
          <option key={reach} value={reach}>
            {m.schedule.reaches[reach]}
          </option>
        ))}
      </select>
    </label>
  );
}
