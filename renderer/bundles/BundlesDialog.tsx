import { useBundleSettings } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { CopyButton } from './CopyButton.tsx';
import { ForgettableRow } from './ForgettableRow.tsx';
import { HaveList } from './HaveList.tsx';
import { OwnKeys } from './OwnKeys.tsx';
import { Senders } from './Senders.tsx';
import { WatchedFolder } from './WatchedFolder.tsx';

/** Whom one knows, what one signs with, what was given to whom, and what comes in by itself. */
export function BundlesDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const settings = useBundleSettings();
  return (
    <Modal title={m.bundles.settingsTitle} wide onClose={onClose}>
      <div className={styles['sections']}>
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

function Recipient() {
  const { m } = useText();
  const words = m.bundles;
  const recipient = useBundleSettings().data?.recipient ?? null;
  const make = useCall('keys.identity');
  return (
    <section className={styles['section']} aria-label={words.recipient}>
      <h3>{words.recipient}</h3>
      <p className={form['hint']}>{words.recipientHint}</p>
      {recipient === null ? (
        <button type="button" className={form['secondary']} disabled={make.isPending} onClick={() => make.mutate({})}>
          {words.recipientMake}
        </button>
      ) : (
        <div className={`${rows['row']} ${rows['head']}`}>
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
    <section className={styles['section']} aria-label={words.labels}>
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
