import { startOfDay } from '../text/format.ts';

/**
 * Whether a heading stands over a row: it is the first of its day. A row whose predecessor is not loaded gets none, so
 * that headings do not come and go while scrolling.
 */
export function startsDay(sortMs: number, previousSortMs: number | undefined, index: number): boolean {
  if (index === 0) return true;
  if (previousSortMs === undefined) return false;
  return startOfDay(sortMs) !== startOfDay(previousSortMs);
}
