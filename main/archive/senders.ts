import type { Database } from './database.ts';
import type { Store } from './store.ts';

/** How many articles show a text that came by this key. */
export function receivedFrom(database: Database, publicKey: string): number {
  return (
    database
      .sql<{ count: number }>(
        `SELECT count(*) AS count FROM received_from r JOIN version v ON v.n = r.version
         JOIN article a ON a.n = v.article AND a.shown = v.n JOIN status s ON s.article = a.n WHERE r.key = ?`,
      )
      .get(publicKey)?.count ?? 0
  );
}

/** Whether it came before, whole; not of a sender who was forgotten since. */
export function knowsBundle(database: Database, manifestSha256: string): boolean {
  return database.sql('SELECT 1 FROM bundle_seen WHERE manifest = ?').get(manifestSha256) !== undefined;
}

/**
 * That anything came by this key. The bundle's own name goes with it, for whoever has that bundle can see whose it is. An
 * import of that sender's that is under way goes on as one that nobody signed.
 */
export function forgetSender(store: Store, publicKey: string): void {
  const { database } = store;
  database.transaction(() => {
    database.sql(`UPDATE received_from SET key = NULL, label = NULL, bundle = '' WHERE key = ?`).run(publicKey);
    database.sql('DELETE FROM bundle_seen WHERE key = ?').run(publicKey);
    database.sql('UPDATE incoming SET key = NULL, trusted = 0 WHERE key = ?').run(publicKey);
  });
}
