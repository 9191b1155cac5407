/** One article of an import, of which nobody has seen anything. */
import type { Database } from './database.ts';
import { addKeys, isSameLessQuery, urlKeyOf } from './identity.ts';
import { dropUnseen } from './versions.ts';

/** It and what it alone has. */
export function dropStaged(database: Database, staged: number): void {
  const pictures = database
    .sql<{ picture: number }>(
      'SELECT DISTINCT x.picture FROM version v JOIN asset x ON x.version = v.n WHERE v.article = ?',
    )
    .all(staged)
    .map(({ picture }) => picture);
  database.sql('DELETE FROM version WHERE article = ?').run(staged);
  database.sql('DELETE FROM article WHERE n = ?').run(staged);
  dropUnseen(database, pictures);
}

/** It turned out to be `article`, which is known by its item, and by its address where that is worth more, from now on. */
export function passOnKeys(database: Database, staged: number, article: number): void {
  database
    .sql('INSERT OR IGNORE INTO bundle_item (item, article) SELECT item, ? FROM incoming_article WHERE article = ?')
    .run(article, staged);
  learnAddress(database, staged, article);
}

/** Where the article's address was cut, and here it is whole. */
function learnAddress(database: Database, staged: number, article: number): void {
  const row = database
    .sql<{ whole: string; cut: string }>(
      `SELECT s.url AS whole, a.url AS cut FROM article s JOIN article a ON a.n = ?
       WHERE s.n = ? AND s.url_cut = 0 AND a.url_cut = 1 AND s.url IS NOT NULL AND a.url IS NOT NULL`,
    )
    .get(article, staged);
  if (row === undefined || !isSameLessQuery(row.cut, row.whole)) return;
  database.sql('UPDATE article SET url = ?, url_cut = 0 WHERE n = ?').run(row.whole, article);
  addKeys(database, article, { guid: null, text: null, url: urlKeyOf(row.whole) });
}
