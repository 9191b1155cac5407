/** Which source next: those the reader asked for, then those that are due, by what they are worth for their bytes. */
import type { FeedId, FetchKind } from '../../shared/model.ts';
import type { Breakers } from './breakers.ts';
import { type Due, dueOf, type Moment } from './due.ts';
import type { LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import type { OnItsWay } from './on-its-way.ts';
import type { PutOff } from './put-off.ts';
import type { SourceToPlan } from './source.ts';
import { takingTurns } from './turns.ts';
import type { LineNow, Reachable, Room, Scope } from './work.ts';
import { feedBytes, feedWorth, type LinePace } from './worth.ts';

export type HeadlinesOptions = {
  readonly local: LocalTime;
  readonly sources: () => readonly SourceToPlan[];
  readonly pace: () => LinePace;
  readonly reachable: (origin: string, kind: FetchKind, feedIds: readonly FeedId[], nowMs: number) => Reachable;
  readonly breakers: Pick<Breakers, 'failures'>;
  readonly isSpokenFor: (source: SourceToPlan) => boolean;
  readonly onItsWay: OnItsWay;
  readonly putOff: PutOff;
};

export type Headlines = {
  asked(scope: Scope, room: Room, nowMs: number): SourceToPlan | null;
  /** `fits`: there are so many bytes for it. */
  due(at: Moment, line: LineNow, room: Room, fits: (bytes: number) => boolean): SourceToPlan | null;
  dueAt(source: SourceToPlan, at: Moment): Due;
  /** Best first. */
  order(at: Moment): readonly { readonly source: SourceToPlan; readonly worth: number; readonly bytes: number }[];
  /** Known to be due, or asked for. */
  waiting(): number;
  hasDue(): boolean;
  nextDueIn(nowMs: number): number;
  /** It is to be tried again before long. */
  failed(nowMs: number): void;
  /** What was thought of the order is thought anew. */
  changed(): void;
};

type Order = { readonly queue: SourceToPlan[]; readonly atMs: number; readonly nextDueMs: number };

export function createHeadlines(options: HeadlinesOptions): Headlines {
  const { local, onItsWay, putOff } = options;
  let order: Order | null = null;
  /** Made anew when more was asked for. */
  const asked = new WeakMap<Scope, { readonly queue: SourceToPlan[]; known: number }>();
  let askedLeft = 0;

  function dueAt(source: SourceToPlan, at: Moment): Due {
    const due = dueOf(source, at);
    if (due.reason.kind === 'retry-after') return due;
    const { verdict, untilMs } = options.reachable(source.origin, 'feed', [source.id], at.nowMs);
    if (verdict !== 'open') return due;
    const failures = options.breakers.failures(source.origin, 'direct', source.id);
    return { isDue: false, atMs: Math.max(due.atMs, untilMs), reason: { kind: 'breaker', failures, atMs: untilMs } };
  }

  function inOrder(at: Moment, line: LineNow): Order {
    const { nowMs } = at;
    if (order && nowMs >= order.atMs) {
      const isYoung = nowMs - order.atMs < NUMBERS.orderMs;
      const hasNothing =
        order.queue.length === 0 && nowMs < order.nextDueMs && nowMs - order.atMs < NUMBERS.idleOrderMs;
      if (isYoung || hasNothing) return order;
    }
    const pace = options.pace();
    let nextDueMs = nowMs + NUMBERS.interval.mostMs;
    const due: { readonly source: SourceToPlan; readonly worth: number }[] = [];
    for (const source of options.sources()) {
      if (onItsWay.has(source.id) || (line.state === 'allowlist' && line.dark.has(source.origin))) continue;
      if (options.isSpokenFor(source)) continue;
      const { isDue, atMs } = dueAt(source, at);
      if (isDue) due.push({ source, worth: feedWorth(source, nowMs, pace, local) });
      else nextDueMs = Math.min(nextDueMs, Math.max(atMs, nowMs + 1));
    }
    due.sort((a, b) => b.worth - a.worth);
    order = { queue: due.map(({ source }) => source), atMs: nowMs, nextDueMs };
    return order;
  }

  function askedInOrder(scope: Scope, nowMs: number): { readonly queue: SourceToPlan[]; known: number } {
    const known = asked.get(scope);
    if (known && known.known >= scope.asked.size) return known;
    const pace = options.pace();
    const wanted = options.sources().filter(({ id }) => scope.asked.has(id));
    const worths = new Map(wanted.map((source) => [source.id, feedWorth(source, nowMs, pace, local)]));
    wanted.sort((a, b) => (worths.get(b.id) ?? 0) - (worths.get(a.id) ?? 0));
    // Unsubscribed meanwhile.
    if (wanted.length < scope.asked.size) {
      scope.asked.clear();
      for (const { id } of wanted) scope.asked.add(id);
    }
    const made = { queue: takingTurns(wanted, ({ url }) => url), known: scope.asked.size };
    asked.set(scope, made);
    return made;
  }

  return {
    asked(scope, room, nowMs) {
      if (scope.asked.size === 0) return null;
      const wanted = askedInOrder(scope, nowMs);
      let found: SourceToPlan | null = null;
      for (const [place, source] of wanted.queue.entries()) {
        // On its way already: what comes of it is what was asked for.
        if (onItsWay.has(source.id)) scope.asked.delete(source.id);
        else if (onItsWay.atHost(source.origin) < room.perHost) {
          wanted.queue.splice(place, 1);
          scope.asked.delete(source.id);
          found = source;
          break;
        }
      }
      wanted.known = scope.asked.size;
      askedLeft = scope.asked.size;
      return found;
    },
    due(at, line, room, fits) {
      const { nowMs } = at;
      const { queue } = inOrder(at, line);
      for (const [place, source] of queue.entries()) {
        if (onItsWay.has(source.id) || putOff.has(source.id, nowMs)) continue;
        if (onItsWay.atHost(source.origin) >= room.perHost) continue;
        const { verdict } = options.reachable(source.origin, 'feed', [source.id], nowMs);
        if (verdict === 'open' || (verdict === 'half-open' && onItsWay.atHost(source.origin) > 0)) continue;
        if (!fits(feedBytes(source, nowMs, local) + NUMBERS.bytes.resumed)) return null;
        queue.splice(place, 1);
        return source;
      }
      return null;
    },
    dueAt,
    order(at) {
      const pace = options.pace();
      return options
        .sources()
        .filter((source) => dueAt(source, at).isDue)
        .map((source) => ({
          source,
          worth: feedWorth(source, at.nowMs, pace, local),
          bytes: feedBytes(source, at.nowMs, local),
        }))
        .sort((a, b) => b.worth - a.worth);
    },
    waiting: () => askedLeft + (order?.queue.length ?? 0),
    hasDue: () => (order?.queue.length ?? 0) > 0,
    nextDueIn: (nowMs) => (order === null ? NUMBERS.lookMs : Math.max(1, order.nextDueMs - nowMs)),
    failed(nowMs) {
      if (order) order = { ...order, nextDueMs: Math.min(order.nextDueMs, nowMs + NUMBERS.interval.retryMs) };
    },
    changed: () => void (order = null),
  };
}
