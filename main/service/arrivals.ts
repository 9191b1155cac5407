/** The words of what bundles brought, for the search: it may take as long as storing did, and nobody waits for it. */
import { setImmediate as othersWork } from 'node:timers/promises';
import type { Archive } from '../archive/archive.ts';
import type { Delivery, RunJob } from './bundle-job.ts';

export type ArrivalsOptions = {
  readonly archive: Archive;
  readonly runJob: RunJob;
  readonly closed: AbortSignal;
  readonly onBug: (error: unknown) => void;
};

export type Arrivals = {
  /** Resolves when the words of all that has come are in the index, or the program closes: the next one goes on. */
  index(): Promise<void>;
};

/** Of fewer the words are found out sooner than a thread has started. */
const WORTH_A_THREAD = 200;

export function createArrivals({ archive, runJob, closed, onBug }: ArrivalsOptions): Arrivals {
  let underWay: Promise<void> | null = null;
  let isMore = false;

  async function take(delivery: Delivery): Promise<void> {
    if (delivery.kind === 'words') archive.indexArrived(delivery.words);
    await othersWork();
  }

  async function indexAll(): Promise<void> {
    try {
      do {
        isMore = false;
        if (archive.toBeIndexed() >= WORTH_A_THREAD) await inThread();
        while (!closed.aborted && archive.indexSome()) await othersWork();
      } while (isMore && !closed.aborted);
    } finally {
      underWay = null;
    }
  }

  async function inThread(): Promise<void> {
    try {
      await runJob({ kind: 'words' }, { signal: closed, onProgress: () => undefined, onDelivery: take });
    } catch (error) {
      // What it has not come to is done without it.
      if (!closed.aborted) onBug(error);
    }
  }

  return {
    index() {
      isMore = true;
      underWay ??= Promise.resolve().then(indexAll);
      return underWay;
    },
  };
}
