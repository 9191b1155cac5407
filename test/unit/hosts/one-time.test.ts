import { expect, test } from 'vitest';
import { createOneTime, LIFETIME_MS, sameSecret } from '../../../main/hosts/web/one-time.ts';

function create() {
  let nowMs = 1000;
  let made = 0;
  const oneTime = createOneTime(
    () => `word${++made}`,
    () => nowMs,
  );
  return { oneTime, pass: (ms: number) => void (nowMs += ms) };
}

test('a word is good once', () => {
  const { oneTime } = create();
  const word = oneTime.issue();
  expect(oneTime.redeem(word)).toBe(true);
  expect(oneTime.redeem(word)).toBe(false);
});

test('a word is good until its time is over', () => {
  const { oneTime, pass } = create();
  const word = oneTime.issue();
  pass(LIFETIME_MS - 1);
  expect(oneTime.isOutstanding()).toBe(true);
  pass(1);
  expect(oneTime.isOutstanding()).toBe(false);
  expect(oneTime.redeem(word)).toBe(false);
});

test('only the last word is good, and a wrong one uses up nothing', () => {
  const { oneTime } = create();
  const first = oneTime.issue();
  const second = oneTime.issue();
  expect([oneTime.redeem(first), oneTime.redeem(''), oneTime.redeem(`${second}x`)]).toEqual([false, false, false]);
  expect(oneTime.redeem(second)).toBe(true);
});

test('nothing is good before a word is made', () => {
  expect(create().oneTime.redeem('')).toBe(false);
});

test('secrets of any length are compared', () => {
  expect(sameSecret('a', 'a')).toBe(true);
  expect(sameSecret('a', 'ab')).toBe(false);
  expect(sameSecret('', 'a')).toBe(false);
});
