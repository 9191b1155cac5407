import type { ArticleId, Sha256 } from '../../shared/model.ts';
import { dropUrlKeys } from './identity.ts';
import { settleArticles } from './images.ts';
import { rankArticles, rankPictures } from './ranks.ts';
import { indexLater, textOfVersion, unindexArticle, unindexMany, writing } from './search-index.ts';
import { articleIdOf, type Store } from './store.ts';
import {
  chooseVersion,
  dropUnseen,
  insertVersion,
  IS_NEEDED_BY_NONE,
  picturesOf,
  setExcerpt,
  setStored,
} from './versions.ts';

type Withdrawn = { version: number; article: number; keys: Buffer | null };
const KEY_BYTES = 16;
const TURNED_OUT = 'What came in its place turned out to be the network’s own.';

/**
 * Takes back every page version that was read from exactly these bytes and that nobody vouched for, with all its article
 * has from it: words, title, teaser, addresses. The page is wanted again.
 */
export function withdrawPages(store: Store, sha256: Sha256): ArticleId[] {
  const { database } = store;
  const withdrawn = database
    .sql<Withdrawn>(
      `SELECT p.version, v.article, p.keys FROM provenance p JOIN version v ON v.n = p.version
       WHERE p.sha256 = ? AND p.sha256 IS NOT NULL AND p.vouched = 'none' AND v.origin = 'page'`,
    )
    .all(Buffer.from(sha256, 'hex'));
  if (withdrawn.length === 0) return [];
  return writing(store, () => {
    unindexMany(store, withdrawn.length, () => {
      for (const { article } of withdrawn) unindexArticle(store, article);
    });
    for (const one of withdrawn) takeBack(store, one);
    return [...new Set(withdrawn.map(({ article }) => article))].map((article) => articleIdOf(database, article));
  });
}

function takeBack(store: Store, { version, article, keys }: Withdrawn): void {
  const { database } = store;
  const said = database.sql<Said>('SELECT title, byline, language, published_ms FROM version WHERE n = ?').get(version);
  if (said === undefined) return;
  const pictures = picturesOf(database, version);
  database.sql('DELETE FROM version WHERE n = ?').run(version);
  dropUnseen(database, pictures);
  dropUrlKeys(database, article, split(keys ?? Buffer.alloc(0)));
  database
    .sql(`UPDATE page SET state = 1, retry_ms = 0, outcome = 'STUB', reason = ? WHERE article = ?`)
    .run(TURNED_OUT, article);
  const chosen = chooseVersion(store, article) ?? insertVersion(store, article, null, NOTHING);
  forget(store, article, chosen, said);
  rankArticles(database, [article]);
  rankPictures(database, pictures);
  setStored(store, article);
}

/**
 * The same for a picture that a network put in the place of others. One that a server vouched for stays, and so do its
 * bytes. @returns how many addresses are wanted again
 */
export function withdrawImages(store: Store, sha256: Sha256): number {
  const { database } = store;
  return database.transaction(() => {
    const pictures = database
      .sql<{ n: number; url: string }>(
        `UPDATE picture SET state = 1, image = NULL, vouched = NULL, retry_ms = 0, outcome = 'STUB', reason = ?
         WHERE image = (SELECT n FROM image WHERE sha256 = ?) AND vouched = 'none' RETURNING n, url`,
      )
      .all(TURNED_OUT, Buffer.from(sha256, 'hex'));
    rankPictures(
      database,
      pictures.map(({ n }) => n),
    );
    for (const { url } of pictures) settleArticles(store, url);
    database.sql(`DELETE FROM image WHERE sha256 = ? AND ${IS_NEEDED_BY_NONE}`).run(Buffer.from(sha256, 'hex'));
    return pictures.length;
  });
}

type Said = { title: string | null; byline: string | null; language: string | null; published_ms: number | null };
const ARTICLE_HAS_FROM_VERSIONS = ['title', 'byline', 'language', 'published_ms'] as const;

/** What the article has from nobody but the withdrawn version it has from another one now, or not at all. */
function forget(store: Store, article: number, chosen: number, said: Said): void {
  const { database } = store;
  const restored = ARTICLE_HAS_FROM_VERSIONS.map((column) => {
    const other = `(SELECT v.${column} FROM version v WHERE v.article = @article AND v.${column} IS NOT NULL
      ORDER BY v.n = @chosen DESC, v.n DESC LIMIT 1)`;
    const stands = `${column} IS NOT @${column}
      OR EXISTS (SELECT 1 FROM version v WHERE v.article = @article AND v.${column} IS @${column})`;
    return `${column} = CASE WHEN ${stands} THEN ${column} ELSE ${column === 'title' ? `coalesce(${other}, '')` : other} END`;
  });
  database
    .sql(
      `UPDATE article SET ${restored.join(', ')}, shown = @chosen,
         direction = (SELECT direction FROM version WHERE n = @chosen) WHERE n = @article`,
    )
    .run({ article, chosen, ...said });
  const text = textOfVersion(database, chosen);
  // A feed that says nothing itself left the teaser to the page.
  const ofFeed = database
    .sql<{ longest: number | null }>(
      `SELECT max(text_length) AS longest FROM version WHERE article = ? AND origin = 'feed'`,
    )
    .get(article);
  if ((ofFeed?.longest ?? 0) === 0) setExcerpt(store, article, null, text);
  const row = database
    .sql<{ title: string; language: string | null }>('SELECT title, language FROM article WHERE n = ?')
    .get(article);
  if (row !== undefined) indexLater(store, article, { version: chosen, ...row, text });
}

function split(keys: Buffer): Buffer[] {
  return Array.from({ length: Math.floor(keys.length / KEY_BYTES) }, (_, index) =>
    keys.subarray(index * KEY_BYTES, (index + 1) * KEY_BYTES),
  );
}

/** Stands for an article of which nothing else is here (a damaged archive that was salvaged). */
const NOTHING = {
  origin: 'feed',
  feed: null,
  title: null,
  byline: null,
  language: null,
  direction: 'ltr',
  publishedMs: null,
  complete: false,
  html: '',
  text: '',
  imageUrls: [],
  host: null,
  arrival: null,
  sha256: null,
} as const;
