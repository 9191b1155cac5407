import { useId } from 'react';
import { directionOf } from '../text/direction.ts';
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
  /** What was entered here before. */
  readonly suggestions?: readonly string[];
};

/** One line of text with its label. */
export function Field(props: FieldProps) {
  const { address = false, secret = false, suggestions = [] } = props;
  const listId = useId();
  return (
    <label className={styles['field']}>
      <span>{props.label}</span>
      <input
        className={styles['input']}
        type={secret ? 'password' : 'text'}
        inputMode={address ? 'url' : 'text'}
        dir={address ? 'ltr' : directionOf(props.value)}
        value={props.value}
        placeholder={props.placeholder}
        required={props.required}
        maxLength={props.maxLength}
        autoComplete={secret ? 'new-password' : 'off'}
        autoCapitalize={address ? 'off' : undefined}
        spellCheck={false}
        list={suggestions.length > 0 ? listId : undefined}
        data-first-focus={props.focused === true ? '' : undefined}
        onChange={(event) => props.onChange(event.target.value)}
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion}>{suggestion}</option>
          ))}
        </datalist>
      )}
    </label>
  );
}

/** As the contract has them. */
export const MAX_ADDRESS_CHARACTERS = 8192;
export const MAX_NAME_CHARACTERS = 200;
