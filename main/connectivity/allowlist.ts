import type { LineReason } from '../../shared/line.ts';
import { isDark } from './evidence.ts';
import { distinctDomains, type Heard, isAnchor, type LineMemory, newestFirst } from './memory.ts';
import { darkOrigins, freshAnswers, freshDirect, newestWithCompany } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

const { allowlist } = THRESHOLDS;

/**
 * Among the newest outcomes of good origins too many unrelated ones are dark, and somebody answers: those who do, on
 * whatever way. Null: it is no allow-list.
 */
export function answeringFew(memory: LineMemory): Heard[] | null {
  // What was dark when the line was found open was so in a worse hour: it is no evidence of another list.
  const fromOpenMs = memory.state === 'open' ? (memory.sinceMs ?? -Infinity) : -Infinity;
  const isTelling = (one: Heard): boolean => isDark(one.word) && one.recentlyGood && one.atMs >= fromOpenMs;
  const told = freshDirect(memory).filter((one) => one.word === 'answer' || isTelling(one));
  const newest = newestWithCompany(told, allowlist.newest);
  const dark = newest.filter((one) => isDark(one.word));
  const share = memory.state === 'degraded' ? allowlist.shareFromDegraded : allowlist.share;
  if (distinctDomains(dark) < allowlist.darkDomains || dark.length < share * newest.length) return null;
  // What answered before the newest of them were even asked may be of a better hour, or of the batch before.
  const newestDark = newestFirst(told)
    .slice(0, allowlist.newest)
    .filter((one) => isDark(one.word));
  const fromMs = Math.min(...newestDark.map((one) => one.startedMs));
  const answering = freshAnswers(memory).filter((one) => one.atMs >= fromMs);
  return answering.length > 0 ? answering : null;
}

/** It is left for OPEN only: enough origins that were dark answered within a short time, or none is dark any more. */
export function isAllowlistOver(memory: LineMemory): boolean {
  if (memory.exit.length === 0) return false;
  if (memory.exit.length >= allowlist.exitOrigins) return true;
  return memory.leftOut.size === 0 && !darkOrigins(memory).some((one) => one.recentlyGood && !isAnchor(memory, one));
}

export function allowlistReason(memory: LineMemory): LineReason {
  const answering = new Set(freshAnswers(memory).map((one) => one.origin)).size;
  return { kind: 'only-some-answer', answering, dark: darkOrigins(memory).length };
}
