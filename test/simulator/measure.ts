/** What a run is judged by; exact definitions: docs/notes/simulator.md. */
import { NUMBERS, SECOND } from './numbers.ts';
import { isCounted, publishedBy } from './press.ts';
import type { Run } from './simulate.ts';
import type { Reach } from './trace.ts';

export type Measures = {
  readonly headlines: number;
  readonly texts48h: number;
  readonly priorityTexts: number;
  readonly images: number;
  readonly movedBytes: number;
  readonly wastedBytes: number;
  readonly unchangedBytes: number;
  readonly failedAttempts: number;
  /** Null: no stretch of the run had enough headlines waiting at its start. */
  readonly halfHeadlinesS: number | null;
  /** The same of lines that return, each window slower than 60 kB/s shortened in proportion: what the goal is about. */
  readonly halfHeadlinesAt60S: number | null;
  /** And of windows that open while only some answer, which nothing announces. */
  readonly halfHeadlinesInListAt60S: number | null;
  /** Seconds of the run in which only some answered. */
  readonly listS: number;
  readonly fairness: number;
  /** Null: nothing was predicted. */
  readonly brier: number | null;
  readonly truncatedStored: number;
};

export function measure(run: Run): Measures {
  const { totals, forecasts, truncatedStored } = run;
  const brier = forecasts.reduce((sum, { said, came }) => sum + (said - Number(came)) ** 2, 0) / forecasts.length;
  return {
    ...captureOf(run),
    movedBytes: Math.round(totals.movedBytes),
    wastedBytes: Math.round(totals.wastedBytes),
    unchangedBytes: Math.round(totals.unchangedBytes),
    failedAttempts: totals.failedAttempts,
    ...halfHeadlines(run),
    listS: secondsOfList(run),
    brier: forecasts.length > 0 ? brier : null,
    truncatedStored,
  };
}

function captureOf(run: Run): Pick<Measures, 'headlines' | 'texts48h' | 'priorityTexts' | 'images' | 'fairness'> {
  const { press, headlineMs, textMs, imageMs } = run;
  const sum = { items: 0, headlines: 0, texts: 0, weight: 0, weighted: 0, images: 0, stored: 0 };
  const shares: number[] = [];
  for (const { source, firstItem, items } of press.publishers) {
    let counted = 0;
    let captured = 0;
    for (let id = firstItem; id < firstItem + items; id++) {
      if (!isCounted(press, id)) continue;
      counted++;
      // Only what stands in a list can be stored, so that stored is stored in time.
      if ((headlineMs[id] as number) < Infinity) captured++;
      const isInTime = (textMs[id] as number) <= (press.publishedMs[id] as number) + NUMBERS.textWithinMs;
      sum.texts += Number(isInTime);
      sum.weight += source.weight;
      sum.weighted += isInTime ? source.weight : 0;
      for (let image = press.firstImage[id] as number; image < (press.firstImage[id + 1] as number); image++) {
        sum.images++;
        sum.stored += Number((imageMs[image] as number) < Infinity);
      }
    }
    sum.items += counted;
    sum.headlines += captured;
    if (counted > 0) shares.push(captured / counted);
  }
  return {
    headlines: ratio(sum.headlines, sum.items),
    texts48h: ratio(sum.texts, sum.items),
    priorityTexts: ratio(sum.weighted, sum.weight),
    images: ratio(sum.stored, sum.images),
    fairness: jain(shares),
  };
}

/** 1: all the same; 1/n: one has everything. */
export function jain(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const squares = shares.reduce((sum, share) => sum + share * share, 0);
  return squares === 0 ? 1 : (total * total) / (shares.length * squares);
}

/** The window that the goal speaks of. */
const GOAL_BYTES_PER_SECOND = 60_000;

/** Median over the moments at which origins become reachable again. */
export function halfHeadlines(
  run: Run,
): Pick<Measures, 'halfHeadlinesS' | 'halfHeadlinesAt60S' | 'halfHeadlinesInListAt60S'> {
  const { press, headlineMs } = run;
  const seconds: number[] = [];
  const scaled = { returned: [] as number[], inList: [] as number[] };
  for (const { atMs, sources, inList } of returns(run)) {
    const waiting: number[] = [];
    for (const id of sources) {
      const publisher = press.publishers[id];
      if (!publisher) continue;
      const end = publisher.firstItem + publishedBy(press, publisher, atMs);
      for (let item = Math.max(publisher.firstItem, end - publisher.listSize); item < end; item++) {
        const storedMs = headlineMs[item] as number;
        // Nothing of before the run: the backlog is nobody's merit.
        if ((press.publishedMs[item] as number) >= press.startMs && storedMs > atMs) waiting.push(storedMs);
      }
    }
    if (waiting.length < NUMBERS.halfAtLeast) continue;
    const half = waiting.sort((a, b) => a - b)[Math.ceil(waiting.length / 2) - 1] as number;
    const tookS = (Math.min(half, press.endMs) - atMs) / SECOND;
    seconds.push(tookS);
    const factor = Math.min(1, run.timeline.at(atMs).bytesPerSecond / GOAL_BYTES_PER_SECOND);
    (inList ? scaled.inList : scaled.returned).push(tookS * factor);
  }
  const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));
  return {
    halfHeadlinesS: medianOf(seconds),
    halfHeadlinesAt60S: medianOf(scaled.returned),
    halfHeadlinesInListAt60S: medianOf(scaled.inList),
  };
}

function secondsOfList({ timeline }: Run): number {
  const lists = timeline.spans.filter(({ line }) => line === 'allowlist');
  return lists.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs) / SECOND, 0);
}

type Return = {
  readonly atMs: number;
  readonly sources: readonly number[];
  /** The line was there before, in this network, for some. */
  readonly inList: boolean;
};

/** When which origins became reachable after long enough without; the start of the run is none of these. */
function returns({ press, timeline }: Run): Return[] {
  const found: Return[] = [];
  const darkSinceMs = press.publishers.map((): number | null => null);
  for (const [index, span] of timeline.spans.entries()) {
    const sources: number[] = [];
    for (const [id, reach] of span.reach.entries()) {
      const sinceMs = darkSinceMs[id] ?? null;
      if (!canBeHad(reach)) darkSinceMs[id] = sinceMs ?? span.fromMs;
      else {
        if (index > 0 && sinceMs !== null && span.fromMs - sinceMs >= NUMBERS.darkBeforeMs) sources.push(id);
        darkSinceMs[id] = null;
      }
    }
    if (sources.length === 0) continue;
    const before = timeline.spans[index - 1];
    const inList = before?.line === 'allowlist' && before.identity === span.identity;
    found.push({ atMs: span.fromMs, sources, inList });
  }
  return found;
}

export function canBeHad(reach: Reach): boolean {
  return reach === 'answers' || reach === 'frozen';
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] as number;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] as number) + high) / 2;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
