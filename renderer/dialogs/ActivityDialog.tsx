import type { FeedSummary } from '../../shared/model.ts';
import { useFeeds } from '../data/queries.ts';
import { isFailing } from '../sources/failing.ts';
import { useText } from '../text/text.tsx';
import styles from './ActivityDialog.module.css';
import { Modal } from './Modal.tsx';

/** Every source with its last result; those in trouble first. */
export function ActivityDialog({ onClose }: { readonly onClose: () => void }) {
  const { m, format } = useText();
  const feeds = (useFeeds().data ?? []).filter((feed) => feed.subscribed).toSorted(troubleFirst);
  return (
    <Modal title={m.activity.title} wide onClose={onClose}>
      {feeds.length === 0 && <p>{m.activity.none}</p>}
      {feeds.length > 0 && (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{m.activity.source}</th>
              <th scope="col">{m.activity.result}</th>
              <th scope="col">{m.activity.stored}</th>
              <th scope="col">{m.activity.success}</th>
            </tr>
          </thead>
          <tbody>
            {feeds.map((feed) => (
              <tr key={feed.id}>
                <th scope="row">
                  <bdi>{feed.title}</bdi>
                </th>
                <td data-failing={isFailing(feed)}>
                  {feed.lastOutcome === null ? m.sources.notTried : m.outcomes[feed.lastOutcome]}
                </td>
                <td>{format.number(feed.total)}</td>
                <td>{feed.lastSuccessMs === null ? m.source.never : format.moment(feed.lastSuccessMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Modal>
  );
}

function troubleFirst(a: FeedSummary, b: FeedSummary): number {
  return Number(isFailing(b)) - Number(isFailing(a)) || a.title.localeCompare(b.title);
}
