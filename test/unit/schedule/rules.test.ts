import { describe, expect, test } from 'vitest';
import { endOfDay, hourOfWeek, minuteOfWeek, monthOf, startOfDay, utc } from '../../../main/schedule/local-time.ts';
import { holdOf, problemsOf, reachOf } from '../../../main/schedule/rules.ts';
import { DEFAULT_SCHEDULE, type HoursRule, type Schedule } from '../../../shared/schedule.ts';

const HOUR_MS = 3_600_000;
/** A Wednesday. */
const NOON_MS = Date.UTC(2026, 0, 7, 12);
const NOTHING = { dayBytes: 0, monthBytes: 0 };
const NO_WORD = { metered: null, onBattery: null };
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

const hold = (change: Partial<Schedule>, atMs = NOON_MS, spent = NOTHING, asked = false) =>
  holdOf({ ...DEFAULT_SCHEDULE, ...change }, spent, NO_WORD, atMs, utc, asked);
const hours = (from: number, to: number, days = EVERY_DAY): HoursRule => ({
  days,
  fromMinute: from * 60,
  toMinute: to * 60,
});

describe('what holds fetching back', () => {
  test('nothing, as it comes', () => {
    expect(hold({})).toBeNull();
    expect(problemsOf(DEFAULT_SCHEDULE)).toEqual([]);
  });

  test('quiet hours, over midnight too, until they end', () => {
    const quietHours = [hours(23, 7)];
    expect(hold({ quietHours }, Date.UTC(2026, 0, 7, 23, 30))).toEqual({
      kind: 'quiet-hours',
      untilMs: Date.UTC(2026, 0, 8, 7),
    });
    expect(hold({ quietHours }, Date.UTC(2026, 0, 8, 6, 59))).toMatchObject({ kind: 'quiet-hours' });
    expect(hold({ quietHours }, Date.UTC(2026, 0, 8, 7))).toBeNull();
    // One that begins on Sunday goes on into Monday.
    const sundays = [hours(22, 2, [7])];
    expect(hold({ quietHours: sundays }, Date.UTC(2026, 0, 12, 1))).toMatchObject({ kind: 'quiet-hours' });
    expect(hold({ quietHours: sundays }, Date.UTC(2026, 0, 13, 1))).toBeNull();
  });

  test('hours outside of those that are allowed, until the next that is not quiet', () => {
    const allowedHours = [hours(18, 22)];
    expect(hold({ allowedHours })).toEqual({ kind: 'outside-hours', untilMs: Date.UTC(2026, 0, 7, 18) });
    expect(hold({ allowedHours, quietHours: [hours(18, 20)] })).toEqual({
      kind: 'outside-hours',
      untilMs: Date.UTC(2026, 0, 7, 20),
    });
  });

  test('a budget that is spent: for the day until midnight, for the month until the first', () => {
    expect(hold({ dayBudgetBytes: 10 }, NOON_MS, { dayBytes: 10, monthBytes: 10 }, true)).toEqual({
      kind: 'day-budget',
      untilMs: Date.UTC(2026, 0, 8),
    });
    expect(hold({ monthBudgetBytes: 10 }, NOON_MS, { dayBytes: 0, monthBytes: 10 }, true)).toEqual({
      kind: 'month-budget',
      untilMs: Date.UTC(2026, 1, 1),
    });
  });

  test('what is asked for goes in quiet hours, but not while all is paused', () => {
    expect(hold({ quietHours: [hours(0, 24)], onlyWhenAsked: true }, NOON_MS, NOTHING, true)).toBeNull();
    expect(hold({ paused: true }, NOON_MS, NOTHING, true)).toEqual({ kind: 'paused' });
  });

  test('a link that costs, as the owner or the system says', () => {
    const costs = { ...DEFAULT_SCHEDULE, onMetered: 'nothing' } as const;
    const of = (schedule: Schedule, metered: boolean | null) =>
      holdOf(schedule, NOTHING, { metered, onBattery: null }, NOON_MS, utc, false)?.kind ?? null;
    expect([of(costs, true), of(costs, null), of({ ...costs, metered: 'yes' }, false)]).toEqual([
      'metered',
      null,
      'metered',
    ]);
    expect(of({ ...costs, metered: 'no' }, true)).toBeNull();
    expect(reachOf(DEFAULT_SCHEDULE, { metered: true, onBattery: true })).toBe('texts');
    expect(reachOf({ ...DEFAULT_SCHEDULE, onBattery: 'headlines' }, { metered: true, onBattery: true })).toBe(
      'headlines',
    );
  });
});

describe('what is wrong with it', () => {
  test('a schedule that never allows anything is told', () => {
    const never = { allowedHours: [hours(8, 10)], quietHours: [hours(7, 12)] };
    expect(problemsOf({ ...DEFAULT_SCHEDULE, ...never })).toEqual([{ kind: 'never-allowed' }]);
    expect(hold(never)).toEqual({ kind: 'outside-hours', untilMs: null });
    expect(problemsOf({ ...DEFAULT_SCHEDULE, quietHours: [hours(0, 24)] })).toEqual([{ kind: 'never-allowed' }]);
  });

  test('rules that take from each other, empty rules and budgets that make no sense', () => {
    const schedule: Schedule = {
      ...DEFAULT_SCHEDULE,
      allowedHours: [hours(8, 12)],
      quietHours: [hours(11, 13), hours(5, 5), { ...hours(1, 2), days: [] }],
      dayBudgetBytes: 100,
      monthBudgetBytes: 50,
    };
    expect(problemsOf(schedule)).toEqual([
      { kind: 'empty-rule', which: 'quiet' },
      { kind: 'hours-overlap', minutes: 7 * 60 },
      { kind: 'day-over-month' },
    ]);
    expect(problemsOf({ ...DEFAULT_SCHEDULE, dayBudgetBytes: 0 })).toEqual([{ kind: 'budget-zero', which: 'day' }]);
  });
});

describe('local time', () => {
  const tehran = () => 210;
  /** Summer time from 29 March 2026, 1:00 UTC. */
  const berlin = (atMs: number): number => (atMs >= Date.UTC(2026, 2, 29, 1) ? 120 : 60);

  test('weeks begin on Monday at this device’s midnight', () => {
    expect(minuteOfWeek(Date.UTC(2026, 0, 5), utc)).toBe(0);
    expect(hourOfWeek(Date.UTC(2026, 0, 4, 20, 30), tehran)).toBe(0);
    expect(hourOfWeek(Date.UTC(2026, 0, 4, 20, 29), tehran)).toBe(167);
  });

  test('a day on which summer time begins has 23 hours', () => {
    const noonMs = Date.UTC(2026, 2, 29, 10);
    expect(startOfDay(noonMs, berlin)).toBe(Date.UTC(2026, 2, 28, 23));
    expect(endOfDay(noonMs, berlin) - startOfDay(noonMs, berlin)).toBe(23 * HOUR_MS);
  });

  test('months end where the calendar says', () => {
    expect(monthOf(Date.UTC(2026, 1, 28, 23), tehran)).toEqual({
      startMs: Date.UTC(2026, 1, 28, 20, 30),
      endMs: Date.UTC(2026, 2, 31, 20, 30),
    });
  });
});
