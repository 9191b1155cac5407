/** What a feed's answer may teach beyond its items, and what it may not: the network study, 2.2, "things never learned". */
import { type ConnectivityState, isVerified } from '../../shared/line.ts';
import type { FetchedBody, FetchedNothing, FetchOutcome, ParsedFeed } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { FeedFacts, FeedToFetch, Moves } from '../archive/archive.ts';
import { changeSubscription, findByUrl } from './library-edits.ts';
import type { PassContext } from './stages.ts';
import type { Way } from './ways.ts';

/** How often https is tried for a source that has only http. */
const HTTPS_EVERY_MS = 7 * 86_400_000;
/** A move is believed after so many sightings over so long, and, where nobody vouches for them, in two networks. */
const MOVE_SIGHTINGS = 3;
const MOVE_NETWORKS = 2;
const MOVE_SPAN_MS = 86_400_000;

export type FeedLessons = {
  readonly facts: FeedFacts;
  /** It answered where it always did: what looked like a move was none. */
  readonly stayed: boolean;
};

/**
 * Of an answer that was let in. An http feed cannot be verified; that it continues what was known is as good as it gets,
 * and its first answer, which continues nothing yet, teaches no more than its validators: they are sent back to the same
 * place, and whoever made them up gets a harmless question.
 */
export function learnFromFeed({
  fetched,
  way,
  parsed,
  known,
}: {
  readonly fetched: FetchedBody;
  readonly way: Way;
  readonly parsed: ParsedFeed;
  /** Items that were known before. */
  readonly known: number;
}): FeedLessons {
  const trusted = isVerified(fetched.authority) || known > 0;
  // Only from a document that was closed: with a half one's ETag the server would answer 304 for ever.
  const keep = parsed.complete && !way.mirror;
  const facts: FeedFacts = {
    validators: keep ? fetched.validators : { etag: null, lastModified: null },
    sha256: fetched.sha256,
    freshForMs: keep && trusted ? longest(fetched.freshForMs, parsed.pollAfterMs) : null,
    arrival: { route: fetched.route, authority: fetched.authority },
    wireBytes: fetched.wireBytes,
    domain: trusted ? registrableDomain(parseHttpUrl(fetched.finalUrl)?.hostname ?? '') : null,
    dnsBlocked: fetched.dnsBlocked,
  };
  return { facts, stayed: trusted && fetched.redirects.length === 0 };
}

/**
 * Follows a source that has moved for good, once it was seen to often enough. `continued`: what came is what was known,
 * or has items of it; over http nothing else shows that the move is the source's own.
 */
export async function noteMove(
  context: PassContext,
  feed: FeedToFetch,
  fetched: FetchOutcome,
  way: Way,
  continued: boolean,
): Promise<void> {
  const verified = isVerified(fetched.authority);
  const target = way.mirror || !(verified || continued) ? null : permanentTarget(fetched);
  if (target === null) return;
  const moves = await context.commits.store(() => context.archive.feedMoved(feed.id, target, context.line.network()));
  if (hasMoved(moves, verified, context.now())) follow(context, feed, target);
}

/** 404 and 410 count towards "gone for good" only when the whole line was open, and only as the server's own word. */
export function saysGone(context: PassContext, fetched: FetchedNothing): boolean {
  const gone = fetched.outcome === 'GONE' || (fetched.outcome === 'HTTP_4XX' && fetched.status === 404);
  return gone && context.line.state() === 'open' && isVerified(fetched.authority);
}

/** The https address to try once a week for an http source, while the line is open. Null: not now, or not at all. */
export function httpsOf(feed: FeedToFetch, state: ConnectivityState, nowMs: number): string | null {
  const url = parseHttpUrl(feed.url);
  if (url?.protocol !== 'http:' || url.port !== '' || isPrivateHost(url.hostname)) return null;
  if (feed.httpsOkMs !== null || state !== 'open' || url.hostname.endsWith('.onion')) return null;
  const triedMs = feed.httpsTriedMs;
  if (triedMs !== null && Math.abs(nowMs - triedMs) < HTTPS_EVERY_MS) return null;
  return feed.url.replace(/^http:/, 'https:');
}

/** Where an unbroken chain of permanent redirects (301, 308) leads; a temporary one after it is not part of the move. */
function permanentTarget(fetched: FetchOutcome): string | null {
  const temporary = fetched.redirects.findIndex(({ status }) => status !== 301 && status !== 308);
  if (temporary === 0 || fetched.redirects.length === 0) return null;
  return temporary === -1 ? fetched.finalUrl : (fetched.redirects[temporary]?.url ?? null);
}

function hasMoved(moves: Moves, verified: boolean, nowMs: number): boolean {
  if (moves.sightings < MOVE_SIGHTINGS || nowMs - moves.firstMs < MOVE_SPAN_MS) return false;
  // A desktop may live in one network for ever; where the server itself vouches for its move, that is no obstacle.
  return verified || moves.networks >= MOVE_NETWORKS;
}

function follow(context: PassContext, feed: FeedToFetch, target: string): void {
  const known = findByUrl(context.archive.library(), target);
  if (known && known.id !== feed.id) return; // subscribed to both: the owner may choose
  context.archive.changeLibrary((library) => changeSubscription(library, feed.id, { url: target }));
  context.tracker.changed({ feeds: true, articles: false });
}

function longest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
