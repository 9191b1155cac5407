/**
 * Evidence in, the state of the line out. Pure: an event makes a new memory, and time passing alone changes no state.
 * States are sticky; they change on positive evidence only (NETWORK.md 2.3; what was changed and why: docs/notes/states.md).
 */
import type { ConnectivityState, LineReason } from '../../shared/line.ts';
import { allowlistReason, isAllowlist, isAllowlistOver } from './allowlist.ts';
import { captiveReason, portalReason, portalSign, systemSeesPortal } from './captive.ts';
import { type ClockVerdict, clockVerdict, readClock } from './clock.ts';
import { degradedFlags, degradedReason, isAny } from './degraded.ts';
import type { Attempt, LineEvent, Probes } from './events.ts';
import { isVerifiedAnswer, learn } from './learn.ts';
import {
  distinctDomains,
  elapsedMs,
  EMPTY_PASS,
  type Flags,
  type Heard,
  isAnchor,
  type LineMemory,
  NO_EVIDENCE,
  NO_FLAGS,
} from './memory.ts';
import { offlineReason, silentPassReason, silentSinceHeard } from './offline.ts';
import { darkOrigins, freshAnswers } from './sample.ts';
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

type Change = { readonly state: ConnectivityState; readonly reason: LineReason };

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
    darkOrigins: darkOrigins(memory)
      .filter((one) => !isAnchor(memory, one))
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

/** The rules of 2.3. `news`: what was heard just now; null when it is a pass or the system that speaks. */
function judge(memory: LineMemory, news: Heard | null): LineMemory {
  switch (memory.state) {
    case 'offline':
      if (news && endsSilence(memory, news)) return become(memory, afterSilence(memory, news));
      return becomeIf(memory, captiveChange(memory) ?? portalInSilence(memory));
    case 'captive':
      if (news && endsPortal(memory, news)) return become(memory, openChange(memory));
      return becomeIf(memory, offlineBehindPortal(memory));
    case 'allowlist':
      return becomeIf(
        memory,
        captiveChange(memory) ?? offlineChange(memory) ?? (isAllowlistOver(memory) ? openChange(memory) : null),
      );
    case 'unknown':
    case 'degraded':
    case 'open': {
      const worse = captiveChange(memory) ?? offlineChange(memory) ?? allowlistChange(memory);
      if (worse) return become(memory, worse);
      return judgeTransfers(memory);
    }
  }
}

function judgeTransfers(memory: LineMemory): LineMemory {
  const flags = degradedFlags(memory);
  const flagged = withFlags(memory, flags);
  if (isAny(flags)) return become(flagged, { state: 'degraded', reason: degradedReason(flagged) });
  if (memory.state === 'degraded') return become(flagged, openChange(flagged));
  const domains = distinctDomains(freshAnswers(memory));
  return domains >= THRESHOLDS.open.domains ? become(flagged, openChange(flagged)) : flagged;
}

function withFlags(memory: LineMemory, flags: Flags): LineMemory {
  const isSlower = (flags.throttle && !memory.flags.throttle) || (flags.slowHandshakes && !memory.flags.slowHandshakes);
  const thawed = memory.flags.curtain && !flags.curtain;
  return {
    ...memory,
    flags,
    slowOrder: isSlower ? memory.order : memory.slowOrder,
    ...(thawed ? { thawing: [], heard: allThawed(memory) } : {}),
  };
}

function allThawed(memory: LineMemory): LineMemory['heard'] {
  return new Map([...memory.heard].map(([key, one]) => [key, { ...one, frozenMs: null }]));
}

/** A server that spoke, by whatever way, is the end of being offline: packets travel. */
function endsSilence(memory: LineMemory, news: Heard): boolean {
  if (news.word !== 'answer') return false;
  // What was under way when the interface went may still be told of.
  const { network } = memory;
  return !network || network.hasInterface || news.startedMs >= network.atMs;
}

/**
 * A portal lets nobody through: one verified answer ends it. One over http does if this very origin was caught before. An
 * answer through a proxy does if no direct attempt was seen to be caught.
 */
function endsPortal(memory: LineMemory, news: Heard): boolean {
  if (!isVerifiedAnswer(news)) return news.word === 'answer' && news.direct && memory.caught.has(news.origin);
  return news.direct || memory.caught.size === 0;
}

/** Back to what was before, when the one that answers says no more than that; open otherwise. */
function afterSilence(memory: LineMemory, news: Heard): Change {
  const saysNoMore = !news.direct || isAnchor(memory, news);
  const stillDark = memory.wasAllowlist || !news.direct;
  if (saysNoMore && stillDark && darkOrigins(memory).some((one) => one.recentlyGood)) {
    return { state: 'allowlist', reason: allowlistReason(memory) };
  }
  return openChange(memory);
}

function captiveChange(memory: LineMemory): Change | null {
  const reason = captiveReason(memory);
  return reason && { state: 'captive', reason };
}

function offlineChange(memory: LineMemory): Change | null {
  const reason = offlineReason(memory);
  if (!reason) return null;
  // Where most sources are https, a portal shows in one or two only and is silence for the others.
  return (reason.kind === 'silence' ? portalInSilence(memory) : null) ?? { state: 'offline', reason };
}

/** Where nobody answers, one sign of a portal is enough. */
function portalInSilence(memory: LineMemory): Change | null {
  const sign = portalSign(memory);
  return sign && { state: 'captive', reason: portalReason(memory, [sign]) };
}

/** Behind a portal https is silent anyway; so it is gone when those are silent by whom it was seen. */
function offlineBehindPortal(memory: LineMemory): Change | null {
  const reason = offlineReason(memory);
  if (reason && reason.kind !== 'silence') return { state: 'offline', reason };
  if (systemSeesPortal(memory)) return null;
  const origins = silentSinceHeard(memory).filter((one) => memory.caught.has(one.origin)).length;
  return origins >= THRESHOLDS.offline.caughtOrigins
    ? { state: 'offline', reason: { kind: 'silence', origins } }
    : null;
}

function allowlistChange(memory: LineMemory): Change | null {
  return isAllowlist(memory) ? { state: 'allowlist', reason: allowlistReason(memory) } : null;
}

function openChange(memory: LineMemory): Change {
  return { state: 'open', reason: { kind: 'answers', origins: distinctDomains(freshAnswers(memory)) } };
}

function becomeIf(memory: LineMemory, change: Change | null): LineMemory {
  return change ? become(memory, change) : memory;
}

function become(memory: LineMemory, { state, reason }: Change): LineMemory {
  if (state === memory.state) return { ...memory, reason };
  const { atMs } = memory;
  const canaryMs = canaryEveryMs(state);
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
  };
  return state === 'open' ? open(entered) : entered;
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

function caughtNow(memory: LineMemory): ReadonlySet<string> {
  return new Set(
    darkOrigins(memory)
      .filter((one) => one.word === 'stranger')
      .map((one) => one.origin),
  );
}

/** How often a scout goes out in a state; null: everybody goes, or nobody. */
export function canaryEveryMs(state: ConnectivityState): number | null {
  return state === 'unknown' || state === 'open' ? null : THRESHOLDS.probes.canaryMs[state];
}

function endPass(memory: LineMemory, libraryOrigins: number): LineMemory {
  const { pass } = memory;
  const judged = judgePass(memory, pass, libraryOrigins);
  return { ...judged, pass: EMPTY_PASS };
}

function judgePass(memory: LineMemory, pass: LineMemory['pass'], libraryOrigins: number): LineMemory {
  const isAll = pass.asked.size >= Math.min(THRESHOLDS.offline.silentOrigins, libraryOrigins);
  if (pass.portals > 0 && !pass.answered && isAll) {
    const sign = portalSign(memory);
    if (sign) return become(memory, { state: 'captive', reason: portalReason(memory, [sign]) });
  }
  if (memory.state === 'captive' || memory.network?.hasInterface === false) return memory;
  const silence = silentPassReason(memory, libraryOrigins);
  if (silence) return become(memory, { state: 'offline', reason: silence });
  // Small libraries never come to two unrelated answers, and a server's refusal is somebody's word too.
  const speaks = pass.answered || (pass.replied && pass.portals === 0);
  const isOpen = speaks && (memory.state === 'unknown' || memory.state === 'offline');
  return isOpen ? become(memory, openChange(memory)) : memory;
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

function hearSystem(memory: LineMemory, verdict: NonNullable<LineMemory['verdict']>['says'] | null): LineMemory {
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
