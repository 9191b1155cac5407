import { describe, expect, test } from 'vitest';
import { type Attempted, type Breakers, createBreakers } from '../../../main/schedule/breakers.ts';
import type { FeedId, Outcome } from '../../../shared/model.ts';
import type { BreakerRecord } from '../../../shared/planning.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ORIGIN = 'https://one.example';
const FEED = 'f1' as FeedId;

function open(
  options: {
    random?: () => number;
    saved?: BreakerRecord[];
    together?: (origin: string) => string[];
    worths?: () => ReadonlyMap<string, number>;
  } = {},
) {
  return createBreakers({
    saved: options.saved ?? [],
    random: options.random ?? (() => 0.5),
    together: options.together ?? (() => []),
    ...(options.worths && { worths: options.worths }),
  });
}

const attempt = (outcome: Outcome, change: Partial<Attempted> = {}): Attempted => ({
  origin: ORIGIN,
  route: 'direct',
  what: 'feed',
  feedId: FEED,
  outcome,
  status: null,
  retryAtMs: null,
  ...change,
});
const verdict = (breakers: Breakers, atMs: number, what: 'feed' | 'page' = 'feed', feedId: FeedId | null = FEED) =>
  breakers.of(ORIGIN, 'direct', what, feedId, atMs);

describe('how often something must fail', () => {
  test.each([
    ['TLS_BLACKHOLE', 1],
    ['TLS_INTERCEPT', 1],
    ['STUB', 1],
    ['TCP_REFUSED', 1],
    ['TCP_RST', 2],
    ['DNS_FAIL', 2],
    ['FROZEN', 2],
    ['HTTP_5XX', 3],
  ] as const)('%s: %i times', (outcome, strikes) => {
    const breakers = open();
    for (let count = 1; count <= strikes; count++) {
      expect(verdict(breakers, 0)).toBe('closed');
      breakers.saw(attempt(outcome), 0, false);
    }
    expect(verdict(breakers, 0)).toBe('open');
  });

  test('the reader’s stop, this device’s own trouble and a wrong clock are nobody’s failure', () => {
    const breakers = open();
    for (const outcome of ['CANCELLED', 'LOCAL', 'DISK_FULL', 'TLS_CLOCK'] as const) {
      for (let count = 0; count < 5; count++) breakers.saw(attempt(outcome), 0, false);
    }
    expect(verdict(breakers, 0)).toBe('closed');
  });

  test('where a neighbour has fallen silent, once is enough', () => {
    const breakers = open({ together: (origin) => (origin === ORIGIN ? ['https://two.example'] : []) });
    breakers.saw(attempt('TLS_BLACKHOLE', { origin: 'https://two.example' }), 0, false);
    breakers.saw(attempt('TCP_RST'), 0, false);
    expect(verdict(breakers, 0)).toBe('open');
  });
});

describe('how long it is left alone', () => {
  test('from ninety seconds on, up to three times the last wait, and never above six hours', () => {
    const least = open({ random: () => 0 });
    least.saw(attempt('TLS_BLACKHOLE'), 0, false);
    expect(least.untilMs(ORIGIN, 'direct', 'feed', FEED, 0)).toBe(90_000);
    const most = open({ random: () => 0.999_999 });
    let atMs = 0;
    const waits: number[] = [];
    for (let count = 0; count < 10; count++) {
      most.saw(attempt('TLS_BLACKHOLE'), atMs, false);
      const untilMs = most.untilMs(ORIGIN, 'direct', 'feed', FEED, atMs);
      waits.push(untilMs - atMs);
      atMs = untilMs;
    }
    expect(waits[0]).toBeCloseTo(270_000, -2);
    expect(waits[1]).toBeCloseTo(810_000, -2);
    expect(Math.max(...waits)).toBe(6 * HOUR_MS);
  });

  test('then one may try, and its success closes it', () => {
    const breakers = open();
    breakers.saw(attempt('TLS_BLACKHOLE'), 0, false);
    expect(verdict(breakers, 10 * MINUTE_MS)).toBe('half-open');
    breakers.saw(attempt('NOT_MODIFIED'), 10 * MINUTE_MS, false);
    expect(verdict(breakers, 10 * MINUTE_MS)).toBe('closed');
  });

  test('a page that is gone says nothing of its site; a feed that is gone is asked again in a day', () => {
    const breakers = open({ random: () => 0 });
    breakers.saw(attempt('GONE', { what: 'page', status: 404 }), 0, false);
    expect(verdict(breakers, 0, 'page')).toBe('closed');
    breakers.saw(attempt('GONE', { status: 410 }), 0, false);
    expect(verdict(breakers, 0, 'page')).toBe('closed');
    expect(breakers.untilMs(ORIGIN, 'direct', 'feed', FEED, 0)).toBe(24 * HOUR_MS);
    expect(verdict(breakers, 0, 'feed', 'f2' as FeedId)).toBe('closed');
  });

  test('where pages freeze, feeds go on: they are salvaged', () => {
    const breakers = open();
    breakers.saw(attempt('FROZEN', { what: 'page' }), 0, false);
    expect(verdict(breakers, 0, 'page')).toBe('open');
    expect(verdict(breakers, 0)).toBe('closed');
    expect(breakers.untilMs(ORIGIN, 'direct', 'page', null, 0)).toBeLessThanOrEqual(30 * MINUTE_MS);
  });

  test('a server that names its own time needs none of ours', () => {
    const breakers = open();
    breakers.saw(attempt('HTTP_429', { retryAtMs: 3 * HOUR_MS }), 0, false);
    expect(verdict(breakers, 0)).toBe('closed');
    breakers.saw(attempt('HTTP_429'), 0, false);
    expect(verdict(breakers, 0)).toBe('open');
  });
});

test('a server that asks to wait for a page is left in peace with pages, and its feed is asked', () => {
  const breakers = open();
  breakers.saw(attempt('HTTP_429', { what: 'page', feedId: null, retryAtMs: 3 * HOUR_MS }), 0, false);
  expect(verdict(breakers, 3 * HOUR_MS - 1, 'page')).toBe('open');
  expect(verdict(breakers, 0)).toBe('closed');
  breakers.lineChanged(MINUTE_MS);
  expect(verdict(breakers, 2 * MINUTE_MS, 'page')).toBe('open');
  expect(verdict(breakers, 3 * HOUR_MS, 'page')).toBe('half-open');
});

describe('what the line does to it', () => {
  test('a failure while the line is down opens nothing, and one just before it went is taken back', () => {
    const breakers = open();
    breakers.saw(attempt('TLS_BLACKHOLE'), 0, true);
    expect(verdict(breakers, 0)).toBe('closed');
    breakers.saw(attempt('TLS_BLACKHOLE'), 0, false);
    breakers.lineDown(MINUTE_MS);
    expect(verdict(breakers, MINUTE_MS)).toBe('closed');
  });

  test('when it is another, all that failed on the way may be tried within a minute, one after the other', () => {
    const breakers = open();
    const origins = Array.from({ length: 200 }, (_unused, index) => `https://site${index}.example`);
    for (const origin of origins) {
      for (let count = 0; count < 4; count++)
        breakers.saw(attempt('TLS_BLACKHOLE', { origin, feedId: null }), 0, false);
    }
    breakers.lineChanged(HOUR_MS / 100);
    const atMs = HOUR_MS / 100;
    const waits = origins.map((origin) => Math.max(0, breakers.untilMs(origin, 'direct', 'feed', null, atMs) - atMs));
    expect(Math.max(...waits)).toBeLessThanOrEqual(MINUTE_MS);
    expect(waits.filter((ms) => ms < MINUTE_MS / 2).length).toBeGreaterThan(80);
    expect(waits.filter((ms) => ms >= MINUTE_MS / 2).length).toBeGreaterThan(80);
  });

  test('and the most wanted first', () => {
    const origins = Array.from({ length: 9 }, (_unused, index) => `https://site${index}.example`);
    const breakers = open({ worths: () => new Map(origins.map((origin, index) => [origin, index])) });
    for (const origin of origins) {
      for (let count = 0; count < 4; count++)
        breakers.saw(attempt('TLS_BLACKHOLE', { origin, feedId: null }), 0, false);
    }
    breakers.lineChanged(1_000);
    const until = origins.map((origin) => breakers.untilMs(origin, 'direct', 'feed', null, 1_000));
    expect(until).toEqual(until.toSorted((a, b) => b - a));
    expect(until[8]).toBeLessThanOrEqual(1_000);
  });

  test('what a server said itself stands, whatever becomes of the line', () => {
    const breakers = open();
    for (let count = 0; count < 3; count++) breakers.saw(attempt('HTTP_5XX'), 0, false);
    breakers.lineChanged(1_000);
    breakers.lineDown(2_000);
    expect(verdict(breakers, 3_000)).toBe('open');
  });

  test('an answer brings the neighbours back with it', () => {
    const other = 'https://two.example';
    const breakers = open({ together: (origin) => [origin === ORIGIN ? other : ORIGIN] });
    breakers.saw(attempt('TLS_BLACKHOLE'), 0, false);
    breakers.saw(attempt('TLS_BLACKHOLE', { origin: other, feedId: null }), 0, false);
    breakers.saw(attempt('OK'), 1_000, false);
    expect(breakers.of(other, 'direct', 'feed', null, 3_000)).toBe('half-open');
  });
});

test('what is saved is what a new start knows; what a wrong clock noted keeps nobody waiting', () => {
  const before = open();
  before.saw(attempt('TLS_BLACKHOLE'), 0, false);
  before.saw(attempt('TCP_RST', { origin: 'https://two.example', feedId: null }), 0, false);
  const { saved, dropped } = before.takeChanged();
  expect(dropped).toEqual([]);
  const after = open({ saved: [...saved] });
  expect(verdict(after, 0)).toBe('open');
  expect(after.failures(ORIGIN, 'direct', FEED)).toBe(1);
  after.saw(attempt('OK'), 0, false);
  expect(after.takeChanged().dropped).toEqual([`${ORIGIN} direct`]);

  const far = saved.map((record) => ({ ...record, untilMs: 400 * 24 * HOUR_MS }));
  expect(verdict(open({ saved: far }), 0)).toBe('half-open');
});
