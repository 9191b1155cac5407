/** What to make of one answer in a feed's place: let it in, save what is whole of it, or turn it away with a reason. */
import { isVerified } from '../../shared/line.ts';
import type { FetchedBody, FetchedNothing, FetchOutcome, ParsedFeed, ParsedItem, Rescued } from '../../shared/model.ts';
import { isLarderError } from '../../shared/errors.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { FeedToFetch } from '../archive/archive.ts';
import { deviceTime } from '../schedule/local-time.ts';
import { NUMBERS } from '../schedule/numbers.ts';
import { afterNothingNew, afterPoll, type Poll } from '../schedule/rhythm.ts';
import type { Refused } from '../gate/verdict.ts';
import { admitFeed, strangerVerdict, turnAway } from './admission.ts';
import type { Taken } from './by-ways.ts';
import { learnFromFeed, noteMove, saysGone } from './feed-lessons.ts';
import type { PieceContext } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';
import type { Way } from './ways.ts';

export type TakenFeed = Taken & {
  readonly items: number;
  readonly added: number;
  /** As the feed calls itself; null: nothing was read. */
  readonly title: string | null;
};

/** Items per transaction: some 25 take less than 25 ms, and in between the sockets are heard. */
const SLICE = 25;

export async function takeFeed(
  context: PieceContext,
  feed: FeedToFetch,
  fetched: FetchOutcome,
  way: Way,
): Promise<TakenFeed> {
  if (fetched.outcome === 'NOT_MODIFIED') {
    await noteMove(context, feed, fetched, way, false);
    return withRhythm(context, feed, nothingOf(context, feed, fetched, fetched));
  }
  if (fetched.outcome !== 'OK') return takeFailure(context, feed, fetched, way);
  if (fetched.sha256 === feed.sha256) {
    await noteMove(context, feed, fetched, way, true);
    const same: Verdict = { outcome: 'OK', reason: 'Nothing new: the same bytes as last time.' };
    return withRhythm(context, feed, nothingOf(context, feed, fetched, same));
  }
  return context.underWay.holding(fetched.body.length, () => takeBody(context, feed, fetched, way));
}

async function takeBody(context: PieceContext, feed: FeedToFetch, fetched: FetchedBody, way: Way): Promise<TakenFeed> {
  let parsed: ParsedFeed | null = null;
  let verdict: Verdict | null = null;
  try {
    const source = { contentType: fetched.contentType, url: fetched.finalUrl };
    parsed = canonical(await context.extractor.run('feed', fetched.body, source), feed, way);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    verdict = refusal(error);
  }
  // A connection that just ends looks the same whether all or half was sent; only the document can tell.
  const proven = fetched.framingProven && !fetched.trailerMissing;
  if (!proven && (parsed === null || !parsed.complete)) {
    const cut: Verdict = { outcome: 'TRUNC', reason: 'The feed broke off before its end.' };
    const saved = await saveWholeItems(context, feed, fetched, fetched, way, cut);
    if (saved) return saved;
    if (parsed !== null)
      return nothingOf(context, feed, fetched, { ...cut, reason: `${cut.reason} Nothing was stored.` });
  }
  const known = parsed === null ? 0 : knownOf(context, feed, fetched, way, parsed);
  const admission = await admitFeed(context, { feed, fetched, way, parsed, known, refused: verdict });
  if (!admission.admit) return turnedAway(context, feed, fetched, admission);
  if (parsed === null) return nothingOf(context, feed, fetched, verdict ?? fetched);
  const lessons = learnFromFeed({ fetched, way, parsed, known });
  const { items, ...rest } = parsed;
  const added = await storeItems(context, feed, items, fetched, (added) => {
    context.archive.saveRhythm(
      feed.id,
      afterPoll(feed.rhythm, pollOf(context, feed, items, added, fetched), deviceTime),
    );
    context.archive.feedDone(feed.id, rest, lessons.facts);
    // The gate let it in: what was kept out before is no longer news, also where nobody can ever vouch for a source.
    context.archive.release('feed', feed.id);
    if (lessons.stayed) context.archive.feedStayed(feed.id);
  });
  await noteMove(context, feed, fetched, way, known > 0);
  const reason = added === 0 ? 'Nothing new.' : `${added} new.`;
  return { verdict: { outcome: 'OK', reason }, settle: null, items: items.length, added, title: parsed.title };
}

async function takeFailure(
  context: PieceContext,
  feed: FeedToFetch,
  fetched: FetchedNothing,
  way: Way,
): Promise<TakenFeed> {
  if (fetched.rescued) {
    const saved = await saveWholeItems(context, feed, fetched, fetched.rescued, way, fetched);
    if (saved) return saved;
  }
  const stranger = fetched.strangerBody ? await strangerVerdict(context, fetched) : null;
  if (stranger) return turnedAway(context, feed, fetched, stranger);
  const tried = nothingOf(context, feed, fetched, fetched);
  if (!saysGone(context, fetched)) return tried;
  const settle = (): void => {
    tried.settle?.();
    context.archive.feedGone(feed.id);
  };
  return { ...tried, settle };
}

/** A cut feed over a verified connection: its whole items are as good as any. Null: there are none, or nobody vouches. */
async function saveWholeItems(
  context: PieceContext,
  feed: FeedToFetch,
  fetched: FetchOutcome,
  rescued: Rescued,
  way: Way,
  cut: Verdict,
): Promise<TakenFeed | null> {
  if (!isVerified(fetched.authority)) return null;
  let parsed: ParsedFeed;
  try {
    const source = { contentType: rescued.contentType, url: fetched.finalUrl, cut: true };
    parsed = canonical(await context.extractor.run('feed', rescued.body, source), feed, way);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return null; // too little came to be read as a feed
  }
  if (parsed.items.length === 0) return null;
  const known = knownOf(context, feed, fetched, way, parsed);
  const admission = await admitFeed(context, { feed, fetched, way, parsed, known, refused: null });
  if (!admission.admit) return null;
  const count = parsed.items.length;
  const reason = `${cut.reason} ${count === 1 ? 'One whole item' : `${count} whole items`} of it were kept.`;
  const arrival = { route: fetched.route, authority: fetched.authority };
  const added = await storeItems(context, feed, parsed.items, fetched, () =>
    context.archive.feedPartial(feed.id, { arrival, wireBytes: fetched.wireBytes }, reason),
  );
  return { verdict: { outcome: 'PARTIAL', reason }, settle: null, items: count, added, title: parsed.title };
}

/** The last slice and what `finish` writes are one transaction: no half of them is ever there alone. */
async function storeItems(
  context: PieceContext,
  feed: FeedToFetch,
  items: readonly ParsedItem[],
  fetched: FetchOutcome,
  finish: (added: number) => void,
): Promise<number> {
  const arrival = { route: fetched.route, authority: fetched.authority };
  const addSlice = (slice: number): number =>
    context.archive.addItems(feed.id, items.slice(slice * SLICE, (slice + 1) * SLICE), arrival).added.length;
  const lastSlice = Math.max(0, Math.ceil(items.length / SLICE) - 1);
  let added = 0;
  for (let slice = 0; slice < lastSlice; slice++) {
    added += await context.commits.store(() => addSlice(slice));
  }
  added += await context.lessons.commit(context.commits, () => {
    const last = addSlice(lastSlice);
    finish(added + last);
    return last;
  });
  if (added > 0) context.tracker.changed({ feeds: true, articles: true });
  return added;
}

/** Nothing new came: the time since the last answer tells of the rate, too. */
function withRhythm(context: PieceContext, feed: FeedToFetch, taken: TakenFeed): TakenFeed {
  const settle = (): void => {
    taken.settle?.();
    context.archive.saveRhythm(feed.id, afterNothingNew(feed.rhythm, context.now(), feed.lastSuccessMs));
  };
  return { ...taken, settle };
}

function pollOf(
  context: PieceContext,
  feed: FeedToFetch,
  items: readonly ParsedItem[],
  added: number,
  fetched: FetchOutcome,
): Poll {
  return {
    atMs: context.now(),
    beforeMs: feed.lastSuccessMs,
    published: items.map(({ publishedMs }) => publishedMs),
    added,
    wireBytes: fetched.wireBytes,
    fullTexts: items.filter(({ contentText }) => (contentText?.length ?? 0) >= NUMBERS.worth.fullTextCharacters).length,
  };
}

function nothingOf(context: PieceContext, feed: FeedToFetch, fetched: FetchOutcome, verdict: Verdict): TakenFeed {
  const settle = (): void => context.archive.feedTried(feed.id, fetched, verdict);
  return { verdict, settle, items: 0, added: 0, title: null };
}

function turnedAway(context: PieceContext, feed: FeedToFetch, fetched: FetchOutcome, admission: Refused): TakenFeed {
  // A stub's word is never obeyed, and least of all its "come back in ten years".
  const heard = { ...fetched, retryAtMs: admission.outcome === 'NOT_A_FEED' ? fetched.retryAtMs : null };
  const settle = (): void => {
    context.archive.feedTried(feed.id, heard, admission);
    turnAway(context, { what: 'feed', key: feed.id, feedId: feed.id, articleId: null }, fetched, admission);
  };
  return { verdict: admission, settle, items: 0, added: 0, title: null };
}

/**
 * Items that show an answer to be the source's own. Not counted where somebody vouches for it, and where there is nothing
 * yet to know it by.
 */
function knownOf(
  context: PieceContext,
  feed: FeedToFetch,
  fetched: FetchOutcome,
  way: Way,
  parsed: ParsedFeed,
): number {
  const isNeeded = feed.lastSuccessMs !== null && (way.mirror || !isVerified(fetched.authority));
  return isNeeded ? context.archive.knownItems(feed.id, parsed.items) : 0;
}

/** A mirror's links lead to the mirror; an article is known by where it really lives. */
function canonical(parsed: ParsedFeed, feed: FeedToFetch, way: Way): ParsedFeed {
  const there = way.mirror ? parseHttpUrl(way.url) : null;
  const here = parseHttpUrl(feed.url);
  if (!there || !here) return parsed;
  const items = parsed.items.map((item) => {
    const link = item.link === null ? null : parseHttpUrl(item.link);
    if (link?.host !== there.host) return item;
    const moved = new URL(link.href);
    moved.protocol = here.protocol;
    moved.hostname = here.hostname;
    moved.port = here.port;
    return { ...item, link: moved.href };
  });
  return { ...parsed, items };
}
