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

  it('count calendar days, not hours', () => {
    expect(daysAgo(at('2026-11-21T23:59:59'), at('2026-11-22T00:00:01'))).toBe(1);
    expect(startOfDay(NOW)).toBe(at('2026-11-22T00:00:00'));
  });
});

describe('the language', () => {
  it('is the chosen one, or the first of the system that there is', () => {
    expect(chooseLocale('ru', ['en'])).toBe('ru');
    expect(chooseLocale(null, ['fa-IR', 'ru-RU', 'en'])).toBe('ru');
    expect(chooseLocale(null, ['my'])).toBe('en');
  });

  it('keeps the system’s own variety for dates', () => {
    expect(regional('en', ['ru-RU', 'en-GB'])).toBe('en-GB');
    expect(regional('ru', ['en-GB'])).toBe('ru');
  });
});
