import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { startRounds, type Rounds } from '../../../main/service/rounds.ts';

let rounds: Rounds | null = null;
afterEach(() => rounds?.stop());

function start(run: (count: number) => Promise<number>, change: Partial<Parameters<typeof startRounds>[0]> = {}) {
  let count = 0;
  const errors: unknown[] = [];
  rounds = startRounds({
    run: () => run(++count),
    firstMs: 5,
    atMostMs: 20,
    soonMs: { least: 5, most: 10 },
    onError: (error) => errors.push(error),
    ...change,
  });
  return { rounds, errors, count: () => count };
}

test('work is looked for again as soon as there may be some, and every so often anyway', async () => {
  const { count } = start(() => Promise.resolve(60_000));
  await sleep(150);
  expect(count()).toBeGreaterThan(2);
});

test('a round that fails is told of, and the next one comes', async () => {
  const { count, errors } = start((round) => (round === 1 ? Promise.reject(new Error('once')) : Promise.resolve(5)));
  await sleep(100);
  expect(errors).toHaveLength(1);
  expect(count()).toBeGreaterThan(1);
});

test('what changes during a round is looked at right after it, and never beside it', async () => {
  let beside = 0;
  const { rounds: made, count } = start(
    async () => {
      expect(beside++).toBe(0);
      await sleep(30);
      beside--;
      return 60_000;
    },
    { atMostMs: 10_000 },
  );
  await sleep(15);
  made.look();
  made.look();
  await sleep(80);
  expect(count()).toBe(2);
});

test('once stopped it stays stopped', async () => {
  const { rounds: made, count } = start(() => Promise.resolve(5));
  made.stop();
  made.look();
  await sleep(60);
  expect(count()).toBe(0);
});
