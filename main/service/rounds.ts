/**
 * When a long-running host fetches by itself: each source about every half hour, soon after a line that was down answers again, and the
 * few probes by which the state of the line is known. Probes are the reader's own feeds, for attempts are visible.
 */
import { hash } from 'node:crypto';
import type { FeedId } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { FeedToFetch } from '../archive/archive.ts';
import { evidenceDomain } from '../connectivity/evidence.ts';
import type { Askable } from '../connectivity/probes.ts';
import type { Line } from './line.ts';
import { isFresh, mustWait } from './waiting.ts';

/** Conditional requests twice an hour are welcome everywhere; a server that wants fewer says so (`freshUntilMs`). */
const EVERY_MS = 30 * 60_000;
/** In a network that is new, or after a sleep, what is older than this is asked again. */
const STALE_MS = 15 * 60_000;
const LOOK_EVERY_MS = 15_000;
const AFTER_PASS_MS = 1_000;
/** A new network needs a moment, and a thousand machines that wake at eight need not all ask in the same second. */
const SOON_MS = { least: 3_000, most: 10_000 };

export type Rounds = {
  /** The network changed, or the machine woke: everything that is somewhat old is due in a few seconds. */
  lookSoon(): void;
  stop(): void;
};

export type RoundsOptions = {
  readonly now: () => number;
  readonly line: Pick<Line, 'state' | 'probes' | 'asked' | 'view'>;
  readonly feeds: () => readonly FeedToFetch[];
  /** The owner says of a source that it works during shutdowns. */
  readonly isAnchor: (id: FeedId) => boolean;
  /** It may be asked directly: through a proxy it says nothing of the line. */
  readonly isDirect: (id: FeedId) => boolean;
  readonly recentlyGood: (origin: string) => boolean;
  readonly isRunning: () => boolean;
  /** Resolves when the pass is over. */
  readonly pass: (feedIds: readonly FeedId[]) => Promise<void>;
  readonly random?: () => number;
  readonly lookEveryMs?: number;
  readonly soonMs?: { readonly least: number; readonly most: number };
  readonly onError: (error: unknown) => void;
};

export function startRounds(options: RoundsOptions): Rounds {
  const { line } = options;
  const random = options.random ?? Math.random;
  const lookEveryMs = options.lookEveryMs ?? LOOK_EVERY_MS;
  const soonMs = options.soonMs ?? SOON_MS;
  let stopped = false;
  let staleMs: number | null = null;

  /** Returns milliseconds until it is worth looking again. */
  async function look(): Promise<number> {
    if (options.isRunning()) return lookEveryMs;
    const nowMs = options.now();
    const feeds = options.feeds().filter((feed) => !mustWait(feed, nowMs));
    const state = line.state();
    const probes = line.probes(feeds.filter(({ id }) => options.isDirect(id)).map((feed) => askable(feed, options)));
    const wanted = new Set<FeedId>();
    const want = (origin: string | null): void => {
      const feed = leastRecentlyTried(feeds.filter(({ url }) => originOf(url) === origin));
      if (feed) wanted.add(feed.id);
    };
    want(probes.canary);
    for (const origin of [...probes.confirm, ...probes.released]) want(origin);
    const isDown = state === 'offline' || state === 'captive';
    if (!isDown) {
      // On a day of approved sites those that are dark are the scout's, one at a time.
      const dark = new Set(state === 'allowlist' ? line.view().darkOrigins : []);
      for (const feed of feeds) {
        if (!dark.has(originOf(feed.url)) && isDue(feed, nowMs, staleMs)) wanted.add(feed.id);
      }
      staleMs = null;
    }
    line.asked(probes);
    if (wanted.size > 0) await options.pass([...wanted]);
    const after = line.state();
    if (isDown && !stopped && after !== 'offline' && after !== 'captive') {
      // The line is back: everything, at once.
      await options.pass(feeds.map((feed) => feed.id));
    }
    // What came of it may have raised a doubt that others can settle now.
    return wanted.size > 0 ? Math.min(AFTER_PASS_MS, lookEveryMs) : Math.min(lookEveryMs, probes.nextLookMs);
  }

  let timer: NodeJS.Timeout;
  const schedule = (inMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      void look()
        .catch((error: unknown) => {
          options.onError(error);
          return lookEveryMs;
        })
        .then((nextMs) => {
          if (!stopped) schedule(nextMs);
        });
    }, inMs);
    timer.unref();
  };
  schedule(lookEveryMs);
  return {
    lookSoon() {
      if (stopped) return;
      staleMs = STALE_MS;
      schedule(soonMs.least + random() * (soonMs.most - soonMs.least));
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** A last attempt in the future means that the clock was set back: then it is due. */
export function isDue(feed: FeedToFetch, nowMs: number, everyMs: number | null = null): boolean {
  if (mustWait(feed, nowMs)) return false;
  if (feed.lastAttemptMs === null || feed.lastAttemptMs > nowMs) return true;
  if (isFresh(feed, nowMs)) return false;
  return nowMs - feed.lastAttemptMs >= (everyMs ?? intervalOf(feed.id));
}

/**
 * Twenty to forty minutes, each source its own: evidence that comes one by one shows a change of the line sooner than all
 * of it every half hour (98.1 % of the time right instead of 95.7 %; docs/notes/states.md).
 */
function intervalOf(id: FeedId): number {
  const share = Number.parseInt(hash('sha256', id, 'hex').slice(0, 4), 16) / 0xffff;
  return EVERY_MS * (2 / 3 + (share * 2) / 3);
}

function askable(feed: FeedToFetch, known: Pick<RoundsOptions, 'isAnchor' | 'recentlyGood'>): Askable {
  const origin = originOf(feed.url);
  return {
    origin,
    domain: evidenceDomain(origin),
    priority: 0,
    lastTriedMs: feed.lastAttemptMs,
    recentlyGood: known.recentlyGood(origin),
    anchorByOwner: known.isAnchor(feed.id),
  };
}

function originOf(url: string): string {
  return parseHttpUrl(url)?.origin ?? url;
}

function leastRecentlyTried(feeds: readonly FeedToFetch[]): FeedToFetch | undefined {
  return feeds.reduce<FeedToFetch | undefined>(
    (oldest, feed) => (oldest && (oldest.lastAttemptMs ?? 0) <= (feed.lastAttemptMs ?? 0) ? oldest : feed),
    undefined,
  );
}
