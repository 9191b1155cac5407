/** Pieces that are left alone for a while: too large for the line as it was, or with no way that is open. */

/** The one put off for longest makes room. */
const AT_MOST = 5_000;

export type PutOff = {
  has(key: string, nowMs: number): boolean;
  add(key: string, untilMs: number): void;
  /** The line is another: all may be tried. */
  clear(): void;
};

export function createPutOff(): PutOff {
  const until = new Map<string, number>();
  return {
    has: (key, nowMs) => (until.get(key) ?? 0) > nowMs,
    add(key, untilMs) {
      until.delete(key);
      until.set(key, untilMs);
      const oldest = until.keys().next();
      if (until.size > AT_MOST && oldest.value !== undefined) until.delete(oldest.value);
    },
    clear: () => until.clear(),
  };
}
