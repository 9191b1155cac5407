import type { Label } from '../../shared/bundles.ts';
import type { Database } from './database.ts';
import { picturesHereOf } from './preferred-version.ts';
import type { Store } from './store.ts';

/** Newest first. */
export function labels(database: Database): Label[] {
  return database
    .sql<Label>(
      `SELECT l.name, (SELECT count(*) FROM label_given g WHERE g.label = l.n) AS articles, l.last_ms AS lastMs
       FROM label l ORDER BY l.last_ms DESC, l.name`,
    )
    .all();
}

/** Of each article what is shown now, and how many of its pictures are here; a label that is new is made. */
export function given(store: Store, label: string, refs: readonly number[]): void {
  const { database } = store;
  database.transaction(() => {
    const made = database
      .sql<{ n: number }>(
        'INSERT INTO label (name, last_ms) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET last_ms = excluded.last_ms RETURNING n',
      )
      .get(label, store.now());
    database
      .sql(
        `INSERT OR REPLACE INTO label_given (label, article, version, pictures)
         SELECT @label, a.n, a.shown, ${picturesHereOf('a.shown')} FROM status s JOIN article a ON a.n = s.article
         WHERE s.article IN (SELECT value FROM json_each(@refs))`,
      )
      .run({ label: made?.n ?? null, refs: JSON.stringify(refs) });
  });
}

export function forgetLabel(database: Database, name: string): void {
  database.sql('DELETE FROM label WHERE name = ?').run(name);
}
