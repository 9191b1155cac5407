import styles from './form.module.css';

type NumberFieldProps = {
  readonly label: string;
  readonly hint?: string;
  /** As typed: it may be empty. */
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
};

/** A whole number within bounds. */
export function NumberField({ label, hint, value, min, max, required, onChange }: NumberFieldProps) {
  return (
    <div>
      <label className={styles['field']}>
        <span>{label}</span>
        <input
          className={styles['input']}
          type="number"
          dir="ltr"
          min={min}
          max={max}
          step={1}
          required={required}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      </label>
      {hint !== undefined && <p className={styles['hint']}>{hint}</p>}
    </div>
  );
}
