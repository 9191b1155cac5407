/**
 * Evidence in, the state of the line out. Pure: an event makes a new memory, and time passing alone changes no state.
 * States are sticky; they change on positive evidence only (the network study, 2.3; what was changed and why: docs/notes/states.md).
 */
import type { ConnectivityState, LineReason } from '../../shared/line.ts';
import { allowlistReason } from './allowlist.ts';
import { become } from './become.ts';
import { type ClockVerdict, clockVerdict, readClock } from './clock.ts';
import { degradedReason } from './degraded.ts';
import type { Attempt, LineEvent, Probes, SystemVerdict } from './events.ts';
import { judge, judgePass } from './judge.ts';
import { learn } from './learn.ts';
import { distinctDomains, EMPTY_PASS, type Flags, isAnchor, type LineMemory, NO_EVIDENCE } from './memory.ts';
import { freshAnswers, isUnreachable } from './sample.ts';
import { THRESHOLDS } from './thresholds.ts';

export type LineView = {
  readonly state: ConnectivityState;
  readonly reason: LineReason;
  /** Wall clock; null before the first evidence. */
  readonly sinceMs: number | null;
  /** Only while the state is `captive`. */
  readonly portalUrl: string | null;
  /** As in `Status`: positive is ahead, 0 wrong by an unknown amount, null no reason to doubt it. */
  readonly clockOffMs: number | null;
  readonly clock: ClockVerdict | null;
  readonly flags: Flags;
  /** Origins that answer while others do not, as the owner says or as was learned. */
  readonly anchors: readonly string[];
  /** Origins that no ordinary poll should ask while only some answer: they are the canary's. */
  readonly darkOrigins: readonly string[];
};

export function observe(memory: LineMemory, event: LineEvent): LineMemory {
  const timed = atTime(memory, event.atMs);
  switch (event.kind) {
    case 'attempt':
      return observeAttempt(timed, { ...event, atMs: timed.atMs });
    case 'pass-ended':
      return endPass(timed, event.origins);
    case 'network':
      return changeNetwork(timed, event.identity, event.hasInterface);
    case 'system':
      return hearSystem(timed, event.verdict);
    case 'woke':
      return forget(timed);
    case 'clock-set':
      return { ...timed, clock: new Map() };
    case 'asked':
      return noteAsked(timed, event.probes);
  }
}

/** `nowMs`: the wall clock, which may have been set since. */
export function lineView(memory: LineMemory, nowMs: number): LineView {
  const { state, sinceMs } = memory;
  const direct = [...memory.heard.values()].filter((one) => one.direct);
  const owners = direct.filter((one) => one.anchorByOwner).map((one) => one.origin);
  const clock = clockVerdict(memory);
  return {
    state,
    reason: reasonNow(memory),
    sinceMs: sinceMs === null ? null : Math.min(sinceMs, nowMs),
    portalUrl: state === 'captive' ? memory.portalUrl : null,
    clockOffMs: clock?.offMs ?? null,
    clock,
    flags: memory.flags,
    anchors: [...new Set([...memory.anchors.keys(), ...owners])],
    darkOrigins: direct
      .filter((one) => isUnreachable(memory, one.origin) && !isAnchor(memory, one))
      .map((one) => one.origin),
  };
}

/** Counts go on while a state lasts. */
function reasonNow(memory: LineMemory): LineReason {
  if (memory.state === 'allowlist') return allowlistReason(memory);
  if (memory.state === 'degraded') return degradedReason(memory);
  if (memory.state === 'open') return { kind: 'answers', origins: distinctDomains(freshAnswers(memory)) };
  return memory.reason;
}

/** The clock was set back: what was heard stands, but nothing can be said about when. */
function atTime(memory: LineMemory, atMs: number): LineMemory {
  if (atMs >= memory.atMs) return { ...memory, atMs };
  if (memory.atMs - atMs <= THRESHOLDS.clockStepMs) return memory;
  const heard = new Map(
    [...memory.heard].map(([key, one]) => [key, { ...one, atMs: -Infinity, startedMs: -Infinity }]),
  );
  return {
    ...memory,
    atMs,
    heard,
    lastHeardMs: -Infinity,
    lastVerifiedMs: -Infinity,
    sinceMs: memory.sinceMs === null ? null : Math.min(memory.sinceMs, atMs),
    network: memory.network && { ...memory.network, atMs: Math.min(memory.network.atMs, atMs) },
    verdict: memory.verdict && { ...memory.verdict, atMs: Math.min(memory.verdict.atMs, atMs) },
    exit: [],
    burst: null,
    lastBurstMs: -Infinity,
    nextCanaryAtMs: memory.nextCanaryAtMs === null ? null : atMs,
    released: memory.released && { ...memory.released, fromMs: atMs },
    asked: new Map(),
    clock: new Map(),
  };
}

function observeAttempt(memory: LineMemory, attempt: Attempt): LineMemory {
  const { memory: learned, news } = learn(readClock(memory, attempt), attempt);
  return news ? judge(learned, news) : learned;
}

function endPass(memory: LineMemory, libraryOrigins: number): LineMemory {
  return { ...judgePass(memory, libraryOrigins), pass: EMPTY_PASS };
}

function changeNetwork(memory: LineMemory, identity: string | null, hasInterface: boolean): LineMemory {
  const before = memory.network;
  const isSame = before?.identity === identity && before.hasInterface === hasInterface;
  if (isSame) return memory;
  const network = { identity, hasInterface, atMs: memory.atMs };
  // The first report tells where we are, not that we moved.
  const known = before === null && hasInterface ? { ...memory, network } : forget({ ...memory, network });
  return hasInterface ? known : become(known, { state: 'offline', reason: { kind: 'no-interface' } });
}

/** Nothing that was heard holds any more. What was learned of anchors and of the clock does. */
function forget(memory: LineMemory): LineMemory {
  const wiped: LineMemory = { ...memory, ...NO_EVIDENCE, verdict: null };
  if (memory.network && !memory.network.hasInterface) {
    return { ...wiped, state: memory.state, nextCanaryAtMs: memory.nextCanaryAtMs };
  }
  return become(wiped, { state: 'unknown', reason: { kind: 'nothing-yet' } });
}

function hearSystem(memory: LineMemory, verdict: SystemVerdict | null): LineMemory {
  if (verdict === (memory.verdict?.says ?? null)) return memory;
  const heard = { ...memory, verdict: verdict && { says: verdict, atMs: memory.atMs, refuted: false } };
  return verdict === 'portal' || verdict === 'none' ? judge(heard, null) : heard;
}

function noteAsked(memory: LineMemory, probes: Probes): LineMemory {
  const { atMs, burst } = memory;
  const asked = new Map(memory.asked);
  for (const origin of [...probes.confirm, ...probes.released]) asked.set(origin, atMs);
  if (probes.canary !== null) asked.set(probes.canary, atMs);
  const isBurst = burst !== null && probes.confirm.length > 0;
  const isFirst = isBurst && burst.asked.length === 0 && burst.why !== 'exit';
  const released = memory.released?.waiting.filter((origin) => !probes.released.includes(origin));
  return {
    ...memory,
    asked,
    burst: isBurst ? { ...burst, asked: [...burst.asked, ...probes.confirm], lastAskMs: atMs } : burst,
    lastBurstMs: isFirst ? atMs : memory.lastBurstMs,
    nextCanaryAtMs: probes.nextCanaryAtMs,
    canaries: memory.canaries + (probes.canary === null ? 0 : 1),
    released: memory.released && released && released.length > 0 ? { ...memory.released, waiting: released } : null,
  };
}
