/** One run at a time; what is asked for while one goes on joins it. */
import { isLarderError } from '../../shared/errors.ts';
import type { FeedId } from '../../shared/model.ts';
import type { PassOptions, PassSummary, SourceReport } from './pass.ts';
import { refuseIfPaused } from './pause.ts';
import { refresh, type RunEnd } from './refresh.ts';
import type { RunScope } from './run-scope.ts';
import type { Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';

export type Passes = {
  /** Runs one after those that run or were asked for before it. */
  run(options: PassOptions, onSource: (report: SourceReport) => void): Promise<PassSummary>;
  /** What is to be done by itself, and what was asked for meanwhile. Returns milliseconds until it is worth looking again. */
  automatic(): Promise<number>;
  /**
   * Asks for these sources, whether they are due or not, and returns at once; null: all.
   * @throws LarderError PAUSED
   */
  start(feedIds: readonly FeedId[] | null): void;
  stop(): void;
  /** Settings or the line changed: what runs thinks anew. */
  wake(): void;
  isRunning(): boolean;
  /** Ends what runs in order, and takes nothing more. */
  close(): Promise<void>;
};

/** After a bug: not at once again. */
const AFTER_BUG_MS = 30_000;

export function createPasses({
  stages,
  tracker,
  onBug,
}: {
  readonly stages: Stages;
  readonly tracker: Tracker;
  readonly onBug: (error: unknown) => void;
}): Passes {
  let running: Promise<unknown> | null = null;
  let scope: RunScope | null = null;
  let stop = new AbortController();
  let closing = false;

  async function run(options: PassOptions, onSource: (report: SourceReport) => void): Promise<RunEnd> {
    while (running) await running.catch(() => undefined); // its own caller hears of its failure
    stop = new AbortController();
    // It waited for its turn, and the program ends meanwhile.
    if (closing) stop.abort();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const work = refresh(stages, tracker, { ...options, signal }, onSource, (opened) => (scope = opened));
    running = work;
    try {
      return await work;
    } finally {
      running = null;
      scope = null;
    }
  }

  /** Without limits. What the archive says (a full disk) is told where it is shown; a bug is told. */
  async function quietly(options: Pick<PassOptions, 'feedIds' | 'automatic'>): Promise<number> {
    if (closing) return AFTER_BUG_MS;
    const limits = { feedsOnly: false, images: true, deadlineMs: null, budgetBytes: null };
    try {
      return (await run({ ...limits, ...options }, () => undefined)).waitMs;
    } catch (error) {
      if (!isLarderError(error)) onBug(error);
      return AFTER_BUG_MS;
    }
  }

  return {
    async run(options, onSource) {
      const { waitMs: _waitMs, ...summary } = await run(options, onSource);
      return summary;
    },
    automatic: () => quietly({ feedIds: null, automatic: true }),
    start(feedIds) {
      refuseIfPaused(stages.archive.library());
      const ids = feedIds ?? stages.planning.sources.all().map(({ id }) => id);
      // What the reader waits for goes next in any run; and in one of its own, should this one be kept from texts.
      if (scope && ids.length === 0) scope.wake();
      if (scope && ids.length > 0) scope.ask(ids);
      else void quietly({ feedIds, automatic: false });
    },
    stop: () => stop.abort(),
    wake: () => scope?.wake(),
    isRunning: () => running !== null,
    async close() {
      closing = true;
      stop.abort();
      while (running) await running.catch(() => undefined);
    },
  };
}
