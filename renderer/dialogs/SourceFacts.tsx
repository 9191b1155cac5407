import type { FeedSummary } from '../../shared/model.ts';
import { useProxies } from '../data/network.ts';
import { takenRouteName } from '../routes/route-name.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';

/** How a source is doing. */
export function SourceFacts({ feed }: { readonly feed: FeedSummary }) {
  const { m, format } = useText();
  const proxies = useProxies();
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
      {feed.lastRoute !== null && (
        <>
          <dt>{m.source.route}</dt>
          <dd>
            <bdi>{takenRouteName(feed.lastRoute, proxies, m)}</bdi>
          </dd>
        </>
      )}
      <dt>{m.source.bytes}</dt>
      <dd>{m.source.bytesValue(format.bytes(feed.lastBytes), format.bytes(feed.totalBytes))}</dd>
      <dt>{m.source.counts}</dt>
      <dd>{m.source.countsValue(format.number(feed.total), format.number(feed.unread))}</dd>
    </dl>
  );
}
