import { useEffect, useRef } from 'react';
import type { BundlePreview } from '../../shared/bundles.ts';
import { isLarderError } from '../../shared/errors.ts';
import { useBundleSettings } from '../data/bundles.ts';
import form from '../dialogs/form.module.css';
import rows from '../dialogs/rows.module.css';
import type { Messages } from '../messages/en.ts';
import { errorSentence } from '../text/error-sentence.ts';
import type { Format } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import type { Step } from './look-and-take.ts';
import { newsOf } from './news-of.ts';
import { signerSentence } from './signer-sentence.ts';
import { signerNow, type TakeRow } from './take-rows.ts';
import { progressSentence } from './transfer-sentences.ts';

type TakeManyRowProps = {
  readonly row: TakeRow;
  /** Nothing is done with any of them. */
  readonly idle: boolean;
  /** One has just come back from it. */
  readonly returned: boolean;
  readonly onWant: (wanted: boolean) => void;
  readonly onOpen: () => void;
};

/** One of several bundles: from whom, how much of it is new, or why it cannot be taken in. */
export function TakeManyRow({ row, idle, returned, onWant, onOpen }: TakeManyRowProps) {
  const { m, format } = useText();
  const words = m.bundles;
  const { bundle, finding, wanted, step } = row;
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (returned) item.current?.focus();
  }, [returned]);
  return (
    <li
      ref={item}
      tabIndex={-1}
      className={`${rows['row']} ${styles['take']}`}
      aria-label={bundle.name}
      data-finding={finding.kind}
    >
      {finding.kind === 'good' && (
        <input
          type="checkbox"
          aria-label={words.takeThis(bundle.name)}
          checked={wanted}
          disabled={!idle}
          onChange={(event) => onWant(event.target.checked)}
        />
      )}
      <div className={rows['what']}>
        <bdi className={rows['name']}>{bundle.name}</bdi>
        {finding.kind === 'good' && <Good preview={finding.preview} />}
        {finding.kind === 'bad' && <Bad error={finding.error} />}
        {finding.kind === 'taken' && <span className={styles['known']}>{takenSentence(finding.report, m)}</span>}
        {step !== null && <span className={form['hint']}>{stepSentence(step, m, format)}</span>}
        {step === null && finding.kind === 'unknown' && <span className={form['hint']}>{words.manyWaits}</span>}
      </div>
      {idle && finding.kind !== 'taken' && (
        <button type="button" className={form['secondary']} aria-label={words.lookAtOne(bundle.name)} onClick={onOpen}>
          {words.lookAtOneShort}
        </button>
      )}
    </li>
  );
}

function Good({ preview }: { readonly preview: BundlePreview }) {
  const { m, format } = useText();
  const signer = signerNow(preview.signer, useBundleSettings().data?.senders ?? []);
  return (
    <>
      <span className={form['hint']}>
        {m.bundles.inside(preview.articles)} {newsOf(preview, m, format)}
      </span>
      <span className={signer.kind === 'trusted' ? styles['known'] : styles['over']} data-signer={signer.kind}>
        {signerSentence(signer, m)}
      </span>
    </>
  );
}

/** What is locked is nothing bad. */
function Bad({ error }: { readonly error: unknown }) {
  const { m } = useText();
  if (!isLarderError(error) || error.code !== 'BUNDLE_ENCRYPTED') {
    return <span className={styles['bad']}>{errorSentence(error, m)}</span>;
  }
  const sentence = error.details['needs'] === 'passphrase' ? m.bundles.wantsPassphrase : m.bundles.wantsIdentity;
  return <span className={styles['over']}>{sentence}</span>;
}

function takenSentence({ added, improved }: { readonly added: number; readonly improved: number }, m: Messages) {
  return added + improved === 0 ? m.bundles.takenNothing : m.bundles.taken(added, improved);
}

function stepSentence(step: Step, m: Messages, format: Format): string {
  if ('transfer' in step) return progressSentence(step.transfer, m, format);
  return m.bundles.sending(format.bytes(step.sent.done), format.bytes(step.sent.total));
}
