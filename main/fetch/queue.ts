/**
 * Who goes next. Hosts take turns; a host has two connections and a pause between its pages; the number of connections
 * in all grows while the line is good and falls when it is not. A host whose name is still being looked up, or that has
 * gone silent, holds nobody back: the first takes no place yet, the second lends its place.
 */
import type { DialRoute, FetchKind } from '../../shared/model.ts';
import { NOWHERE, putIn, takeOut, type Bagged } from './bag.ts';
import { routeId } from './lane.ts';
import type { FetchLimits } from './limits.ts';
import type { Stop } from './stop.ts';

/** How a turn ended, as far as it says something about the line. */
/** `full`: it worked, but packets queued for longer than they should have: more at once would only make them wait more. */
export type LineVerdict = 'good' | 'bad' | 'full' | 'neutral';

export type Turn = {
  /** Something moved: a phase was passed, or bytes came. */
  progress(): void;
  /** Lends the place until the result is called; the host's own connections stay counted. */
  pause(): () => void;
  done(verdict: LineVerdict): void;
};

export type QueueOptions = {
  readonly limits: FetchLimits;
  readonly monotonicMs: () => number;
  /** Looks the host's name up ahead of its turn; never rejects. `paced` false: loopback, no pauses needed. */
  readonly prepare: (hostname: string) => Promise<{ readonly paced: boolean }>;
};

export type TurnQueue = {
  /**
   * Waits for a turn. Rejects with the stop's failure when stopped while waiting. Through a proxy no name is looked up:
   * that would tell the network of a source that is kept from it.
   */
  turn(url: URL, kind: FetchKind, stop: Stop, via?: DialRoute): Promise<Turn>;
  /** Connections in all that are allowed now. */
  limit(): number;
};

type Place = Bagged & { movedMs: number };
type Ticket = { readonly kind: FetchKind; readonly grant: () => void };
/** Tokens fill up to `size`, one per `hostGapMs`; each start takes one. */
type Bucket = { tokens: number; atMs: number };
type Line = {
  readonly hostname: string;
  readonly waiting: Ticket[];
  active: number;
  paced: boolean;
  readyUntilMs: number;
  preparingSinceMs: number | null;
  readonly feeds: Bucket;
  readonly pages: Bucket;
};

/** Look-ups ahead of need that are still young: an answer takes a round trip or two, silence takes seconds. */
const PREPARED_AHEAD = 32;
const YOUNG_LOOKUP_MS = 300;
/** Look-ups at once, old ones included. Each is a socket or two. */
const LOOKUPS_AT_MOST = 256;
/** A look-up ahead of the turn is good for this long; shorter than the look-up itself is kept. */
const READY_MS = 60_000;
/** A line that was found full: its connections are silent for long without being dead, and lend their places later. */
const PATIENCE_ON_A_FULL_LINE = 4;
const FALL_BACK_FULL = 2;
/** A path failure takes this many places away again; a success gives one. */
const FALL_BACK = 4;
/** Lines without anyone waiting are swept when there are more than this. */
const MANY_LINES = 1_000;

export function createQueue({ limits, monotonicMs, prepare }: QueueOptions): TurnQueue {
  const lines = new Map<string, Line>();
  /** Lines with someone waiting; insertion order is whose turn it is. */
  const ring = new Set<Line>();
  const active: Place[] = [];
  let limit = limits.connectionsAtFirst;
  let timer: NodeJS.Timeout | null = null;
  let timerAtMs = Number.POSITIVE_INFINITY;

  function lineOf(url: URL, via: DialRoute): Line {
    // http and https of one host share its line; another port is another server (loopback has many). By another way the
    // host is met elsewhere, and what is slow on one way holds nothing up on the other.
    const key = `${routeId(via)} ${url.host}`;
    let line = lines.get(key);
    if (!line) {
      if (lines.size > MANY_LINES) sweep();
      const nowMs = monotonicMs();
      line = {
        hostname: url.hostname,
        waiting: [],
        active: 0,
        paced: true,
        // Nothing to look up: ready for ever.
        readyUntilMs: via.via === 'direct' ? 0 : Number.POSITIVE_INFINITY,
        preparingSinceMs: null,
        feeds: { tokens: limits.feedsBeforeGap, atMs: nowMs },
        pages: { tokens: 1, atMs: nowMs },
      };
      lines.set(key, line);
    }
    return line;
  }

  function sweep(): void {
    const longAgoMs = monotonicMs() - READY_MS;
    for (const [key, line] of lines) {
      const idle = line.active === 0 && line.waiting.length === 0;
      if (idle && line.feeds.atMs < longAgoMs && line.pages.atMs < longAgoMs) lines.delete(key);
    }
  }

  function bucketOf(line: Line, kind: FetchKind): { bucket: Bucket; size: number } | null {
    if (!line.paced || kind === 'image') return null;
    return kind === 'feed' ? { bucket: line.feeds, size: limits.feedsBeforeGap } : { bucket: line.pages, size: 1 };
  }

  /** Milliseconds until the host may be asked again. */
  function pauseMs(line: Line, kind: FetchKind, nowMs: number): number {
    const paced = bucketOf(line, kind);
    if (!paced) return 0;
    const { bucket, size } = paced;
    const tokens = Math.min(size, bucket.tokens + (nowMs - bucket.atMs) / limits.hostGapMs);
    return tokens >= 1 ? 0 : (1 - tokens) * limits.hostGapMs;
  }

  function takeToken(line: Line, kind: FetchKind, nowMs: number): void {
    const paced = bucketOf(line, kind);
    if (!paced) return;
    const { bucket, size } = paced;
    bucket.tokens = Math.min(size, bucket.tokens + (nowMs - bucket.atMs) / limits.hostGapMs) - 1;
    bucket.atMs = nowMs;
  }

  function wakeAt(atMs: number): void {
    if (atMs >= timerAtMs) return;
    if (timer) clearTimeout(timer);
    timerAtMs = atMs;
    // One millisecond more, for timers may fire a fraction early.
    timer = setTimeout(pump, Math.max(1, Math.ceil(atMs - monotonicMs()) + 1));
  }

  /** True when one more connection is allowed; else arms the timer for when a silent one lends its place. */
  function hasPlace(nowMs: number): boolean {
    if (active.length < limit) return true;
    if (active.length >= limits.connectionsAtMost) return false;
    const silentAfterMs = limits.silentAfterMs * (limit < limits.connectionsAtFirst ? PATIENCE_ON_A_FULL_LINE : 1);
    let moving = 0;
    let nextSilentMs = Number.POSITIVE_INFINITY;
    for (const turn of active) {
      const silentAtMs = turn.movedMs + silentAfterMs;
      if (silentAtMs <= nowMs) continue;
      moving += 1;
      nextSilentMs = Math.min(nextSilentMs, silentAtMs);
    }
    if (moving < limit) return true;
    wakeAt(nextSilentMs);
    return false;
  }

  function startPreparing(line: Line, nowMs: number): void {
    line.preparingSinceMs = nowMs;
    void prepare(line.hostname).then(({ paced }) => {
      line.paced = paced;
      line.preparingSinceMs = null;
      line.readyUntilMs = monotonicMs() + READY_MS;
      pump();
    });
  }

  /** The next line that may start something now; looks names up ahead of need on its way. */
  function nextLine(nowMs: number): Line | null {
    let young = 0;
    let old = 0;
    for (const line of ring) {
      if (line.preparingSinceMs !== null) {
        const oldAtMs = line.preparingSinceMs + YOUNG_LOOKUP_MS;
        if (oldAtMs <= nowMs) {
          old += 1;
        } else {
          young += 1;
          wakeAt(oldAtMs);
        }
        continue;
      }
      if (line.readyUntilMs <= nowMs) {
        if (young >= PREPARED_AHEAD || young + old >= LOOKUPS_AT_MOST) continue;
        young += 1;
        startPreparing(line, nowMs);
        wakeAt(nowMs + YOUNG_LOOKUP_MS);
        continue;
      }
      const first = line.waiting[0];
      if (!first || line.active >= limits.connectionsPerHost) continue;
      const pause = pauseMs(line, first.kind, nowMs);
      if (pause <= 0) return line;
      wakeAt(nowMs + pause);
    }
    return null;
  }

  /** Takes the line's next place; the caller has seen that it may. */
  function start(line: Line, kind: FetchKind, nowMs: number): void {
    line.active += 1;
    takeToken(line, kind, nowMs);
  }

  /** Nobody waits, and nothing need be waited for: the usual case, but for the first seconds of a window. */
  function startsAtOnce(line: Line, kind: FetchKind, nowMs: number): boolean {
    if (ring.size > 0 || active.length >= limit) return false;
    if (line.preparingSinceMs !== null || line.readyUntilMs <= nowMs) return false;
    return line.active < limits.connectionsPerHost && pauseMs(line, kind, nowMs) <= 0;
  }

  function pump(): void {
    if (ring.size === 0 && !timer) return;
    if (timer) clearTimeout(timer);
    timer = null;
    timerAtMs = Number.POSITIVE_INFINITY;
    while (ring.size > 0) {
      const nowMs = monotonicMs();
      if (!hasPlace(nowMs)) return;
      const line = nextLine(nowMs);
      const ticket = line?.waiting.shift();
      if (!line || !ticket) return;
      ring.delete(line);
      if (line.waiting.length > 0) ring.add(line);
      start(line, ticket.kind, nowMs);
      ticket.grant();
    }
  }

  function openTurn(line: Line): Turn {
    const place: Place = { at: NOWHERE, movedMs: monotonicMs() };
    let over = false;
    putIn(active, place);
    return {
      progress() {
        place.movedMs = monotonicMs();
      },
      pause() {
        takeOut(active, place);
        pump();
        return () => {
          if (over) return;
          place.movedMs = monotonicMs();
          putIn(active, place);
        };
      },
      done(verdict) {
        if (over) return;
        over = true;
        takeOut(active, place);
        line.active -= 1;
        if (verdict === 'good') limit = Math.min(limits.connectionsAtMost, limit + 1);
        if (verdict === 'bad') limit = Math.min(limit, Math.max(limits.connectionsAtFirst, limit - FALL_BACK));
        if (verdict === 'full') limit = Math.max(limits.connectionsAtLeast, limit - FALL_BACK_FULL);
        pump();
      },
    };
  }

  return {
    turn(url, kind, stop, via = { via: 'direct' }) {
      if (stop.failure) return Promise.reject(stop.failure);
      const line = lineOf(url, via);
      const nowMs = monotonicMs();
      if (startsAtOnce(line, kind, nowMs)) {
        start(line, kind, nowMs);
        return Promise.resolve(openTurn(line));
      }
      return new Promise((resolve, reject) => {
        const ticket: Ticket = {
          kind,
          grant() {
            off();
            resolve(openTurn(line));
          },
        };
        const off = stop.onStop((failure) => {
          const at = line.waiting.indexOf(ticket);
          if (at >= 0) line.waiting.splice(at, 1);
          if (line.waiting.length === 0) ring.delete(line);
          reject(failure);
        });
        line.waiting.push(ticket);
        ring.add(line);
        pump();
      });
    },
    limit: () => limit,
  };
}
