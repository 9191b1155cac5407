import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isoDate, parseDate } from '../../../main/extract/dates.ts';

const read = (text: string): string | null => isoDate(parseDate(text));

describe('dates of feeds', () => {
  it.each([
    ['2026-03-01T10:20:30Z', '2026-03-01T10:20:30.000Z'],
    ['2026-03-01T10:20:30.1234567+03:30', '2026-03-01T06:50:30.123Z'],
    ['2026-03-01 10:20', '2026-03-01T10:20:00.000Z'],
    ['20260301T102030', '2026-03-01T10:20:30.000Z'],
    ['2026-060', '2026-03-01T00:00:00.000Z'],
    ['2026-03', '2026-03-01T00:00:00.000Z'],
    ['Sun, 01 Mar 2026 10:20:30 GMT', '2026-03-01T10:20:30.000Z'],
    ['Sun,1 Mar 26 10:20 EST', '2026-03-01T15:20:00.000Z'],
    ['1 March 2026', '2026-03-01T00:00:00.000Z'],
    ['March 1st, 2026 at 3:07pm', '2026-03-01T15:07:00.000Z'],
    ['Sun Mar  1 10:20:30 2026', '2026-03-01T10:20:30.000Z'],
    ['Sun Mar 1 10:20:30 MSK 2026', '2026-03-01T07:20:30.000Z'],
    ['Sun Mar 01 2026 10:20:30 GMT+0300 (Moscow Standard Time)', '2026-03-01T07:20:30.000Z'],
    ['2026-03-01 10:20:30 Asia/Tehran', '2026-03-01T06:50:30.000Z'],
    ['10:20, 1 Mar 2026', '2026-03-01T10:20:00.000Z'],
    ['1772360430', '2026-03-01T10:20:30.000Z'],
    ['1772360430000', '2026-03-01T10:20:30.000Z'],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['Вс, 1 марта 2026 10:20 +0300', '2026-03-01T07:20:00.000Z'],
    ['1 мар. 2026 г., 10:20', '2026-03-01T10:20:00.000Z'],
    ['Sonntag, 1. März 2026, 10:20 Uhr', '2026-03-01T10:20:00.000Z'],
    ['mar. 3 févr. 2026 10:20:00 +0100', '2026-02-03T09:20:00.000Z'],
    ['1 de marzo de 2026', '2026-03-01T00:00:00.000Z'],
    ['1 Mart 2026 Pazar 10:20', '2026-03-01T10:20:00.000Z'],
    ['۱ مارس ۲۰۲۶، ۱۰:۲۰', '2026-03-01T10:20:00.000Z'],
    ['2026年3月1日 10:20', '2026-03-01T10:20:00.000Z'],
    ['2026년 3월 1일 오후 1:20:00', '2026-03-01T04:20:00.000Z'],
  ])('reads months and days in their own language: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('takes slashes as month first and dots as day first, unless number or weekday say otherwise', () => {
    expect(read('03/04/2026')).toBe('2026-03-04T00:00:00.000Z');
    expect(read('03.04.2026')).toBe('2026-04-03T00:00:00.000Z');
    expect(read('26/06/2026')).toBe('2026-06-26T00:00:00.000Z');
    expect(read('Fri, 03/04/2026')).toBe('2026-04-03T00:00:00.000Z');
  });

  it.each([
    '',
    'yesterday',
    '5 minutes ago',
    'v1.2.3',
    'Sun, 16 zzz 2026 11:47:32 GMT',
    '2026-13-01',
    '2026-03-01T25:00:00Z',
    '2026-03-01T10:61:00Z',
    '2026-03-01T10:00:00+99:00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '0000-00-00 00:00:00',
    'Sun, 16 Dec 2026 11:47:32 +zz:00',
    '10:20',
  ])('refuses what is no date: %j', (text) => {
    expect(parseDate(text)).toBeNull();
  });

  describe('on a machine in another zone', () => {
    const zone = process.env['TZ'];
    afterEach(() => {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    });

    it.each(['Europe/Moscow', 'Asia/Tehran', 'America/New_York'])('means the same in %s', (name) => {
      process.env['TZ'] = name;
      // The check checks: this process is in that zone now.
      expect(new Date(Date.UTC(2026, 0, 1)).getTimezoneOffset()).not.toBe(0);
      for (const text of ['2026-03-29 02:30:00', '29 Mar 2026 02:30', '29 марта 2026', 'Sun Mar 29 02:30:00 2026']) {
        expect(read(text)?.slice(0, 10)).toBe('2026-03-29');
        expect(parseDate(text)! % 86_400_000).toBe(text.includes(':') ? 9_000_000 : 0);
      }
    });
  });

  it('reads back every instant that programs write', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(Date.UTC(2100, 0, 1)), noInvalidDate: true }), (date) => {
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(parseDate(date.toISOString())).toBe(date.getTime());
        expect(parseDate(date.toUTCString())).toBe(seconds);
      }),
    );
  });

  it('takes any text without throwing or lingering', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300, unit: 'grapheme' }), (text) => {
        const ms = parseDate(text);
        expect(ms === null || Number.isSafeInteger(ms)).toBe(true);
      }),
    );
    const start = performance.now();
    for (const text of ['1 '.repeat(500_000), '('.repeat(500_000), '1:'.repeat(60), 'a1'.repeat(60)]) parseDate(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
