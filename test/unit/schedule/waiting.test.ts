import { expect, test } from 'vitest';
import { isFresh, mustWait } from '../../../main/schedule/waiting.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 1_000 * HOUR_MS;

test.each([
  ['nothing was said', null, false],
  ['an hour from now', NOW_MS + HOUR_MS, true],
  ['a whole day from now, the most that is obeyed', NOW_MS + 24 * HOUR_MS, true],
  ['just over', NOW_MS, false],
  ['two years ahead, noted while the clock was wrong', NOW_MS + 17_520 * HOUR_MS, false],
])('a server said to wait: %s', (_what, retryAtMs, waits) => {
  expect(mustWait({ retryAtMs }, NOW_MS)).toBe(waits);
});

test.each([
  ['nothing was said', null, false],
  ['for six hours, the most that is believed', NOW_MS + 6 * HOUR_MS, true],
  ['for longer, noted while the clock was wrong', NOW_MS + 7 * HOUR_MS, false],
])('a server said that nothing is new: %s', (_what, freshUntilMs, fresh) => {
  expect(isFresh({ freshUntilMs }, NOW_MS)).toBe(fresh);
});
