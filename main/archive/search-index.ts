import { unpackText } from './body-codec.ts';
import type { Database } from './database.ts';
import { textOfHtml } from './html-text.ts';
import type { IndexedText, Store } from './store.ts';
import { SEARCH_VERSION, stemmingOf, termsOf } from './words.ts';

/**
 * What of one text is searched: a book's worth. Beyond it lie data dumps whose words would swell the index.
 * (In characters of text.)
 */
const MAX_INDEXED_CHARACTERS = 1_000_000;

/**
 * Takes an article's words out of the index. The index keeps no text, so that words are taken out by naming exactly those
 * that went in: they are computed again from the title, language and body they came from. To be called before any of
 * these changes.
 */
export function unindexArticle(store: Store, article: number): void {
  if (store.toIndex.delete(article)) return;
  const { database } = store;
  const indexed = indexedDocument(database, article);
  if (indexed === null) return;
  const words = wordsOfDocument(indexed);
  database
    .sql(`INSERT INTO word (word, rowid, title, body) VALUES ('delete', ?, ?, ?)`)
    .run(article, words.title, words.body);
  database.sql('DELETE FROM indexed WHERE article = ?').run(article);
  database.sql('UPDATE to_index SET title = NULL WHERE article = ?').run(article);
}

/** The version whose words stand in the index: another one than is shown, where an import has just changed that. */
export function indexedVersion(store: Store, article: number): number | null {
  return (
    store.database.sql<{ version: number }>('SELECT version FROM indexed WHERE article = ?').get(article)?.version ??
    null
  );
}

/**
 * Deleting word by word without a trace costs some 15 ms an article at 100,000 articles (every word's page is written
 * anew), writing the whole index anew 3 s.
 */
const MANY_ARTICLES = 200;

/** The same for any number of articles; `work` takes them out one by one. Leaves no trace of their words either way. */
export function unindexMany(store: Store, count: number, work: () => void): void {
  const { database } = store;
  if (count < MANY_ARTICLES) return work();
  const setting = database.sql(`INSERT INTO word (word, rank) VALUES ('secure-delete', ?)`);
  setting.run(0n);
  work();
  setting.run(1n);
  database.connection.exec(`INSERT INTO word (word) VALUES ('optimize')`);
}

/** Puts an article's words into the index, at the end of the transaction under way. */
export function indexLater(store: Store, article: number, document: IndexedText): void {
  store.toIndex.set(article, document);
}

/**
 * Everything of one transaction at once: between two rows of other tables the index would write what it has gathered, and
 * merge it again, for every single article (measured: 0.23 ms each).
 */
function flushIndex(store: Store): void {
  for (const [article, document] of store.toIndex) indexNow(store.database, article, document);
  store.toIndex.clear();
}

/** One transaction, with the words of all it changed. */
export function writing<T>(store: Store, work: () => T): T {
  try {
    return store.database.transaction(() => {
      const result = work();
      flushIndex(store);
      return result;
    });
  } catch (error) {
    store.toIndex.clear();
    throw error;
  }
}

function indexNow(database: Database, article: number, document: IndexedText): void {
  const words = wordsOfDocument(document);
  database
    .sql('INSERT INTO indexed (article, version, language) VALUES (?, ?, ?)')
    .run(article, document.version, document.language);
  database.sql('INSERT INTO word (rowid, title, body) VALUES (?, ?, ?)').run(article, words.title, words.body);
  database.sql('DELETE FROM to_index WHERE article = ?').run(article);
}

/** Puts off the words of an article whose title or text is about to change, until `indexSome` comes to it. */
export function indexSometime(database: Database, article: number): void {
  database
    .sql(
      `INSERT OR IGNORE INTO to_index (article, title)
       SELECT n, iif(n IN (SELECT article FROM indexed), title, NULL) FROM article WHERE n = ?`,
    )
    .run(article);
}

/** So many new articles take some 20 ms, and taking one's earlier words out takes as long as all of them. */
const SLICE = 20;

/**
 * The words of some of what an import has brought, the newest first; what was not done is found again at the next start.
 * @returns whether there is more to do
 */
export function indexSome(store: Store): boolean {
  const { database } = store;
  return writing(store, () => {
    const rows = database
      .sql<{ article: number; version: number; title: string; language: string | null; indexed: number }>(
        `SELECT t.article, a.shown AS version, a.title, a.language,
           EXISTS (SELECT 1 FROM indexed i WHERE i.article = t.article) AS indexed
         FROM to_index t JOIN article a ON a.n = t.article ORDER BY t.article DESC LIMIT ${SLICE}`,
      )
      .all();
    for (const [index, { article, version, title, language, indexed }] of rows.entries()) {
      if (indexed === 1 && index > 0) return true;
      if (indexed === 1) unindexArticle(store, article);
      indexLater(store, article, { version, title, language, text: textOfVersion(database, version) });
      if (indexed === 1) return true;
    }
    return rows.length === SLICE;
  });
}

export function wordsOfDocument(document: Omit<IndexedText, 'version'>): { title: string; body: string } {
  const stemming = stemmingOf(document.language);
  return {
    title: termsOf(document.title, stemming),
    body: termsOf(document.text.slice(0, MAX_INDEXED_CHARACTERS), stemming),
  };
}

/** What the index holds of an article. Null: nothing. */
function indexedDocument(database: Database, article: number): IndexedText | null {
  const row = database
    .sql<{ version: number; language: string | null; title: string }>(
      `SELECT i.version, i.language, coalesce(t.title, a.title) AS title FROM indexed i JOIN article a ON a.n = i.article
       LEFT JOIN to_index t ON t.article = a.n WHERE i.article = ?`,
    )
    .get(article);
  return row ? { ...row, text: textOfVersion(database, row.version) } : null;
}

/** The text of a stored version, as it is searched, counted and cut into snippets. */
export function textOfVersion(database: Database, version: number): string {
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
  database.connection.exec(`INSERT INTO word (word) VALUES ('delete-all'); DELETE FROM indexed; DELETE FROM to_index;`);
  const articles = database
    .sql<{ n: number; version: number; title: string; language: string | null }>(
      'SELECT a.n, a.shown AS version, a.title, a.language FROM status s JOIN article a ON a.n = s.article',
    )
    .all();
  for (const { n, version, title, language } of articles) {
    indexNow(database, n, { version, title, language, text: textOfVersion(database, version) });
  }
}
