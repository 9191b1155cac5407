/** What the line does and when, and what that makes of one origin at one moment. */
import { DAY, NUMBERS, SECOND } from './numbers.ts';
import type { Publisher } from './press.ts';

export const LINES = ['open', 'local', 'silent', 'captive', 'allowlist', 'curtain', 'throttle'] as const;
export type LineMode = (typeof LINES)[number];

/** Some of the sources: by number, or a share of them. */
export type Some = readonly number[] | number;

export type Segment = {
  /** Seconds from the start of the run. */
  readonly fromS: number;
  readonly toS: number;
  /** `local`: the interface is gone. `silent`: it stays, and nothing answers. */
  readonly line: LineMode;
  /** Of the whole link; absent: 60000, or 4000 for `throttle`. */
  readonly bytesPerSecond?: number | undefined;
  /** Which network it is; absent: the one before. */
  readonly network?: string | undefined;
  /** `captive`: what becomes of https. */
  readonly https?: 'silent' | 'intercepted' | undefined;
  /** `allowlist`: who answers; absent: the domestic ones. A share takes domestic ones first. */
  readonly reachable?: Some | undefined;
  /** `curtain`: whose connections freeze; absent: half of the foreign ones. A share is one of the foreign. */
  readonly curtained?: Some | undefined;
  readonly ipv6?: 'dead' | undefined;
  /** New names cannot be looked up. */
  readonly dns?: 'dead' | undefined;
};

export type Trace = {
  readonly name: string;
  readonly days: number;
  /** Number of sources; absent: 60. */
  readonly feeds?: number | undefined;
  readonly budgetBytesPerDay?: number | undefined;
  /** In order, without overlap. Between them the line is silent. */
  readonly segments: readonly Segment[];
};

/** What meets an attempt. `frozen`: answers, but new connections freeze. `swallowed`: not on the list. */
export type Reach = 'answers' | 'frozen' | 'local' | 'silent' | 'captive' | 'swallowed';

export type Span = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly line: LineMode;
  readonly bytesPerSecond: number;
  /** Null: no interface. */
  readonly identity: string | null;
  readonly https: 'silent' | 'intercepted';
  readonly deadIpv6: boolean;
  readonly deadDns: boolean;
  /** Somebody answers. */
  readonly isOn: boolean;
  /** By source id. */
  readonly reach: readonly Reach[];
};

export type Timeline = {
  /** Without gaps, from the start to the end of the run. */
  readonly spans: readonly Span[];
  at(ms: number): Span;
};

const DEFAULT_BYTES_PER_SECOND = 60_000;
/** 32 kbit/s, to which a class of traffic is shaped. */
const THROTTLE_BYTES_PER_SECOND = 4_000;
export const CURTAINED_SHARE = 0.5;

export function createTimeline(trace: Trace, publishers: readonly Publisher[]): Timeline {
  const endMs = NUMBERS.startMs + trace.days * DAY;
  const spans: Span[] = [];
  let network = 'home';
  const add = (segment: Segment): void => {
    network = segment.network ?? network;
    const fromMs = NUMBERS.startMs + segment.fromS * SECOND;
    const toMs = Math.min(endMs, NUMBERS.startMs + segment.toS * SECOND);
    if (toMs > fromMs) spans.push(spanOf(segment, fromMs, toMs, network, publishers));
  };
  let untilS = 0;
  for (const segment of trace.segments) {
    if (segment.fromS > untilS) add({ fromS: untilS, toS: segment.fromS, line: 'silent' });
    add(segment);
    untilS = segment.toS;
  }
  add({ fromS: untilS, toS: trace.days * (DAY / SECOND), line: 'silent' });
  return { spans, at: (ms) => spans[indexAt(spans, ms)] as Span };
}

function spanOf(
  segment: Segment,
  fromMs: number,
  toMs: number,
  network: string,
  publishers: readonly Publisher[],
): Span {
  const { line } = segment;
  const usual = line === 'throttle' ? THROTTLE_BYTES_PER_SECOND : DEFAULT_BYTES_PER_SECOND;
  return {
    fromMs,
    toMs,
    line,
    bytesPerSecond: segment.bytesPerSecond ?? usual,
    identity: line === 'local' ? null : network,
    https: segment.https ?? 'silent',
    deadIpv6: segment.ipv6 === 'dead',
    deadDns: segment.dns === 'dead',
    isOn: line !== 'local' && line !== 'silent' && line !== 'captive',
    reach: reachOf(segment, publishers),
  };
}

function reachOf(segment: Segment, publishers: readonly Publisher[]): Reach[] {
  switch (segment.line) {
    case 'open':
    case 'throttle':
      return publishers.map(() => 'answers');
    case 'local':
    case 'silent':
    case 'captive': {
      const { line } = segment;
      return publishers.map(() => line);
    }
    case 'allowlist': {
      const listed = reachable(segment.reachable, publishers);
      return publishers.map(({ source }) => (listed.has(source.id) ? 'answers' : 'swallowed'));
    }
    case 'curtain': {
      const behind = curtained(segment.curtained ?? CURTAINED_SHARE, publishers);
      return publishers.map(({ source }) => (behind.has(source.id) ? 'frozen' : 'answers'));
    }
  }
}

function reachable(some: Some | undefined, publishers: readonly Publisher[]): Set<number> {
  if (some === undefined) return new Set(publishers.flatMap((one) => (one.domestic ? [one.source.id] : [])));
  if (typeof some !== 'number') return new Set(some);
  const order = [...publishers].sort((a, b) => Number(b.domestic) - Number(a.domestic) || a.reachRank - b.reachRank);
  return new Set(order.slice(0, Math.round(some * order.length)).map((one) => one.source.id));
}

function curtained(some: Some, publishers: readonly Publisher[]): Set<number> {
  if (typeof some !== 'number') return new Set(some);
  const foreign = publishers.filter((one) => !one.domestic).sort((a, b) => a.curtainRank - b.curtainRank);
  return new Set(foreign.slice(0, Math.round(some * foreign.length)).map((one) => one.source.id));
}

function indexAt(spans: readonly Span[], ms: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).fromMs <= ms) low = middle;
    else high = middle - 1;
  }
  return low;
}
