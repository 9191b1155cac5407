import type { Outcome } from '../../shared/outcome.ts';
import { outcomeClass } from '../../shared/outcome.ts';
import { DIRECT, heardOf, isDark } from './evidence.ts';
import type { Attempt } from './events.ts';
import { type Burst, elapsedMs, type Heard, isAnchor, type LineMemory, type Measurement } from './memory.ts';
import { THRESHOLDS } from './thresholds.ts';

const { allowlist, degraded, offline, probes } = THRESHOLDS;

/** One attempt more, the state left as it is; `news` is null when it says nothing about the line. */
export function learn(
  memory: LineMemory,
  attempt: Attempt,
): { readonly memory: LineMemory; readonly news: Heard | null } {
  const asked = without(memory.asked, attempt.origin);
  const told = heardOf(attempt);
  if (!told) return { memory: { ...memory, asked }, news: null };
  const before = memory.heard.get(told.key);
  const order = memory.order + 1;
  const news = hear(attempt, told, before, order);
  const learned: LineMemory = {
    ...memory,
    order,
    asked,
    heard: remember(memory.heard, told.key, news),
    newest: [...memory.newest, { origin: news.origin, word: news.word }].slice(-offline.localOf),
    lastHeardMs: tellsOfOthers(news) ? Math.max(memory.lastHeardMs, news.atMs) : memory.lastHeardMs,
    lastVerifiedMs: isVerifiedAnswer(news) ? Math.max(memory.lastVerifiedMs, news.atMs) : memory.lastVerifiedMs,
    verdict: refute(memory.verdict, news),
    portalUrl: attempt.portalUrl ?? memory.portalUrl,
    caught: memory.state === 'captive' ? caughtWith(memory.caught, news) : memory.caught,
    released: tried(memory.released, attempt.origin),
    pass: tally(memory, news),
    burst: burstAfter(memory, news, before),
  };
  const wasDark = before !== undefined && (isDark(before.word) || isLeftOut(memory, news));
  const anchored = learnAnchors(hearLeftOut(learned, news), news, wasDark);
  return { memory: thaw(anchored, news, before, attempt.bytes), news };
}

function hear(
  attempt: Attempt,
  told: { readonly key: string; readonly word: Heard['word'] },
  before: Heard | undefined,
  order: number,
): Heard {
  const direct = attempt.route === DIRECT;
  const { atMs } = attempt;
  const dark = isDark(told.word);
  return {
    origin: told.key.startsWith('proxy ') ? told.key : attempt.origin,
    domain: told.key.startsWith('proxy ') ? told.key : attempt.domain,
    direct,
    word: told.word,
    outcome: attempt.outcome,
    order,
    startedMs: atMs - Math.max(0, attempt.tookMs),
    atMs,
    verified: attempt.verified,
    recentlyGood: attempt.recentlyGood || (before?.recentlyGood ?? false),
    stranger: attempt.stranger,
    anchorByOwner: attempt.anchorByOwner,
    turned: told.word !== 'answer' && (before?.word === 'answer' || before?.turned === true),
    failures: dark ? (before?.failures ?? 0) + 1 : 0,
    frozenMs: attempt.outcome === 'FROZEN' ? atMs : (before?.frozenMs ?? null),
    transfer: direct ? (transferOf(attempt, order) ?? before?.transfer ?? null) : null,
    handshake:
      direct && attempt.handshakeMs !== null
        ? { value: attempt.handshakeMs, order, atMs }
        : (before?.handshake ?? null),
  };
}

function transferOf(attempt: Attempt, order: number): Measurement | null {
  const { outcome, bytes, transferMs, atMs } = attempt;
  // A frozen or cut transfer tells when it stopped, not how fast it went.
  if (outcome === 'FROZEN' || outcome === 'TRUNC') return null;
  if (transferMs <= 0 || (bytes < degraded.measurableBytes && outcome !== 'SLOW')) return null;
  return { value: (bytes * 1000) / transferMs, order, atMs };
}

/** The newest stands last; the one that was not heard of for longest goes first. */
function remember(heard: LineMemory['heard'], key: string, news: Heard): ReadonlyMap<string, Heard> {
  const all = new Map(heard);
  all.delete(key);
  all.set(key, news);
  for (const oldest of all.keys()) {
    if (all.size <= THRESHOLDS.maxOrigins) break;
    all.delete(oldest);
  }
  return all;
}

function without(asked: ReadonlyMap<string, number>, origin: string): ReadonlyMap<string, number> {
  if (!asked.has(origin)) return asked;
  const rest = new Map(asked);
  rest.delete(origin);
  return rest;
}

function tried(released: LineMemory['released'], origin: string): LineMemory['released'] {
  if (!released?.waiting.includes(origin)) return released;
  const waiting = released.waiting.filter((one) => one !== origin);
  return waiting.length > 0 ? { ...released, waiting } : null;
}

/** Somebody out there was heard, whoever it was. */
function tellsOfOthers(news: Heard): boolean {
  return news.word === 'answer' || news.word === 'contact' || news.word === 'stranger';
}

/** An answer over http that the gate let in is no proof that no portal stands in the way of others. */
export function isVerifiedAnswer(news: Heard): boolean {
  return news.word === 'answer' && news.verified;
}

function refute(verdict: LineMemory['verdict'], news: Heard): LineMemory['verdict'] {
  if (!verdict || verdict.refuted || !isVerifiedAnswer(news) || news.startedMs < verdict.atMs) return verdict;
  return { ...verdict, refuted: true };
}

function caughtWith(caught: ReadonlySet<string>, news: Heard): ReadonlySet<string> {
  return news.direct && news.word === 'stranger' ? new Set([...caught, news.origin]) : caught;
}

function tally({ pass }: LineMemory, news: Heard): LineMemory['pass'] {
  const silent = new Set(pass.silent);
  if (news.word === 'silence' || news.word === 'local') silent.add(news.origin);
  else silent.delete(news.origin);
  return {
    asked: new Set([...pass.asked, news.origin]),
    silent,
    portals: pass.portals + (news.outcome === 'CAPTIVE' ? 1 : 0),
    answered: pass.answered || news.word === 'answer',
    replied: pass.replied || (news.word === 'contact' && outcomeClass(news.outcome) === 'server'),
  };
}

/** It did already, and no portal is new. */
function fails(before: Heard | undefined, outcome: Outcome): boolean {
  return before !== undefined && isFailing(before.outcome) && (outcome !== 'CAPTIVE' || before.outcome === 'CAPTIVE');
}

const FAILING: ReadonlySet<ReturnType<typeof outcomeClass>> = new Set(['path', 'local']);

function isFailing(outcome: Outcome): boolean {
  return FAILING.has(outcomeClass(outcome));
}

/** The first failure of an origin that was good is a doubt about the line; that it fails on is its own affair. */
function burstAfter(memory: LineMemory, news: Heard, before: Heard | undefined): Burst | null {
  const { burst, state } = memory;
  const isFirstFailure = news.direct && news.recentlyGood && isFailing(news.outcome) && !fails(before, news.outcome);
  const isDoubtful =
    state === 'open' ||
    state === 'degraded' ||
    (state === 'allowlist' && (isAnchor(memory, news) || news.outcome === 'CAPTIVE'));
  if (!isFirstFailure || !isDoubtful) return burst;
  const isUnderWay =
    burst !== null && burst.asked.length < probes.burst && elapsedMs(burst.fromMs, news.atMs) < probes.burstForMs;
  if (isUnderWay) return burst;
  return startBurst(memory, news.outcome === 'CAPTIVE' ? 'portal' : 'doubt', news.atMs);
}

/** At most one a minute: a second one waits for its minute. */
function startBurst(memory: LineMemory, why: Burst['why'], atMs: number): Burst {
  const sinceMs = elapsedMs(memory.lastBurstMs, atMs);
  return { why, fromMs: atMs + Math.max(0, probes.burstEveryMs - sinceMs), asked: [], lastAskMs: -Infinity };
}

/** Asked since only some answer: what was under way before may still be told of. */
function isLeftOut(memory: LineMemory, news: Heard): boolean {
  const { state, leftOut, sinceMs } = memory;
  return state === 'allowlist' && leftOut.has(news.origin) && news.direct && news.startedMs >= (sinceMs ?? 0);
}

/** From now on it speaks for itself. */
function hearLeftOut(memory: LineMemory, news: Heard): LineMemory {
  if (!isLeftOut(memory, news)) return memory;
  return { ...memory, leftOut: new Set([...memory.leftOut].filter((origin) => origin !== news.origin)) };
}

/** Who answers while only some do is one of these; two dark ones at once are the end of it. */
function learnAnchors(memory: LineMemory, news: Heard, wasDark: boolean): LineMemory {
  if (memory.state !== 'allowlist' || !news.direct) return memory;
  const { origin, atMs } = news;
  if (isDark(news.word) && news.failures >= allowlist.anchorFailures && memory.anchors.has(origin)) {
    const anchors = new Map(memory.anchors);
    anchors.delete(origin);
    return { ...memory, anchors };
  }
  if (news.word !== 'answer' || isAnchor(memory, news) || memory.leftOut.has(origin)) return memory;
  const learned = { ...memory, anchors: new Map(memory.anchors).set(origin, atMs) };
  if (!wasDark) return learned;
  const lately = memory.exit.filter((one) => elapsedMs(one.atMs, atMs) <= allowlist.exitWithinMs);
  const burst: Burst = { why: 'exit', fromMs: atMs, asked: [], lastAskMs: -Infinity };
  return { ...learned, exit: [...lately, { origin, atMs }], burst };
}

/** A frozen origin came through with more than a curtain lets pass. */
function thaw(memory: LineMemory, news: Heard, before: Heard | undefined, bytes: number): LineMemory {
  if (news.outcome === 'FROZEN') return { ...memory, thawing: [] };
  if (news.word !== 'answer' || !before || before.frozenMs === null || bytes <= degraded.passedBytes) return memory;
  const heard = new Map(memory.heard).set(news.origin, { ...news, frozenMs: null });
  const thawing = [...new Set([...memory.thawing, news.origin])];
  const burst: Burst | null =
    memory.state === 'degraded' && memory.burst?.why !== 'thaw' ? startBurst(memory, 'thaw', news.atMs) : memory.burst;
  return { ...memory, heard, thawing, burst };
}
