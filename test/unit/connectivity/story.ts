/** A short way to tell a line what happened to it. Times are seconds from the start. */
import type { Attempt, LineEvent } from '../../../main/connectivity/events.ts';
import { lineView, type LineView, observe } from '../../../main/connectivity/line.ts';
import { createLine, type LineMemory } from '../../../main/connectivity/memory.ts';
import type { Askable } from '../../../main/connectivity/probes.ts';
import type { Outcome } from '../../../shared/outcome.ts';

/** Some Tuesday; nothing may depend on it. */
export const START_MS = Date.UTC(2026, 2, 3, 12);

export function attempt(site: string, outcome: Outcome, second: number, more: Partial<Attempt> = {}): Attempt {
  return {
    kind: 'attempt',
    atMs: START_MS + second * 1000,
    tookMs: 500,
    origin: `https://${site}.test`,
    domain: `${site}.test`,
    outcome,
    route: 'direct',
    recentlyGood: true,
    verified: outcome === 'OK' || outcome === 'NOT_MODIFIED' || outcome.startsWith('HTTP_4'),
    stranger: null,
    portalUrl: null,
    bytes: 0,
    transferMs: 0,
    handshakeMs: null,
    certificateOff: null,
    serverDateMs: null,
    anchorByOwner: false,
    ...more,
  };
}

/** Sites `name0`, `name1` and so on, one after the other, a second apart. */
export function each(
  name: string,
  count: number,
  outcome: Outcome,
  second: number,
  more: Partial<Attempt> = {},
): Attempt[] {
  return Array.from({ length: count }, (_, index) => attempt(`${name}${index}`, outcome, second + index, more));
}

export function tell(events: readonly LineEvent[], memory: LineMemory = createLine()): LineMemory {
  return events.reduce(observe, memory);
}

export function network(second: number, identity: string | null = 'home', hasInterface = identity !== null): LineEvent {
  return { kind: 'network', atMs: START_MS + second * 1000, identity, hasInterface };
}

export function passEnded(second: number, origins: number): LineEvent {
  return { kind: 'pass-ended', atMs: START_MS + second * 1000, origins };
}

export function view(memory: LineMemory): LineView {
  return lineView(memory, memory.atMs);
}

export function askable(site: string, more: Partial<Askable> = {}): Askable {
  return {
    origin: `https://${site}.test`,
    domain: `${site}.test`,
    priority: 1,
    lastTriedMs: null,
    recentlyGood: true,
    anchorByOwner: false,
    ...more,
  };
}
