import type { EventOf } from '../../shared/contract.ts';
import type { Activity, FetchKind, Outcome } from '../../shared/model.ts';

/** What is going on, for the status line: phase, titles on the wire, tallies; and whether this pass meets anything but silence. */
export type Tracker = {
  /** A piece of work begins; `expected`: pieces of its kind that are known to be waiting. Returns what ends it. */
  begin(kind: FetchKind, title: string, expected: number): () => void;
  idle(): void;
  /** What came of one attempt. */
  saw(outcome: Outcome): void;
  addBytes(bytes: number): void;
  changed(what: EventOf<'changed'>): void;
  /** False once so many attempts of this phase in a row met silence that the rest had better wait. */
  lineHolds(): boolean;
  activity(): Activity;
};

const ORDER: readonly Activity['phase'][] = ['idle', 'feeds', 'articles', 'images'];
const PHASE_OF = { feed: 'feeds', page: 'articles', image: 'images' } as const;
const KIND_OF = { feeds: 'feed', articles: 'page', images: 'image' } as const;

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
/** In a row within one phase; hosts take turns, so that reachable ones are heard between those that are not. */
const SILENT_IN_PHASE = 8;
/** Events are news for people: a few a second are enough. */
const EVENT_EVERY_MS = 250;

export function createTracker(options: {
  /** A pass is over. `heard`: anybody answered in it; `asked`: anybody was asked. */
  readonly onPassEnded: (pass: { readonly asked: number; readonly heard: boolean }) => void;
  readonly emit: <E extends 'changed'>(name: E, event: EventOf<E>) => void;
  /** Something of `Status` changed. */
  readonly onStatus: () => void;
}): Tracker {
  let asked = 0;
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

  const underWay: Record<FetchKind, number> = { feed: 0, page: 0, image: 0 };

  function enter(next: Activity['phase']): void {
    if (phase === 'idle') {
      bytes = 0;
      heardThisPass = false;
      asked = 0;
    }
    phase = next;
    silentInPhase = 0;
    done = 0;
    total = 0;
  }

  return {
    begin(kind, title, expected) {
      const itsPhase = PHASE_OF[kind];
      // A headline between two texts is no phase of its own; the first text beside late headlines is.
      const isBusy = phase !== 'idle' && underWay[KIND_OF[phase]] > 0;
      if (phase !== itsPhase && (!isBusy || ORDER.indexOf(itsPhase) > ORDER.indexOf(phase))) enter(itsPhase);
      const counts = phase === itsPhase;
      const token = Symbol(title);
      current.set(token, title);
      underWay[kind]++;
      if (counts) total = Math.max(total, done + underWay[kind] + expected);
      tellStatus();
      return () => {
        if (!current.delete(token)) return;
        underWay[kind]--;
        if (counts && phase === itsPhase) done++;
        tellStatus();
      };
    },
    idle() {
      if (phase !== 'idle') options.onPassEnded({ asked, heard: heardThisPass });
      phase = 'idle';
      tellStatus();
    },
    saw(outcome) {
      asked++;
      if (SILENCE.has(outcome)) {
        silentInPhase++;
      } else if (ANSWER.has(outcome)) {
        silentInPhase = 0;
        heardThisPass = true;
      }
      tellStatus();
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
    lineHolds: () => silentInPhase < SILENT_IN_PHASE,
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
