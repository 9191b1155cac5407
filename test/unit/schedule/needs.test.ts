import { describe, expect, test } from 'vitest';
import { utc } from '../../../main/schedule/local-time.ts';
import { needsUntil, wantedAbove, wantedAs } from '../../../main/schedule/needs.ts';
import type { SourceToPlan } from '../../../main/schedule/source.ts';
import type { FeedId } from '../../../shared/model.ts';
import { UNKNOWN_RHYTHM } from '../../../shared/planning.ts';

const HOUR_MS = 3_600_000;
const MIDNIGHT_MS = Date.UTC(2026, 0, 8);
const PAGE = 40_000;

const source = (hadHour: number, perDay: number, change: Partial<SourceToPlan> = {}): SourceToPlan => ({
  id: 'f' as FeedId,
  url: 'https://one.example/feed',
  title: 'One',
  origin: 'https://one.example',
  domain: 'one.example',
  priority: 'high',
  everyMinutes: 6 * 60,
  lastAttemptMs: MIDNIGHT_MS - (24 - hadHour) * HOUR_MS,
  lastSuccessMs: MIDNIGHT_MS - (24 - hadHour) * HOUR_MS,
  lastOutcome: 'OK',
  retryAtMs: null,
  freshUntilMs: null,
  hasValidators: false,
  rhythm: { ...UNKNOWN_RHYTHM, items: perDay * 100, hours: 2_400, listSize: 30, feedBytes: 15_000 },
  ...change,
});
const needs = (sources: readonly SourceToPlan[], hour: number) =>
  needsUntil(MIDNIGHT_MS, sources, MIDNIGHT_MS - (24 - hour) * HOUR_MS, utc, 5, PAGE);

describe('what the rest of a day needs', () => {
  test('is each list as often as it will be asked for, and the texts that it will name', () => {
    // Asked at 12 and 18 again.
    const { headlines, texts } = needs([source(6, 24)], 8);
    expect(headlines).toBe(2 * 20_000);
    expect(texts[2] / PAGE).toBeCloseTo(12, 0);
    expect(texts[0] + texts[1]).toBe(0);
  });

  test('is nothing of a list that is not asked for before midnight, nor of one that never answered', () => {
    expect(needs([source(20, 24)], 21)).toMatchObject({ headlines: 0, texts: [0, 0, 0] });
    const gone = source(6, 24, { lastSuccessMs: null });
    expect(needs([gone], 8)).toMatchObject({ headlines: 0, texts: [0, 0, 0], textsOfDay: [0, 0, 0] });
  });

  test('is no text where the list has it, and none that is named in the last hour: tomorrow has bytes for it', () => {
    const whole = source(6, 24);
    const carried = { ...whole, rhythm: { ...whole.rhythm!, fullText: 1 } };
    expect(needs([carried], 8).texts).toEqual([0, 0, 0]);
    const late = needs([source(17.5, 24)], 20);
    expect(late.headlines).toBeGreaterThan(0);
    expect(late.texts).toEqual([0, 0, 0]);
  });

  test('counts the lists that must be asked for sooner where the line goes away for hours', () => {
    const busy = source(6, 72, { everyMinutes: null });
    const of = (gapMs: number) =>
      needsUntil(MIDNIGHT_MS, [busy], MIDNIGHT_MS - 16 * HOUR_MS, utc, 5, PAGE, gapMs).headlines;
    expect(of(6 * HOUR_MS)).toBeGreaterThan(of(0));
  });

  test('is not more texts than the lists hold', () => {
    expect(needs([source(6, 2_400)], 8).texts[2]).toBeLessThanOrEqual(2 * 30 * PAGE);
  });

  test('is kept from those that are wanted less, never from their own', () => {
    const all = needs([source(6, 24), source(6, 12, { priority: 'normal' }), source(6, 6, { priority: 'low' })], 8);
    expect(wantedAbove(all, 2)).toBe(0);
    expect(wantedAbove(all, 1)).toBe(all.texts[2]);
    expect(wantedAbove(all, 0)).toBe(all.texts[1] + all.texts[2]);
    expect(wantedAs(all, 2) / PAGE).toBeCloseTo(24, 0);
    expect(wantedAs(all, 0) / PAGE).toBeCloseTo(42, 0);
  });

  test('is a number whatever a clock that was wrong has noted', () => {
    for (const off of [-730, 730]) {
      const one = source(6, 24, { lastSuccessMs: MIDNIGHT_MS + off * 24 * HOUR_MS });
      const { headlines, texts } = needs([one], 8);
      expect(Number.isFinite(headlines + texts[2])).toBe(true);
      expect(headlines).toBeLessThan(10 * 20_000);
    }
  });
});
