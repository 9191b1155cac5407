import type { LineReason } from '../../shared/line.ts';
import {
  distinctDomains,
  type Flags,
  type Heard,
  isFresh,
  type LineMemory,
  type Measurement,
  median,
} from './memory.ts';
import { freshAnswers } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

const { degraded } = THRESHOLDS;

/** What is wrong with transfers now: what was wrong stays so until the contrary is seen. */
export function degradedFlags(memory: LineMemory): Flags {
  const answered = freshAnswers(memory).length > 0;
  const { flags } = memory;
  return {
    curtain: flags.curtain ? !isCurtainOver(memory) : answered && frozenDomains(memory) >= degraded.frozenOrigins,
    throttle: flags.throttle ? !isThrottleOver(memory) : answered && isThrottled(memory),
    slowHandshakes: flags.slowHandshakes ? !areHandshakesFast(memory) : answered && areHandshakesSlow(memory),
  };
}

export function isAny(flags: Flags): boolean {
  return flags.curtain || flags.throttle || flags.slowHandshakes;
}

export function degradedReason(memory: LineMemory): LineReason {
  if (memory.flags.curtain) {
    const frozen = [...memory.heard.values()].filter((one) => one.frozenMs !== null);
    return { kind: 'transfers-freeze', origins: frozen.length };
  }
  if (memory.flags.throttle) {
    return { kind: 'slow', bytesPerSecond: Math.round(median(valuesOf(newestOf(memory, 'transfer')))) };
  }
  return { kind: 'slow-handshakes', ms: Math.round(median(valuesOf(newestOf(memory, 'handshake')))) };
}

function frozenDomains(memory: LineMemory): number {
  const isFrozen = (one: Heard): boolean =>
    one.recentlyGood && one.frozenMs !== null && isFresh(one.frozenMs, memory.atMs);
  return distinctDomains([...memory.heard.values()].filter(isFrozen));
}

/** `thawing` holds those that came through. */
function isCurtainOver(memory: LineMemory): boolean {
  const frozen = [...memory.heard.values()].filter((one) => one.frozenMs !== null).length;
  return memory.thawing.length >= Math.min(degraded.passedOrigins, memory.thawing.length + frozen);
}

function isThrottled(memory: LineMemory): boolean {
  const transfers = newestOf(memory, 'transfer');
  return transfers.length >= degraded.slowTransfers && median(valuesOf(transfers)) < degraded.slowBytesPerSecond;
}

function isThrottleOver(memory: LineMemory): boolean {
  const newest = newestOf(memory, 'transfer')
    .filter((one) => one.order > memory.slowOrder)
    .slice(0, degraded.fastTransfers);
  return newest.length === degraded.fastTransfers && newest.every((one) => one.value > degraded.fastBytesPerSecond);
}

function areHandshakesSlow(memory: LineMemory): boolean {
  const handshakes = newestOf(memory, 'handshake');
  return handshakes.length >= degraded.handshakes && median(valuesOf(handshakes)) > degraded.slowHandshakeMs;
}

function areHandshakesFast(memory: LineMemory): boolean {
  const newest = newestOf(memory, 'handshake')
    .filter((one) => one.order > memory.slowOrder)
    .slice(0, degraded.handshakes);
  return newest.length === degraded.handshakes && median(valuesOf(newest)) < degraded.fastHandshakeMs;
}

/** Each origin's newest, so that one slow server with many pictures is one voice; newest first. */
function newestOf(memory: LineMemory, what: 'transfer' | 'handshake'): Measurement[] {
  return [...memory.heard.values()]
    .map((one: Heard) => one[what])
    .filter((one) => one !== null)
    .filter((one) => isFresh(one.atMs, memory.atMs))
    .sort((a, b) => b.order - a.order)
    .slice(0, degraded.newest);
}

function valuesOf(measured: readonly Measurement[]): number[] {
  return measured.map((one) => one.value);
}
