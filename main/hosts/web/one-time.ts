/** One-time words: what is printed is good for one use, for a while, and only the last one printed. */
import { createHash, timingSafeEqual } from 'node:crypto';

export type OneTime = {
  /** A new word; the one before it stops working. */
  issue(): string;
  /** True once for the right word in time. */
  redeem(word: string): boolean;
  /** A word is out that has not been used and is not too old. */
  isOutstanding(): boolean;
};

/** Long enough to change to the browser and paste, short enough that a log or a scrolled-back terminal gives nothing away. */
export const LIFETIME_MS = 10 * 60_000;

/** @param newSecret an unguessable word that needs no escaping in an address @param nowMs milliseconds of any clock */
export function createOneTime(newSecret: () => string, nowMs: () => number): OneTime {
  let current: { readonly word: string; readonly expiresMs: number } | null = null;
  const isOutstanding = (): boolean => current !== null && nowMs() < current.expiresMs;
  return {
    issue() {
      current = { word: newSecret(), expiresMs: nowMs() + LIFETIME_MS };
      return current.word;
    },
    redeem(word) {
      if (!current || !isOutstanding() || !sameSecret(word, current.word)) return false;
      current = null;
      return true;
    },
    isOutstanding,
  };
}

/** Compares in a time that tells nothing of where the two differ: hashes are of one length and unpredictable. */
export function sameSecret(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(expected));
}
