import { Choices } from '../dialogs/Choices.tsx';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Lines } from '../dialogs/Lines.tsx';
import type { Messages } from '../messages/en.ts';
import { useText } from '../text/text.tsx';
import type { LockDraft, LockProblem } from './give-draft.ts';

const LOCKS = ['none', 'passphrase', 'recipients'] as const;

type LockFieldsProps = {
  /** Two of them may be on a page. */
  readonly name: string;
  readonly value: LockDraft;
  readonly onChange: (value: Partial<LockDraft>) => void;
};

/** Who can open a file: everybody, who knows a passphrase, or those it is locked for. */
export function LockFields({ name, value, onChange }: LockFieldsProps) {
  const { m } = useText();
  const words = m.bundles;
  return (
    <div className={form['form']}>
      <Choices
        label={words.lock}
        name={name}
        value={value.lock}
        choices={LOCKS.map((lock) => ({ value: lock, label: words.lockChoices[lock] }))}
        onChoose={(lock) => onChange({ lock })}
      />
      {value.lock === 'passphrase' && (
        <NewPassphrase
          label={words.passphrase}
          value={value.passphrase}
          again={value.again}
          required
          onChange={onChange}
        />
      )}
      {value.lock === 'recipients' && (
        <div>
          <Lines
            label={words.recipients}
            value={value.recipients}
            required
            onChange={(recipients) => onChange({ recipients })}
          />
          <p className={form['hint']}>{words.recipientsHint}</p>
        </div>
      )}
      {value.lock !== 'none' && <p className={form['hint']}>{words.lockHint}</p>}
    </div>
  );
}

type NewPassphraseProps = {
  readonly label: string;
  readonly value: string;
  readonly again: string;
  readonly required?: boolean;
  readonly onChange: (value: { readonly passphrase?: string; readonly again?: string }) => void;
};

/** As the contract has it. */
export const MAX_PASSPHRASE_CHARACTERS = 1024;

/** A passphrase that is made now, and so typed twice. */
export function NewPassphrase({ label, value, again, required = false, onChange }: NewPassphraseProps) {
  const { m } = useText();
  return (
    <>
      <Field
        label={label}
        value={value}
        maxLength={MAX_PASSPHRASE_CHARACTERS}
        secret
        required={required}
        // The second field goes with the first, and what it says with it.
        onChange={(passphrase) => onChange(passphrase === '' ? { passphrase, again: '' } : { passphrase })}
      />
      {value !== '' && (
        <Field
          label={m.bundles.again}
          value={again}
          maxLength={MAX_PASSPHRASE_CHARACTERS}
          secret
          required
          onChange={(text) => onChange({ again: text })}
        />
      )}
    </>
  );
}

export function lockSentence(problem: LockProblem, m: Messages): string {
  const words = m.bundles.lockProblems;
  return problem.kind === 'no-recipient' ? words['no-recipient'](problem.line) : words[problem.kind];
}
