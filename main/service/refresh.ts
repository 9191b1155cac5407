/**
 * The whole product on one page. A pass goes breadth first, because a window may close at any moment: first every
 * source's headlines, then the texts behind them, then their pictures. Each finished piece is in the archive before the
 * next is looked at, so that the line, the power or the process may end on any line of this.
 */
import { type FeedId, isSuccess } from '../../shared/model.ts';
import type { Archive, FeedToFetch } from '../archive/archive.ts';
import { createCommits } from './commits.ts';
import { drain } from './drain.ts';
import { UnderWay } from './under-way.ts';
import { openPass, type PassOptions, type PassSummary, type SourceReport } from './pass.ts';
import { refreshFeed } from './refresh-feed.ts';
import { refreshImage } from './refresh-image.ts';
import { refreshPage } from './refresh-page.ts';
import type { PassContext, Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';
import { takingTurns } from './turns.ts';

/** Work under way at once, waiting for a connection or for the parser; the fetcher itself opens 8 to 32 connections. */
const MAX_UNDER_WAY = 128;
/** Fetched and not yet stored. A feed may be 30 MB, a typical one is 100 KB. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** When no headline has come for this long, what is left of them are slow sites, and the texts need not wait. */
const QUIET_MS = 3_000;

export async function refresh(
  stages: Stages,
  tracker: Tracker,
  options: PassOptions,
  onSource: (report: SourceReport) => void,
): Promise<PassSummary> {
  const startedMs = stages.now();
  const pass = openPass(options, (bytes) => tracker.addBytes(bytes));
  const underWay = new UnderWay(MAX_UNDER_WAY, MAX_WAITING_BYTES);
  const commits = createCommits(
    (work) => stages.archive.atOnce(work),
    () => performance.now(),
  );
  const context: PassContext = { ...stages, pass, tracker, underWay, commits };
  const tally = { sources: 0, ok: 0, failed: 0, new: 0, articles: 0, images: 0 };
  const feeds = feedsOf(stages.archive, options.feedIds);
  const headlines = fetchHeadlines(context, feeds, ({ waiting, ...report }) => {
    tally.sources++;
    tally.new += report.new;
    if (isSuccess(report.outcome)) tally.ok++;
    else if (!waiting) tally.failed++;
    onSource(report);
  });
  try {
    if (!options.feedsOnly) {
      await headlines.doneOrQuiet;
      tally.articles += await fetchTexts(context, options.feedIds);
    }
    await headlines.done;
    if (!options.feedsOnly) {
      tally.articles += await fetchTexts(context, options.feedIds);
      if (options.images) tally.images += await fetchImages(context);
    }
  } catch (error) {
    pass.end();
    await headlines.done.catch(() => undefined); // the first error is the one that is told
    throw error;
  } finally {
    pass.close();
    tracker.idle();
  }
  return { state: stages.line.state(), ...tally, bytes: pass.bytes, ms: stages.now() - startedMs };
}

function feedsOf(archive: Archive, feedIds: readonly FeedId[] | null): FeedToFetch[] {
  const all = archive.feedsToFetch();
  const chosen = feedIds === null ? all : all.filter((feed) => feedIds.includes(feed.id));
  return takingTurns(chosen, (feed) => feed.url);
}

type Headlines = { readonly done: Promise<void>; readonly doneOrQuiet: Promise<void> };

function fetchHeadlines(
  context: PassContext,
  feeds: readonly FeedToFetch[],
  onSource: (report: SourceReport & { readonly waiting: boolean }) => void,
): Headlines {
  context.tracker.phase('feeds', feeds.length);
  let quiet: () => void = () => undefined;
  const wentQuiet = new Promise<void>((resolve) => (quiet = resolve));
  let timer = setTimeout(quiet, QUIET_MS);
  async function one(feed: FeedToFetch): Promise<void> {
    try {
      const report = await context.tracker.during(feed.title, () => refreshFeed(context, feed));
      if (report) onSource(report);
    } catch (error) {
      context.pass.end(); // the archive cannot be written, or we are wrong somewhere: no use in going on
      throw error;
    } finally {
      clearTimeout(timer);
      timer = setTimeout(quiet, QUIET_MS);
    }
  }
  const done = allOf(feeds.map((feed) => context.underWay.run(() => one(feed)))).finally(() => {
    clearTimeout(timer);
    quiet();
  });
  done.catch(() => undefined); // awaited by the caller, perhaps only after the texts
  return { done, doneOrQuiet: wentQuiet };
}

/** Waits for all of them, also when one fails, and then fails with the first. */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function fetchTexts(context: PassContext, feedIds: readonly FeedId[] | null): Promise<number> {
  if (!context.tracker.isWorthAsking() || context.archive.pagesWanted(1, feedIds).length === 0) return 0;
  context.tracker.phase('articles', 0);
  return drain({
    next: (limit) => context.archive.pagesWanted(limit, feedIds),
    key: (page) => page.articleId,
    mayStart: () => context.tracker.lineHolds() && context.pass.hasBudgetFor('page'),
    onFound: (more) => context.tracker.expect(more),
    work: (page) => context.tracker.during(page.title, () => refreshPage(context, page)),
  });
}

async function fetchImages(context: PassContext): Promise<number> {
  if (!context.tracker.isWorthAsking() || context.archive.imagesWanted(1).length === 0) return 0;
  // Where transfers freeze after some 16 KB a picture is a connection spent for nothing, and such connections are counted.
  if (context.line.view().flags.curtain) return 0;
  context.tracker.phase('images', 0);
  let room = await context.hasRoomForImages();
  return drain({
    next: (limit) => context.archive.imagesWanted(limit),
    key: (image) => image.url,
    mayStart: () => room && context.tracker.lineHolds() && context.pass.hasBudgetFor('image'),
    onFound: (more) => context.tracker.expect(more),
    work: async (image) => {
      const stored = await context.tracker.during(image.title, () => refreshImage(context, image));
      if (stored) room = await context.hasRoomForImages();
      return stored;
    },
  });
}
