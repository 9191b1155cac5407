import type { LineReason } from '../../shared/line.ts';
import { isDark } from './evidence.ts';
import { distinctDomains, isAnchor, type LineMemory } from './memory.ts';
import { darkOrigins, freshAnswers, freshDirect, newestWithCompany } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

const { allowlist } = THRESHOLDS;

/** Among the newest outcomes of good origins somebody answers, and too many unrelated ones are dark. */
export function isAllowlist(memory: LineMemory): boolean {
  const told = freshDirect(memory).filter((one) => one.word === 'answer' || (isDark(one.word) && one.recentlyGood));
  if (told.length === 0) return false;
  const newest = newestWithCompany(told, allowlist.newest);
  const dark = newest.filter((one) => isDark(one.word));
  // What answered before the first of them was even asked may be of a better hour: this may be the end of all answers.
  const fromMs = Math.min(...dark.map((one) => one.startedMs));
  const somebodyAnswers = freshAnswers(memory).some((one) => one.atMs >= fromMs); // by a proxy, perhaps
  const share = memory.state === 'degraded' ? allowlist.shareFromDegraded : allowlist.share;
  return somebodyAnswers && distinctDomains(dark) >= allowlist.darkDomains && dark.length >= share * newest.length;
}

/** It is left for OPEN only: enough origins that were dark answered within a short time, or none is dark any more. */
export function isAllowlistOver(memory: LineMemory): boolean {
  if (memory.exit.length === 0) return false;
  if (memory.exit.length >= allowlist.exitOrigins) return true;
  return !darkOrigins(memory).some((one) => one.recentlyGood && !isAnchor(memory, one));
}

export function allowlistReason(memory: LineMemory): LineReason {
  const answering = new Set(freshAnswers(memory).map((one) => one.origin)).size;
  return { kind: 'only-some-answer', answering, dark: darkOrigins(memory).length };
}
