import type { Transfer } from '../../shared/bundles.ts';
import { errorFromWire } from '../../shared/errors.ts';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { progressSentence } from './transfer-sentences.ts';

/** What becomes of an export or import: how far it is, what stopped it. */
export function TransferStatus({ transfer }: { readonly transfer: Transfer }) {
  const { m, format } = useText();
  const stop = useCall('transfers.stop');
  if (transfer.state === 'failed' && transfer.error) return <Problem error={errorFromWire(transfer.error)} />;
  if (transfer.state === 'stopped') return <p className={form['notice']}>{m.bundles.stopped}</p>;
  if (transfer.state !== 'running') return null;
  return (
    <div className={styles['progress']}>
      <progress
        aria-label={m.bundles.making[transfer.phase]}
        max={transfer.total ?? undefined}
        value={transfer.total === null ? undefined : transfer.done}
      />
      <output>{progressSentence(transfer, m, format)}</output>
      <button type="button" className={form['secondary']} onClick={() => stop.mutate({ id: transfer.id })}>
        {m.bundles.stop}
      </button>
    </div>
  );
}

/** A finished export, to be fetched. */
export function FinishedExport({ transfer }: { readonly transfer: Transfer }) {
  const { m, format } = useText();
  const client = useClient();
  const result = transfer.exported;
  if (result === null) return null;
  const { files, articles, pictures, leftOut, manifestSha256 } = result;
  return (
    <div className={styles['result']} aria-live="polite">
      <p>
        <strong>{m.bundles.made(articles, pictures)}</strong>
      </p>
      {leftOut.articles + leftOut.pictures > 0 && <p>{m.bundles.leftOut(leftOut.articles, leftOut.pictures)}</p>}
      <ul>
        {files.map((file, number) => (
          <li key={file.name}>
            <a
              href={client.fileAddress(transfer.id, number)}
              download={file.name}
              aria-label={m.bundles.download(file.name)}
              data-first-focus=""
            >
              <bdi>{file.name}</bdi>
            </a>{' '}
            <span className={form['hint']}>{format.bytes(file.bytes)}</span>
          </li>
        ))}
      </ul>
      {manifestSha256 !== null && (
        <p className={form['hint']}>
          {m.bundles.identity}{' '}
          <bdi dir="ltr" className={styles['mono']}>
            {manifestSha256.slice(0, 16)}
          </bdi>
        </p>
      )}
    </div>
  );
}
