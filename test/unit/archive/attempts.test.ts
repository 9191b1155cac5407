import { describe, expect, test } from 'vitest';
import { afterAttempt } from '../../../main/archive/attempts.ts';
import type { Outcome } from '../../../shared/model.ts';

const MINUTE_MS = 60_000;

function after(outcomes: readonly Outcome[], hearsay = false) {
  let attempts = 0;
  const pauses: number[] = [];
  for (const outcome of outcomes) {
    const attempt = afterAttempt(outcome, attempts, hearsay);
    attempts = attempt.attempts;
    pauses.push(attempt.final ? Infinity : attempt.pauseMs / MINUTE_MS);
  }
  return pauses;
}

const times = (count: number, outcome: Outcome): Outcome[] => Array.from({ length: count }, () => outcome);

describe('when a page or a picture is asked for again', () => {
  test('never, after its server’s last word', () => {
    expect(after(['GONE'])).toEqual([Infinity]);
    expect(after(['REFUSED_TARGET'], true)).toEqual([Infinity]);
  });

  test('a last word that anybody may have said has to be said eight times', () => {
    expect(after(times(8, 'HTTP_4XX'), true).indexOf(Infinity)).toBe(7);
  });

  test('a server in trouble is given more time each time, and up in the end', () => {
    expect(after(times(8, 'HTTP_503'))).toEqual([1, 5, 20, 60, 180, 720, 720, Infinity]);
  });

  test('a way that is down is tried again and again', () => {
    expect(after(times(20, 'TLS_RST')).every((pause) => pause === 2)).toBe(true);
  });

  test('what the network answers for is asked less and less, at least once an hour, and never given up', () => {
    expect(after(times(6, 'STUB'))).toEqual([1, 5, 20, 60, 60, 60]);
    expect(after([...times(30, 'STUB'), ...times(3, 'HTTP_503')]).at(-1)).toBe(720);
  });
});
