import type { EventOf } from '../../shared/contract.ts';
import type { Activity, ConnectivityState, Outcome } from '../../shared/model.ts';

/**
 * What is going on, for the status line: phase, titles on the wire, tallies, and whether the line answers. The finer
 * states of the network join with the code that can tell them apart; here it is open, offline or not yet known.
 */
export type Tracker = {
  phase(phase: Activity['phase'], total: number): void;
  /** More work than was known was found. */
  expect(more: number): void;
  during<T>(title: string, work: () => Promise<T>): Promise<T>;
  idle(): void;
  /** Evidence about the line. */
  saw(outcome: Outcome): void;
  addBytes(bytes: number): void;
  changed(what: EventOf<'changed'>): void;
  /** Did anybody answer in this pass, or is there no reason yet to think that nobody would? */
  isWorthAsking(): boolean;
  /** False once so many attempts of this phase in a row met silence that the rest had better wait. */
  lineHolds(): boolean;
  state(): ConnectivityState;
  sinceMs(): number | null;
  activity(): Activity;
};

/** Nobody answered: the network's word, not any server's. */
const SILENCE: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['DNS_NX', 'DNS_FAIL', 'DNS_BOGON', 'TCP_REFUSED', 'TCP_RST', 'TCP_BLACKHOLE'] as const),
  ...(['TLS_RST', 'TLS_BLACKHOLE', 'HTTP_BLACKHOLE', 'LOCAL', 'PROXY_DOWN'] as const),
]);
/** Somebody answered who can only have been a server. A stub can say 200, so a feed's OK is told after it was read. */
const ANSWER: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['OK', 'NOT_MODIFIED', 'PARTIAL', 'HTTP_429', 'HTTP_503', 'HTTP_4XX', 'HTTP_5XX'] as const),
  ...(['GONE', 'SERVER_LEGAL', 'SERVER_CHALLENGE', 'TOO_LARGE', 'TOO_DEEP'] as const),
]);
/**
 * So many silent attempts in a row, and nobody heard for so long, mean that the line is down. The pause is for blocked
 * sites: they come last in every pass, all in a row, when their time-outs end.
 */
const SILENT_IN_A_ROW = 4;
const SILENT_FOR_MS = 20_000;
/** In a row within one phase; hosts take turns, so that reachable ones are heard between those that are not. */
const SILENT_IN_PHASE = 8;
/** Events are news for people: a few a second are enough. */
const EVENT_EVERY_MS = 250;

export function createTracker(options: {
  readonly now: () => number;
  readonly monotonicMs?: () => number;
  readonly emit: <E extends 'changed'>(name: E, event: EventOf<E>) => void;
  /** Something of `Status` changed. */
  readonly onStatus: () => void;
}): Tracker {
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  let state: ConnectivityState = 'unknown';
  let sinceMs: number | null = null;
  let silent = 0;
  let lastAnswerMs = -Infinity;
  let heardThisPass = false;
  let silentInPhase = 0;
  let phase: Activity['phase'] = 'idle';
  let total = 0;
  let done = 0;
  let bytes = 0;
  const current = new Map<symbol, string>();
  const changes = { feeds: false, articles: false };
  const tellStatus = throttled(options.onStatus);
  const tellChanges = throttled(() => {
    const event = { ...changes };
    changes.feeds = changes.articles = false;
    options.emit('changed', event);
  });

  function become(next: ConnectivityState): void {
    if (state === next) return;
    state = next;
    sinceMs = options.now();
    tellStatus();
  }

  return {
    phase(next, expected) {
      if (phase === 'idle') {
        bytes = 0;
        heardThisPass = false;
        silent = 0;
      }
      phase = next;
      silentInPhase = 0;
      total = expected;
      done = 0;
      tellStatus();
    },
    expect(more) {
      total = Math.max(total, done + current.size + more);
      tellStatus();
    },
    async during(title, work) {
      const token = Symbol(title);
      current.set(token, title);
      tellStatus();
      try {
        return await work();
      } finally {
        current.delete(token);
        done++;
        tellStatus();
      }
    },
    idle() {
      // A pass of one or two sources never reaches the count; that all of them were silent says the same.
      if (silent > 0 && !heardThisPass) become('offline');
      phase = 'idle';
      tellStatus();
    },
    saw(outcome) {
      if (SILENCE.has(outcome)) {
        silentInPhase++;
        if (++silent >= SILENT_IN_A_ROW && monotonicMs() - lastAnswerMs >= SILENT_FOR_MS) become('offline');
      } else if (ANSWER.has(outcome)) {
        silent = 0;
        silentInPhase = 0;
        lastAnswerMs = monotonicMs();
        heardThisPass = true;
        become('open');
      }
    },
    addBytes(more) {
      bytes += more;
    },
    changed(what) {
      changes.feeds ||= what.feeds;
      changes.articles ||= what.articles;
      tellChanges();
      tellStatus();
    },
    isWorthAsking: () => heardThisPass || state !== 'offline',
    lineHolds: () => silentInPhase < SILENT_IN_PHASE,
    state: () => state,
    sinceMs: () => sinceMs,
    activity: () => ({ phase, current: [...current.values()].slice(-3).reverse(), done, total, bytes }),
  };
}

/** Calls `tell` soon after the first call and then at most every EVENT_EVERY_MS, the last one included. */
function throttled(tell: () => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      tell();
    }, EVENT_EVERY_MS);
    timer.unref();
  };
}
