import { expect, it } from 'vitest';
import { afterAttempt } from '../../../main/archive/attempts.ts';
import { inShares, inTurns } from '../../../main/archive/turns.ts';
import { OUTCOMES } from '../../../shared/model.ts';

const row = (sortMs: number, host: string) => ({ sortMs, host });

it('lets hosts take turns, newest first within a round', () => {
  const turns = inTurns([[row(9, 'a'), row(8, 'a'), row(7, 'a')], [row(5, 'b')], [row(6, 'c'), row(1, 'c')]], 5);
  expect(turns.map((taken) => `${taken.host}${taken.sortMs}`)).toEqual(['a9', 'c6', 'b5', 'a8', 'c1']);
});

it('gives a host no more than its share, and the rest only when the others have nothing left', () => {
  const rows = [row(9, 'a'), row(8, 'a'), row(7, 'a'), row(6, 'b'), row(5, 'a'), row(4, 'c')];
  const taken = (limit: number) => inShares(rows, 2, limit).map(({ host, sortMs }) => `${host}${sortMs}`);
  expect(taken(3)).toEqual(['a9', 'a8', 'b6']);
  expect(taken(4)).toEqual(['a9', 'a8', 'b6', 'c4']);
  expect(taken(9)).toEqual(['a9', 'a8', 'b6', 'c4', 'a7', 'a5']);
  expect(taken(0)).toEqual([]);
});

it('never gives up because of the path, and pauses it for minutes only', () => {
  for (const outcome of ['TCP_RST', 'FROZEN', 'DNS_FAIL', 'TRUNC', 'CAPTIVE'] as const) {
    const { final, attempts, pauseMs } = afterAttempt(outcome, 1000);
    expect({ final, attempts }).toEqual({ final: false, attempts: 1000 });
    expect(pauseMs).toBeLessThanOrEqual(5 * 60_000);
  }
});

it('gives up at once on what the server said for good, and in the end on a server in trouble', () => {
  expect(afterAttempt('GONE', 0).final).toBe(true);
  expect(afterAttempt('NOT_AN_ARTICLE', 0).final).toBe(true);
  let attempts = 0;
  let tries = 0;
  for (let final = false; !final; tries += 1) ({ final, attempts } = afterAttempt('HTTP_5XX', attempts));
  expect(tries).toBe(8);
});

it('believes hearsay only when it has been said for a day, but its own refusals at once', () => {
  let waitedMs = 0;
  let last = afterAttempt('GONE', 0, true);
  for (let tries = 1; !last.final; tries += 1) {
    expect(last.pauseMs).toBeGreaterThan(0);
    waitedMs += last.pauseMs;
    last = afterAttempt('GONE', tries, true);
  }
  expect(waitedMs).toBeGreaterThan(16 * 60 * 60 * 1000);
  expect(afterAttempt('TCP_RST', 100, true).final).toBe(false);
  expect(afterAttempt('REFUSED_TARGET', 0, true).final).toBe(true);
});

it('hardly pauses for what was this machine’s own doing', () => {
  expect(afterAttempt('CANCELLED', 3)).toEqual({ final: false, attempts: 3, pauseMs: 0 });
  for (const outcome of ['LOCAL', 'DISK_FULL', 'PROXY_DOWN'] as const) {
    expect(afterAttempt(outcome, 3)).toEqual({ final: false, attempts: 3, pauseMs: 30_000 });
  }
});

it('has an answer to every outcome', () => {
  for (const outcome of OUTCOMES) expect(afterAttempt(outcome, 0).pauseMs).toBeGreaterThanOrEqual(0);
});
