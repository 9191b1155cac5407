import form from './form.module.css';

type LinesProps = {
  readonly label: string;
  readonly value: string;
  readonly required?: boolean;
  readonly onChange: (value: string) => void;
};

/** Addresses, one to a line. */
export function Lines({ label, value, required = false, onChange }: LinesProps) {
  return (
    <label className={form['field']}>
      <span>{label}</span>
      <textarea
        className={form['input']}
        dir="ltr"
        rows={3}
        required={required}
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
