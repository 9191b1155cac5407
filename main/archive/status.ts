import type { ListView } from '../../shared/contract.ts';
import type { ArticleId } from '../../shared/model.ts';
import { newestAt, selectionOf } from './lists.ts';
import { rankArticles } from './ranks.ts';
import { articleNumber, type Store } from './store.ts';

export function mark(
  store: Store,
  ids: readonly ArticleId[],
  status: { readonly read?: boolean; readonly starred?: boolean },
): void {
  const { database } = store;
  const nowMs = store.now();
  database.transaction(() => {
    const starred: number[] = [];
    for (const id of ids) {
      // What is read already keeps the time it was read at.
      if (status.read !== undefined) {
        database
          .sql(
            `UPDATE status SET read_ms = ? WHERE article = (SELECT n FROM article WHERE id = ?) AND (read_ms IS NULL) = ?`,
          )
          .run(status.read ? nowMs : null, id, Number(status.read));
      }
      if (status.starred !== undefined) {
        const article = articleNumber(database, id);
        const { changes } = database
          .sql('UPDATE status SET starred_ms = ? WHERE article = ? AND (starred_ms IS NULL) = ?')
          .run(status.starred ? nowMs : null, article, Number(status.starred));
        if (article !== null && changes > 0) starred.push(article);
      }
    }
    rankArticles(database, starred);
  });
}

/** Everything a view held at `asOfMs`; what arrived since was not seen and stays unread. @returns how many it were */
export function markAllRead(store: Store, view: ListView, asOfMs: number): number {
  const { database } = store;
  return database.transaction(() => {
    const { where, bind } = selectionOf(database, view);
    return database
      .sql(`UPDATE status AS s SET read_ms = @nowMs WHERE ${where} AND s.article <= @newest AND s.read_ms IS NULL`)
      .run({ ...bind, nowMs: store.now(), newest: newestAt(database, asOfMs) }).changes;
  });
}
