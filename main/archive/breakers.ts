import type { BreakerRecord } from '../../shared/planning.ts';
import type { Database } from './database.ts';
import type { Store } from './store.ts';

/** As many as there are origins to remember; a network in which nothing answers breaks every one of them. */
const MAX_BREAKERS = 10_000;

export function breakers(database: Database): BreakerRecord[] {
  return database
    .sql<BreakerRecord>(
      'SELECT key, kind, failures, wait_ms AS waitMs, until_ms AS untilMs, outcome FROM breaker ORDER BY key',
    )
    .all();
}

export function saveBreaker(store: Store, record: BreakerRecord): void {
  const { database } = store;
  database.transaction(() => {
    database
      .sql(
        `INSERT INTO breaker (key, kind, failures, wait_ms, until_ms, outcome)
         VALUES (@key, @kind, @failures, @waitMs, @untilMs, @outcome)
         ON CONFLICT (key) DO UPDATE SET kind = @kind, failures = @failures, wait_ms = @waitMs, until_ms = @untilMs,
           outcome = @outcome`,
      )
      .run({
        ...record,
        waitMs: Math.round(record.waitMs),
        untilMs: Math.round(record.untilMs),
      });
    const count = database.sql<{ count: number }>('SELECT count(*) AS count FROM breaker').get()?.count ?? 0;
    if (count <= MAX_BREAKERS) return;
    // Those that end first: whatever they keep from being asked is asked again soonest.
    database
      .sql('DELETE FROM breaker WHERE key IN (SELECT key FROM breaker ORDER BY until_ms, key LIMIT ?)')
      .run(count - MAX_BREAKERS);
  });
}

export function dropBreaker(database: Database, key: string): void {
  database.sql('DELETE FROM breaker WHERE key = ?').run(key);
}

/** What its server said of one feed. */
export function dropFeedBreaker(database: Database, feed: number): void {
  database.sql(`DELETE FROM breaker WHERE key = (SELECT 'feed ' || id FROM feed WHERE n = ?)`).run(feed);
}

/** By every way to it. @param host as `URL.host` has it, with its port */
export function dropOriginBreakers(database: Database, host: string): void {
  for (const origin of [`http://${host}`, `https://${host}`]) {
    // Keys are `origin route`; no origin has a blank in it, and "!" comes next after one.
    database.sql('DELETE FROM breaker WHERE key >= ? AND key < ?').run(`${origin} `, `${origin}!`);
  }
}
