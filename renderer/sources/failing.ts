import type { FeedSummary, Outcome } from '../../shared/model.ts';

/** Outcomes after which a source is in order; a stop by hand says nothing about the source. */
const FINE: ReadonlySet<Outcome> = new Set(['OK', 'NOT_MODIFIED', 'PARTIAL', 'CANCELLED']);

export function isFailing(feed: FeedSummary): boolean {
  return feed.subscribed && feed.lastOutcome !== null && !FINE.has(feed.lastOutcome);
}
