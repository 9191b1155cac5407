import { describe, expect, it } from 'vitest';
import { halfHeadlines, jain, measure, median } from '../../simulator/measure.ts';
import { DAY, HOUR, NUMBERS, SECOND } from '../../simulator/numbers.ts';
import type { Press, Publisher } from '../../simulator/press.ts';
import type { Run } from '../../simulator/simulate.ts';
import { createTimeline, type Segment } from '../../simulator/trace.ts';

const START = NUMBERS.startMs;
const DAYS = 4;

type Made = { readonly weight: number; readonly hours: readonly number[]; readonly images?: readonly number[] };

/** One source for each of `made`, which publishes at these hours; its list holds twelve. */
function runOf(
  made: readonly Made[],
  segments: readonly Segment[] = [{ fromS: 0, toS: DAYS * 86_400, line: 'open' }],
): Run {
  const publishedMs: number[] = [];
  const publisherOf: number[] = [];
  const firstImage: number[] = [];
  let images = 0;
  const publishers = made.map(({ weight, hours, images: each = [] }, id): Publisher => {
    const firstItem = publishedMs.length;
    for (const [index, hour] of hours.entries()) {
      publishedMs.push(START + hour * HOUR);
      publisherOf.push(id);
      firstImage.push(images);
      images += each[index] ?? 0;
    }
    return publisherWith(id, weight, firstItem, hours.length);
  });
  firstImage.push(images);
  const press: Press = {
    publishers,
    startMs: START,
    endMs: START + DAYS * DAY,
    publisherOf: Int32Array.from(publisherOf),
    publishedMs: Float64Array.from(publishedMs),
    leavesMs: new Float64Array(publishedMs.length).fill(Infinity),
    pageBytes: new Float64Array(publishedMs.length).fill(20_000),
    firstImage: Int32Array.from(firstImage),
    imageBytes: new Float64Array(images).fill(50_000),
  };
  const never = (count: number): Float64Array => new Float64Array(count).fill(Infinity);
  return {
    press,
    timeline: createTimeline({ name: 'made', days: DAYS, segments }, publishers),
    headlineMs: never(publishedMs.length),
    textMs: never(publishedMs.length),
    imageMs: never(images),
    totals: { attempts: 0, failedAttempts: 3, movedBytes: 1_000, wastedBytes: 100, unchangedBytes: 50 },
    forecasts: [],
    truncatedStored: 0,
  };
}

function publisherWith(id: number, weight: number, firstItem: number, items: number): Publisher {
  return {
    source: { id, url: '', origin: '', domain: '', priority: 'normal', weight },
    domestic: id === 0,
    dead: false,
    secure: true,
    roundTripMs: 40,
    itemsPerDay: 1,
    listSize: 12,
    feedBytes: 5_000,
    fullText: false,
    validators: true,
    freshForMs: null,
    ranges: true,
    firstItem,
    items,
    reachRank: id,
    curtainRank: id,
  };
}

const halfHeadlinesS = (run: Run): number | null => halfHeadlines(run).halfHeadlinesS;
const at = (hour: number): number => START + hour * HOUR;

describe('what is counted', () => {
  it('is what was published in the run, two days before its end at the latest', () => {
    const run = runOf([{ weight: 1, hours: [-5, 1, 40, 49] }]);
    run.headlineMs.fill(at(50));
    run.headlineMs[1] = Infinity;
    expect(measure(run).headlines).toBe(0.5);
  });

  it('is a text within 48 hours of its publication, and by priority', () => {
    const run = runOf([
      { weight: 4, hours: [0, 10] },
      { weight: 1, hours: [0, 10] },
    ]);
    run.textMs[0] = at(48);
    run.textMs[1] = at(58.001);
    run.textMs[2] = at(1);
    const { texts48h, priorityTexts } = measure(run);
    expect(texts48h).toBe(0.5);
    expect(priorityTexts).toBe(0.5);
    run.textMs[3] = at(11);
    expect(measure(run)).toMatchObject({ texts48h: 0.75, priorityTexts: 0.6 });
  });

  it('is pictures of counted items, whenever they came', () => {
    const run = runOf([{ weight: 1, hours: [0, 10, 90], images: [3, 1, 5] }]);
    run.imageMs[0] = at(95);
    run.imageMs[3] = at(11);
    run.imageMs[5] = at(91);
    expect(measure(run).images).toBe(0.5);
  });

  it('is fair when every source has the same share', () => {
    const run = runOf([
      { weight: 1, hours: [0, 1] },
      { weight: 1, hours: [0, 1] },
    ]);
    run.headlineMs[0] = at(2);
    expect(measure(run).fairness).toBe(0.5);
    run.headlineMs[2] = at(2);
    expect(measure(run).fairness).toBe(1);
    expect(jain([1, 0, 0, 0])).toBe(0.25);
  });

  it('passes on what the ledger says, and is null where there is nothing to say', () => {
    const made = measure(runOf([{ weight: 1, hours: [0] }]));
    expect(made).toMatchObject({ movedBytes: 1_000, wastedBytes: 100, unchangedBytes: 50, failedAttempts: 3 });
    expect(made).toMatchObject({ brier: null, halfHeadlinesS: null, truncatedStored: 0 });
  });

  it('is the mean squared error of what was forecast', () => {
    const forecasts = [
      { said: 1, came: true },
      { said: 0.5, came: false },
    ];
    expect(measure({ ...runOf([{ weight: 1, hours: [0] }]), forecasts }).brier).toBe(0.125);
  });
});

describe('half of the headlines', () => {
  const window = (fromHour: number, toHour: number): Segment => ({
    fromS: fromHour * 3600,
    toS: toHour * 3600,
    line: 'open',
  });
  const ten = Array.from({ length: 10 }, (_, index) => 2 + index / 10);

  it('are timed from the moment somebody can be reached after a quarter of an hour without', () => {
    const run = runOf([{ weight: 1, hours: ten }], [window(0, 1), window(5, 6)]);
    ten.forEach((_, index) => (run.headlineMs[index] = at(5) + (index + 1) * SECOND));
    expect(halfHeadlinesS(run)).toBe(5);
  });

  it('are not when fewer than ten wait, nor at the very start, nor after a short gap', () => {
    expect(halfHeadlinesS(runOf([{ weight: 1, hours: ten.slice(1) }], [window(0, 1), window(5, 6)]))).toBeNull();
    const before = ten.map((hour) => hour - 10);
    expect(halfHeadlinesS(runOf([{ weight: 1, hours: before }], [window(0, 90)]))).toBeNull();
    expect(halfHeadlinesS(runOf([{ weight: 1, hours: ten }], [window(0, 4), window(4.2, 90)]))).toBeNull();
  });

  it('look only at the lists of those that come back', () => {
    const listed: Segment = { fromS: 0, toS: 5 * 3600, line: 'allowlist' };
    const run = runOf(
      [
        { weight: 1, hours: ten },
        { weight: 1, hours: ten },
      ],
      [listed, window(5, 6)],
    );
    // Nobody has those of the first, which could be had all the time.
    ten.forEach((_, index) => (run.headlineMs[10 + index] = at(5) + (index + 1) * 2 * SECOND));
    expect(halfHeadlinesS(run)).toBe(10);
    // Nothing announces that a list opens: such windows are judged apart.
    expect(halfHeadlines(run)).toMatchObject({ halfHeadlinesAt60S: null, halfHeadlinesInListAt60S: 10 });
    expect(measure(run).listS).toBe(5 * 3600);
  });

  it('of a line that returns with another network are those of a return, whatever answered in the one before', () => {
    const listed: Segment = { fromS: 0, toS: 5 * 3600, line: 'allowlist', network: 'one' };
    const made = [
      { weight: 1, hours: [] },
      { weight: 1, hours: ten },
    ];
    const run = runOf(made, [listed, { ...window(5, 6), network: 'two' }]);
    ten.forEach((_, index) => (run.headlineMs[index] = at(5) + (index + 1) * SECOND));
    expect(halfHeadlines(run)).toMatchObject({ halfHeadlinesAt60S: 5, halfHeadlinesInListAt60S: null });
  });

  it('that never come count to the end of the run, and the median is over all windows', () => {
    const later = ten.map((hour) => hour + 5);
    const run = runOf([{ weight: 1, hours: [...ten, ...later] }], [window(0, 1), window(5, 6), window(8, 9)]);
    ten.forEach((_, index) => (run.headlineMs[index] = at(5) + 3 * SECOND));
    const neverS = DAYS * 86_400 - 8 * 3600;
    expect(halfHeadlinesS(run)).toBe((3 + neverS) / 2);
  });

  it('may take longer in proportion where the line is slower than 60 kB/s, for the goal', () => {
    const run = runOf([{ weight: 1, hours: ten }], [window(0, 1), { ...window(5, 6), bytesPerSecond: 30_000 }]);
    ten.forEach((_, index) => (run.headlineMs[index] = at(5) + 30 * SECOND));
    expect(halfHeadlines(run)).toMatchObject({ halfHeadlinesS: 30, halfHeadlinesAt60S: 15 });
  });

  it('have a median', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});
