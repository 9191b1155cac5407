import type { FeedSummary } from '../../shared/model.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';
import styles from './SourceFlags.module.css';

/** What is odd about a source beside its last result. */
export function SourceFlags({ feed }: { readonly feed: FeedSummary }) {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const { flags } = m.activity;
  const said = [
    feed.dnsBlocked && flags.dnsBlocked,
    feed.authority === 'local' && flags.localRoot,
    feed.authority === 'pinned' && flags.pinned,
    feed.authority === 'none' && flags.unverified,
  ].filter((flag) => flag !== false);
  if (said.length === 0 && !feed.seemsGone) return null;
  return (
    <ul className={styles['flags']}>
      {said.map((flag) => (
        <li key={flag}>{flag}</li>
      ))}
      {feed.seemsGone && (
        <li>
          {flags.seemsGone}{' '}
          <button
            type="button"
            className={page['link']}
            onClick={() => openDialog({ kind: 'source', feedId: feed.id, part: 'remove' })}
          >
            {flags.unsubscribe}
          </button>
        </li>
      )}
    </ul>
  );
}
