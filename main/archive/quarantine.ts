import { isVerified } from '../../shared/line.ts';
import type { QuarantinedKind, QuarantineEntry } from '../../shared/model.ts';
import type { Database } from './database.ts';
import type { Arrival } from './face.ts';
import { articleNumber, feedNumber, type Store } from './store.ts';

/** Nobody reads a longer list, and a network can put its page in place of every single thing. The oldest make room. */
const MAX_ENTRIES = 2_000;
/** A sentence; longer ones quote what a stranger said. */
const MAX_REASON_LENGTH = 500;
/** Longest name DNS can carry, with a port. */
const MAX_HOST_LENGTH = 260;

/** What came, and was not let in; of each thing the last reason stands. What has gone meanwhile is not noted. */
export function quarantine(store: Store, entry: Omit<QuarantineEntry, 'title' | 'atMs'>): void {
  const { database } = store;
  const feed = entry.feedId === null ? null : feedNumber(database, entry.feedId);
  const article = entry.articleId === null ? null : articleNumber(database, entry.articleId);
  if (entry.what === 'feed' && feed === null) return;
  if (entry.what === 'page' && article === null) return;
  database.transaction(() => {
    database
      .sql(
        `INSERT OR REPLACE INTO quarantine (what, key, feed, article, host, outcome, reason, sha256, at_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        entry.what,
        entry.key,
        feed,
        article,
        entry.host.slice(0, MAX_HOST_LENGTH),
        entry.outcome,
        entry.reason.slice(0, MAX_REASON_LENGTH),
        entry.sha256,
        store.now(),
      );
    const excess = countQuarantined(database) - MAX_ENTRIES;
    if (excess <= 0) return;
    database
      .sql(`DELETE FROM quarantine WHERE (what, key) IN (SELECT what, key FROM quarantine ORDER BY at_ms LIMIT ?)`)
      .run(excess);
  });
}

export function release(store: Store, what: QuarantinedKind, key: string): void {
  store.database.sql('DELETE FROM quarantine WHERE what = ? AND key = ?').run(what, key);
}

/** The server itself answered for it: whatever was put in its place is no longer of interest. */
export function releaseWhenVerified(store: Store, what: QuarantinedKind, key: string, arrival: Arrival | null): void {
  if (arrival !== null && isVerified(arrival.authority)) release(store, what, key);
}

export function countQuarantined(database: Database): number {
  return database.sql<{ count: number }>('SELECT count(*) AS count FROM quarantine').get()?.count ?? 0;
}

/** Newest first. */
export function quarantined(database: Database): QuarantineEntry[] {
  return database
    .sql<QuarantineEntry>(
      `SELECT q.what, q.key, coalesce(nullif(a.title, ''), f.given_title, f.own_title, f.url, q.host) AS title, f.id AS feedId,
         a.id AS articleId, q.host, q.outcome, q.reason, q.sha256, q.at_ms AS atMs
       FROM quarantine q LEFT JOIN feed f ON f.n = q.feed LEFT JOIN article a ON a.n = q.article
       ORDER BY q.at_ms DESC, q.what, q.key`,
    )
    .all();
}
