/** One pass at a time; what is asked for while one runs comes right after it. */
import { isLarderError } from '../../shared/errors.ts';
import type { FeedId } from '../../shared/model.ts';
import type { PassOptions, PassSummary, SourceReport } from './pass.ts';
import { refresh } from './refresh.ts';
import type { Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';

export type Passes = {
  /** Runs one after those that run or were asked for before it. */
  run(options: PassOptions, onSource: (report: SourceReport) => void): Promise<PassSummary>;
  /** The same without limits, and then what was asked for meanwhile; null: over all sources. */
  over(feedIds: readonly FeedId[] | null): Promise<void>;
  /** Asks for one and returns at once. */
  start(feedIds: readonly FeedId[] | null): void;
  stop(): void;
  isRunning(): boolean;
  /** Ends what runs in order, and takes nothing more. */
  close(): Promise<void>;
};

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
  let stop = new AbortController();
  let waiting: Set<FeedId> | 'all' | null = null;
  const besides = new Set<Promise<unknown>>();
  let closing = false;

  async function run(options: PassOptions, onSource: (report: SourceReport) => void): Promise<PassSummary> {
    while (running) await running.catch(() => undefined); // its own caller hears of its failure
    stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const work = refresh(stages, tracker, { ...options, signal }, onSource);
    running = work;
    try {
      return await work;
    } finally {
      running = null;
    }
  }

  async function over(feedIds: readonly FeedId[] | null): Promise<void> {
    if (closing) return;
    try {
      await run({ feedIds, feedsOnly: false, images: true, deadlineMs: null, budgetBytes: null }, () => undefined);
    } catch (error) {
      if (!isLarderError(error)) onBug(error);
    }
    const next = waiting;
    waiting = null;
    if (next) await over(next === 'all' ? null : [...next]);
  }

  /** Headlines of sources that were just added need not wait behind the pictures of all others. */
  function beside(feedIds: readonly FeedId[]): void {
    const quiet: Tracker = {
      ...tracker,
      phase: () => undefined,
      expect: () => undefined,
      idle: () => undefined,
      during: (_title, work) => work(),
    };
    const limits = { feedIds, feedsOnly: true, images: false, deadlineMs: null, budgetBytes: null };
    const work = refresh(stages, quiet, { ...limits, signal: stop.signal }, () => undefined)
      .catch((error: unknown) => {
        if (!isLarderError(error)) onBug(error);
      })
      .finally(() => besides.delete(work));
    besides.add(work);
  }

  function stopAll(): void {
    waiting = null;
    stop.abort();
  }

  return {
    run,
    over,
    start(feedIds) {
      if (!running) {
        void over(feedIds);
        return;
      }
      if (feedIds === null || waiting === 'all') waiting = 'all';
      else waiting = new Set([...(waiting ?? []), ...feedIds]);
      if (feedIds !== null && feedIds.length > 0) beside(feedIds);
    },
    stop: stopAll,
    isRunning: () => running !== null,
    async close() {
      closing = true;
      stopAll();
      while (running) await running.catch(() => undefined);
      await Promise.all(besides);
    },
  };
}
