import styles from './Choices.module.css';
import form from './form.module.css';

type ChoicesProps<Value extends string> = {
  readonly label: string;
  readonly name: string;
  readonly choices: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value;
  readonly onChoose: (value: Value) => void;
};

/** One of a few, all in sight. */
export function Choices<Value extends string>({ label, name, choices, value, onChoose }: ChoicesProps<Value>) {
  return (
    <fieldset className={form['set']}>
      <legend className={form['legend']}>{label}</legend>
      <div className={styles['row']}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles['choice']}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChoose(choice.value)}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
