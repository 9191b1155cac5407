import { useState } from 'react';
import type { Sender } from '../../shared/bundles.ts';
import { useBundleSettings } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { SaveOrCancel } from '../dialogs/SaveOrCancel.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { CopyButton } from './CopyButton.tsx';
import { ForgettableRow } from './ForgettableRow.tsx';
import { KeyQr } from './KeyQr.tsx';

/** Being added; no key is called so. */
const NEW = 'a new one';

/** Keys with the names their owner gave them. */
export function Senders() {
  const { m } = useText();
  const words = m.bundles;
  const senders = useBundleSettings().data?.senders ?? [];
  const [editing, setEditing] = useState<string | null>(null);
  const forget = useCall('senders.forget');
  const done = (): void => setEditing(null);
  return (
    <section className={styles['section']} aria-label={words.senders}>
      <h3>{words.senders}</h3>
      {senders.length === 0 && <p className={form['hint']}>{words.sendersNone}</p>}
      <ul className={rows['list']}>
        {senders.map((sender) =>
          editing === sender.publicKey ? (
            <li key={sender.publicKey} className={rows['row']} aria-label={sender.name}>
              <SenderForm sender={sender} onDone={done} />
            </li>
          ) : (
            <ForgettableRow
              key={sender.publicKey}
              name={sender.name}
              facts={[words.sentArticles(sender.articles), `${words.wordsOfKey}: ${sender.words}`]}
              label={words.forget(sender.name)}
              short={words.forgetShort}
              hint={words.forgetSenderHint}
              confirm={words.forgetYes}
              pending={forget.isPending}
              onForget={() => forget.mutate({ publicKey: sender.publicKey })}
              more={<KeyQr name={sender.name} publicKey={sender.publicKey} />}
            >
              <CopyButton what={sender.name} text={sender.publicKey} />
              <button
                type="button"
                className={form['secondary']}
                aria-label={words.rename(sender.name)}
                onClick={() => setEditing(sender.publicKey)}
              >
                {words.renameShort}
              </button>
            </ForgettableRow>
          ),
        )}
      </ul>
      <Problem error={forget.error} />
      {editing === NEW ? (
        <SenderForm sender={null} onDone={done} />
      ) : (
        <button type="button" className={form['secondary']} onClick={() => setEditing(NEW)}>
          {words.senderAdd}
        </button>
      )}
    </section>
  );
}

/** As a key is written, in minisign's form. */
const KEY_CHARACTERS = 56;

type SenderFormProps = {
  /** Null: one whose key was passed on by other ways. */
  readonly sender: Sender | null;
  readonly onDone: () => void;
};

function SenderForm({ sender, onDone }: SenderFormProps) {
  const { m } = useText();
  const words = m.bundles;
  const [name, setName] = useState(sender?.name ?? '');
  const [publicKey, setPublicKey] = useState(sender?.publicKey ?? '');
  const trust = useCall('senders.trust', onDone);
  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        trust.mutate({ name: name.trim(), publicKey: publicKey.trim() });
      }}
    >
      <Field label={words.senderName} value={name} maxLength={MAX_NAME_CHARACTERS} required onChange={setName} />
      {sender === null && (
        <Field
          label={words.senderKey}
          value={publicKey}
          maxLength={KEY_CHARACTERS * 2}
          address
          required
          onChange={setPublicKey}
        />
      )}
      <Problem error={trust.error} />
      <SaveOrCancel pending={trust.isPending} onCancel={onDone} />
    </form>
  );
}
