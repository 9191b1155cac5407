/** One request by every way its owner allows, until one of them leads somewhere. */
import type { FeedId, FetchKind, FetchOutcome, Validators } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';
import type { PieceContext } from './stages.ts';
import { movedBytes } from './moved-bytes.ts';
import type { Verdict } from './verdict.ts';
import { mayTryNext, type Way } from './ways.ts';

export type Errand = {
  readonly url: string;
  readonly kind: FetchKind;
  /** Whose routes and trusted certificates count. */
  readonly feedIds: readonly FeedId[];
  readonly allowPrivate: boolean;
  readonly validators: Validators | null;
};

/** What was made of an answer. */
export type Taken = {
  readonly verdict: Verdict;
  /** Writes it down, as the last word on this errand; null: it is in the archive already. */
  readonly settle: (() => void) | null;
};

/** `closed`: no way is allowed. `ended`: the pass was over, or its budget, before anything came of it. */
export type Went<T extends Taken> =
  { readonly taken: T; readonly fetched: FetchOutcome; readonly way: Way } | 'closed' | 'ended';

/**
 * Tries the ways in their order. The next one only after a failure of the way itself: a server's own word would be the
 * same there. What `take` makes of each answer is evidence; only the last one is settled.
 */
export async function byWays<T extends Taken>(
  context: PieceContext,
  errand: Errand,
  take: (fetched: FetchOutcome, way: Way) => Promise<T>,
): Promise<Went<T>> {
  const wanted = { url: errand.url, feedIds: errand.feedIds };
  const all = await context.ways.to(wanted);
  const ways = all.filter((way) => mayGo(context, errand, way));
  if (ways.length === 0 && all.length > 0) context.moved.putOff = 'shut';
  const what = errand.kind;
  let last: Went<T> = all.length === 0 ? 'closed' : 'ended';
  for (const way of ways) {
    if (!context.pass.hasBudgetFor(errand.kind)) break;
    const fetched = await context.pass.counted(errand.kind, (allowance) =>
      context.fetcher.fetch({
        url: way.url,
        kind: errand.kind,
        // Of another server these would say nothing, or the wrong thing.
        ...(errand.validators && !way.mirror && { validators: errand.validators }),
        allowPrivate: errand.allowPrivate,
        via: way.via,
        pins: pinsOf(context, errand.feedIds),
        allowance: context.planning.allowanceFor(errand.kind, context.line.allowanceFor(errand.kind, allowance)),
        signal: context.pass.signal,
      }),
    );
    context.moved.bytes += movedBytes(fetched);
    if (fetched.outcome === 'CANCELLED') {
      // Nobody stopped it: it did not fit into what the line, the link or a budget has for such a thing.
      if (!context.pass.over()) context.moved.putOff = 'too-large';
      // Of the line it tells nothing; what it moved is spent all the same.
      context.lessons.saw({ what, feedId: errand.feedIds[0] ?? null, wanted, way, fetched, outcome: fetched.outcome });
      break;
    }
    const taken = await take(fetched, way);
    const { outcome } = taken.verdict;
    context.tracker.saw(outcome);
    context.lessons.saw({ what, feedId: errand.feedIds[0] ?? null, wanted, way, fetched, outcome });
    last = { taken, fetched, way };
    if (!mayTryNext(outcome)) break;
  }
  if (typeof last === 'object') {
    const { settle } = last.taken;
    // Nothing to write but what was learned: that goes with the next piece.
    if (settle) await context.lessons.commit(context.commits, settle);
  }
  return last;
}

/** A way that failed a moment ago is left alone for its time, unless the reader asks. */
function mayGo(context: PieceContext, errand: Errand, way: Way): boolean {
  if (context.asked) return true;
  const origin = parseHttpUrl(way.url)?.origin ?? way.url;
  const route = way.via.via === 'direct' ? 'direct' : way.via.id;
  return context.planning.mayGo(
    origin,
    route,
    errand.kind,
    errand.kind === 'feed' ? (errand.feedIds[0] ?? null) : null,
  );
}

export const CLOSED: Verdict = {
  outcome: 'PROXY_DOWN',
  reason: 'None of the ways set for this source can be used now, and it must not be asked directly.',
};

/** Certificates the owner trusts for these sources count for their own hosts only. */
function pinsOf(context: PieceContext, feedIds: readonly FeedId[]): readonly string[] {
  const feeds = context.archive.library().subscriptions;
  return feeds.flatMap((feed) => (feed.pinnedPem !== null && feedIds.includes(feed.id) ? [feed.pinnedPem] : []));
}

/** The person named the host, and it is one of their own network. */
export function isOwnNetwork(url: string): boolean {
  const host = parseHttpUrl(url)?.hostname;
  return host !== undefined && isPrivateHost(host);
}
