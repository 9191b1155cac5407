import { useState } from 'react';
import { useBundleSettings, useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { CopyButton } from './CopyButton.tsx';
import { ForgettableRow } from './ForgettableRow.tsx';
import { FinishedExport, TransferStatus } from './TransferStatus.tsx';
import { WatchedFolder } from './WatchedFolder.tsx';

/** Whom one knows, what one signs with, what was given to whom, and what comes in by itself. */
export function BundlesDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const settings = useBundleSettings();
  return (
    <Modal title={m.bundles.settingsTitle} wide onClose={onClose}>
      <div className={form['form']}>
        <Problem error={settings.error} />
        <Senders />
        <OwnKeys />
        <Recipient />
        <Labels />
        <WatchedFolder />
        <HaveList />
      </div>
    </Modal>
  );
}

function Senders() {
  const { m } = useText();
  const words = m.bundles;
  const senders = useBundleSettings().data?.senders ?? [];
  const forget = useCall('senders.forget');
  return (
    <section className={styles['section']}>
      <h3>{words.senders}</h3>
      {senders.length === 0 && <p className={form['hint']}>{words.sendersNone}</p>}
      <ul className={rows['list']}>
        {senders.map((sender) => (
          <ForgettableRow
            key={sender.publicKey}
            name={sender.name}
            facts={[words.sentArticles(sender.articles), sender.words]}
            label={words.forget(sender.name)}
            short={words.forgetShort}
            hint={words.forgetSenderHint}
            confirm={words.forgetYes}
            pending={forget.isPending}
            onForget={() => forget.mutate({ publicKey: sender.publicKey })}
          />
        ))}
      </ul>
      <Problem error={forget.error} />
    </section>
  );
}

function OwnKeys() {
  const { m } = useText();
  const words = m.bundles;
  const keys = useBundleSettings().data?.keys ?? [];
  const remove = useCall('keys.remove');
  const [name, setName] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const make = useCall('keys.new', () => {
    setName('');
    setPassphrase('');
  });
  return (
    <section className={styles['section']}>
      <h3>{words.keys}</h3>
      {keys.length === 0 && <p className={form['hint']}>{words.keysNone}</p>}
      <ul className={rows['list']}>
        {keys.map((key) => (
          <ForgettableRow
            key={key.name}
            name={key.name}
            facts={[...(key.locked ? [words.locked] : []), `${words.words}: ${key.words}`]}
            label={words.removeKey(key.name)}
            short={m.exports.removeShort}
            hint={words.removeKeyHint}
            confirm={words.removeYes}
            pending={remove.isPending}
            onForget={() => remove.mutate({ name: key.name })}
          >
            <CopyButton what={key.name} text={key.publicKey} />
          </ForgettableRow>
        ))}
      </ul>
      <form
        className={form['form']}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ name: name.trim(), passphrase: passphrase === '' ? null : passphrase });
        }}
      >
        <div className={styles['pair']}>
          <Field
            label={words.keyName}
            value={name}
            placeholder={words.keyNamePlaceholder}
            maxLength={60}
            required
            onChange={setName}
          />
          <Field label={words.keyPassphraseNew} value={passphrase} secret onChange={setPassphrase} />
        </div>
        <Problem error={make.error ?? remove.error} />
        <button type="submit" className={form['secondary']} disabled={make.isPending}>
          {words.keyNew}
        </button>
      </form>
    </section>
  );
}

function Recipient() {
  const { m } = useText();
  const words = m.bundles;
  const recipient = useBundleSettings().data?.recipient ?? null;
  const make = useCall('keys.identity');
  return (
    <section className={styles['section']}>
      <h3>{words.recipient}</h3>
      <p className={form['hint']}>{words.recipientHint}</p>
      {recipient === null ? (
        <button type="button" className={form['secondary']} disabled={make.isPending} onClick={() => make.mutate({})}>
          {words.recipientMake}
        </button>
      ) : (
        <div className={rows['head']}>
          <bdi dir="ltr" className={`${rows['what']} ${styles['mono']}`}>
            {recipient}
          </bdi>
          <CopyButton what={words.recipient} text={recipient} />
        </div>
      )}
      <Problem error={make.error} />
    </section>
  );
}

function Labels() {
  const { m, format } = useText();
  const words = m.bundles;
  const labels = useBundleSettings().data?.labels ?? [];
  const forget = useCall('labels.forget');
  return (
    <section className={styles['section']}>
      <h3>{words.labels}</h3>
      {labels.length === 0 && <p className={form['hint']}>{words.labelsNone}</p>}
      <ul className={rows['list']}>
        {labels.map((label) => (
          <ForgettableRow
            key={label.name}
            name={label.name}
            facts={[words.labelFacts(label.articles, format.moment(label.lastMs))]}
            label={words.forget(label.name)}
            short={words.forgetShort}
            hint={words.forgetLabelHint}
            confirm={words.forgetYes}
            pending={forget.isPending}
            onForget={() => forget.mutate({ name: label.name })}
          />
        ))}
      </ul>
      <Problem error={forget.error} />
    </section>
  );
}

function HaveList() {
  const { m } = useText();
  const words = m.bundles;
  const [id, setId] = useState<string | null>(null);
  const transfer = useTransfer(id);
  const make = useCall('transfers.have', (begun) => setId(begun.id));
  return (
    <section className={styles['section']}>
      <h3>{words.haveTitle}</h3>
      <p className={form['hint']}>{words.haveHint}</p>
      {transfer && <TransferStatus transfer={transfer} />}
      {transfer?.state === 'done' ? (
        <FinishedExport transfer={transfer} />
      ) : (
        <button
          type="button"
          className={form['secondary']}
          disabled={make.isPending || transfer?.state === 'running'}
          onClick={() => make.mutate({ lock: { kind: 'none' } })}
        >
          {words.haveMake}
        </button>
      )}
      <Problem error={make.error} />
    </section>
  );
}
