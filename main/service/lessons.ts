/** What attempts teach beyond their own piece of work: of origins, ways and the line. Saved together with that piece. */
import { isDown } from '../../shared/line.ts';
import { type FetchKind, type FetchOutcome, isSuccess } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { Archive } from '../archive/archive.ts';
import type { Attempted } from './attempted.ts';
import type { Commits } from './commits.ts';
import type { Line } from './line.ts';
import type { Origins } from './origins.ts';
import type { KeptWayMemory } from './way-memory.ts';
import type { Planning } from './planning.ts';
import type { Ways } from './ways.ts';
import { movedBytes } from './moved-bytes.ts';

export type Lessons = {
  readonly origins: Origins;
  saw(attempted: Attempted): void;
  /** Moved for a person, outside of any run: spent all the same. */
  spent(kind: FetchKind, fetched: FetchOutcome): void;
  /** Runs `work` in a transaction with everything learned since the last one. */
  commit<T>(commits: Commits, work: () => T): Promise<T>;
  /** What the last piece of a run taught, too: no other follows with which it could be saved. */
  settle(commits: Commits): Promise<void>;
};

export function createLessons(options: {
  readonly archive: Pick<
    Archive,
    'saveOrigin' | 'saveRouteRecord' | 'logAttempt' | 'library' | 'saveBreaker' | 'dropBreaker' | 'addSpent'
  >;
  readonly origins: Origins;
  readonly memory: KeptWayMemory;
  readonly ways: Ways;
  readonly line: Line;
  readonly planning: () => Pick<Planning, 'breakers' | 'pace' | 'sizes' | 'neighbours' | 'diary' | 'purse'>;
  readonly now: () => number;
}): Lessons {
  const { archive, origins, memory, ways, line } = options;
  let unlogged: Attempted[] = [];
  let unspent = 0;

  /** What the planner goes by. */
  function teach({ what, feedId, way, fetched, outcome }: Attempted): void {
    const { breakers, pace, sizes, neighbours, diary } = options.planning();
    const url = parseHttpUrl(way.url);
    if (!url) return;
    const route = way.via.via === 'direct' ? 'direct' : way.via.id;
    const { status, retryAtMs } = fetched;
    const attempt = { origin: url.origin, route, what, feedId, outcome, status, retryAtMs };
    breakers.saw(attempt, options.now(), isDown(line.state()));
    if (!isSuccess(outcome)) return;
    neighbours.changed();
    diary.heard(options.now());
    sizes.saw(what, url.host, fetched.wireBytes);
    const { tcpMs, lookupMs } = fetched.phases;
    if (tcpMs !== null) pace.roundTrip(tcpMs - (lookupMs ?? 0));
  }

  /** All that waits to be written, taken out before it is: the work may run twice. */
  function taken(): { readonly write: () => void; readonly isEmpty: boolean } {
    const facts = origins.takeChanged();
    const records = memory.takeChanged();
    const breakers = options.planning().breakers.takeChanged();
    const spent = unspent;
    const log = unlogged;
    unspent = 0;
    unlogged = [];
    const atMs = options.now();
    const write = (): void => {
      for (const fact of facts) archive.saveOrigin(fact);
      for (const record of records) archive.saveRouteRecord(record);
      for (const record of breakers.saved) archive.saveBreaker(record);
      for (const key of breakers.dropped) archive.dropBreaker(key);
      if (spent > 0) archive.addSpent(atMs, spent);
      for (const { what, feedId, fetched, outcome } of log) {
        const { route, wireBytes: bytes, phases } = fetched;
        archive.logAttempt({ atMs, feedId, what, outcome, route, bytes, ms: phases.totalMs });
      }
    };
    const learned = facts.length + records.length + breakers.saved.length + breakers.dropped.length + log.length;
    return { write, isEmpty: learned === 0 && spent === 0 };
  }

  return {
    origins,
    saw(attempted) {
      const { fetched, outcome, wanted, way } = attempted;
      unspent += movedBytes(fetched);
      if (outcome === 'CANCELLED' || wasLeftAlone(fetched)) return;
      // Before the origin is told: whether it was good until now is what makes a failure the network's.
      line.saw(attempted);
      origins.saw(fetched, outcome);
      ways.learn(wanted, way, outcome);
      teach(attempted);
      if (archive.library().network.log) unlogged.push(attempted);
    },
    spent(kind, fetched) {
      const bytes = movedBytes(fetched);
      unspent += bytes;
      options.planning().purse.spend(kind, bytes, options.now());
    },
    commit: (commits, work) => {
      const { write } = taken();
      return commits.store(() => {
        write();
        return work();
      });
    },
    async settle(commits) {
      const { write, isEmpty } = taken();
      if (!isEmpty) await commits.store(write);
    },
  };
}

/** Its address was silent a moment ago and was not knocked at again: no new evidence of anything. */
function wasLeftAlone({ outcome, connections, status }: FetchOutcome): boolean {
  return (outcome === 'TCP_BLACKHOLE' || outcome === 'TLS_BLACKHOLE') && connections === 0 && status === null;
}
