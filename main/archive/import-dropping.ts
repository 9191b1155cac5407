import type { Database } from './database.ts';
import { IS_SEEN } from './images.ts';
import { dropImage } from './import-finish.ts';
import { importOf } from './import-staging.ts';
import { dropStaged } from './staged-article.ts';
import type { Store } from './store.ts';

/** What is deleted is written over: so many texts, or pictures of so many bytes, take some 20 ms. */
const ARTICLES = 100;
const PICTURES = 50;
const PICTURE_BYTES = 4 * 1024 * 1024;

/**
 * Takes back some of what an import that will not be finished has stored. What others share of it stays.
 * @returns false when nothing of it is left, or never was
 */
export function dropSomeOfImport(store: Store, manifestSha256: string): boolean {
  const { database } = store;
  return database.transaction(() => {
    const found = database.sql('SELECT 1 FROM incoming WHERE manifest = ?').get(manifestSha256);
    if (found === undefined) return false;
    const { n } = importOf(database, manifestSha256);
    if (dropArticles(database, n) || dropPictures(database, n)) return true;
    database.sql('DELETE FROM incoming WHERE n = ?').run(n);
    return false;
  });
}

function dropArticles(database: Database, n: number): boolean {
  const rows = database
    .sql<{ row: number; article: number | null }>(
      `SELECT n AS row, article FROM incoming_article WHERE import = ? LIMIT ${ARTICLES}`,
    )
    .all(n);
  for (const { row, article } of rows) {
    database.sql('DELETE FROM incoming_article WHERE n = ?').run(row);
    if (article !== null) dropStaged(database, article);
  }
  return rows.length > 0;
}

function dropPictures(database: Database, n: number): boolean {
  const rows = database
    .sql<{ image: number; bytes: number; fresh: number }>(
      `SELECT image, bytes, fresh FROM incoming_image WHERE import = ? LIMIT ${PICTURES}`,
    )
    .all(n);
  let bytes = 0;
  for (const one of rows) {
    if (bytes > PICTURE_BYTES) break;
    bytes += one.bytes;
    database.sql('DELETE FROM incoming_image WHERE import = ? AND image = ?').run(n, one.image);
    // Another import that waits for its end has it from now on.
    if (one.fresh === 1) {
      database
        .sql(
          `UPDATE incoming_image SET fresh = 1 WHERE image = @image AND import = (
             SELECT min(import) FROM incoming_image WHERE image = @image)
             AND NOT EXISTS (SELECT 1 FROM image WHERE n = @image AND ${IS_SEEN})`,
        )
        .run({ image: one.image });
    }
    dropImage(database, one.image);
  }
  return rows.length > 0;
}
