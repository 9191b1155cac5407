import type { Transfer } from '../../shared/bundles.ts';
import { errorFromWire } from '../../shared/errors.ts';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import styles from './bundles.module.css';
import { progressSentence } from './transfer-sentences.ts';
import { useArrival } from './use-arrival.ts';
import { useSeen } from './use-seen.ts';

/** What becomes of an export or import: how far it is, what stopped it. */
export function TransferStatus({ transfer }: { readonly transfer: Transfer }) {
  const { m } = useText();
  useSeen(transfer);
  if (transfer.state === 'failed' && transfer.error) return <Problem error={errorFromWire(transfer.error)} />;
  if (transfer.state === 'stopped') return <p className={form['notice']}>{m.bundles.stopped}</p>;
  return transfer.state === 'running' ? <Running transfer={transfer} /> : null;
}

function Running({ transfer }: { readonly transfer: Transfer }) {
  const { m, format } = useText();
  const stop = useCall('transfers.stop');
  const arrived = useArrival<HTMLButtonElement>();
  return (
    <div className={styles['progress']}>
      <progress
        className={form['progress']}
        aria-label={m.bundles.making[transfer.phase]}
        max={transfer.total ?? undefined}
        value={transfer.total === null ? undefined : transfer.done}
      />
      <div className={styles['foot']}>
        <output>
          {progressSentence(transfer, m, format)}
          {transfer.bytes > 0 && transfer.phase === 'writing' && m.common.separator + format.bytes(transfer.bytes)}
        </output>
        <button
          ref={arrived}
          type="button"
          className={form['secondary']}
          disabled={stop.isPending}
          onClick={() => stop.mutate({ id: transfer.id })}
        >
          {m.bundles.stop}
        </button>
      </div>
      <p className={form['hint']}>{m.bundles.closeHint}</p>
      <Problem error={stop.error} />
    </div>
  );
}

/** A finished export, to be fetched. */
export function FinishedExport({ transfer }: { readonly transfer: Transfer }) {
  const { m, format } = useText();
  const client = useClient();
  const first = useArrival<HTMLAnchorElement>();
  const result = transfer.exported;
  if (result === null) return null;
  const { files, articles, pictures, leftOut, manifestSha256 } = result;
  return (
    <div className={styles['result']}>
      <output>
        <strong>{m.bundles.made(articles, pictures)}</strong>{' '}
        {leftOut.articles + leftOut.pictures > 0 && m.bundles.leftOut(leftOut.articles, leftOut.pictures)}
      </output>
      <ul className={styles['files']}>
        {files.map((file, number) => (
          <li key={file.name}>
            <a
              ref={number === 0 ? first : undefined}
              href={client.fileAddress(transfer.id, number)}
              download={file.name}
              aria-label={m.bundles.download(file.name)}
            >
              <bdi dir="ltr">{file.name}</bdi>
            </a>{' '}
            <span className={form['hint']}>{format.bytes(file.bytes)}</span>
          </li>
        ))}
      </ul>
      {files.length > 1 && <p className={form['hint']}>{m.bundles.allVolumes}</p>}
      {manifestSha256 !== null && (
        <p className={form['hint']}>
          {m.bundles.identity}{' '}
          <bdi dir="ltr" className={styles['mono']}>
            {manifestSha256.slice(0, 16)}
          </bdi>
        </p>
      )}
      <p className={form['hint']}>{m.bundles.keptHint}</p>
    </div>
  );
}
