/** The words of what an import has brought: worked out by a thread that only reads, and put into the index by the writer. */
import type { Database } from './database.ts';
import type { ArrivedWords } from './face.ts';
import { textOfVersion, wordsOfDocument } from './search-index.ts';
import type { Store } from './store.ts';

type Row = { article: number; version: number; headline: string; language: string | null };

/** Read at once: no reading may last so long that the writer's journal grows. */
const PAGE = 64;

/** Those whose earlier words stand in the index are left to `indexSome`, which takes them out first. */
const NEW = `FROM to_index t JOIN article a ON a.n = t.article
  WHERE t.article < ? AND NOT EXISTS (SELECT 1 FROM indexed i WHERE i.article = t.article)`;

export function* arrivedWords(database: Database): IterableIterator<ArrivedWords> {
  let below = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = database
      .sql<Row>(
        `SELECT t.article, a.shown AS version, a.title AS headline, a.language ${NEW} ORDER BY t.article DESC LIMIT ${PAGE}`,
      )
      .all(below);
    for (const row of rows) {
      const text = textOfVersion(database, row.version);
      const { title, body } = wordsOfDocument({ title: row.headline, language: row.language, text });
      yield { ...row, title: utf8(title), body: utf8(body) };
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    below = last.article;
  }
}

/** In a buffer of its own, to be handed over to another thread. */
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function toBeIndexed(database: Database): number {
  return database.sql<{ count: number }>('SELECT count(*) AS count FROM to_index').get()?.count ?? 0;
}

/** One transaction; of each only if it is still what the words were made of. */
export function indexArrived({ database }: Store, all: readonly ArrivedWords[]): void {
  database.transaction(() => {
    const fitting = all.filter((words) => isStill(database, words));
    for (const { article, version, language } of fitting) {
      database.sql('INSERT INTO indexed (article, version, language) VALUES (?, ?, ?)').run(article, version, language);
      database.sql('DELETE FROM to_index WHERE article = ?').run(article);
    }
    // Together: between two rows of other tables the index would write what it has gathered.
    const insert = database.sql('INSERT INTO word (rowid, title, body) VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT))');
    for (const { article, title, body } of fitting) insert.run(article, title, body);
  });
}

function isStill(database: Database, { article, version, headline, language }: ArrivedWords): boolean {
  const row = database
    .sql<Row>(`SELECT t.article, a.shown AS version, a.title AS headline, a.language ${NEW} AND t.article = ?`)
    .get(Number.MAX_SAFE_INTEGER, article);
  return row?.version === version && row.headline === headline && row.language === language;
}
