import { describe, expect, test } from 'vitest';
import {
  counted,
  formatBytes,
  formatDuration,
  parseBytes,
  parseCount,
  parseDurationMs,
  parseSinceMs,
} from '../../../main/hosts/cli/amounts.ts';
import { isoTime } from '../../../shared/json-line.ts';

describe('amounts as people type them', () => {
  test.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['2d', 172_800_000],
    ['10', null],
    ['', null],
    ['m', null],
    ['-5m', null],
    ['5 parsecs', null],
    ['99999999999999999h', null],
  ])('%j as a duration is %j ms', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  test.each([
    ['5MB', 5_000_000],
    ['5mb', 5_000_000],
    ['800kB', 800_000],
    ['1.5GiB', 1_610_612_736],
    ['64KiB', 65_536],
    ['70000', 70_000],
    ['5M', 5_000_000],
    ['5TB', null],
    ['MB', null],
    ['1e9', null],
    ['-1MB', null],
  ])('%j as a size is %j bytes', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  test('a day, an instant and an age all say since when, in UTC', () => {
    const nowMs = Date.UTC(2026, 10, 22, 12);
    expect(parseSinceMs('2026-11-01', nowMs)).toBe(Date.UTC(2026, 10, 1));
    expect(parseSinceMs('2026-11-01T06:30', nowMs)).toBe(Date.UTC(2026, 10, 1, 6, 30));
    expect(parseSinceMs('2026-11-01T06:30:00+03:00', nowMs)).toBe(Date.UTC(2026, 10, 1, 3, 30));
    expect(parseSinceMs('7d', nowMs)).toBe(Date.UTC(2026, 10, 15, 12));
    for (const bad of ['yesterday', '2026-13-01', '01.11.2026', '']) expect(parseSinceMs(bad, nowMs)).toBeNull();
  });

  test('counts are whole and not negative', () => {
    expect(['0', '50', '-1', '1.5', '', 'ten'].map(parseCount)).toEqual([0, 50, null, null, null, null]);
  });

  test('times leave as ISO 8601 UTC or null, also impossible ones', () => {
    expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(isoTime(null)).toBeNull();
    expect(isoTime(8.7e15)).toBeNull();
  });

  test('amounts are written for people', () => {
    expect([0, 999, 1500, 45_000, 5_200_000, 2.5e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.5 kB',
      '45 kB',
      '5.2 MB',
      '2.5 GB',
    ]);
    expect([12, 4200, 42_000, 92_000].map(formatDuration)).toEqual(['12 ms', '4.2 s', '42 s', '1 min 32 s']);
    expect([counted(1, 'feed'), counted(0, 'feed')]).toEqual(['1 feed', '0 feeds']);
  });
});
