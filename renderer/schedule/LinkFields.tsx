import { type Reach, REACHES, type Schedule, type ScheduleView } from '../../shared/schedule.ts';
import { Choices } from '../dialogs/Choices.tsx';
import form from '../dialogs/form.module.css';
import { Select } from '../dialogs/Select.tsx';
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
  const choices = REACHES.map((reach) => [reach, m.schedule.reaches[reach]] as const);
  return <Select label={label} value={value} choices={choices} onChange={onChange} />;
}
