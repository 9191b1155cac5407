// The small measures: how fast the line is, how large things are, who had how much of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createShares } from '../../../main/schedule/fairness.ts';
import { endOfDay, hourOfWeek, type LocalTime, monthOf, startOfDay } from '../../../main/schedule/local-time.ts';
import { createPace } from '../../../main/schedule/pace.ts';
import { createSizes } from '../../../main/schedule/sizes.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** As the system knows zones; the product asks the device for its own. */
function zone(name: string): LocalTime {
  const format = new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' });
  return (atMs) => {
    const text = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])?(\d\d)?:?(\d\d)?/.exec(text) ?? [];
    return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
  };
}

describe('local time', () => {
  test.each([
    ['Europe/Moscow', '2026-06-03T10:00:00Z', '2026-06-02T21:00:00Z', 24],
    ['Asia/Tehran', '2026-06-03T10:00:00Z', '2026-06-02T20:30:00Z', 24],
    ['Europe/Berlin', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00Z', 23],
    ['Europe/Berlin', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00Z', 25],
  ])('%s at %s: its day began at %s and has %i hours', (name, at, start, hours) => {
    const local = zone(name);
    const atMs = Date.parse(at);
    expect(new Date(startOfDay(atMs, local)).toISOString()).toBe(new Date(start).toISOString());
    expect(endOfDay(atMs, local) - startOfDay(atMs, local)).toBe(hours * HOUR_MS);
  });

  test.each(['Europe/Moscow', 'Asia/Tehran', 'Europe/Berlin'])(
    '%s: every instant lies in its day and month',
    (name) => {
      const local = zone(name);
      const instant = fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) });
      fc.assert(
        fc.property(instant, (atMs) => {
          const month = monthOf(atMs, local);
          expect(startOfDay(atMs, local)).toBeLessThanOrEqual(atMs);
          expect(endOfDay(atMs, local)).toBeGreaterThan(atMs);
          expect(startOfDay(endOfDay(atMs, local), local)).toBe(endOfDay(atMs, local));
          expect(month.startMs).toBeLessThanOrEqual(atMs);
          expect(month.endMs).toBeGreaterThan(atMs);
          expect(hourOfWeek(startOfDay(atMs, local), local) % 24).toBe(0);
          expect(month.endMs - month.startMs).toBeGreaterThan(27 * DAY_MS);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe('the pace of a line', () => {
  test('is what came in the time in which anything was on its way, and not known before enough came', () => {
    const pace = createPace();
    expect(pace.measured()).toBeNull();
    pace.tick(0, 0);
    pace.tick(60_000, 0);
    pace.moved(100_000);
    pace.tick(65_000, 2);
    expect(pace.measured()).toBe(20_000);
    pace.forget();
    expect(pace.measured()).toBeNull();
  });

  test('follows a line that became slow within a minute', () => {
    const pace = createPace();
    let atMs = 0;
    const carry = (bytesASecond: number, seconds: number): void => {
      for (let second = 0; second < seconds; second++) {
        pace.moved(bytesASecond);
        pace.tick((atMs += 1000), 1);
      }
    };
    pace.tick(0, 0);
    carry(100_000, 120);
    carry(4_000, 120);
    expect(pace.measured()).toBeLessThan(15_000);
  });

  test('is a number whatever the clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.nat(5), fc.nat(1_000_000))), (steps) => {
        const pace = createPace();
        for (const [atMs, underWay, bytes] of steps) {
          pace.moved(bytes);
          pace.tick(atMs, underWay);
        }
        expect(pace.goodput()).toBeGreaterThan(0);
        expect(Number.isFinite(pace.goodput())).toBe(true);
      }),
    );
  });
});

test('sizes are learned host by host, and a new host is taken for a usual one', () => {
  const sizes = createSizes();
  const usual = sizes.of('page', 'new.example');
  for (let answer = 0; answer < 30; answer++) sizes.saw('page', 'large.example', 400_000);
  expect(sizes.of('page', 'large.example')).toBeGreaterThan(300_000);
  expect(sizes.of('page', 'new.example')).toBeGreaterThan(usual);
  expect(sizes.of('page', 'new.example')).toBeLessThan(300_000);
  sizes.saw('feed', 'large.example', 1);
  expect(sizes.of('page', 'large.example')).toBeGreaterThan(300_000);
});

test('a site that had a quarter of what came lets others go first, until the next window', () => {
  const shares = createShares();
  shares.took('greedy.example', 300_000);
  expect(shares.hasHadEnough('greedy.example')).toBe(false);
  shares.took('modest.example', 200_000);
  expect(shares.hasHadEnough('greedy.example')).toBe(true);
  expect(shares.hasHadEnough('another.example')).toBe(false);
  shares.renew();
  expect(shares.hasHadEnough('greedy.example')).toBe(false);
});
