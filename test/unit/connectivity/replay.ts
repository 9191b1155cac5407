/** Plays a script of the line against the rules, with a poller that does what the state and `probesWanted` say. */
import type { Attempt, LineEvent } from '../../../main/connectivity/events.ts';
import { lineView, observe } from '../../../main/connectivity/line.ts';
import { createLine, type LineMemory } from '../../../main/connectivity/memory.ts';
import { probesWanted } from '../../../main/connectivity/probes.ts';
import type { ConnectivityState } from '../../../shared/line.ts';
import { isSuccess } from '../../../shared/outcome.ts';
import { seeded } from './seeded.ts';
import {
  attemptIn,
  type Regime,
  type Result,
  script,
  type Stretch,
  TRUTH,
  verdictIn,
  type WorldOrigin,
  worldOrigins,
} from './world.ts';

/** Seen by a five-second poll of the interfaces. */
const WATCH_MS = 5_000;
/** NetworkManager's verdict is read once a minute. */
const VERDICT_MS = 60_000;
const UNDER_WAY: Readonly<Record<ConnectivityState, number>> = {
  unknown: 6,
  offline: 1,
  captive: 1,
  allowlist: 3,
  degraded: 3,
  open: 6,
};

export type Detection = {
  readonly state: ConnectivityState;
  readonly from: ConnectivityState;
  readonly delayMs: number;
};
export type Replay = {
  /** Milliseconds, by what was true and what was said. */
  readonly time: ReadonlyMap<ConnectivityState, ReadonlyMap<ConnectivityState, number>>;
  readonly detections: readonly Detection[];
  readonly attempts: number;
  /** Of origins that did not answer. */
  readonly failures: number;
  /** Changes of what was said. */
  readonly changes: number;
};

type Poll = {
  readonly target: WorldOrigin;
  dueMs: number;
  waitMs: number;
  lastTriedMs: number | null;
  lastOkMs: number;
  busy: boolean;
  frozen: boolean;
  /** Pages behind its new headlines that are still to be fetched. */
  pages: number;
};
type Due = { readonly atMs: number; readonly run: () => void };

export function replay(seed: number, noise: number): Replay {
  const random = seeded(seed);
  const stretches = script(random);
  const polls = worldOrigins(random).map((target): Poll => {
    return {
      target,
      dueMs: 3_000 + random() * 7_000,
      waitMs: 0,
      lastTriedMs: null,
      lastOkMs: -3_600_000,
      busy: false,
      frozen: false,
      pages: 0,
    };
  });
  const endMs = stretches.at(-1)?.toMs ?? 0;
  const queue: Due[] = [];
  let nowMs = 0;
  let memory: LineMemory = createLine();
  let underWay = 0;
  let attempts = 0;
  let failures = 0;
  let changes = 0;
  let lookAtMs = 0;
  const said: { readonly atMs: number; readonly state: ConnectivityState }[] = [{ atMs: 0, state: 'unknown' }];

  const regimeAt = (): Regime => stretchAt(stretches, nowMs).regime;
  const later = (ms: number, run: () => void): void => void queue.push({ atMs: nowMs + ms, run });

  function tell(event: LineEvent): void {
    const before = memory.state;
    memory = observe(memory, event);
    if (memory.state === before) return;
    changes++;
    said.push({ atMs: nowMs, state: memory.state });
    const isBack = before === 'offline' || before === 'captive';
    if (memory.state === 'unknown' || (isBack && memory.state !== 'offline' && memory.state !== 'captive'))
      everythingIsDue();
  }

  /** A window opened: headlines of all that were not had lately. */
  function everythingIsDue(): void {
    for (const poll of polls) {
      if (nowMs - poll.lastOkMs > 15 * 60_000) poll.dueMs = nowMs + 3_000 + random() * 7_000;
    }
  }

  function start(poll: Poll): void {
    if (poll.busy) return;
    poll.busy = true;
    underWay++;
    attempts++;
    poll.lastTriedMs = nowMs;
    const result = attemptIn(
      regimeAt(),
      poll.target,
      poll.lastOkMs > 0 && !poll.frozen && poll.pages === 0,
      noise,
      random,
    );
    later(result.tookMs, () => finish(poll, result));
  }

  function finish(poll: Poll, result: Result): void {
    poll.busy = false;
    underWay--;
    const recentlyGood = nowMs - poll.lastOkMs < 7 * 24 * 3_600_000;
    const ok = isSuccess(result.outcome);
    // Validators are not kept of what was cut (case 25).
    if (ok || result.outcome === 'FROZEN') poll.frozen = !ok;
    if (ok) {
      poll.lastOkMs = nowMs;
      poll.waitMs = 0;
      poll.dueMs = nowMs + poll.target.everyMs * (0.9 + 0.2 * random());
      if (poll.pages > 0) poll.pages--;
      else if (result.outcome === 'OK') poll.pages = Math.floor(random() * 4);
      // A second between pages of one host (3.2).
      if (poll.pages > 0) poll.dueMs = nowMs + 1_000;
    } else {
      failures++;
      // Decorrelated jitter, as the breaker has it (3.2).
      poll.waitMs = Math.min(6 * 3_600_000, 90_000 + random() * Math.max(0, 3 * poll.waitMs - 90_000));
      poll.dueMs = nowMs + poll.waitMs;
    }
    tell(attemptEvent(nowMs, poll.target, result, recentlyGood));
    if (underWay === 0) tell({ kind: 'pass-ended', atMs: nowMs, origins: polls.length });
    lookAtMs = nowMs;
  }

  function look(): void {
    const askable = polls
      .filter((poll) => !poll.busy)
      .map((poll) => ({
        origin: poll.target.origin,
        domain: poll.target.domain,
        priority: 1,
        lastTriedMs: poll.lastTriedMs,
        recentlyGood: nowMs - poll.lastOkMs < 7 * 24 * 3_600_000,
        anchorByOwner: false,
      }));
    const probes = probesWanted(memory, nowMs, askable, random);
    tell({ kind: 'asked', atMs: nowMs, probes });
    const wanted = new Set([...probes.confirm, ...probes.released, ...(probes.canary === null ? [] : [probes.canary])]);
    for (const poll of polls) if (wanted.has(poll.target.origin)) start(poll);
    lookAtMs = nowMs + probes.nextLookMs;
  }

  function poll(): void {
    const { state } = memory;
    if (state === 'offline' || state === 'captive') return;
    const held = new Set(state === 'allowlist' ? lineView(memory, nowMs).darkOrigins : []);
    for (const one of polls) {
      if (underWay >= UNDER_WAY[state]) return;
      if (one.dueMs <= nowMs && !held.has(one.target.origin)) start(one);
    }
  }

  for (const stretch of stretches) {
    const hasInterface = stretch.regime.kind !== 'no-interface';
    const identity = hasInterface ? stretch.identity : null;
    queue.push({
      atMs: stretch.fromMs + random() * WATCH_MS,
      run: () => tell({ kind: 'network', atMs: nowMs, identity, hasInterface }),
    });
    queue.push({
      atMs: stretch.fromMs + random() * VERDICT_MS,
      run: () => tell({ kind: 'system', atMs: nowMs, verdict: verdictIn(stretch.regime) }),
    });
  }

  while (nowMs < endMs) {
    const next = queue.length > 0 ? queue.reduce((a, b) => (b.atMs < a.atMs ? b : a)) : null;
    // What is due and was not started waits for something to end, or for another state.
    const pollMs = Math.min(...polls.filter((one) => !one.busy && one.dueMs > nowMs).map((one) => one.dueMs), Infinity);
    nowMs = Math.max(nowMs, Math.min(next?.atMs ?? Infinity, lookAtMs, pollMs));
    if (next && next.atMs <= nowMs) {
      queue.splice(queue.indexOf(next), 1);
      next.run();
    }
    if (lookAtMs <= nowMs) look();
    poll();
  }
  return { ...score(stretches, said, endMs), attempts, failures, changes };
}

function attemptEvent(atMs: number, target: WorldOrigin, result: Result, recentlyGood: boolean): Attempt {
  return {
    kind: 'attempt',
    atMs,
    origin: target.origin,
    domain: target.domain,
    route: 'direct',
    recentlyGood,
    certificateOff: null,
    serverDateMs: null,
    anchorByOwner: false,
    ...result,
  };
}

function stretchAt(stretches: readonly Stretch[], atMs: number): Stretch {
  return stretches.find((one) => atMs < one.toMs) ?? (stretches.at(-1) as Stretch);
}

function score(
  stretches: readonly Stretch[],
  said: readonly { readonly atMs: number; readonly state: ConnectivityState }[],
  endMs: number,
): Pick<Replay, 'time' | 'detections'> {
  const time = new Map<ConnectivityState, Map<ConnectivityState, number>>();
  const detections: Detection[] = [];
  const spans = said.map((one, index) => ({ ...one, toMs: said[index + 1]?.atMs ?? endMs }));
  for (const [index, { regime, fromMs, toMs }] of stretches.entries()) {
    const truth = TRUTH[regime.kind];
    const row = time.get(truth) ?? new Map<ConnectivityState, number>();
    time.set(truth, row);
    let foundMs: number | null = null;
    for (const span of spans) {
      const ms = Math.min(span.toMs, toMs) - Math.max(span.atMs, fromMs);
      if (ms <= 0) continue;
      row.set(span.state, (row.get(span.state) ?? 0) + ms);
      if (span.state === truth) foundMs ??= Math.max(span.atMs, fromMs);
    }
    const before = stretches[index - 1];
    const from = before ? TRUTH[before.regime.kind] : 'unknown';
    detections.push({ state: truth, from, delayMs: (foundMs ?? toMs) - fromMs });
  }
  return { time, detections };
}

export type Summary = {
  readonly right: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly count: number;
};

/** Of all replays together; null: over all states. */
export function summarise(replays: readonly Replay[], state: ConnectivityState | null): Summary {
  let right = 0;
  let total = 0;
  for (const { time } of replays) {
    for (const [truth, row] of time) {
      if (state !== null && truth !== state) continue;
      for (const [saidState, ms] of row) {
        total += ms;
        if (saidState === truth) right += ms;
      }
    }
  }
  const delays = replays
    .flatMap((one) => one.detections)
    .filter((one) => state === null || one.state === state)
    .map((one) => one.delayMs)
    .sort((a, b) => a - b);
  const at = (share: number): number =>
    delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? Number.NaN;
  return { right: right / total, medianMs: at(0.5), p90Ms: at(0.9), count: delays.length };
}
