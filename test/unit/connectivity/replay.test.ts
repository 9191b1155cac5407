import { beforeAll, describe, expect, test } from 'vitest';
import { replay, type Replay, summarise } from './replay.ts';

/** Fixed: what is judged is a change of the rules, not the luck of a day. `npm run bench -- states` plays others too. */
const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

describe('generated days of 26 hours on a line that goes through every state, with 3 % noise', () => {
  let replays: Replay[];
  beforeAll(() => {
    replays = SEEDS.map((seed) => replay(seed, 0.03));
  }, 120_000);

  test('the state is right at least 97 % of the time', () => {
    expect(summarise(replays, null).right).toBeGreaterThanOrEqual(0.97);
  });

  test.each(['open', 'allowlist', 'degraded', 'offline', 'captive'] as const)(
    '%s is right at least 95 %% of its time',
    (state) => {
      const { right, count } = summarise(replays, state);
      expect(count).toBeGreaterThanOrEqual(SEEDS.length);
      expect(right).toBeGreaterThanOrEqual(0.95);
    },
  );

  test('the median change is seen within 150 s, and nine in ten within ten minutes', () => {
    const { medianMs, p90Ms } = summarise(replays, null);
    expect(medianMs).toBeLessThanOrEqual(150_000);
    expect(p90Ms).toBeLessThanOrEqual(600_000);
  });

  test('it does not flap: not three times the changes that there were', () => {
    const said = replays.reduce((sum, one) => sum + one.changes, 0);
    const real = replays.reduce((sum, one) => sum + one.detections.length, 0);
    expect(said / real).toBeLessThan(3);
  });

  test('the same seed is the same day', () => {
    const again = replay(1, 0.03);
    expect(again.detections).toEqual(replays[0]?.detections);
  });
});

test('without noise it is right at least as often', () => {
  const quiet = [1, 2, 3].map((seed) => replay(seed, 0));
  expect(summarise(quiet, null).right).toBeGreaterThanOrEqual(0.97);
});
