import { NumberField } from '../dialogs/NumberField.tsx';
import { Select } from '../dialogs/Select.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { MOST_UNITS, SIZE_CHOICES, type SizeChoice, type SizeDraft } from './size-draft.ts';

type SizeFieldsProps = {
  readonly label: string;
  /** Of the number, which stands apart for those who listen. */
  readonly amountLabel: string;
  readonly choices: Readonly<Record<SizeChoice, string>>;
  readonly value: SizeDraft;
  readonly onChange: (value: SizeDraft) => void;
};

/** A size out of a few that are common, or any other. */
export function SizeFields({ label, amountLabel, choices, value, onChange }: SizeFieldsProps) {
  const words = useText().m.bundles;
  return (
    <div className={styles['size']}>
      <Select
        label={label}
        value={value.choice}
        choices={SIZE_CHOICES.map((choice) => [choice, choices[choice]] as const)}
        onChange={(choice) => onChange({ ...value, choice })}
      />
      {value.choice === 'other' && (
        <div className={styles['amount']}>
          <NumberField
            label={amountLabel}
            value={value.amount}
            min={1}
            max={MOST_UNITS}
            required
            onChange={(amount) => onChange({ ...value, amount })}
          />
          <Select
            label={words.sizeUnit}
            value={value.unit}
            choices={[['MB', words.sizeUnits.MB] as const, ['GB', words.sizeUnits.GB] as const]}
            onChange={(unit) => onChange({ ...value, unit })}
          />
        </div>
      )}
    </div>
  );
}
