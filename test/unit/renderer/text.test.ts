import { describe, expect, it } from 'vitest';
import { createFormat, daysAgo, startOfDay } from '../../../renderer/text/format.ts';
import { chooseLocale, regional } from '../../../renderer/text/text.tsx';

const at = (text: string) => new Date(text).getTime();
const NOW = at('2026-11-22T14:00:00');

describe('dates', () => {
  const format = createFormat('en-GB', () => NOW);
  it('near now are short and say which day', () => {
    expect(format.moment(at('2026-11-22T09:05:00'))).toBe('09:05');
    expect(format.moment(at('2026-11-21T23:59:00'))).toBe('yesterday 23:59');
    expect(format.moment(at('2026-11-02T08:00:00'))).toBe('2 Nov 2026');
    expect(format.short(at('2025-03-02T08:00:00'))).toBe('Mar 2025');
  });

  it('head the days of a list', () => {
    expect(format.day(NOW)).toBe('Today');
    expect(format.day(at('2026-11-21T00:00:00'))).toBe('Yesterday');
    expect(format.day(at('2026-11-19T12:00:00'))).toBe('Thursday 19 November');
    expect(format.day(at('2024-02-29T12:00:00'))).toBe('29 February 2024');
    expect(createFormat('ru', () => NOW).day(NOW)).toBe('Сегодня');
  });

  it('are those of the Persian calendar in Persian, in its digits', () => {
    const persian = createFormat('fa', () => NOW);
    expect(persian.time(NOW)).toBe('۱۴:۰۰');
    expect(persian.moment(at('2026-11-21T23:59:00'))).toBe('دیروز ۲۳:۵۹');
    expect(persian.moment(at('2026-11-02T08:00:00'))).toBe('۱۱ آبان ۱۴۰۵');
    expect(persian.day(NOW)).toBe('امروز');
    expect(persian.day(at('2026-11-19T12:00:00'))).toBe('پنجشنبه ۲۸ آبان');
    expect(persian.day(at('2024-02-29T12:00:00'))).toBe('۱۰ اسفند ۱۴۰۲');
    expect(persian.dayMonth(NOW)).toBe('۱ آذر');
    expect(createFormat('fa-AF', () => NOW).dayMonth(NOW)).toBe('۱ قوس');
  });

  it('have a year that ends when the calendar of the language says so', () => {
    const persian = createFormat('fa', () => at('2027-02-01T12:00:00'));
    expect(persian.short(at('2026-11-22T12:00:00'))).toBe('۱ آذر');
    expect(persian.short(at('2026-03-01T12:00:00'))).toBe('اسفند ۱۴۰۴');
    expect(createFormat('en-GB', () => at('2027-02-01T12:00:00')).short(NOW)).toBe('Nov 2026');
  });

  it('come in weeks that begin where the region begins them', () => {
    expect(createFormat('fa', () => NOW).week).toEqual([6, 7, 1, 2, 3, 4, 5]);
    expect(createFormat('ru', () => NOW).week).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(createFormat('en-US', () => NOW).week[0]).toBe(7);
  });

  it('count calendar days, not hours', () => {
    expect(daysAgo(at('2026-11-21T23:59:59'), at('2026-11-22T00:00:01'))).toBe(1);
    expect(startOfDay(NOW)).toBe(at('2026-11-22T00:00:00'));
  });
});

describe('the language', () => {
  it('is the chosen one, or the first of the system that there is', () => {
    expect(chooseLocale('ru', ['en'])).toBe('ru');
    expect(chooseLocale(null, ['tg', 'ru-RU', 'en'])).toBe('ru');
    expect(chooseLocale(null, ['my'])).toBe('en');
  });

  it('is Persian for Iran and for Afghanistan, by either of its names there', () => {
    for (const language of ['fa', 'fa-IR', 'fa-AF', 'prs', 'prs-AF']) {
      expect(chooseLocale(null, [language, 'en-GB'])).toBe('fa');
    }
    expect(regional('fa', ['en-GB', 'fa-AF'])).toBe('fa-AF');
    expect(regional('fa', ['prs-AF', 'en'])).toBe('prs-AF');
    expect(regional('fa', ['fa', 'en'])).toBe('fa');
  });

  it('keeps the system’s own variety for dates', () => {
    expect(regional('en', ['ru-RU', 'en-GB'])).toBe('en-GB');
    expect(regional('ru', ['en-GB'])).toBe('ru');
  });
});

describe('sizes', () => {
  it('have the names of their units in the language’s own letters', () => {
    const persian = createFormat('fa', () => NOW);
    expect([persian.bytes(12_000), persian.bytes(9_400_000)]).toEqual(['۱۲ کیلوبایت', '۹٫۴ مگابایت']);
    expect(createFormat('en-GB', () => NOW).bytes(9_400_000)).toBe('9.4 MB');
  });
});
