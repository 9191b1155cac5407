/** What attempts teach beyond their own piece of work: of origins, ways and the line. Saved together with that piece. */
import type { FetchOutcome } from '../../shared/model.ts';
import type { Archive } from '../archive/archive.ts';
import type { Attempted } from './attempted.ts';
import type { Commits } from './commits.ts';
import type { Line } from './line.ts';
import type { Origins } from './origins.ts';
import type { KeptWayMemory } from './way-memory.ts';
import type { Ways } from './ways.ts';

export type Lessons = {
  readonly origins: Origins;
  saw(attempted: Attempted): void;
  /** Runs `work` in a transaction with everything learned since the last one. */
  commit<T>(commits: Commits, work: () => T): Promise<T>;
};

export function createLessons(options: {
  readonly archive: Pick<Archive, 'saveOrigin' | 'saveRouteRecord' | 'logAttempt' | 'library'>;
  readonly origins: Origins;
  readonly memory: KeptWayMemory;
  readonly ways: Ways;
  readonly line: Line;
  readonly now: () => number;
}): Lessons {
  const { archive, origins, memory, ways, line } = options;
  let unlogged: Attempted[] = [];

  return {
    origins,
    saw(attempted) {
      const { fetched, outcome, wanted, way } = attempted;
      if (outcome === 'CANCELLED' || wasLeftAlone(fetched)) return;
      // Before the origin is told: whether it was good until now is what makes a failure the network's.
      line.saw(attempted);
      origins.saw(fetched, outcome);
      ways.learn(wanted, way, outcome);
      if (archive.library().network.log) unlogged.push(attempted);
    },
    commit(commits, work) {
      // Taken out before, for the work may run twice.
      const facts = origins.takeChanged();
      const records = memory.takeChanged();
      const log = unlogged;
      unlogged = [];
      const atMs = options.now();
      return commits.store(() => {
        for (const fact of facts) archive.saveOrigin(fact);
        for (const record of records) archive.saveRouteRecord(record);
        for (const { what, feedId, fetched, outcome } of log) {
          const { route, wireBytes: bytes, phases } = fetched;
          archive.logAttempt({ atMs, feedId, what, outcome, route, bytes, ms: phases.totalMs });
        }
        return work();
      });
    },
  };
}

/** Its address was silent a moment ago and was not knocked at again: no new evidence of anything. */
function wasLeftAlone({ outcome, connections, status }: FetchOutcome): boolean {
  return (outcome === 'TCP_BLACKHOLE' || outcome === 'TLS_BLACKHOLE') && connections === 0 && status === null;
}
