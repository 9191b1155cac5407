/**
 * The whole product on one page. The planner says what to fetch next; this fetches it, has it read and judged, and stores
 * it, each finished piece in the archive before the next is looked at, so that the line, the power or the process may end on
 * any line of this. Headlines of all sources come first, then the texts behind them, then their pictures: a window may
 * close at any moment. The order within each is the planner's (main/schedule/planner.ts).
 */
import { type FetchKind, isSuccess } from '../../shared/model.ts';
import type { Piece } from '../schedule/work.ts';
import { createCommits } from './commits.ts';
import { openPass, type PassOptions, type PassSummary, type SourceReport } from './pass.ts';
import type { PlannedImage, PlannedPage } from './planning.ts';
import { refreshFeed } from './refresh-feed.ts';
import { refreshImage } from './refresh-image.ts';
import { refreshPage } from './refresh-page.ts';
import { openScope, type RunScope } from './run-scope.ts';
import type { PieceContext, Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';
import { UnderWay } from './under-way.ts';

/** Work under way at once, waiting for a connection or for the parser; the fetcher itself opens 3 to 32 connections. */
const MAX_UNDER_WAY = 128;
/** Fetched and not yet stored. A feed may be 30 MB, a typical one is 100 KB. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** For the line that tells how much is left. */
const COUNT_EVERY_MS = 500;

/** What one run came to, and when it is worth looking again. */
export type RunEnd = PassSummary & { readonly waitMs: number };

/**
 * Works until nothing can be started and nothing is under way.
 * @param onScope told of the run's scope, so that more can be asked for while it goes on
 */
export async function refresh(
  stages: Stages,
  tracker: Tracker,
  options: PassOptions,
  onSource: (report: SourceReport) => void,
  onScope: (scope: RunScope) => void = () => undefined,
): Promise<RunEnd> {
  const { planning } = stages;
  const startedMs = stages.now();
  const pass = openPass(options, (bytes) => tracker.addBytes(bytes));
  const commits = createCommits(
    (work) => stages.archive.atOnce(work),
    () => performance.now(),
  );
  const shared = { ...stages, pass, tracker, commits, underWay: new UnderWay(MAX_UNDER_WAY, MAX_WAITING_BYTES) };
  const scope = openScope(stages, tracker, pass, options);
  onScope(scope);
  const tally = { sources: 0, ok: 0, failed: 0, new: 0, articles: 0, images: 0 };
  const running = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  let waitMs = 0;

  function begin(piece: Piece<PlannedPage, PlannedImage>): void {
    const context: PieceContext = {
      ...shared,
      moved: { bytes: 0, putOff: null },
      asked: piece.kind === 'feed' && piece.why === 'asked',
    };
    scope.tried.add(piece.key);
    const end = tracker.begin(piece.kind, titleOf(piece), waitingBehind(piece.kind));
    if (piece.kind === 'feed' && planning.planner.underWay('feed') === 0) planning.noteHeadline();
    planning.planner.started(piece);
    planning.pace.tick(stages.now(), running.size);
    let came = false;
    const work = carryOut(piece, context)
      .then((stored) => void (came = stored))
      .catch((error: unknown) => {
        failure ??= { error };
        pass.end(); // the archive cannot be written, or we are wrong somewhere: no use in going on
      })
      .finally(() => {
        running.delete(work);
        planning.pace.tick(stages.now(), running.size + 1);
        planning.pace.moved(context.moved.bytes);
        planning.diary.came({ bytes: context.moved.bytes });
        planning.planner.finished(piece, context.moved.bytes, came);
        if (context.moved.putOff) planning.planner.putOff(piece, context.moved.putOff);
        end();
      });
    running.add(work);
  }

  /** How many more of its kind are known to wait; 0 between two counts in the archive. */
  let countedMs = -Infinity;
  function waitingBehind(kind: FetchKind): number {
    if (kind === 'feed') return planning.planner.waiting(kind);
    if (performance.now() - countedMs < COUNT_EVERY_MS) return 0;
    countedMs = performance.now();
    const wanted = stages.archive.wanted();
    return (kind === 'page' ? wanted.pages : wanted.images) - planning.planner.underWay(kind) - 1;
  }

  async function carryOut(piece: Piece<PlannedPage, PlannedImage>, context: PieceContext): Promise<boolean> {
    if (piece.kind === 'feed') {
      const feed = planning.sources.feed(piece.key);
      const report = feed && (await context.underWay.run(() => refreshFeed(context, feed)));
      planning.sources.touched(piece.key);
      planning.noteHeadline();
      if (!report) return false;
      const { waiting, ...told } = report;
      tally.sources++;
      tally.new += told.new;
      if (isSuccess(told.outcome)) tally.ok++;
      else if (!waiting) tally.failed++;
      planning.diary.came({ headlines: told.new });
      onSource(told);
      return isSuccess(told.outcome);
    }
    if (piece.kind === 'page') {
      if (!(await refreshPage(context, piece.page.page))) return false;
      tally.articles++;
      planning.diary.came({ texts: 1 });
      return true;
    }
    if (!(await refreshImage(context, piece.image.image))) return false;
    tally.images++;
    planning.diary.came({ images: 1 });
    await stages.hasRoomForImages();
    return true;
  }

  try {
    await stages.hasRoomForImages();
    for (;;) {
      const step = pass.over() || failure ? null : planning.planner.next(scope);
      if (step?.start) {
        begin(step.start);
        continue;
      }
      waitMs = step?.waitMs ?? 0;
      if (running.size === 0) break;
      await scope.until(Promise.race(running), waitMs);
    }
    if (failure) throw (failure as { readonly error: unknown }).error;
    await stages.lessons.settle(commits);
  } finally {
    pass.close();
    planning.diary.look(stages.line.state(), stages.now());
    tracker.idle();
  }
  return { state: stages.line.state(), ...tally, bytes: pass.bytes, ms: stages.now() - startedMs, waitMs };
}

function titleOf(piece: Piece<PlannedPage, PlannedImage>): string {
  if (piece.kind === 'feed') return piece.source.title;
  return piece.kind === 'page' ? piece.page.page.title : piece.image.image.title;
}
