/**
 * What to ask next, so that a doubt is settled soon and the dark is watched without much knocking at it. All of it are
 * fetches of the owner's own sources that were coming anyway (the network study, 2.3 to 2.5); the caller fetches, and tells
 * `observe` with an `asked` event what it began.
 */
import type { Probes } from './events.ts';
import { canaryEveryMs } from './become.ts';
import { elapsedMs, isAnchor, type LineMemory } from './memory.ts';
import { isUnreachable } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

/** A source's origin that may be asked now: none under way, none whose server said to wait, none that must not be asked directly. */
export type Askable = {
  readonly origin: string;
  readonly domain: string;
  /** Higher first. */
  readonly priority: number;
  readonly lastTriedMs: number | null;
  readonly recentlyGood: boolean;
  readonly anchorByOwner: boolean;
};

const { probes } = THRESHOLDS;

/** `random`: uniform in [0, 1). `usualWindowMs`: how long more than the approved sites usually answer; null: not known. */
export function probesWanted(
  memory: LineMemory,
  nowMs: number,
  origins: readonly Askable[],
  random: () => number,
  usualWindowMs: number | null = null,
): Probes {
  const free = inTurn(
    memory,
    origins.filter((one) => elapsedMs(memory.asked.get(one.origin) ?? -Infinity, nowMs) > probes.burstForMs),
  );
  const confirm = confirmations(memory, nowMs, free);
  const rest = free.filter((one) => !confirm.includes(one.origin));
  const { canary, nextCanaryAtMs } = scout(memory, nowMs, rest, random, usualWindowMs);
  const released = releasedNow(memory, nowMs, rest);
  const lookMs = [
    probes.idleLookMs,
    ...(nextCanaryAtMs === null ? [] : [nextCanaryAtMs - nowMs]),
    ...burstLook(memory, nowMs, confirm.length > 0),
    ...(memory.released && elapsedMs(memory.released.fromMs, nowMs) <= probes.releaseOverMs
      ? [probes.releaseOverMs / memory.released.total]
      : []),
  ];
  return {
    confirm,
    canary,
    released,
    nextLookMs: Math.max(1, Math.min(...lookMs)),
    nextCanaryAtMs,
  };
}

/** Least recently tried first, then by priority. */
function inTurn(memory: LineMemory, origins: readonly Askable[]): Askable[] {
  return origins
    .map((one) => {
      const heardMs = memory.heard.get(one.origin)?.atMs ?? -Infinity;
      const askedMs = memory.asked.get(one.origin) ?? -Infinity;
      return { one, triedMs: Math.max(one.lastTriedMs ?? -Infinity, heardMs, askedMs) };
    })
    .sort((a, b) => compare(a.triedMs, b.triedMs) || b.one.priority - a.one.priority)
    .map(({ one }) => one);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function confirmations(memory: LineMemory, nowMs: number, free: readonly Askable[]): string[] {
  const { burst } = memory;
  if (!burst || burst.asked.length >= burstSize(memory) || nowMs < burst.fromMs) return [];
  if (elapsedMs(burst.fromMs, nowMs) > probes.burstForMs) return [];
  // A window that opens is not to be waited for: those that must confirm it are asked together.
  const count = burst.why === 'exit' ? burstSize(memory) - burst.asked.length : 1;
  if (burst.why !== 'exit' && elapsedMs(burst.lastAskMs, nowMs) < probes.burstSpacingMs) return [];
  return witnessesFor(memory, free)
    .slice(0, count)
    .map(({ origin }) => origin);
}

function burstLook(memory: LineMemory, nowMs: number, askedNow: boolean): number[] {
  const { burst } = memory;
  if (!burst || burst.asked.length >= burstSize(memory)) return [];
  if (nowMs < burst.fromMs) return [burst.fromMs - nowMs];
  if (askedNow) return [probes.burstSpacingMs];
  const sinceAskMs = elapsedMs(burst.lastAskMs, nowMs);
  return sinceAskMs < probes.burstSpacingMs ? [probes.burstSpacingMs - sinceAskMs] : [];
}

function burstSize(memory: LineMemory): number {
  const { burst } = memory;
  if (burst === null) return 0;
  return burst.why === 'exit' || burst.why === 'thaw' ? probes.exitConfirmations : probes.burst;
}

/** Whom to ask next about this doubt: unrelated ones first. */
function witnessesFor(memory: LineMemory, free: readonly Askable[]): Askable[] {
  const { burst } = memory;
  if (!burst) return [];
  const heardAs = (one: Askable) => memory.heard.get(one.origin);
  const fresh = free.filter((one) => !burst.asked.includes(one.origin));
  const domains = new Set(burst.asked.map((origin) => memory.heard.get(origin)?.domain));
  const unrelatedFirst = (list: readonly Askable[]): Askable[] =>
    list.toSorted((a, b) => Number(domains.has(a.domain)) - Number(domains.has(b.domain)));
  const isDarkNow = (one: Askable): boolean => isUnreachable(memory, one.origin);
  const anchored = (one: Askable): boolean => isKnownAnchor(memory, one);
  const wasGood = (one: Askable): boolean => one.recentlyGood || heardAs(one)?.recentlyGood === true;
  switch (burst.why) {
    case 'exit': {
      const dark = unrelatedFirst(fresh.filter((one) => isDarkNow(one) && !anchored(one)));
      // One that never answered says nothing by its silence now, and the next scout is minutes away.
      return dark.toSorted((a, b) => Number(wasGood(b)) - Number(wasGood(a)));
    }
    case 'thaw':
      return unrelatedFirst(fresh.filter((one) => isFrozen(memory, one)));
    case 'doubt':
    case 'portal': {
      const good = fresh.filter((one) => (one.recentlyGood || anchored(one)) && !isDarkNow(one));
      // Where only some answer, only they can tell that nobody does any more.
      if (memory.state === 'allowlist') return unrelatedFirst(good.filter(anchored));
      // A portal can show itself over http only.
      if (burst.why === 'portal') {
        return good.toSorted((a, b) => Number(isHttps(a)) - Number(isHttps(b)));
      }
      const askedAnchor = burst.asked.some(
        (origin) => memory.anchors.has(origin) || memory.heard.get(origin)?.anchorByOwner === true,
      );
      const ordered = unrelatedFirst(good);
      return askedAnchor ? ordered : ordered.toSorted((a, b) => Number(anchored(b)) - Number(anchored(a)));
    }
  }
}

function isKnownAnchor(memory: LineMemory, one: Askable): boolean {
  return isAnchor(memory, one) || memory.heard.get(one.origin)?.anchorByOwner === true;
}

function isFrozen(memory: LineMemory, one: Askable): boolean {
  const heard = memory.heard.get(one.origin);
  return heard !== undefined && heard.frozenMs !== null;
}

function isHttps(one: Askable): boolean {
  return one.origin.startsWith('https:');
}

function scout(
  memory: LineMemory,
  nowMs: number,
  free: readonly Askable[],
  random: () => number,
  usualWindowMs: number | null,
): { readonly canary: string | null; readonly nextCanaryAtMs: number | null } {
  const ageMs = memory.sinceMs === null ? 0 : elapsedMs(memory.sinceMs, nowMs);
  const everyMs = canaryEveryMs(memory.state, ageMs, usualWindowMs);
  const cannotLeave = memory.network !== null && !memory.network.hasInterface;
  if (everyMs === null || cannotLeave) return { canary: null, nextCanaryAtMs: null };
  const dueMs = memory.nextCanaryAtMs ?? nowMs;
  const jittered = everyMs * (1 - probes.jitter + 2 * probes.jitter * random());
  // Due further ahead than an interval goes: the clock was set back.
  const isDue = nowMs >= dueMs || dueMs - nowMs > 2 * everyMs;
  if (!isDue) return { canary: null, nextCanaryAtMs: dueMs };
  return { canary: scouts(memory, free)[0]?.origin ?? null, nextCanaryAtMs: nowMs + jittered };
}

/** The first is the next to go. */
function scouts(memory: LineMemory, free: readonly Askable[]): readonly Askable[] {
  const good = free.filter((one) => one.recentlyGood || memory.heard.get(one.origin)?.recentlyGood === true);
  const someGood = good.length > 0 ? good : free;
  const anchors = free.filter((one) => isKnownAnchor(memory, one));
  switch (memory.state) {
    case 'offline': {
      // Anchors are the likeliest to answer, and over http a portal shows itself; but neither kind must be all that is tried.
      const kinds = [anchors, someGood.filter((one) => !isHttps(one)), someGood].filter((kind) => kind.length > 0);
      return kinds[memory.canaries % kinds.length] ?? [];
    }
    case 'captive': {
      // Over https only the source itself can answer; over http the portal shows whether it is still there.
      const plain = someGood.filter((one) => !isHttps(one));
      const kinds = [anchors.filter(isHttps), plain, someGood.filter(isHttps)].filter((kind) => kind.length > 0);
      return kinds[memory.canaries % kinds.length] ?? [];
    }
    case 'allowlist': {
      const dark = free.filter((one) => isUnreachable(memory, one.origin) && !isKnownAnchor(memory, one));
      const goodDark = dark.filter((one) => memory.heard.get(one.origin)?.recentlyGood === true);
      return goodDark.length > 0 ? goodDark : dark;
    }
    case 'degraded':
      return free.filter((one) => isFrozen(memory, one));
    case 'unknown':
    case 'open':
      return [];
  }
}

/** Spread evenly, so that the return of the line is no burst of its own. */
function releasedNow(memory: LineMemory, nowMs: number, free: readonly Askable[]): string[] {
  const { released } = memory;
  // What could not be asked by then (its server said to wait) has its own time.
  if (!released || elapsedMs(released.fromMs, nowMs) > THRESHOLDS.evidenceForMs) return [];
  const share = Math.min(1, elapsedMs(released.fromMs, nowMs) / probes.releaseOverMs);
  const due = Math.ceil(share * released.total) - (released.total - released.waiting.length);
  const waiting = new Set(released.waiting);
  return free
    .filter((one) => waiting.has(one.origin))
    .slice(0, Math.max(0, due))
    .map((one) => one.origin);
}
