import type { LineReason } from '../../shared/line.ts';
import { distinctDomains, type Heard, isAnchor, isFresh, type LineMemory } from './memory.ts';
import { freshAnswers, witnesses } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

const { offline } = THRESHOLDS;

/** Null: it is not offline, as far as is known. */
export function offlineReason(memory: LineMemory): LineReason | null {
  if (memory.network && !memory.network.hasInterface) return { kind: 'no-interface' };
  const local = memory.newest.filter((one) => one.word === 'local');
  if (local.length >= offline.local) {
    return { kind: 'unreachable', origins: new Set(local.map((one) => one.origin)).size };
  }
  const origins = distinctDomains(silentSinceHeard(memory));
  if (memory.verdict?.says === 'none' && !memory.verdict.refuted && origins > 0) return { kind: 'silence', origins };
  return isLineSilent(memory) ? { kind: 'silence', origins } : null;
}

/** Nobody answered in a whole pass, however few there are; and nobody else is known to. */
export function silentPassReason(memory: LineMemory, libraryOrigins: number): LineReason | null {
  const { asked, silent, answered, replied } = memory.pass;
  if (answered || replied || silent.size === 0 || silent.size < asked.size) return null;
  const origins = freshSilent(memory).length;
  if (origins < Math.min(offline.silentOrigins, libraryOrigins)) return null;
  if (freshAnswers(memory).length > 0) return null;
  // Where only some answer, the silence of others is nothing new.
  const asksAnchor = [...memory.heard.values()].some((one) => silent.has(one.origin) && isAnchor(memory, one));
  if (memory.state === 'allowlist' && !asksAnchor) return null;
  if (!isAnyNews(memory, silent)) return null;
  return { kind: 'silence', origins };
}

/**
 * Where somebody answered before, one of them must have fallen silent: a pass over none but those that never answered in
 * this network (a new library on a day of approved sites) ends in silence whatever the line does.
 */
function isAnyNews(memory: LineMemory, silent: ReadonlySet<string>): boolean {
  const heard = [...memory.heard.values()];
  const somebodyAnswered = heard.some((one) => one.word === 'answer' || one.turned);
  const isNew = (one: Heard): boolean => one.turned || one.word === 'local';
  return !somebodyAnswered || heard.some((one) => silent.has(one.origin) && isNew(one));
}

/** Attempts that began after anybody was last heard, and met silence. */
export function silentSinceHeard(memory: LineMemory): Heard[] {
  return freshSilent(memory).filter((one) => one.startedMs >= memory.lastHeardMs);
}

function freshSilent(memory: LineMemory): Heard[] {
  return [...memory.heard.values()].filter(
    (one) => (one.word === 'silence' || one.word === 'local') && isFresh(one.atMs, memory.atMs),
  );
}

function isLineSilent(memory: LineMemory): boolean {
  const silent = silentSinceHeard(memory).filter(isNews(memory));
  const silentAnchors = silent.filter((one) => isAnchor(memory, one)).length;
  const domains = distinctDomains(silent);
  if (silentAnchors > 0 && domains >= offline.silentOrigins) return true;
  if (memory.state !== 'allowlist') return domains >= offline.silentOriginsWithoutAnchor;
  // All, if fewer: of those that are expected to answer where only some do.
  const anchors = [...memory.heard.values()].filter((one) => one.direct && isAnchor(memory, one)).length;
  return silentAnchors >= 2 && silentAnchors === anchors;
}

/**
 * Once somebody has answered here, only those count that answered too and fell silent just now: sites that are blocked are
 * silent in every pass, in batches, and last of all.
 */
function isNews(memory: LineMemory): (one: Heard) => boolean {
  const somebodyAnswered = [...memory.heard.values()].some((one) => one.word === 'answer' || one.turned);
  return somebodyAnswered ? (one) => one.turned && one.failures <= 1 : witnesses(memory);
}
