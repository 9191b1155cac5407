import { describe, expect, test } from 'vitest';
import { checkCron, cronProblems, readCron } from '../../../main/service/cron.ts';
import { isLarderError } from '../../../shared/errors.ts';

const here = (...parts: [number, number, number, number?, number?]): number => new Date(...parts).getTime();

function problemOf(pattern: string): unknown {
  try {
    checkCron(pattern);
    return null;
  } catch (error) {
    if (!isLarderError(error) || error.code !== 'CRON_INVALID') throw error;
    return error.details['problem'];
  }
}

describe('a pattern', () => {
  test.each(['0 7 * * *', '*/5 * * * *', '30 2 1-7 * mon', '0 0 29 2 *', ' 0  7 * * 1-5 ', '0 0 L * *'])(
    '%j is one',
    (pattern) => expect(problemOf(pattern)).toBeNull(),
  );

  test.each([
    '',
    'x',
    '0 7 * *',
    '0 0 7 * * *',
    '@daily',
    '2026-12-01T00:00:00',
    '60 * * * *',
    '* 24 * * *',
    '*/0 * * * *',
  ])('%j is none: five fields only', (pattern) => expect(problemOf(pattern)).toBe('bad-cron'));

  test.each(['0 0 31 2 *', '0 0 31 4,6,9,11 *', '0 0 30 feb *'])('%j never comes true', (pattern) =>
    expect(problemOf(pattern)).toBe('never-runs'),
  );

  test('is of this device’s time zone', () => {
    expect(readCron('0 7 * * *').after(here(2026, 10, 28, 6))).toBe(here(2026, 10, 28, 7));
    expect(readCron('0 7 * * *').after(here(2026, 10, 28, 7))).toBe(here(2026, 10, 29, 7));
  });

  test('a day of the month or a day of the week: either is enough, as in cron(5)', () => {
    const times = readCron('0 0 13 * 5');
    expect(times.after(here(2026, 10, 1))).toBe(here(2026, 10, 6));
    expect(times.after(here(2026, 10, 12))).toBe(here(2026, 10, 13));
  });

  test('a time that a change of clocks skips is made up for, and one that comes twice is taken once', () => {
    const { TZ } = process.env;
    process.env['TZ'] = 'Europe/Berlin';
    try {
      const times = readCron('30 2,14 * * *');
      expect(times.after(Date.UTC(2026, 2, 28, 20))).toBe(Date.UTC(2026, 2, 29, 1));
      expect(times.after(Date.UTC(2026, 9, 24, 20))).toBe(Date.UTC(2026, 9, 25, 0, 30));
      expect(times.after(Date.UTC(2026, 9, 25, 0, 30))).toBe(Date.UTC(2026, 9, 25, 13, 30));
    } finally {
      if (TZ === undefined) delete process.env['TZ'];
      else process.env['TZ'] = TZ;
    }
  });
});

test('what a hand wrote into the library is named as a problem of the schedule', () => {
  const exports = ['0 7 * * *', '0 0 31 2 *', 'soon'].map((cron, index) => ({ id: `e${index}`, cron }));
  expect(cronProblems(exports)).toEqual([
    { kind: 'never-runs', exportId: 'e1' },
    { kind: 'bad-cron', exportId: 'e2' },
  ]);
});
