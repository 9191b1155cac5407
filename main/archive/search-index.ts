import type { Database } from './database.ts';
import { unpackText } from './body-codec.ts';
import { textOfHtml } from './html-text.ts';
import { SEARCH_VERSION, stemmingOf, termsOf } from './words.ts';

/**
 * What of one text is searched: a book's worth. Beyond it lie data dumps whose words would swell the index.
 * (In characters of text.)
 */
const MAX_INDEXED_CHARACTERS = 1_000_000;

type Document = { readonly title: string; readonly body: string };

/**
 * Puts the article's `version` in place of whatever the index holds of it; null takes it out. The index keeps no text, so
 * words are taken out by naming exactly those that went in: they are computed again from the title and body they came
 * from, which is why this is called before either changes.
 */
export function indexArticle(database: Database, article: number, version: number | null): void {
  const old = database
    .sql<{ version: number | null; language: string | null }>('SELECT version, language FROM indexed WHERE article = ?')
    .get(article);
  if (old) {
    const words = documentOf(database, article, old.version, old.language);
    database
      .sql(`INSERT INTO word (word, rowid, title, body) VALUES ('delete', ?, ?, ?)`)
      .run(article, words.title, words.body);
    database.sql('DELETE FROM indexed WHERE article = ?').run(article);
  }
  if (version === null) return;
  const language =
    database.sql<{ language: string | null }>('SELECT language FROM article WHERE n = ?').get(article)?.language ??
    null;
  const words = documentOf(database, article, version, language);
  database.sql('INSERT INTO word (rowid, title, body) VALUES (?, ?, ?)').run(article, words.title, words.body);
  database.sql('INSERT INTO indexed (article, version, language) VALUES (?, ?, ?)').run(article, version, language);
}

function documentOf(database: Database, article: number, version: number | null, language: string | null): Document {
  const title = database.sql<{ title: string }>('SELECT title FROM article WHERE n = ?').get(article)?.title ?? '';
  const stemming = stemmingOf(language);
  return {
    title: termsOf(title, stemming),
    body: termsOf(textOfVersion(database, version).slice(0, MAX_INDEXED_CHARACTERS), stemming),
  };
}

/** The text of a stored version, as it is searched, counted and cut into snippets. */
export function textOfVersion(database: Database, version: number | null): string {
  if (version === null) return '';
  const row = database.sql<{ codec: number; body: Buffer }>('SELECT codec, body FROM version WHERE n = ?').get(version);
  return row ? textOfHtml(unpackText(row.codec, row.body)) : '';
}

/** Builds the index anew when the words of this program differ from those it was built with. */
export function reindexWhenStale(database: Database): void {
  const built = database.sql<{ value: string }>(`SELECT value FROM fact WHERE name = 'search_version'`).get()?.value;
  if (built === String(SEARCH_VERSION)) return;
  database.transaction(() => {
    if (built !== undefined) rebuildIndex(database);
    database.sql(`INSERT OR REPLACE INTO fact (name, value) VALUES ('search_version', ?)`).run(String(SEARCH_VERSION));
  });
}

export function rebuildIndex(database: Database): void {
  database.connection.exec(`INSERT INTO word (word) VALUES ('delete-all'); DELETE FROM indexed;`);
  const articles = database
    .sql<{ n: number; shown: number }>('SELECT n, shown FROM article WHERE shown IS NOT NULL')
    .all();
  for (const { n, shown } of articles) indexArticle(database, n, shown);
}
