import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { FeedToFetch } from '../../../main/archive/archive.ts';
import { startRounds, type Rounds } from '../../../main/service/rounds.ts';
import type { Tracker } from '../../../main/service/tracker.ts';
import type { ConnectivityState } from '../../../shared/model.ts';

let rounds: Rounds | null = null;
afterEach(() => rounds?.stop());

const feed = (id: string, lastAttemptMs: number | null): FeedToFetch =>
  ({ id, lastAttemptMs, retryAtMs: null, freshUntilMs: null }) as FeedToFetch;

test('what is due is fetched by itself, what is not is left alone', async () => {
  const passes: string[][] = [];
  rounds = startRounds({
    now: () => 10_000_000,
    tracker: { state: () => 'open' } as Tracker,
    feeds: () => (passes.length === 0 ? [feed('due', null), feed('fresh', 9_999_000)] : [feed('fresh', 9_999_000)]),
    isRunning: () => false,
    pass: (ids) => Promise.resolve(void passes.push([...ids])),
    lookEveryMs: 5,
    onError: (error) => {
      throw error;
    },
  });
  await sleep(60);
  expect(passes).toEqual([['due']]);
});

test('while the line is down one source is asked, the one not asked for longest; when it answers, all are', async () => {
  const passes: string[][] = [];
  let state: ConnectivityState = 'offline';
  rounds = startRounds({
    now: () => 10_000_000,
    tracker: { state: () => state } as Tracker,
    feeds: () => [feed('a', 9_000_000), feed('b', 8_000_000), feed('c', 9_500_000)],
    isRunning: () => false,
    pass: (ids) => {
      passes.push([...ids]);
      if (passes.length === 1) state = 'open';
      return Promise.resolve();
    },
    lookEveryMs: 5,
    onError: (error) => {
      throw error;
    },
  });
  await sleep(60);
  expect(passes.slice(0, 2)).toEqual([['b'], ['a', 'b', 'c']]);
});
