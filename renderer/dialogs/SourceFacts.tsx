import type { FeedSummary } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';

/** How a source is doing. */
export function SourceFacts({ feed }: { readonly feed: FeedSummary }) {
  const { m, format } = useText();
  return (
    <dl className={styles['facts']}>
      <dt>{m.source.address}</dt>
      <dd>
        <bdi dir="ltr">{feed.url}</bdi>
      </dd>
      <dt>{m.source.lastResult}</dt>
      <dd>{feed.lastOutcome === null ? m.sources.notTried : m.outcomes[feed.lastOutcome]}</dd>
      <dt>{m.source.lastSuccess}</dt>
      <dd>{feed.lastSuccessMs === null ? m.source.never : format.moment(feed.lastSuccessMs)}</dd>
      <dt>{m.source.counts}</dt>
      <dd>{m.source.countsValue(format.number(feed.total), format.number(feed.unread))}</dd>
    </dl>
  );
}
