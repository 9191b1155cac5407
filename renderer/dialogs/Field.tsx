import styles from './form.module.css';

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly maxLength?: number;
  /** Addresses are written from left to right in every language. */
  readonly address?: boolean;
  readonly focused?: boolean;
  /** A password: written here, and shown to nobody. */
  readonly secret?: boolean;
};

/** One line of text with its label. */
export function Field(props: FieldProps) {
  const { address = false, secret = false } = props;
  return (
    <label className={styles['field']}>
      <span>{props.label}</span>
      <input
        className={styles['input']}
        type={secret ? 'password' : 'text'}
        inputMode={address ? 'url' : 'text'}
        dir={address ? 'ltr' : 'auto'}
        value={props.value}
        placeholder={props.placeholder}
        required={props.required}
        maxLength={props.maxLength}
        autoComplete={secret ? 'new-password' : 'off'}
        autoCapitalize={address ? 'off' : undefined}
        spellCheck={false}
        data-first-focus={props.focused === true ? '' : undefined}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}

/** As the contract has them. */
export const MAX_ADDRESS_CHARACTERS = 8192;
export const MAX_NAME_CHARACTERS = 200;
