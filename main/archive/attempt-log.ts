import type { LoggedAttempt } from '../../shared/model.ts';
import type { Database } from './database.ts';
import { feedNumber, type Store } from './store.ts';

/** Some weeks of a small library, a day of a big one: what it takes to see why a source fails. */
const MAX_LINES = 10_000;

/** Only while the owner keeps a log: the caller asks the library. Of what was asked it knows the source, and no address. */
export function logAttempt(store: Store, attempt: LoggedAttempt): void {
  const { database } = store;
  const feed = attempt.feedId === null ? null : feedNumber(database, attempt.feedId);
  database.transaction(() => {
    const { lastInsertRowid } = database
      .sql('INSERT INTO attempt (at_ms, feed, what, outcome, route, bytes, ms) VALUES (?, ?, ?, ?, ?, ?, ?)')
      .run(
        Math.round(attempt.atMs),
        feed,
        attempt.what,
        attempt.outcome,
        attempt.route,
        Math.round(attempt.bytes),
        Math.round(attempt.ms),
      );
    database.sql('DELETE FROM attempt WHERE n <= ?').run(Number(lastInsertRowid) - MAX_LINES);
  });
}

/** Newest first. */
export function loggedAttempts(database: Database, limit: number): LoggedAttempt[] {
  return database
    .sql<LoggedAttempt>(
      `SELECT a.at_ms AS atMs, f.id AS feedId, a.what, a.outcome, a.route, a.bytes, a.ms
       FROM attempt a LEFT JOIN feed f ON f.n = a.feed ORDER BY a.n DESC LIMIT ?`,
    )
    .all(limit);
}

export function clearLog(database: Database): void {
  database.sql('DELETE FROM attempt').run();
}
