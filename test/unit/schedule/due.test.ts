import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueOf, intervalOf, type Moment } from '../../../main/schedule/due.ts';
import { utc } from '../../../main/schedule/local-time.ts';
import { expectedExcess } from '../../../main/schedule/poisson.ts';
import { afterNothingNew, afterPoll, expectedNew, perHour } from '../../../main/schedule/rhythm.ts';
import type { SourceToPlan } from '../../../main/schedule/source.ts';
import type { FeedId } from '../../../shared/model.ts';
import { type Rhythm, UNKNOWN_RHYTHM } from '../../../shared/planning.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const NOW_MS = Date.UTC(2026, 0, 7, 12);

const posting = (perDay: number, listSize = 30): Rhythm => ({
  ...UNKNOWN_RHYTHM,
  items: perDay * 100,
  hours: 2_400,
  atMs: NOW_MS,
  listSize,
});
const source = (change: Partial<SourceToPlan> = {}): SourceToPlan => ({
  id: 'f1' as FeedId,
  url: 'https://one.example/feed',
  title: 'One',
  origin: 'https://one.example',
  domain: 'one.example',
  priority: 'normal',
  everyMinutes: null,
  lastAttemptMs: NOW_MS,
  lastSuccessMs: NOW_MS,
  lastOutcome: 'OK',
  retryAtMs: null,
  freshUntilMs: null,
  hasValidators: true,
  rhythm: posting(5),
  ...change,
});
const moment = (change: Partial<Moment> = {}): Moment => ({
  nowMs: NOW_MS,
  local: utc,
  lineBackMs: null,
  lastCall: false,
  gapMs: 0,
  scarcity: 0,
  ...change,
});
const minutes = (of: Partial<SourceToPlan>, gapMs = 0, scarcity = 0): number =>
  Math.round(intervalOf(source(of), NOW_MS, utc, gapMs, scarcity) / MINUTE_MS);

describe('how often a source is asked', () => {
  test('once an hour where "nothing new" costs nothing, and as it posts, up to six hours, where each answer is whole', () => {
    expect(minutes({ rhythm: posting(1) })).toBe(60);
    expect(minutes({ rhythm: posting(1), hasValidators: false })).toBe(360);
    expect(minutes({ rhythm: posting(4), hasValidators: false })).toBeGreaterThan(170);
    expect(minutes({ rhythm: posting(4), hasValidators: false })).toBeLessThan(190);
  });

  test('every quarter of an hour at the most, unless its list would overflow', () => {
    expect(minutes({ rhythm: posting(480, 1_000) })).toBe(15);
    expect(minutes({ rhythm: posting(480, 10) })).toBe(15);
    expect(minutes({ rhythm: posting(1_440, 10) })).toBe(5);
  });

  test('more often where what is missed now will have left the list when the line is back', () => {
    expect(minutes({ rhythm: posting(20, 10) }, 12 * HOUR_MS)).toBeLessThan(minutes({ rhythm: posting(20, 10) }));
  });

  test('as late as its list allows where bytes are scarce; those that come first daily', () => {
    expect(minutes({ rhythm: posting(1) }, 0, 10)).toBe(4 * 24 * 60);
    expect(minutes({ rhythm: posting(2), priority: 'high' }, 0, 10)).toBe(24 * 60);
    expect(minutes({ rhythm: posting(60, 30) }, 0, 10)).toBeLessThan(12 * 60);
  });

  test('and before its texts are two days old where the list has them in it, or where it comes first but seldom posts', () => {
    const withTexts = { ...posting(1), fullText: 1 };
    expect(minutes({ rhythm: withTexts }, 0, 10)).toBe(40 * 60);
    expect(minutes({ rhythm: posting(0.1), priority: 'high' }, 0, 10)).toBe(40 * 60);
    const busy = minutes({ rhythm: posting(60, 30) }, 0, 10);
    expect(minutes({ rhythm: { ...posting(60, 30), fullText: 1 } }, 0, 10)).toBeLessThan(busy);
  });

  test('sooner by day than by night, where bytes are scarce and its hours are known', () => {
    const byHour = Array.from({ length: 168 }, (_unused, hour) => (hour % 24 >= 8 && hour % 24 < 20 ? 10 : 0));
    const asked = (hour: number) => {
      const atMs = Date.UTC(2026, 0, 7, hour);
      const rhythm = { ...posting(48, 20), byHour };
      return intervalOf(source({ rhythm, lastSuccessMs: atMs }), atMs, utc, 0, 10);
    };
    expect(asked(8)).toBeLessThan(asked(20) / 2);
  });

  test('as its owner says', () => {
    expect(minutes({ everyMinutes: 7 })).toBe(7);
  });
});

describe('why it is or is not asked now', () => {
  test('never tried, or tried in a future that a wrong clock had: now', () => {
    expect(dueOf(source({ lastAttemptMs: null }), moment())).toMatchObject({ isDue: true, reason: { kind: 'new' } });
    const ahead = source({ lastAttemptMs: NOW_MS + 700 * DAY_MS, lastSuccessMs: NOW_MS + 700 * DAY_MS });
    expect(dueOf(ahead, moment()).isDue).toBe(true);
  });

  test('its interval, each time a little different and the same whenever one looks', () => {
    const nextOf = (id: string) => dueOf(source({ id: id as FeedId }), moment()).atMs - NOW_MS;
    const all = Array.from({ length: 200 }, (_unused, index) => nextOf(`s${index}`) / HOUR_MS);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(0.9);
    expect(Math.max(...all)).toBeLessThanOrEqual(1.1);
    expect(new Set(all.map((hours) => hours.toFixed(3))).size).toBeGreaterThan(50);
    expect(nextOf('s1')).toBe(nextOf('s1'));
  });

  test('a server’s own word: wait, for a day at the most, and nothing new before, for six hours', () => {
    const old = { lastAttemptMs: NOW_MS - DAY_MS, lastSuccessMs: NOW_MS - DAY_MS };
    const of = (change: Partial<SourceToPlan>) => dueOf(source({ ...old, ...change }), moment()).reason.kind;
    expect(of({ retryAtMs: NOW_MS + HOUR_MS })).toBe('retry-after');
    expect(of({ retryAtMs: NOW_MS + 3_650 * DAY_MS })).not.toBe('retry-after');
    expect(of({ freshUntilMs: NOW_MS + HOUR_MS })).toBe('fresh');
    expect(of({ freshUntilMs: NOW_MS + 365 * DAY_MS })).not.toBe('fresh');
  });

  test('the line is back, or about to go: whatever is not just had', () => {
    const had = (minutesAgo: number) =>
      source({ lastSuccessMs: NOW_MS - minutesAgo * MINUTE_MS, lastAttemptMs: NOW_MS - minutesAgo * MINUTE_MS });
    expect(dueOf(had(10), moment({ lineBackMs: NOW_MS }))).toMatchObject({
      isDue: true,
      reason: { kind: 'line-back' },
    });
    expect(dueOf(had(3), moment({ lineBackMs: NOW_MS })).isDue).toBe(false);
    expect(dueOf(had(10), moment({ lastCall: true }))).toMatchObject({ isDue: true, reason: { kind: 'last-call' } });
  });

  test('where bytes are scarce the line’s coming and going asks for no list that will not overflow meanwhile', () => {
    const of = (perDay: number, at: Partial<Moment>) =>
      dueOf(
        source({
          rhythm: posting(perDay, 30),
          lastSuccessMs: NOW_MS - 9 * HOUR_MS,
          lastAttemptMs: NOW_MS - 9 * HOUR_MS,
        }),
        moment({ gapMs: 6 * HOUR_MS, scarcity: 10, ...at }),
      ).isDue;
    for (const at of [{ lineBackMs: NOW_MS }, { lastCall: true }]) {
      expect(of(5, at)).toBe(false);
      expect(of(48, at)).toBe(true);
    }
    expect(of(48, { lineBackMs: NOW_MS, gapMs: 0 })).toBe(false);
  });

  test('while this device’s clock is wrong, all sources fail: they are not all asked again every minute', () => {
    const never = { lastSuccessMs: null, lastAttemptMs: NOW_MS - 5 * MINUTE_MS };
    expect(dueOf(source({ ...never, lastOutcome: 'TLS_CLOCK' }), moment({ lineBackMs: NOW_MS })).isDue).toBe(false);
    expect(dueOf(source({ ...never, lastOutcome: 'LOCAL' }), moment({ lineBackMs: NOW_MS })).isDue).toBe(true);
  });

  test('a list that was new from end to end is said to have overflowed', () => {
    const rhythm = { ...posting(5), gapSuspected: true };
    expect(dueOf(source({ rhythm }), moment()).reason.kind).toBe('overflow');
  });
});

describe('how often it posts', () => {
  const poll = (before: Rhythm | null, atMs: number, added: number, change = {}) =>
    afterPoll(
      before,
      {
        atMs,
        beforeMs: before === null ? null : atMs - HOUR_MS,
        published: Array.from({ length: 20 }, (_unused, index) => (index < added ? atMs - MINUTE_MS : null)),
        added,
        wireBytes: 10_000,
        fullTexts: 0,
        ...change,
      },
      utc,
    );

  test('comes near the truth within days, and follows a change within two weeks', () => {
    let rhythm: Rhythm | null = null;
    let atMs = NOW_MS;
    const run = (hours: number, every: number): void => {
      for (let hour = 0; hour < hours; hour++) rhythm = poll(rhythm, (atMs += HOUR_MS), hour % every === 0 ? 1 : 0);
    };
    run(24 * 7, 2);
    expect(24 * perHour(rhythm)).toBeGreaterThan(10);
    expect(24 * perHour(rhythm)).toBeLessThan(13);
    run(24 * 21, 24);
    expect(24 * perHour(rhythm)).toBeLessThan(3.5);
  });

  test('a first list tells by its dates; one without dates tells nothing', () => {
    const dates = Array.from({ length: 15 }, (_unused, index) => NOW_MS - index * 2 * HOUR_MS);
    expect(24 * perHour(poll(null, NOW_MS, 15, { published: dates }))).toBeGreaterThan(7);
    expect(perHour(poll(null, NOW_MS, 15, { published: dates.map(() => null) }))).toBe(perHour(null));
  });

  test('a list in which everything is new hides more than it shows', () => {
    const known = { ...posting(5, 20), atMs: NOW_MS - HOUR_MS };
    const all = poll(known, NOW_MS, 20);
    expect(all.gapSuspected).toBe(true);
    expect(perHour(all)).toBeGreaterThan(perHour(poll(known, NOW_MS, 19)));
    const undated = poll(known, NOW_MS, 20, { published: Array.from({ length: 20 }, () => null) });
    expect(undated.items - known.items).toBeGreaterThan(22);
    expect(afterNothingNew(all, NOW_MS + HOUR_MS, NOW_MS).gapSuspected).toBe(false);
  });

  test('and says by its own dates how fast it fills; a day’s items posted all at once are no rate of a minute', () => {
    const after = (spanHours: number) => {
      const published = Array.from({ length: 20 }, (_unused, index) => NOW_MS - (index / 19) * spanHours * HOUR_MS);
      return perHour(poll(UNKNOWN_RHYTHM, NOW_MS, 20, { beforeMs: NOW_MS - 10 * HOUR_MS, published }));
    };
    expect(after(5)).toBeGreaterThan(after(10));
    expect(after(0.01)).toBe(after(2.5));
  });

  test('a weekday that was not watched yet is not taken for one on which it rests', () => {
    const byHour = Array.from({ length: 168 }, (_unused, hour) => (hour < 72 ? 4 : 0));
    const thursdayMs = Date.UTC(2026, 0, 8, 12);
    const of = (hours: number) => expectedNew({ ...posting(48), hours, byHour }, thursdayMs, thursdayMs + HOUR_MS, utc);
    const rate = (hours: number) => perHour({ ...posting(48), hours });
    expect(of(72) / rate(72)).toBeCloseTo(1, 1);
    expect(of(240) / rate(240)).toBeLessThan(0.7);
  });

  test('the hours at which it posts are learned: little is expected of its nights', () => {
    let rhythm: Rhythm | null = null;
    for (let hour = 0; hour < 24 * 21; hour++) {
      const atMs = NOW_MS + hour * HOUR_MS;
      const isDay = new Date(atMs).getUTCHours() >= 8 && new Date(atMs).getUTCHours() < 20;
      rhythm = poll(rhythm, atMs, isDay ? 2 : 0, { published: isDay ? [atMs - MINUTE_MS, atMs - 2 * MINUTE_MS] : [] });
    }
    const noonMs = NOW_MS + 28 * DAY_MS;
    const day = expectedNew(rhythm, noonMs, noonMs + HOUR_MS, utc);
    const night = expectedNew(rhythm, noonMs + 12 * HOUR_MS, noonMs + 13 * HOUR_MS, utc);
    expect(day).toBeGreaterThan(4 * night);
  });

  test('whatever clocks and counts it is told, it stays a rate', () => {
    const time = fc.integer({ min: -4e12, max: 4e12 });
    const told = fc.record({
      atMs: time,
      beforeMs: fc.option(time),
      added: fc.nat(10_000),
      published: fc.array(fc.option(time)),
    });
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (polls) => {
        let rhythm: Rhythm | null = null;
        for (const one of polls) rhythm = afterPoll(rhythm, { ...one, wireBytes: 1_000, fullTexts: 0 }, utc);
        expect(perHour(rhythm)).toBeGreaterThan(0);
        expect(Number.isFinite(perHour(rhythm))).toBe(true);
        const everyMs = intervalOf(source({ rhythm }), NOW_MS, utc);
        expect(everyMs).toBeGreaterThanOrEqual(5 * MINUTE_MS);
        expect(everyMs).toBeLessThanOrEqual(6 * HOUR_MS);
      }),
    );
  });

  test('what will have gone by is what a sum over all counts says', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 200, noNaN: true }), fc.integer({ min: 1, max: 80 }), (mean, n) => {
        let term = Math.exp(-mean);
        let sum = 0;
        for (let k = 1; k < 1_200; k++) {
          term *= mean / k;
          if (k > n) sum += (k - n) * term;
        }
        expect(expectedExcess(mean, n)).toBeCloseTo(sum, 4);
      }),
    );
  });
});
