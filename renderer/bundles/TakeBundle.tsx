import { useState } from 'react';
import { type BundlePreview, type ImportReport, type Signer } from '../../shared/bundles.ts';
import { useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { Field, MAX_NAME_CHARACTERS } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import type { Messages } from '../messages/en.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { TransferStatus } from './TransferStatus.tsx';

type TakeBundleProps = {
  /** What was sent, and the file's name as it was chosen. */
  readonly uploads: readonly string[];
  readonly file: string;
  /** The look at it that was begun. */
  readonly looking: string;
  readonly onLookAgain: (passphrase: string) => void;
  readonly onClose: () => void;
};

/** A file that was sent: opened, looked at, and taken in if one wants it. */
export function TakeBundle({ looking, onLookAgain, onClose }: TakeBundleProps) {
  const { m } = useText();
  const looked = useTransfer(looking);
  const [importing, setImporting] = useState<string | null>(null);
  const taken = useTransfer(importing);
  const take = useCall('transfers.import', (begun) => setImporting(begun.id));
  if (looked === null) return null;
  const needs = looked.error?.details['needs'];
  const isLocked = looked.error?.code === 'PASSPHRASE_WRONG' || needs === 'passphrase';
  return (
    <>
      {isLocked ? (
        <Unlock wrong={looked.error?.code === 'PASSPHRASE_WRONG'} onUnlock={onLookAgain} />
      ) : needs === 'identity' ? (
        <p className={form['problem']} role="alert">
          {m.bundles.wantsIdentity}
        </p>
      ) : (
        taken === null && <TransferStatus transfer={looked} />
      )}
      {looked.preview && taken === null && (
        <Preview
          preview={looked.preview}
          pending={take.isPending}
          onTake={(trustAs) => take.mutate({ preview: looking, trustAs })}
        />
      )}
      <Problem error={take.error} />
      {taken && <TransferStatus transfer={taken} />}
      {taken?.imported && <Report report={taken.imported} onClose={onClose} />}
    </>
  );
}

function Unlock({ wrong, onUnlock }: { readonly wrong: boolean; readonly onUnlock: (passphrase: string) => void }) {
  const { m } = useText();
  const [passphrase, setPassphrase] = useState('');
  return (
    <form
      className={form['form']}
      onSubmit={(event) => {
        event.preventDefault();
        onUnlock(passphrase);
      }}
    >
      <p>{m.bundles.wantsPassphrase}</p>
      {wrong && (
        <p className={form['problem']} role="alert">
          {m.errors.PASSPHRASE_WRONG}
        </p>
      )}
      <Field label={m.bundles.passphrase} value={passphrase} secret required focused onChange={setPassphrase} />
      <div className={form['actions']}>
        <button type="submit" className={form['primary']}>
          {m.bundles.open}
        </button>
      </div>
    </form>
  );
}

type PreviewProps = {
  readonly preview: BundlePreview;
  readonly pending: boolean;
  readonly onTake: (trustAs: string | null) => void;
};

function Preview({ preview, pending, onTake }: PreviewProps) {
  const { m, format } = useText();
  const words = m.bundles;
  const [trustAs, setTrustAs] = useState('');
  const { fresh, fuller, signer } = preview;
  const nothing = fresh + fuller === 0;
  return (
    <form
      className={form['form']}
      aria-live="polite"
      onSubmit={(event) => {
        event.preventDefault();
        onTake(trustAs.trim() === '' ? null : trustAs.trim());
      }}
    >
      <p>
        <strong>{words.inside(preview.articles)}</strong> {nothing ? words.nothingNew : format.list(newsOf(preview, m))}
        {m.common.separator}
        {words.pictures(preview.pictures)}
        {m.common.separator}
        {format.bytes(preview.bytes)}
      </p>
      <p className={signer.kind === 'trusted' ? undefined : form['notice']}>{signerSentence(signer, m)}</p>
      {signer.kind === 'unknown' && (
        <>
          <p className={styles['words']} dir="ltr">
            {signer.words}
          </p>
          <div>
            <Field label={words.trustAs} value={trustAs} maxLength={MAX_NAME_CHARACTERS} onChange={setTrustAs} />
            <p className={form['hint']}>{words.trustHint}</p>
          </div>
        </>
      )}
      <p className={form['hint']}>
        {words.from}: <bdi>{format.list(preview.sources.slice(0, SHOWN_SOURCES))}</bdi>
      </p>
      <ul className={styles['titles']}>
        {preview.titles.map(({ title, source, direction }) => (
          <li key={`${source} ${title}`} dir={direction}>
            {title === '' ? m.list.noTitle : title}
          </li>
        ))}
      </ul>
      <div className={form['actions']}>
        <button type="submit" className={form['primary']} disabled={pending} data-first-focus="">
          {words.take}
        </button>
      </div>
    </form>
  );
}

const SHOWN_SOURCES = 8;

function newsOf({ fresh, fuller }: BundlePreview, m: Messages): string[] {
  return [...(fresh > 0 ? [m.bundles.fresh(fresh)] : []), ...(fuller > 0 ? [m.bundles.fuller(fuller)] : [])];
}

function signerSentence(signer: Signer, m: Messages): string {
  const words = m.bundles.signers;
  switch (signer.kind) {
    case 'none':
      return words.none;
    case 'trusted':
      return signer.own ? words.own(signer.name) : words.trusted(signer.name);
    case 'unknown':
      return words.unknown;
    case 'unchecked':
      return words.unchecked(signer.keyId);
  }
}

function Report({ report, onClose }: { readonly report: ImportReport; readonly onClose: () => void }) {
  const { m } = useText();
  return (
    <div aria-live="polite" className={form['form']}>
      <p>
        <strong>{m.bundles.taken(report.added, report.improved)}</strong>
      </p>
      {report.badPictures > 0 && <p className={form['notice']}>{m.bundles.badPictures(report.badPictures)}</p>}
      <div className={form['actions']}>
        <button type="button" className={form['primary']} onClick={onClose} data-first-focus="">
          {m.common.done}
        </button>
      </div>
    </div>
  );
}
