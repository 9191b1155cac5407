/** Longest that a server's Retry-After is obeyed, and that its word of "nothing new before" is; see main/fetch/headers.ts. */
const MAX_WAIT_MS = 24 * 3_600_000;
const MAX_FRESH_MS = 6 * 3_600_000;

/** The server said to wait. What lies further ahead than can have been said was noted while this clock was wrong. */
export function mustWait({ retryAtMs }: { readonly retryAtMs: number | null }, nowMs: number): boolean {
  return retryAtMs !== null && retryAtMs > nowMs && retryAtMs - nowMs <= MAX_WAIT_MS;
}

/** The server said that nothing is new before then. */
export function isFresh({ freshUntilMs }: { readonly freshUntilMs: number | null }, nowMs: number): boolean {
  return freshUntilMs !== null && freshUntilMs > nowMs && freshUntilMs - nowMs <= MAX_FRESH_MS;
}
