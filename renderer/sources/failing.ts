import { type FeedSummary, isSuccess } from '../../shared/model.ts';

/** A stop by hand is never remembered as a source's outcome. */
export function isFailing(feed: FeedSummary): boolean {
  return feed.subscribed && feed.lastOutcome !== null && !isSuccess(feed.lastOutcome);
}
