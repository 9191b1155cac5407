/** Sources that are asked although they are not due, so that the state of the line is known. */
import type { FeedId, FetchKind } from '../../shared/model.ts';
import { outcomeClass } from '../../shared/outcome.ts';
import type { Breakers } from './breakers.ts';
import { NUMBERS } from './numbers.ts';
import type { OnItsWay } from './on-its-way.ts';
import type { SourceToPlan } from './source.ts';
import { mustWait } from './waiting.ts';
import type { FeedWhy, LineNow, ProbesWanted, Reachable } from './work.ts';

export type ScoutsOptions = {
  readonly sources: () => readonly SourceToPlan[];
  /** Asked for once a look, and told of what was started because of it. */
  readonly probes: (sources: readonly SourceToPlan[]) => ProbesWanted;
  readonly probed: (started: Omit<ProbesWanted, 'nextLookMs'>) => void;
  readonly reachable: (origin: string, kind: FetchKind, feedIds: readonly FeedId[], nowMs: number) => Reachable;
  readonly breakers: Pick<Breakers, 'failures'>;
  readonly onItsWay: OnItsWay;
};

export type Scout = { readonly source: SourceToPlan; readonly why: Extract<FeedWhy, 'canary' | 'confirm' | 'scout'> };

export type Scouts = {
  /** Whom the state of the line wants to be heard from. */
  next(line: LineNow, nowMs: number): Scout | null;
  /**
   * Many that do not answer, and a line that is taken for open: a new library on a day of approved sites looks like that.
   * One of them is tried every few minutes, however long they wait; when it answers, so may the others.
   */
  ofMany(nowMs: number): Scout | null;
  /** Another one speaks for it: it never answered, often enough, and is one of many. */
  isSpokenFor(source: SourceToPlan): boolean;
  nextLookMs(nowMs: number): number;
  /** One of the many answered: so may the others. */
  answered(): void;
  /** The line is another: whoever is wanted is asked for anew. */
  changed(): void;
};

export function createScouts(options: ScoutsOptions): Scouts {
  const { onItsWay } = options;
  let last: { readonly wanted: ProbesWanted; readonly atMs: number; readonly line: LineNow } | null = null;
  let nextOfManyMs = 0;
  let areMany = false;

  const mayBeAsked = (source: SourceToPlan, nowMs: number): boolean =>
    !onItsWay.has(source.id) && !mustWait(source, nowMs);

  return {
    next(line, nowMs) {
      // Nothing was heard since: then it said itself when to look again.
      const restMs = last?.line === line ? last.wanted.nextLookMs : NUMBERS.probeMs;
      if (last && nowMs >= last.atMs && nowMs < last.atMs + restMs) return null;
      const sources = options.sources().filter((source) => mayBeAsked(source, nowMs));
      const wanted = options.probes(sources);
      last = { wanted, atMs: nowMs, line };
      const { canary, nextCanaryAtMs } = wanted;
      const confirm = canary === null ? wanted.confirm.slice(0, 1) : [];
      const origin = canary ?? confirm[0] ?? null;
      if (origin === null) return null;
      options.probed({ canary, confirm, nextCanaryAtMs });
      last = null; // there may be another
      const source = leastRecentlyTried(sources.filter((one) => one.origin === origin));
      return source && { source, why: canary === null ? 'confirm' : 'canary' };
    },
    ofMany(nowMs) {
      if (nowMs < nextOfManyMs && nextOfManyMs - nowMs <= 2 * NUMBERS.darkScoutMs) return null;
      nextOfManyMs = nowMs + NUMBERS.darkScoutMs;
      const all = options.sources();
      const dark = all.filter(
        (source) =>
          mayBeAsked(source, nowMs) &&
          source.lastOutcome !== null &&
          outcomeClass(source.lastOutcome) === 'path' &&
          options.reachable(source.origin, 'feed', [source.id], nowMs).verdict !== 'closed',
      );
      areMany = dark.length >= NUMBERS.darkAtLeast && dark.length >= NUMBERS.darkShare * all.length;
      if (!areMany) return null;
      const source = leastRecentlyTried(dark);
      return source && { source, why: 'scout' };
    },
    isSpokenFor: ({ id, origin, lastSuccessMs }) =>
      areMany && lastSuccessMs === null && options.breakers.failures(origin, 'direct', id) >= NUMBERS.darkTries,
    answered: () => void (areMany = false),
    nextLookMs: (nowMs) => (last ? Math.max(1, last.atMs + last.wanted.nextLookMs - nowMs) : NUMBERS.lookMs),
    changed() {
      last = null;
      areMany = false;
    },
  };
}

function leastRecentlyTried(sources: readonly SourceToPlan[]): SourceToPlan | null {
  return sources.reduce<SourceToPlan | null>(
    (oldest, source) => (oldest && (oldest.lastAttemptMs ?? 0) <= (source.lastAttemptMs ?? 0) ? oldest : source),
    null,
  );
}
