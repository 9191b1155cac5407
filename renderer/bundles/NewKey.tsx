import { type KeyboardEvent, useState } from 'react';
import { useCall } from '../data/use-call.ts';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { lockProblem } from './give-draft.ts';
import styles from './bundles.module.css';
import { lockSentence, NewPassphrase } from './LockFields.tsx';

/** As the contract has it. */
const MAX_KEY_NAME_CHARACTERS = 60;

/** Makes a key to sign with. It may stand in a form of something else, and so is none itself: Enter is its own. */
export function NewKey({ onMade }: { readonly onMade: (name: string, passphrase: string) => void }) {
  const { m } = useText();
  const words = m.bundles;
  const [name, setName] = useState('');
  const [secret, setSecret] = useState({ passphrase: '', again: '' });
  const [differs, setDiffers] = useState(false);
  const make = useCall('keys.new', (key) => {
    onMade(key.name, secret.passphrase);
    setName('');
    setSecret({ passphrase: '', again: '' });
  });

  function start(): void {
    if (name.trim() === '' || make.isPending) return;
    const isSame = lockProblem({ lock: 'passphrase', recipients: '', ...secret }) === null;
    setDiffers(!isSame);
    if (isSame) make.mutate({ name: name.trim(), passphrase: secret.passphrase === '' ? null : secret.passphrase });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    start();
  }

  return (
    // Fields keep their own keys; this only takes Enter from the form around.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <fieldset className={`${form['set']} ${styles['newKey']}`} aria-label={words.keyNew} onKeyDown={onKeyDown}>
      <Field
        label={words.keyName}
        value={name}
        placeholder={words.keyNamePlaceholder}
        maxLength={MAX_KEY_NAME_CHARACTERS}
        onChange={setName}
      />
      <div>
        <NewPassphrase
          label={words.keyPassphraseNew}
          value={secret.passphrase}
          again={secret.again}
          onChange={(part) => setSecret({ ...secret, ...part })}
        />
        <p className={form['hint']}>{words.keyPassphraseHint}</p>
      </div>
      {differs && (
        <p className={form['problem']} role="alert">
          {lockSentence({ kind: 'differs' }, m)}
        </p>
      )}
      <Problem error={make.error} />
      <button
        type="button"
        className={form['secondary']}
        disabled={make.isPending || name.trim() === ''}
        onClick={start}
      >
        {words.keyNew}
      </button>
    </fieldset>
  );
}
