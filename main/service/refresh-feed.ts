import { isSuccess, type FeedId } from '../../shared/model.ts';
import type { FeedToFetch } from '../archive/archive.ts';
import { byWays, CLOSED } from './by-ways.ts';
import { takeFeed, type TakenFeed } from './feed-intake.ts';
import { httpsOf } from './feed-lessons.ts';
import type { SourceReport } from './pass.ts';
import type { PieceContext } from './stages.ts';
import type { Verdict } from './verdict.ts';
import { mustWait } from '../schedule/waiting.ts';

export type FeedReport = SourceReport & { readonly id: FeedId; readonly waiting: boolean };

/** Fetches one source's headlines into the archive. Null: the pass ended before anything came of it. */
export async function refreshFeed(context: PieceContext, feed: FeedToFetch): Promise<FeedReport | null> {
  const startedMs = context.now();
  const report = (verdict: Verdict, items: number, added: number, bytes: number, waiting = false): FeedReport => ({
    id: feed.id,
    feed: feed.title,
    url: feed.url,
    outcome: verdict.outcome,
    items,
    new: added,
    bytes,
    ms: context.now() - startedMs,
    reason: verdict.reason,
    waiting,
  });

  if (feed.retryAtMs !== null && mustWait(feed, startedMs)) {
    const until = new Date(feed.retryAtMs).toISOString();
    return report({ outcome: 'HTTP_429', reason: `Not asked: the server said to wait until ${until}.` }, 0, 0, 0, true);
  }

  const secure = httpsOf(feed, context.line.state(), startedMs);
  if (secure) {
    const went = await ask(context, feed, secure);
    const worked = typeof went === 'object' && isSuccess(went.taken.verdict.outcome);
    if (went !== 'ended') await context.commits.store(() => context.archive.feedTriedHttps(feed.id, worked));
    if (worked) return reportOf(went.taken, went.fetched.wireBytes);
  }
  // Once it was reached by https it is never asked in the open again: whoever blocks https would win that way.
  const url = feed.httpsOkMs !== null ? feed.url.replace(/^http:/, 'https:') : feed.url;
  const went = await ask(context, feed, url);
  if (went === 'ended') return null;
  if (went === 'closed') return report(CLOSED, 0, 0, 0);
  return reportOf(went.taken, went.fetched.wireBytes);

  function reportOf(taken: TakenFeed, bytes: number): FeedReport {
    const done = report(taken.verdict, taken.items, taken.added, bytes);
    // Before its first fetch a source has no name but its address.
    return feed.title === feed.url && taken.title !== null ? { ...done, feed: taken.title } : done;
  }
}

function ask(context: PieceContext, feed: FeedToFetch, url: string) {
  const errand = {
    url,
    kind: 'feed',
    feedIds: [feed.id],
    allowPrivate: true, // the person subscribed to this very address
    validators: feed.validators,
  } as const;
  return byWays(context, errand, (fetched, way) => takeFeed(context, feed, fetched, way));
}
