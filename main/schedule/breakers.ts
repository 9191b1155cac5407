/**
 * What keeps one way to one origin from being asked for a while after it failed. An outage of the whole line opens none:
 * it is the line's doing, and costs no source its place. Waits grow by decorrelated jitter (AWS), and what failed on the
 * way is tried again when the line is another; what a server said itself is not.
 */
import type { FeedId, FetchKind, Outcome } from '../../shared/model.ts';
import { isSuccess, outcomeClass } from '../../shared/outcome.ts';
import type { BreakerRecord } from '../../shared/planning.ts';
import { NUMBERS } from './numbers.ts';

const { breaker } = NUMBERS;

export type Attempted = {
  readonly origin: string;
  /** `direct`, or a proxy's id. */
  readonly route: string;
  readonly what: FetchKind;
  readonly feedId: FeedId | null;
  readonly outcome: Outcome;
  readonly status: number | null;
  /** The server named its own time: nothing of ours is needed. */
  readonly retryAtMs: number | null;
};

export type Verdict = 'closed' | 'half-open' | 'open';

export type Breakers = {
  /** `half-open`: one request may try, and no more. */
  of(origin: string, route: string, what: FetchKind, feedId: FeedId | null, nowMs: number): Verdict;
  /** When it may be tried; 0: now. */
  untilMs(origin: string, route: string, what: FetchKind, feedId: FeedId | null, nowMs: number): number;
  failures(origin: string, route: string, feedId: FeedId): number;
  saw(attempted: Attempted, nowMs: number, lineIsDown: boolean): void;
  /** The line is another, or open again: path failures are forgiven, one after the other within a minute. */
  lineChanged(nowMs: number): void;
  /** It was found to be down: what failed in the minutes before was not the origins' doing. */
  lineDown(nowMs: number): void;
  /** To be saved with the piece of work that taught it. */
  takeChanged(): { readonly saved: readonly BreakerRecord[]; readonly dropped: readonly string[] };
};

/** Nobody spoke, or a stranger: once is enough, for trying again shows to the network what is read. */
const SILENT: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['TCP_BLACKHOLE', 'TLS_BLACKHOLE', 'HTTP_BLACKHOLE', 'TCP_REFUSED', 'DNS_BOGON'] as const),
  ...(['TLS_INTERCEPT', 'STUB', 'CAPTIVE', 'TAMPER', 'PROXY_DOWN', 'PROXY_REJECT'] as const),
]);
/** May be chance: twice. */
const DISTURBED: ReadonlySet<Outcome> = new Set<Outcome>([
  'TCP_RST',
  'TLS_RST',
  'TLS_ALERT',
  'DNS_NX',
  'DNS_FAIL',
  'FROZEN',
  'TRUNC',
  'SLOW',
]);
/** Of a transfer that had begun: a feed that breaks is salvaged, so that only pages and pictures need be spared. */
const CUT: ReadonlySet<Outcome> = new Set<Outcome>(['FROZEN', 'TRUNC', 'SLOW']);
const TROUBLE: ReadonlySet<Outcome> = new Set<Outcome>(['HTTP_5XX', 'HTTP_503', 'HTTP_429']);
const GONE_STATUS = new Set([404, 410]);

export function createBreakers(options: {
  readonly saved: readonly BreakerRecord[];
  readonly random: () => number;
  /** Origins that come and go together: the same site, or the same neighbourhood of addresses. */
  readonly together: (origin: string) => readonly string[];
  /** What it would be worth to have these origins' headlines now: those that are tried again go in this order. */
  readonly worths?: (nowMs: number) => ReadonlyMap<string, number>;
}): Breakers {
  const { random } = options;
  const records = new Map(options.saved.map((record) => [record.key, record]));
  const since = new Map<string, number>();
  const changed = new Set<string>();

  function put(record: BreakerRecord, nowMs: number): void {
    if (!records.has(record.key)) since.set(record.key, nowMs);
    records.set(record.key, record);
    changed.add(record.key);
  }

  function drop(key: string): void {
    since.delete(key);
    if (records.delete(key)) changed.add(key);
  }

  function keysOf(origin: string, route: string, what: FetchKind, feedId: FeedId | null): string[] {
    const way = `${origin} ${route}`;
    return what === 'feed' ? [way, ...(feedId === null ? [] : [`feed ${feedId}`])] : [way, `${way} content`];
  }

  /** What lies further ahead than any wait was noted by a clock that was wrong. */
  function until(key: string, nowMs: number): number {
    const record = records.get(key);
    if (!record || record.waitMs === 0) return 0;
    return record.untilMs - nowMs > breaker.capMs.server ? 0 : record.untilMs;
  }

  const isOpen = (key: string): boolean => (records.get(key)?.waitMs ?? 0) > 0;

  function failed(key: string, kind: BreakerRecord['kind'], outcome: Outcome, nowMs: number, rule: Rule): void {
    const before = records.get(key);
    const failures = (before?.failures ?? 0) + 1;
    if (failures < rule.strikes) {
      put({ key, kind, failures, waitMs: 0, untilMs: 0, outcome }, nowMs);
      return;
    }
    const previousMs = Math.max(rule.baseMs, before?.waitMs ?? 0);
    const drawnMs = rule.baseMs + random() * (breaker.decorrelation * previousMs - rule.baseMs);
    const capMs = rule.capMs ?? (kind === 'path' ? breaker.capMs.path : breaker.capMs.server);
    const waitMs = Math.round(Math.min(capMs, drawnMs));
    put({ key, kind, failures, waitMs, untilMs: nowMs + waitMs, outcome }, nowMs);
  }

  function told(key: string, outcome: Outcome, retryAtMs: number, nowMs: number): void {
    const waitMs = Math.min(breaker.capMs.server, retryAtMs - nowMs);
    const failures = (records.get(key)?.failures ?? 0) + 1;
    if (waitMs > 0) put({ key, kind: 'server', failures, waitMs, untilMs: nowMs + waitMs, outcome }, nowMs);
  }

  function succeeded(origin: string, route: string, what: FetchKind, feedId: FeedId | null, nowMs: number): void {
    const way = `${origin} ${route}`;
    const wasOpen = isOpen(way) && records.get(way)?.kind === 'path';
    for (const key of keysOf(origin, route, what, feedId)) drop(key);
    // Neighbours that fell silent with it are likely back with it.
    if (wasOpen)
      release(
        options.together(origin).map((other) => `${other} ${route}`),
        nowMs,
      );
  }

  function release(keys: readonly string[], nowMs: number): void {
    const waiting = keys.filter((key) => isOpen(key) && records.get(key)?.kind === 'path' && until(key, nowMs) > nowMs);
    const overMs = Math.min(breaker.releaseMs, waiting.length * breaker.releaseEachMs);
    if (waiting.length === 0) return;
    const worths = options.worths?.(nowMs);
    const worth = (key: string): number => worths?.get(key.slice(0, key.indexOf(' '))) ?? 0;
    const inOrder = shuffled(waiting, random).sort((a, b) => worth(b) - worth(a));
    for (const [place, key] of inOrder.entries()) {
      const record = records.get(key);
      if (!record) continue;
      // It keeps its failures, but not the length of its wait: a first new failure waits as a first one does.
      const untilMs = nowMs + Math.round((overMs * place) / Math.max(1, waiting.length));
      put({ ...record, waitMs: breaker.baseMs.path / breaker.decorrelation, untilMs }, nowMs);
    }
  }

  return {
    of(origin, route, what, feedId, nowMs) {
      if (records.size === 0) return 'closed';
      const open = keysOf(origin, route, what, feedId).filter(isOpen);
      if (open.length === 0) return 'closed';
      return open.some((key) => until(key, nowMs) > nowMs) ? 'open' : 'half-open';
    },
    untilMs: (origin, route, what, feedId, nowMs) =>
      Math.max(0, ...keysOf(origin, route, what, feedId).map((key) => until(key, nowMs))),
    failures: (origin, route, feedId) =>
      Math.max(0, ...keysOf(origin, route, 'feed', feedId).map((key) => records.get(key)?.failures ?? 0)),
    saw({ origin, route, what, feedId, outcome, status, retryAtMs }, nowMs, lineIsDown) {
      if (isSuccess(outcome)) {
        succeeded(origin, route, what, feedId, nowMs);
        return;
      }
      const way = `${origin} ${route}`;
      if (TROUBLE.has(outcome)) {
        const key = what === 'feed' ? way : `${way} content`;
        if (retryAtMs !== null) {
          // A feed keeps that time itself. What is said of one page is meant for all of its site.
          if (what !== 'feed') told(key, outcome, retryAtMs, nowMs);
          return;
        }
        const baseMs = outcome === 'HTTP_5XX' ? breaker.baseMs.trouble : breaker.busyMs;
        failed(key, 'server', outcome, nowMs, {
          baseMs,
          strikes: outcome === 'HTTP_5XX' ? breaker.strikes.trouble : 1,
        });
        return;
      }
      const kind = outcomeClass(outcome);
      if (kind === 'server') {
        // Somebody answered: the way is in order. One page that is missing says nothing of its site.
        drop(way);
        if (what !== 'feed' || feedId === null || retryAtMs !== null) return;
        const isGone = outcome === 'GONE' || GONE_STATUS.has(status ?? 0);
        const baseMs = isGone ? breaker.baseMs.gone : breaker.baseMs.refusal;
        failed(`feed ${feedId}`, 'server', outcome, nowMs, { baseMs, strikes: breaker.strikes.refusal });
        return;
      }
      if (lineIsDown) return;
      const isSilent = SILENT.has(outcome);
      if (!isSilent && !DISTURBED.has(outcome)) return;
      if (what !== 'feed' && CUT.has(outcome)) {
        failed(`${way} content`, 'path', outcome, nowMs, {
          baseMs: breaker.baseMs.cut,
          strikes: breaker.strikes.cut,
          capMs: breaker.capMs.cut,
        });
        return;
      }
      // Where a neighbour has fallen silent, chance is the less likely reason.
      const isHinted = options.together(origin).some((other) => isOpen(`${other} ${route}`));
      const strikes = isSilent || isHinted ? breaker.strikes.silent : breaker.strikes.disturbed;
      failed(way, 'path', outcome, nowMs, { baseMs: breaker.baseMs.path, strikes });
    },
    lineChanged(nowMs) {
      for (const [key, record] of records) if (record.kind === 'path' && record.waitMs === 0) drop(key);
      release([...records.keys()], nowMs);
    },
    lineDown(nowMs) {
      for (const [key, record] of records) {
        const sinceMs = since.get(key);
        if (record.kind === 'path' && sinceMs !== undefined && nowMs - sinceMs < breaker.lineDownMs) drop(key);
      }
    },
    takeChanged() {
      const saved = [...changed].flatMap((key) => records.get(key) ?? []);
      const dropped = [...changed].filter((key) => !records.has(key));
      changed.clear();
      return { saved, dropped };
    },
  };
}

type Rule = { readonly baseMs: number; readonly strikes: number; readonly capMs?: number };

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}
