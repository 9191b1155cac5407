import type { ConnectivityState, LineReason } from '../../shared/line.ts';
import type { Outcome } from '../../shared/outcome.ts';
import type { Says } from './evidence.ts';
import type { SystemVerdict } from './events.ts';
import { THRESHOLDS } from './thresholds.ts';

/** What one origin was last heard to say, in this network. */
export type Heard = {
  readonly origin: string;
  readonly domain: string;
  /** False: through a proxy, or of a proxy. */
  readonly direct: boolean;
  readonly word: Says;
  readonly outcome: Outcome;
  /** Counts attempts: what is newest must not depend on clocks. */
  readonly order: number;
  readonly startedMs: number;
  readonly atMs: number;
  readonly verified: boolean;
  /** It was when it first failed here; a failure of it is evidence about the network, however long that lasts. */
  readonly recentlyGood: boolean;
  readonly stranger: string | null;
  readonly anchorByOwner: boolean;
  /** It answered in this network before it failed. */
  readonly turned: boolean;
  /** Dark outcomes without anything else between. */
  readonly failures: number;
  /** A transfer froze, and none has come through since; null otherwise. */
  readonly frozenMs: number | null;
  readonly transfer: Measurement | null;
  readonly handshake: Measurement | null;
};

/** Bytes per second, or milliseconds. */
export type Measurement = { readonly value: number; readonly order: number; readonly atMs: number };

export type Flags = { readonly curtain: boolean; readonly throttle: boolean; readonly slowHandshakes: boolean };
export const NO_FLAGS: Flags = { curtain: false, throttle: false, slowHandshakes: false };

/** Fetches pulled forward, and why: one failed, one saw a portal, a dark one answered, a frozen one came through. */
export type Burst = {
  readonly why: 'doubt' | 'portal' | 'exit' | 'thaw';
  readonly fromMs: number;
  readonly asked: readonly string[];
  readonly lastAskMs: number;
};

export type ClockReading = {
  readonly atMs: number;
  /** By a certificate out of its time. */
  readonly off: 'ahead' | 'behind' | null;
  /** By a Date header: this device's clock minus the server's. */
  readonly offMs: number | null;
};

/** A few numbers and names; never written to disk. Made by `createLine` and `observe` only. */
export type LineMemory = {
  readonly state: ConnectivityState;
  readonly reason: LineReason;
  readonly sinceMs: number | null;
  /** Of the newest event. */
  readonly atMs: number;
  readonly order: number;
  readonly network: { readonly identity: string | null; readonly hasInterface: boolean; readonly atMs: number } | null;
  readonly verdict: { readonly says: SystemVerdict; readonly atMs: number; readonly refuted: boolean } | null;
  readonly heard: ReadonlyMap<string, Heard>;
  /** When somebody, whoever it was, was last heard; and when a verified answer came. */
  readonly lastHeardMs: number;
  readonly lastVerifiedMs: number;
  /** The newest outcomes, newest last: whether they left this device. */
  readonly newest: readonly { readonly origin: string; readonly word: Says }[];
  /** Learned: when. The owner's own stand at the attempts. */
  readonly anchors: ReadonlyMap<string, number>;
  /** Dark origins that answered lately, while only some did. */
  readonly exit: readonly { readonly origin: string; readonly atMs: number }[];
  /**
   * Origins that the last list in this network left out. While there is a list again they are taken for left out until
   * they are heard: nobody need knock at all of them once more, every day anew.
   */
  readonly leftOut: ReadonlySet<string>;
  /** Frozen origins that came through since anything froze. */
  readonly thawing: readonly string[];
  readonly flags: Flags;
  /** Measurements before this say nothing about the end of slowness. */
  readonly slowOrder: number;
  readonly burst: Burst | null;
  readonly lastBurstMs: number;
  readonly pass: PassTally;
  readonly portalUrl: string | null;
  /** Origins in whose place a stranger spoke when the portal was seen. */
  readonly caught: ReadonlySet<string>;
  readonly clock: ReadonlyMap<string, ClockReading>;
  readonly nextCanaryAtMs: number | null;
  readonly canaries: number;
  readonly released: {
    readonly fromMs: number;
    readonly total: number;
    readonly waiting: readonly string[];
  } | null;
  /** Started because it was wanted here, and not heard of since. */
  readonly asked: ReadonlyMap<string, number>;
  /** Only some answered before nobody did: then an anchor's answer means only that much again. */
  readonly wasAllowlist: boolean;
};

/** Of the pass under way: what its origins came to. */
export type PassTally = {
  readonly asked: ReadonlySet<string>;
  readonly silent: ReadonlySet<string>;
  readonly portals: number;
  readonly answered: boolean;
  /** A server's word that nobody vouched for. */
  readonly replied: boolean;
};
export const EMPTY_PASS: PassTally = {
  asked: new Set(),
  silent: new Set(),
  portals: 0,
  answered: false,
  replied: false,
};

/** `anchors`: origins learned earlier to answer while others do not. */
export function createLine(anchors: readonly string[] = []): LineMemory {
  return {
    state: 'unknown',
    reason: { kind: 'nothing-yet' },
    sinceMs: null,
    atMs: -Infinity,
    order: 0,
    network: null,
    verdict: null,
    ...NO_EVIDENCE,
    anchors: new Map(anchors.map((origin) => [origin, -Infinity])),
    clock: new Map(),
    canaries: 0,
  };
}

/** What a change of network leaves of everything that was heard. */
export const NO_EVIDENCE = {
  heard: new Map<string, Heard>(),
  lastHeardMs: -Infinity,
  lastVerifiedMs: -Infinity,
  newest: [],
  exit: [],
  leftOut: new Set<string>(),
  thawing: [],
  flags: NO_FLAGS,
  slowOrder: 0,
  burst: null,
  lastBurstMs: -Infinity,
  pass: EMPTY_PASS,
  portalUrl: null,
  caught: new Set<string>(),
  nextCanaryAtMs: null,
  released: null,
  asked: new Map<string, number>(),
  wasAllowlist: false,
} satisfies Partial<LineMemory>;

/** Milliseconds from one instant to a later one. One from the future is of a clock that was set since: long ago, then. */
export function elapsedMs(fromMs: number, toMs: number): number {
  if (toMs >= fromMs) return toMs - fromMs;
  return fromMs - toMs > THRESHOLDS.clockStepMs ? Infinity : 0;
}

/** It still speaks for the line. */
export function isFresh(atMs: number, nowMs: number): boolean {
  return elapsedMs(atMs, nowMs) <= THRESHOLDS.evidenceForMs;
}

export function isAnchor(memory: LineMemory, heard: Pick<Heard, 'origin' | 'anchorByOwner'>): boolean {
  return heard.anchorByOwner || memory.anchors.has(heard.origin);
}

export function newestFirst(heard: Iterable<Heard>): Heard[] {
  return [...heard].sort((a, b) => b.order - a.order);
}

export function distinctDomains(heard: readonly Heard[]): number {
  return new Set(heard.map((one) => one.domain)).size;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
