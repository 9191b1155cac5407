import type { ConnectivityState, LineReason } from '../../shared/line.ts';
import { distinctDomains, elapsedMs, EMPTY_PASS, type Heard, isAnchor, type LineMemory, NO_FLAGS } from './memory.ts';
import { darkOrigins, freshAnswers } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

export type Change = {
  readonly state: ConnectivityState;
  readonly reason: LineReason;
  /** Of an allow-list: who answers. */
  readonly answering?: readonly Heard[];
};

export function openChange(memory: LineMemory): Change {
  return { state: 'open', reason: { kind: 'answers', origins: distinctDomains(freshAnswers(memory)) } };
}

export function becomeIf(memory: LineMemory, change: Change | null): LineMemory {
  return change ? become(memory, change) : memory;
}

export function become(memory: LineMemory, { state, reason, answering = [] }: Change): LineMemory {
  if (state === memory.state) return { ...memory, reason };
  const { atMs } = memory;
  const canaryMs = canaryEveryMs(state, 0);
  const entered: LineMemory = {
    ...memory,
    state,
    reason,
    sinceMs: atMs,
    exit: [],
    burst: null,
    flags: state === 'degraded' ? memory.flags : NO_FLAGS,
    nextCanaryAtMs: canaryMs === null ? null : atMs + canaryMs,
    released: null,
    wasAllowlist: state === 'offline' ? memory.state === 'allowlist' : false,
    caught: state === 'captive' ? caughtNow(memory) : new Set(),
    portalUrl: state === 'captive' ? memory.portalUrl : null,
    // What came of the pass until now was another line's.
    pass: state === 'offline' || state === 'captive' ? EMPTY_PASS : memory.pass,
    anchors: state === 'allowlist' ? anchorsAtOnce(memory, answering) : memory.anchors,
    leftOut: memory.state === 'allowlist' ? leftOutUntilNow(memory) : without(memory.leftOut, answering),
  };
  return state === 'open' ? open(entered) : entered;
}

/** Who answered beside the dark is on the list, as far as can be known now. */
function anchorsAtOnce(memory: LineMemory, answering: readonly Heard[]): LineMemory['anchors'] {
  const direct = answering.filter((one) => one.direct && !isAnchor(memory, one));
  return new Map([...memory.anchors, ...direct.map((one) => [one.origin, memory.atMs] as const)]);
}

/** All that failed on the way may be tried again; and what began to answer just before was no anchor. */
function open(memory: LineMemory): LineMemory {
  const waiting = darkOrigins(memory).map((one) => one.origin);
  const anchors = [...memory.anchors].filter(
    ([, learnedMs]) => elapsedMs(learnedMs, memory.atMs) > THRESHOLDS.allowlist.anchorProvenMs,
  );
  return {
    ...memory,
    heard: allThawed(memory),
    anchors: new Map(anchors),
    released: waiting.length > 0 ? { fromMs: memory.atMs, total: waiting.length, waiting } : null,
  };
}

function leftOutUntilNow(memory: LineMemory): ReadonlySet<string> {
  const dark = darkOrigins(memory).filter((one) => !isAnchor(memory, one));
  const known = [...memory.leftOut].filter((origin) => memory.heard.has(origin));
  return new Set([...known, ...[...dark, ...memory.exit].map(({ origin }) => origin)]);
}

function without(origins: ReadonlySet<string>, heard: readonly Heard[]): ReadonlySet<string> {
  return new Set([...origins].filter((origin) => !heard.some((one) => one.origin === origin)));
}

function caughtNow(memory: LineMemory): ReadonlySet<string> {
  return new Set(
    darkOrigins(memory)
      .filter((one) => one.word === 'stranger')
      .map((one) => one.origin),
  );
}

/** How often a scout goes out in a state; null: everybody goes, or nobody. */
export function canaryEveryMs(
  state: ConnectivityState,
  ageMs: number,
  usualWindowMs: number | null = null,
): number | null {
  if (state === 'unknown' || state === 'open') return null;
  const { canaryMs, canaryOfWindow, canaryLeastMs, portalOfAge, portalLeastMs } = THRESHOLDS.probes;
  if (state === 'captive') return Math.min(canaryMs.captive, Math.max(portalLeastMs, ageMs * portalOfAge));
  if (state !== 'allowlist' || usualWindowMs === null) return canaryMs[state];
  return Math.min(canaryMs[state], Math.max(canaryLeastMs, usualWindowMs * canaryOfWindow));
}

/** No mark of a curtain is left. */
export function allThawed(memory: LineMemory): LineMemory['heard'] {
  return new Map([...memory.heard].map(([key, one]) => [key, { ...one, frozenMs: null }]));
}
