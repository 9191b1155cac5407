import { LarderError } from '../../shared/errors.ts';
import type { ArticleId, FeedId, Outcome } from '../../shared/model.ts';
import { settlesForGood } from './attempts.ts';
import type { Database } from './database.ts';
import { rankArticles } from './ranks.ts';
import { articleNumber, feedNumbers, type Store } from './store.ts';
import { setStored } from './versions.ts';

type Wanted = { readonly pages: number; readonly images: number };

/** 2 ms for 100,000: both are read from indexes that hold nothing else. */
export function wanted(database: Database): Wanted {
  return database
    .sql<Wanted>(
      `SELECT (SELECT count(*) FROM page WHERE state = 1) AS pages,
         (SELECT count(*) FROM picture WHERE state = 1 AND rank >= 0) AS images`,
    )
    .get() as Wanted;
}

export function wantedOf(database: Database, feedIds: readonly FeedId[]): Wanted {
  return database
    .sql<Wanted>(
      `WITH those (article) AS (SELECT article FROM status WHERE feed IN (SELECT value FROM json_each(@feeds))
         UNION SELECT article FROM also_in WHERE feed IN (SELECT value FROM json_each(@feeds)))
       SELECT (SELECT count(*) FROM those JOIN page p USING (article) WHERE p.state = 1) AS pages,
         (SELECT count(DISTINCT p.n) FROM those JOIN article a ON a.n = those.article AND a.stored < 2
          JOIN asset x ON x.version = a.shown JOIN picture p ON p.n = x.picture AND p.state = 1) AS images`,
    )
    .get({ feeds: JSON.stringify(feedNumbers(database, feedIds)) }) as Wanted;
}

/**
 * The reader waits for it: first in every queue, and no pause holds it up. What its server said for good stands; a server
 * that was given up after it had been in trouble for long is asked once more.
 * @throws LarderError NOT_FOUND
 */
export function wantArticle(store: Store, articleId: ArticleId): void {
  const { database } = store;
  const article = articleNumber(database, articleId);
  if (article === null) throw new LarderError('NOT_FOUND', 'There is no such article.');
  database.transaction(() => {
    database.sql('UPDATE status SET asked = 1 WHERE article = ?').run(article);
    const page = database
      .sql<{ outcome: Outcome | null }>('SELECT outcome FROM page WHERE article = ? AND state = 3')
      .get(article);
    if (page && !settlesForGood(page.outcome)) {
      database.sql('UPDATE page SET state = 1 WHERE article = ?').run(article);
      setStored(store, article);
    }
    database.sql('UPDATE page SET retry_ms = 0 WHERE article = ? AND state = 1').run(article);
    database
      .sql(
        `UPDATE picture SET retry_ms = 0 WHERE state = 1 AND n IN (
           SELECT x.picture FROM article a JOIN asset x ON x.version = a.shown WHERE a.n = ?)`,
      )
      .run(article);
    rankArticles(database, [article]);
  });
}
