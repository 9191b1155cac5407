import { useEffect, useEffectEvent, useState } from 'react';
import type { ImportReport, Transfer } from '../../shared/bundles.ts';
import { useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import { Field } from '../dialogs/Field.tsx';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { MAX_PASSPHRASE_CHARACTERS } from './LockFields.tsx';
import { Preview } from './Preview.tsx';
import { signerSentence } from './signer-sentence.ts';
import { TransferStatus } from './TransferStatus.tsx';
import { useArrival } from './use-arrival.ts';
import { useSeen } from './use-seen.ts';
import { WayOn } from './WayOn.tsx';

type TakeBundleProps = {
  /** The look at a file; null: it is being imported already. */
  readonly looking: string | null;
  /** Its import, where that was begun elsewhere. */
  readonly importing?: string | null;
  /** Null: the file has to be chosen again for that. */
  readonly onLookAgain: ((passphrase: string) => void) | null;
  /** It is being stored now, or no longer. */
  readonly onTaking?: (taking: boolean) => void;
  /** Leads on, with what came of it. */
  readonly otherLabel: string;
  readonly onOther: (report: ImportReport | null) => void;
  /** It is not wanted. */
  readonly onCancel: () => void;
  readonly onClose: () => void;
};

/** A file that was sent: opened, looked at, and taken in if one wants it. */
export function TakeBundle(props: TakeBundleProps) {
  const { looking, importing = null, onLookAgain, onTaking, otherLabel, onOther, onCancel, onClose } = props;
  const { m } = useText();
  const looked = useTransfer(looking);
  const [begun, setBegun] = useState<string | null>(importing);
  const taken = useTransfer(begun);
  const take = useCall('transfers.import', ({ id }) => setBegun(id));
  useSeen(looked);
  const isTaking = take.isPending || taken?.state === 'running';
  const tell = useEffectEvent((taking: boolean) => onTaking?.(taking));
  useEffect(() => tell(isTaking), [isTaking]);
  const needs = looked?.error?.details['needs'];
  const isWrong = looked?.error?.code === 'PASSPHRASE_WRONG';
  const isLocked = (isWrong || needs === 'passphrase') && onLookAgain !== null;
  return (
    <>
      {looked !== null && looked.file !== null && (
        <p className={form['hint']}>
          <bdi>{looked.file}</bdi>
        </p>
      )}
      {taken === null && looked !== null && (
        <>
          {isLocked && <Unlock wrong={isWrong} onUnlock={onLookAgain} />}
          {needs === 'identity' && (
            <p className={form['problem']} role="alert">
              {m.bundles.wantsIdentity}
            </p>
          )}
          {!isLocked && needs !== 'identity' && <TransferStatus transfer={looked} />}
          {looked.preview && (
            <Preview
              preview={looked.preview}
              pending={take.isPending}
              onTake={(trustAs) => take.mutate({ preview: looked.id, trustAs })}
              onCancel={onCancel}
            />
          )}
          {cameToNothing(looked) && !isLocked && <WayOn label={otherLabel} onGo={() => onOther(null)} />}
        </>
      )}
      <Problem error={take.error} />
      {taken && <TransferStatus transfer={taken} />}
      {taken && cameToNothing(taken) && <WayOn label={otherLabel} onGo={() => onOther(null)} />}
      {taken?.imported && (
        <Report
          report={taken.imported}
          otherLabel={otherLabel}
          onOther={() => onOther(taken.imported)}
          onClose={onClose}
        />
      )}
    </>
  );
}

function cameToNothing({ state }: Transfer): boolean {
  return state === 'failed' || state === 'stopped';
}

function Unlock({ wrong, onUnlock }: { readonly wrong: boolean; readonly onUnlock: (passphrase: string) => void }) {
  const { m } = useText();
  const [passphrase, setPassphrase] = useState('');
  const arrived = useArrival<HTMLFormElement>();
  return (
    <form
      ref={arrived}
      tabIndex={-1}
      className={`${form['form']} ${form['arrived']}`}
      aria-label={m.bundles.wantsPassphrase}
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
      <Field
        label={m.bundles.passphrase}
        value={passphrase}
        maxLength={MAX_PASSPHRASE_CHARACTERS}
        secret
        required
        onChange={setPassphrase}
      />
      <div className={form['actions']}>
        <button type="submit" className={form['primary']}>
          {m.bundles.open}
        </button>
      </div>
    </form>
  );
}

type ReportProps = {
  readonly report: ImportReport;
  readonly otherLabel: string;
  readonly onOther: () => void;
  readonly onClose: () => void;
};

function Report({ report, otherLabel, onOther, onClose }: ReportProps) {
  const { m } = useText();
  const words = m.bundles;
  const done = useArrival<HTMLButtonElement>();
  const { added, improved, pictures, badPictures, signer } = report;
  return (
    <div className={form['form']}>
      <output className={form['form']}>
        <p>
          <strong>{added + improved === 0 ? words.takenNothing : words.taken(added, improved)}</strong>{' '}
          {pictures > 0 && words.takenPictures(pictures)}
        </p>
        {badPictures > 0 && <p className={form['notice']}>{words.badPictures(badPictures)}</p>}
        <p className={form['hint']}>{signerSentence(signer, m)}</p>
      </output>
      <div className={form['actions']}>
        <button type="button" className={form['secondary']} onClick={onOther}>
          {otherLabel}
        </button>
        <button ref={done} type="button" className={form['primary']} onClick={onClose}>
          {m.common.done}
        </button>
      </div>
    </div>
  );
}
