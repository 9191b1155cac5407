import type { FeedSummary } from '../../shared/model.ts';
import type { Piece } from './piece.ts';
import { writeOpml } from './opml.ts';

/** The subscriptions among `feeds`, under the names that feeds without a given one have themselves. */
export function* opmlPieces(feeds: readonly FeedSummary[]): Generator<Piece> {
  const subscriptions = feeds.filter((feed) => feed.subscribed);
  yield {
    text: writeOpml({ subscriptions, folders: [] }, (feed) => feed.title ?? feed.url),
    counts: subscriptions.length,
  };
}
