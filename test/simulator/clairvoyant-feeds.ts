/** When the clairvoyant asks a feed while bytes are no matter: when it has news, and last right before it goes. */
import type { Foresight } from './foresight.ts';
import { MINUTE, SECOND } from './numbers.ts';

/** News gathers for so long; fewer than ten items, the shortest list, come within it. */
const GATHER_MS = 2 * MINUTE;
/** Before a source goes, when its last items must be asked for: a feed takes a second or two, all of them some twenty. */
const LAST_CALL_MS = 25 * SECOND;
const LAST_GATHER_MS = 4 * SECOND;

/** The next time from `nowMs` on; Infinity: never. `askedMs`: when it was last answered. */
export function eagerDueMs(foresight: Foresight, source: number, askedMs: number, nowMs: number): number {
  for (let fromMs = nowMs; ;) {
    const stretch = foresight.stretch(source, fromMs);
    if (!stretch) return Infinity;
    const reachMs = Math.max(fromMs, stretch.fromMs);
    const newsMs = foresight.newsMs(source, reachMs);
    if (newsMs === Infinity) return Infinity;
    if (newsMs < stretch.toMs) {
      const gatheredMs = Math.max(newsMs, askedMs + GATHER_MS);
      const lastCallMs = Math.max(newsMs, askedMs + LAST_GATHER_MS, stretch.toMs - LAST_CALL_MS);
      return Math.min(gatheredMs, lastCallMs);
    }
    // It comes when the source is out of reach.
    fromMs = stretch.toMs;
  }
}
