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
  const silent = silentSinceHeard(memory);
  const origins = distinctDomains(silent);
  if (memory.verdict?.says === 'none' && !memory.verdict.refuted && origins > 0) return { kind: 'silence', origins };
  return isLineSilent(memory, silent) ? { kind: 'silence', origins } : null;
}

/** Nobody answered in a whole pass, however few there are; and nobody else is known to. */
export function silentPassReason(memory: LineMemory, libraryOrigins: number): LineReason | null {
  const { asked, silent, answered, replied } = memory.pass;
  if (answered || replied || silent.size === 0 || silent.size < asked.size) return null;
  if (silent.size < Math.min(offline.silentOrigins, libraryOrigins)) return null;
  if (freshAnswers(memory).length > 0) return null;
  // Where only some answer, the silence of others is nothing new.
  const asksAnchor = [...memory.heard.values()].some((one) => silent.has(one.origin) && isAnchor(memory, one));
  if (memory.state === 'allowlist' && !asksAnchor) return null;
  return { kind: 'silence', origins: silent.size };
}

/** Attempts that began after anybody was last heard, and met silence. */
function silentSinceHeard(memory: LineMemory): Heard[] {
  const counts = witnesses(memory);
  return [...memory.heard.values()].filter(
    (one) =>
      (one.word === 'silence' || one.word === 'local') &&
      one.startedMs >= memory.lastHeardMs &&
      isFresh(one.atMs, memory.atMs) &&
      counts(one),
  );
}

function isLineSilent(memory: LineMemory, silent: readonly Heard[]): boolean {
  const anchors = [...memory.heard.values()].filter((one) => one.direct && isAnchor(memory, one));
  const silentAnchors = silent.filter((one) => isAnchor(memory, one));
  if (anchors.length === 0) return distinctDomains(silent) >= offline.silentOriginsWithoutAnchor;
  if (silentAnchors.length === 0) return false;
  if (distinctDomains(silent) >= offline.silentOrigins) return true;
  // All, if fewer: of those that are expected to answer where only some do.
  return memory.state === 'allowlist' && anchors.length >= 2 && silentAnchors.length === anchors.length;
}
