import { isDark } from './evidence.ts';
import { type Heard, isFresh, type LineMemory, newestFirst } from './memory.ts';

/** What was heard directly, and lately enough to speak for the line. */
export function freshDirect(memory: LineMemory): Heard[] {
  return [...memory.heard.values()].filter((one) => one.direct && isFresh(one.atMs, memory.atMs));
}

export function freshAnswers(memory: LineMemory): Heard[] {
  return [...memory.heard.values()].filter((one) => one.word === 'answer' && isFresh(one.atMs, memory.atMs));
}

/**
 * The failures that say something about the network: those of origins that were recently good. Where none ever was (a new
 * library), they are all there is.
 */
export function witnesses(memory: LineMemory): (one: Heard) => boolean {
  const anyGood = [...memory.heard.values()].some((one) => one.recentlyGood || one.word === 'answer');
  return (one) => one.recentlyGood || !anyGood;
}

/**
 * The newest so many, and everything that was under way together with them. In a pass of many at once those that answer
 * are done in a second and those that do not end last, all in a row: by their ends alone, nobody would seem to answer.
 */
export function newestWithCompany(heard: readonly Heard[], count: number): Heard[] {
  const newest = newestFirst(heard).slice(0, count);
  const fromMs = Math.min(...newest.map((one) => one.startedMs));
  return heard.filter((one) => one.atMs >= fromMs);
}

/** They cannot be reached now: as was heard, or as it was the last time that only some answered. */
export function isUnreachable(memory: LineMemory, origin: string): boolean {
  if (memory.state === 'allowlist' && memory.leftOut.has(origin)) return true;
  const heard = memory.heard.get(origin);
  return heard !== undefined && isDark(heard.word);
}

/** Direct origins whose last attempt did not reach them, however long ago that was. */
export function darkOrigins(memory: LineMemory): Heard[] {
  return [...memory.heard.values()].filter((one) => one.direct && isDark(one.word));
}
