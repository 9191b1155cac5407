import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { FeedToFetch } from '../../../main/archive/archive.ts';
import type { Probes } from '../../../main/connectivity/events.ts';
import { isDue, startRounds, type Rounds } from '../../../main/service/rounds.ts';
import type { ConnectivityState } from '../../../shared/model.ts';

const NOW_MS = 10_000_000_000;
const MINUTE_MS = 60_000;
const NOTHING: Probes = { confirm: [], canary: null, released: [], nextLookMs: 30_000, nextCanaryAtMs: null };

let rounds: Rounds | null = null;
afterEach(() => rounds?.stop());

const feed = (id: string, triedMinutesAgo: number | null, change: Partial<FeedToFetch> = {}): FeedToFetch =>
  ({
    id,
    url: `https://${id}.example/feed`,
    lastAttemptMs: triedMinutesAgo === null ? null : NOW_MS - triedMinutesAgo * MINUTE_MS,
    retryAtMs: null,
    freshUntilMs: null,
    ...change,
  }) as FeedToFetch;

function start(world: {
  state: ConnectivityState;
  feeds: readonly FeedToFetch[];
  probes?: Partial<Probes>;
  dark?: readonly string[];
  onPass?: () => void;
}) {
  const passes: string[][] = [];
  const asked: Probes[] = [];
  const line = {
    state: () => world.state,
    // Wanted once; then it was asked.
    probes: () => (asked.length === 0 ? { ...NOTHING, ...world.probes } : NOTHING),
    asked: (probes: Probes) => void asked.push(probes),
    view: () => ({ darkOrigins: world.dark ?? [] }),
  };
  rounds = startRounds({
    now: () => NOW_MS,
    line: line as unknown as Parameters<typeof startRounds>[0]['line'],
    feeds: () => world.feeds,
    isAnchor: () => false,
    isDirect: () => true,
    recentlyGood: () => true,
    isRunning: () => false,
    pass(ids) {
      passes.push([...ids]);
      world.onPass?.();
      return Promise.resolve();
    },
    lookEveryMs: 5,
    soonMs: { least: 5, most: 10 },
    onError: (error) => {
      throw error;
    },
  });
  return { passes, rounds };
}

test('what is due is fetched by itself, what is not is left alone', async () => {
  const { passes } = start({ state: 'open', feeds: [feed('due', null), feed('fresh', 10)] });
  await sleep(60);
  expect(passes[0]).toEqual(['due']);
});

test('while the line is down only the scout is sent; when it answers, everything is asked', async () => {
  const world = {
    state: 'offline' as ConnectivityState,
    feeds: [feed('a', 60), feed('b', 90), feed('c', 10)],
    probes: { canary: 'https://b.example' },
    onPass: () => {
      world.state = 'open';
    },
  };
  const { passes } = start(world);
  await sleep(60);
  expect(passes.slice(0, 2)).toEqual([['b'], ['a', 'b', 'c']]);
});

test('on a day of approved sites all but the dark ones are asked as ever, and of those the scout', async () => {
  const { passes } = start({
    state: 'allowlist',
    feeds: [feed('approved', null), feed('dark', null), feed('scout', null)],
    dark: ['https://dark.example', 'https://scout.example'],
    probes: { canary: 'https://scout.example' },
  });
  await sleep(60);
  expect(passes[0]?.toSorted()).toEqual(['approved', 'scout']);
});

test('a doubt is settled by other sources, also when they are not due', async () => {
  const { passes } = start({
    state: 'open',
    feeds: [feed('a', 1), feed('b', 1), feed('c', 1)],
    probes: { confirm: ['https://a.example', 'https://c.example'], released: ['https://b.example'] },
  });
  await sleep(60);
  expect(passes[0]?.toSorted()).toEqual(['a', 'b', 'c']);
});

test('a source whose server said to wait is asked for nothing, not even a probe', async () => {
  const { passes } = start({
    state: 'offline',
    feeds: [feed('a', 90, { retryAtMs: NOW_MS + 1 }), feed('b', 90, { retryAtMs: NOW_MS - 1 })],
    probes: { canary: 'https://a.example', confirm: ['https://a.example', 'https://b.example'] },
  });
  await sleep(60);
  expect(passes[0]).toEqual(['b']);
});

test('in a new network, or after a sleep, what is a quarter of an hour old is due', async () => {
  const started = start({ state: 'open', feeds: [feed('a', 20), feed('b', 10)] });
  started.rounds.lookSoon();
  await sleep(60);
  expect(started.passes[0]).toEqual(['a']);
});

describe('what is due', () => {
  test.each([
    ['never tried', feed('a', null), true],
    ['forty minutes ago', feed('a', 40), true],
    ['a quarter of an hour ago', feed('a', 15), false],
    ['just now', feed('a', 1), false],
    ['in the future, as the clock was set back', feed('a', -60), true],
    ['long ago, but the server says nothing is new', feed('a', 90, { freshUntilMs: NOW_MS + 1 }), false],
    ['long ago, but the server said to wait', feed('a', 90, { retryAtMs: NOW_MS + 1 }), false],
  ])('%s', (_what, one, due) => {
    expect(isDue(one, NOW_MS)).toBe(due);
  });
});

test('sources come one by one, between twenty and forty minutes after their last time', () => {
  const ids = Array.from({ length: 60 }, (_unused, index) => `source${index}`);
  const due = (minutes: number) => ids.filter((id) => isDue(feed(id, minutes), NOW_MS)).length;
  expect([due(19.9), due(40.1)]).toEqual([0, 60]);
  expect(due(30)).toBeGreaterThan(15);
  expect(due(30)).toBeLessThan(45);
});
