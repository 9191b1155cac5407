import { useBundleSettings } from '../data/bundles.ts';
import { Check } from '../dialogs/Check.tsx';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Select } from '../dialogs/Select.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { HEADED, type GiveDraft } from './give-draft.ts';
import { HaveChoice } from './HaveChoice.tsx';
import { LockFields } from './LockFields.tsx';
import { NewKey } from './NewKey.tsx';

type GiveMoreProps = { readonly draft: GiveDraft; readonly onChange: (part: Partial<GiveDraft>) => void };

/** What need not be touched: its heading, who signs, who can open it, what else it tells. */
export function GiveMore({ draft, onChange }: GiveMoreProps) {
  const { m } = useText();
  const words = m.bundles;
  const isBundle = draft.format === 'bundle';
  return (
    // What is asked for and folded away could not be seen to be missing.
    <details className={styles['more']} onInvalidCapture={(event) => (event.currentTarget.open = true)}>
      <summary>{isBundle ? words.more : words.moreOther}</summary>
      <div className={styles['inside']}>
        {HEADED.has(draft.format) && (
          <div>
            <Field
              label={words.heading}
              value={draft.title}
              maxLength={MAX_NAME_CHARACTERS}
              onChange={(title) => onChange({ title })}
            />
            <p className={form['hint']}>{words.headingHint}</p>
          </div>
        )}
        {isBundle && <Signature draft={draft} onChange={onChange} />}
        <LockFields name="lock" value={draft} onChange={onChange} />
        {isBundle && <HaveChoice draft={draft} onChange={onChange} />}
        <fieldset className={form['set']}>
          <legend className={form['legend']}>{words.tells}</legend>
          {isBundle && (
            <Check label={words.tellTimes} checked={draft.fetchTimes} onChange={(on) => onChange({ fetchTimes: on })} />
          )}
          <Check label={words.tellQueries} checked={draft.queries} onChange={(on) => onChange({ queries: on })} />
        </fieldset>
      </div>
    </details>
  );
}

/** No key has a name with a blank in front. */
const MAKE_ONE = ' ';

function Signature({ draft, onChange }: GiveMoreProps) {
  const { m } = useText();
  const words = m.bundles;
  const keys = useBundleSettings().data?.keys ?? [];
  const key = keys.find(({ name }) => name === draft.signWith);
  return (
    <div className={form['form']}>
      <div>
        <Select
          label={words.sign}
          value={draft.making ? MAKE_ONE : draft.signWith}
          choices={[
            ['', words.signNone] as const,
            ...keys.map(({ name }) => [name, name] as const),
            [MAKE_ONE, words.signNew] as const,
          ]}
          onChange={(signWith) => {
            const making = signWith === MAKE_ONE;
            onChange({ making, signWith: making ? '' : signWith, keyPassphrase: '' });
          }}
        />
        <p className={form['hint']}>{words.signHint}</p>
      </div>
      {draft.making && (
        <NewKey onMade={(name, passphrase) => onChange({ making: false, signWith: name, keyPassphrase: passphrase })} />
      )}
      {key?.locked && (
        <Field
          label={words.keyPassphrase}
          value={draft.keyPassphrase}
          secret
          required
          onChange={(keyPassphrase) => onChange({ keyPassphrase })}
        />
      )}
    </div>
  );
}
