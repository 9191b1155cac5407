/**
 * When a long-running host fetches by itself: every half hour, and soon after a line that was down answers again. While
 * it is down one source is asked now and then, not all: probes are the reader's own feeds, and attempts are visible.
 */
import type { FeedId } from '../../shared/model.ts';
import type { FeedToFetch } from '../archive/archive.ts';
import type { Tracker } from './tracker.ts';

/** Conditional requests twice an hour are welcome everywhere; a server that wants fewer says so (`freshUntilMs`). */
const EVERY_MS = 30 * 60_000;
/** A canary while the line is down: often enough for windows of minutes. */
const CANARY_EVERY_MS = 60_000;
const LOOK_EVERY_MS = 15_000;

export type Rounds = { stop(): void };

export function startRounds(options: {
  readonly now: () => number;
  readonly tracker: Tracker;
  readonly feeds: () => readonly FeedToFetch[];
  readonly isRunning: () => boolean;
  /** Resolves when the pass is over. */
  readonly pass: (feedIds: readonly FeedId[]) => Promise<void>;
  readonly lookEveryMs?: number;
  readonly onError: (error: unknown) => void;
}): Rounds {
  let stopped = false;
  let lastCanaryMs = -Infinity;

  async function look(): Promise<void> {
    if (options.isRunning()) return;
    const feeds = options.feeds();
    const nowMs = options.now();
    if (options.tracker.state() === 'offline') {
      if (nowMs - lastCanaryMs < CANARY_EVERY_MS && nowMs >= lastCanaryMs) return;
      lastCanaryMs = nowMs;
      const canary = leastRecentlyTried(feeds.filter((feed) => !mustWait(feed, nowMs)));
      if (!canary) return;
      await options.pass([canary.id]);
      if (stopped || stillDown(options.tracker)) return;
      // The line is back: everything, at once.
      await options.pass(feeds.map((feed) => feed.id));
      return;
    }
    const due = feeds.filter((feed) => isDue(feed, nowMs)).map((feed) => feed.id);
    if (due.length > 0) await options.pass(due);
  }

  let timer: NodeJS.Timeout;
  const schedule = (): void => {
    timer = setTimeout(() => {
      void look()
        .catch(options.onError)
        .finally(() => {
          if (!stopped) schedule();
        });
    }, options.lookEveryMs ?? LOOK_EVERY_MS);
    timer.unref();
  };
  schedule();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

function stillDown(tracker: Tracker): boolean {
  return tracker.state() === 'offline';
}

/** A last attempt in the future means that the clock was set back: then it is due. */
export function isDue(feed: FeedToFetch, nowMs: number): boolean {
  if (mustWait(feed, nowMs)) return false;
  if (feed.lastAttemptMs === null || feed.lastAttemptMs > nowMs) return true;
  if (feed.freshUntilMs !== null && feed.freshUntilMs > nowMs) return false;
  return nowMs - feed.lastAttemptMs >= EVERY_MS;
}

function mustWait(feed: FeedToFetch, nowMs: number): boolean {
  return feed.retryAtMs !== null && feed.retryAtMs > nowMs;
}

function leastRecentlyTried(feeds: readonly FeedToFetch[]): FeedToFetch | undefined {
  return feeds.reduce<FeedToFetch | undefined>(
    (oldest, feed) => (oldest && (oldest.lastAttemptMs ?? 0) <= (feed.lastAttemptMs ?? 0) ? oldest : feed),
    undefined,
  );
}
