import { isLarderError } from '../../shared/errors.ts';
import type { FeedId, FetchedBody, ParsedFeed } from '../../shared/model.ts';
import type { FeedToFetch } from '../archive/archive.ts';
import type { SourceReport } from './pass.ts';
import type { PassContext } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';

/** Items per transaction: some 25 take less than 25 ms, and in between the sockets are heard. */
const SLICE = 25;

/** Fetches one source's headlines into the archive. Null: the pass ended before anything came of it. */
export async function refreshFeed(
  context: PassContext,
  feed: FeedToFetch,
): Promise<(SourceReport & { readonly waiting: boolean }) | null> {
  const startedMs = context.now();
  const report = (verdict: Verdict, items: number, added: number, bytes: number, waiting = false) => ({
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

  if (feed.retryAtMs !== null && feed.retryAtMs > startedMs) {
    const until = new Date(feed.retryAtMs).toISOString();
    return report({ outcome: 'HTTP_429', reason: `Not asked: the server said to wait until ${until}.` }, 0, 0, 0, true);
  }
  if (!context.pass.hasBudgetFor('feed')) return null;

  const fetched = await context.pass.counted('feed', (allowance) =>
    context.fetcher.fetch({
      url: feed.url,
      kind: 'feed',
      validators: feed.validators,
      allowPrivate: true, // the person subscribed to this very address
      allowance,
      signal: context.pass.signal,
    }),
  );
  if (fetched.outcome === 'CANCELLED') return null;

  if (fetched.outcome !== 'OK') {
    context.tracker.saw(fetched.outcome);
    await context.commits.store(() => context.archive.feedTried(feed.id, fetched, fetched));
    return report(fetched, 0, 0, fetched.wireBytes);
  }
  if (fetched.sha256 === feed.sha256) {
    const verdict: Verdict = { outcome: 'OK', reason: 'Nothing new: the same bytes as last time.' };
    context.tracker.saw('OK');
    await context.commits.store(() => context.archive.feedTried(feed.id, fetched, verdict));
    return report(verdict, 0, 0, fetched.wireBytes);
  }
  return context.gate.holding(fetched.body.length, async () => {
    const read = await readFeed(context, fetched);
    if ('outcome' in read) {
      await context.commits.store(() => context.archive.feedTried(feed.id, fetched, read));
      return report(read, 0, 0, fetched.wireBytes);
    }
    context.tracker.saw('OK');
    const added = await storeFeed(context, feed.id, read, fetched);
    const reason = added === 0 ? 'Nothing new.' : `${added} new.`;
    const done = report({ outcome: 'OK', reason }, read.items.length, added, fetched.wireBytes);
    // Before its first fetch a source has no name but its address.
    return feed.title === feed.url && read.title !== null ? { ...done, feed: read.title } : done;
  });
}

async function readFeed(context: PassContext, fetched: FetchedBody): Promise<ParsedFeed | Verdict> {
  try {
    const source = { contentType: fetched.contentType, url: fetched.finalUrl };
    const feed = await context.extractor.run('feed', fetched.body, source);
    // A connection that just ends looks the same whether all or half was sent; only the document can tell.
    if (!feed.complete && !fetched.framingProven) {
      return { outcome: 'TRUNC', reason: 'The feed broke off before its end; nothing of it was stored.' };
    }
    return feed;
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return refusal(error);
  }
}

async function storeFeed(context: PassContext, id: FeedId, feed: ParsedFeed, fetched: FetchedBody): Promise<number> {
  const { items, ...rest } = feed;
  // Only from a document that was closed: with a half one's ETag the server would answer 304 for ever.
  const whole = feed.complete;
  const facts = {
    validators: whole ? fetched.validators : { etag: null, lastModified: null },
    sha256: fetched.sha256,
    freshForMs: whole ? longest(fetched.freshForMs, feed.pollAfterMs) : null,
  };
  const lastSlice = Math.max(0, Math.ceil(items.length / SLICE) - 1);
  const addSlice = (slice: number): number =>
    context.archive.addItems(id, items.slice(slice * SLICE, (slice + 1) * SLICE)).added.length;
  let added = 0;
  for (let slice = 0; slice < lastSlice; slice++) {
    added += await context.commits.store(() => addSlice(slice));
  }
  added += await context.commits.store(() => {
    const last = addSlice(lastSlice);
    context.archive.feedDone(id, rest, facts);
    return last;
  });
  if (added > 0) context.tracker.changed({ feeds: true, articles: true });
  return added;
}

function longest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
