/**
 * Filters that let some 16 KB through each connection and then freeze it ("curtains") are met with small parts, each on a
 * connection of its own. It is RFC 9110's resuming with short ranges; nothing is disguised. Measured: docs/notes/curtain.md.
 */
import type { OriginMemory } from './origin-memory.ts';
import type { Part } from './parts.ts';
import type { AskedRange } from './range.ts';

/** With its handshake (some 5 KB) and one TLS record around it, a part of 8 KB fits into an allowance of 16 KB. */
export const SEGMENT_BYTES = 8_192;
/** Each part costs a handshake, which the other end counts: more than 25 would be a nuisance to everyone. */
const SEGMENTED_TOTAL_BYTES = 200_000;
/** This many parts without a byte of progress: small parts do not help here. */
export const MAX_STALLS = 2;
/** For all parts together, their waits not counted; three connections a minute make 200 KB in some nine minutes. */
export const SEGMENTED_MS = 15 * 60_000;
/** One piece of more than this: nothing freezes here any more. */
export const FLOWS_BYTES = 65_536;
/** This much of what is here is asked for again, to see that it is the same body. */
const OVERLAP_BYTES = 256;

/** Small parts are known to be needed here, and may be had. */
export function isCurtained(origin: string, origins: OriginMemory): boolean {
  return origins.freezes(origin) && origins.rangesOk(origin) && !origins.curtainHard(origin);
}

/** Small enough, as far as is known, to be had in small parts. */
export function fitsSegments(part: Part): boolean {
  return (part.total ?? 0) <= SEGMENTED_TOTAL_BYTES;
}

/**
 * What to ask for next; null: the whole.
 * @param checked the end of the part is known to be that of the same body: nothing need be asked for twice
 */
export function nextRange(part: Part | null, segmented: boolean, checked: boolean): AskedRange | null {
  const length = part?.bytes.length ?? 0;
  const from = checked ? length : Math.max(0, length - OVERLAP_BYTES);
  if (segmented) return { from, to: from + SEGMENT_BYTES - 1 };
  return length > 0 ? { from, to: null } : null;
}
