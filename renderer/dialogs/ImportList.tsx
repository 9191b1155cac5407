import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { OpmlReport } from '../../shared/contract.ts';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';
import { Problem } from './Problem.tsx';
import { readBase64 } from './read-file.ts';

/** A list of sources from a file, and a report of what came of it. */
export function ImportList({ file, onClose }: { readonly file: File; readonly onClose: () => void }) {
  const { m } = useText();
  const client = useClient();
  const cache = useQueryClient();
  const start = useCall('fetch.start', onClose);
  const read = useMutation({
    mutationFn: async (given: File) => client.call('opml.import', { bytesBase64: await readBase64(given) }),
    onSuccess: () => cache.invalidateQueries(),
  });
  const { mutate } = read;
  useEffect(() => mutate(file), [mutate, file]);
  return (
    <>
      {read.data && <Report report={read.data} />}
      <output>{read.isPending && m.opml.reading}</output>
      <Problem error={read.error ?? start.error} />
      {read.data && (
        <div className={styles['actions']}>
          <button type="button" className={styles['secondary']} onClick={onClose}>
            {m.common.done}
          </button>
          {read.data.added > 0 && (
            <button type="button" className={styles['primary']} onClick={() => start.mutate({ feedIds: null })}>
              {m.opml.fetchNow}
            </button>
          )}
        </div>
      )}
    </>
  );
}

/** More skipped entries than this nobody reads; the number of the rest is told. */
const SHOWN_SKIPPED = 12;

function Report({ report }: { readonly report: OpmlReport }) {
  const { m } = useText();
  const { skipped } = report;
  return (
    <div aria-live="polite">
      <p>
        <strong>{m.opml.added(report.added)}</strong>
      </p>
      {report.merged > 0 && <p>{m.opml.merged(report.merged)}</p>}
      {report.salvaged && <p className={styles['notice']}>{m.opml.salvaged}</p>}
      {skipped.length > 0 && (
        <>
          <p>{m.opml.skipped(skipped.length)}</p>
          <ul className={styles['hint']}>
            {skipped.slice(0, SHOWN_SKIPPED).map((entry, index) => (
              // The same line may be skipped twice.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={index}>
                <bdi>{entry.what}</bdi>
                {m.common.separator}
                {m.opml.reasons[entry.reason]}
              </li>
            ))}
          </ul>
          {skipped.length > SHOWN_SKIPPED && (
            <p className={styles['hint']}>{m.opml.andMore(skipped.length - SHOWN_SKIPPED)}</p>
          )}
        </>
      )}
    </div>
  );
}
