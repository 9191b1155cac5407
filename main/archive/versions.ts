import { hash } from 'node:crypto';
import { isVerified } from '../../shared/line.ts';
import type { Sha256 } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { pack } from './body-codec.ts';
import type { Database } from './database.ts';
import type { Arrival } from './face.ts';
import { countWords, excerptOf } from './html-text.ts';
import { preferred } from './preferred-version.ts';
import { rankOfArticle, rankPictures } from './ranks.ts';
import { indexedVersion, indexLater, textOfVersion, unindexArticle } from './search-index.ts';
import { newArticleId, type Store } from './store.ts';

/** Which cleaner and reader made a body; raised when theirs changes so that old bodies can be told. */
export const EXTRACTOR_VERSION = 1;
/**
 * A feed that prints a counter or a clock into its text would add a version at every fetch. Beyond this many of one
 * origin the latest is written over; the earlier ones stay.
 */
export const MAX_VERSIONS = 20;
/** Less is a teaser: the article's page is needed before its text counts as stored. */
export const SUBSTANTIAL_TEXT = 500;
const EXCERPT_LENGTH = 220;
/** Pictures of one article beyond this are not fetched: a gallery of thousands is a site, not an article. */
export const MAX_PICTURES = 300;

export type NewVersion = {
  readonly origin: 'feed' | 'page' | 'sample';
  readonly feed: number | null;
  readonly title: string | null;
  readonly byline: string | null;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
  readonly publishedMs: number | null;
  readonly complete: boolean;
  readonly html: string;
  /** Cut from `html` by `textOfHtml`. */
  readonly text: string;
  readonly imageUrls: readonly string[];
  /** The host that said so. */
  readonly host: string | null;
  /** Null: not noted. */
  readonly arrival: Arrival | null;
  /** Of the page it was read from, as it came. */
  readonly sha256: Sha256 | null;
};

export type NewArticle = {
  readonly kind: 'feed' | 'saved' | 'sample';
  readonly feed: number | null;
  readonly sourceTitle: string | null;
  readonly url: string | null;
  readonly title: string;
  /** The feed's or page's own teaser, if it has one. */
  readonly summary: string | null;
  readonly sortMs: number;
  /** JSON. */
  readonly enclosures: string | null;
};

/** A new article with its first version, its list row, its page as work to be done, and its words. @returns its number */
export function insertArticle(store: Store, article: NewArticle, version: NewVersion): number {
  const { database } = store;
  const nowMs = store.now();
  const page = version.origin === 'feed' ? parseHttpUrl(article.url ?? '') : null;
  const pictures = version.imageUrls.length > 0;
  const { lastInsertRowid } = database
    .sql(
      // The number after the last one listed: those of an unfinished import begin far ahead.
      `INSERT INTO article (n, id, kind, source_title, url, title, byline, excerpt, language, direction, published_ms, shown,
         stored, enclosures) VALUES ((SELECT coalesce(max(article), 0) + 1 FROM status), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
         (SELECT coalesce(max(n), 0) + 1 FROM version), ?, ?)`,
    )
    .run(
      newArticleId(),
      article.kind,
      article.sourceTitle,
      article.url,
      article.title,
      version.byline,
      teaser(article.summary, version.text),
      version.language,
      version.direction,
      version.publishedMs,
      storedOf(version.text.length, page === null, pictures),
      article.enclosures,
    );
  const n = Number(lastInsertRowid);
  database
    .sql('INSERT INTO status (article, feed, sort_ms, seen_ms, saved) VALUES (?, ?, ?, ?, ?)')
    .run(n, article.feed, article.sortMs, nowMs, Number(article.kind === 'saved'));
  if (page !== null) wantPage(database, n, page.host, article.sortMs);
  const versionNumber = insertVersion(store, n, null, version);
  indexLater(store, n, {
    version: versionNumber,
    title: article.title,
    language: version.language,
    text: version.text,
  });
  // Some of its pictures may be here already, from other articles.
  if (pictures) setStored(store, n);
  return n;
}

/** The page of an article as work to be done. */
export function wantPage(database: Database, n: number, host: string, sortMs: number): void {
  database
    .sql(
      `INSERT OR IGNORE INTO page (article, state, host, sort_ms, attempts, retry_ms, rank)
       VALUES (@n, 1, @host, @sortMs, 0, 0, ${rankOfArticle('@n')})`,
    )
    .run({ n, host, sortMs });
}

/**
 * Adds what was read as a version, unless the last one of that origin says the same; `repaint` afterwards.
 * @returns whether it said something new
 */
export function addVersion(store: Store, article: number, version: NewVersion): boolean {
  const { database } = store;
  const earlier = database
    .sql<{ n: number; fingerprint: Buffer }>(
      'SELECT n, fingerprint FROM version WHERE article = ? AND origin = ? ORDER BY n DESC LIMIT ?',
    )
    .all(article, version.origin, MAX_VERSIONS);
  const last = earlier[0];
  if (last?.fingerprint.equals(fingerprintOf(version))) {
    confirm(store, last.n, version);
    return false;
  }
  if (last !== undefined && earlier.length >= MAX_VERSIONS) {
    // Its words go while it can still be read.
    if (indexedVersion(store, article) === last.n) unindexArticle(store, article);
    const pictures = picturesOf(database, last.n);
    database.sql('DELETE FROM version WHERE n = ?').run(last.n);
    insertVersion(store, article, last.n, version);
    dropUnseen(database, pictures);
    rankPictures(database, pictures);
    if (shownVersion(store, article) === last.n) showVersion(store, article, last.n);
    return true;
  }
  insertVersion(store, article, null, version);
  return true;
}

/** The same text again, and now the server itself vouches for it. */
function confirm(store: Store, version: number, { arrival }: NewVersion): void {
  if (arrival === null || !isVerified(arrival.authority)) return;
  store.database
    .sql(`UPDATE provenance SET route = ?, vouched = ?, keys = NULL WHERE version = ? AND vouched = 'none'`)
    .run(arrival.route, arrival.authority, version);
}

export function insertVersion(store: Store, article: number, n: number | null, version: NewVersion): number {
  const { database } = store;
  const packed = pack(version.html);
  const { lastInsertRowid } = database
    .sql(
      `INSERT INTO version (n, article, origin, feed, stored_ms, complete, extractor, fingerprint, title, byline, language,
         direction, published_ms, text_length, words, codec, body)
       VALUES (?, ?, ?, ?, ?, ?, ${EXTRACTOR_VERSION}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      n,
      article,
      version.origin,
      version.feed,
      store.now(),
      Number(version.complete),
      fingerprintOf(version),
      version.title,
      version.byline,
      version.language,
      version.direction,
      version.publishedMs,
      version.text.length,
      countWords(version.text),
      packed.codec,
      packed.bytes,
    );
  const number = Number(lastInsertRowid);
  database
    .sql('INSERT INTO provenance (version, at_ms, route, authority, vouched, sha256) VALUES (?, ?, ?, ?, ?, ?)')
    .run(
      number,
      store.now(),
      version.arrival?.route ?? 'direct',
      version.host,
      version.arrival?.authority ?? null,
      version.sha256 === null ? null : Buffer.from(version.sha256, 'hex'),
    );
  addPictures(store, number, article, version.imageUrls);
  return number;
}

export function fingerprintOf(version: Pick<NewVersion, 'title' | 'text'>): Buffer {
  return hash('sha256', `${version.title ?? ''}\n${version.text}`, 'buffer').subarray(0, 16);
}

function addPictures(store: Store, version: number, article: number, urls: readonly string[]): void {
  if (urls.length === 0) return;
  const { database } = store;
  const sortMs =
    database.sql<{ sort_ms: number }>('SELECT sort_ms FROM status WHERE article = ?').get(article)?.sort_ms ?? 0;
  let place = 0;
  const pictures: number[] = [];
  for (const address of urls.slice(0, MAX_PICTURES)) {
    const url = parseHttpUrl(address);
    if (url === null) continue;
    const picture = database
      .sql<{ n: number }>(
        `INSERT INTO picture (url, host, state, lead, sort_ms, attempts, retry_ms) VALUES (?, ?, 1, ?, ?, 0, 0)
         ON CONFLICT (url) DO UPDATE SET lead = max(lead, excluded.lead), sort_ms = max(sort_ms, excluded.sort_ms)
         RETURNING n`,
      )
      .get(address, url.host, Number(place === 0), sortMs);
    if (picture === undefined) continue;
    database.sql('INSERT INTO asset (version, place, picture) VALUES (?, ?, ?)').run(version, place, picture.n);
    pictures.push(picture.n);
    place += 1;
  }
  rankPictures(database, pictures);
}

export function picturesOf(database: Database, version: number): number[] {
  return database
    .sql<{ picture: number }>('SELECT DISTINCT picture FROM asset WHERE version = ?')
    .all(version)
    .map(({ picture }) => picture);
}

/** Of a row of image: neither an address leads to it, nor does an unfinished import wait for its end. */
export const IS_NEEDED_BY_NONE = `NOT EXISTS (SELECT 1 FROM picture WHERE picture.image = image.n)
  AND NOT EXISTS (SELECT 1 FROM incoming_image i WHERE i.image = image.n)`;

/** Removes those of the pictures that no version shows any more, with their bytes. */
export function dropUnseen(database: Database, pictures: readonly number[]): void {
  for (const picture of pictures) {
    const gone = database
      .sql<{ image: number | null }>(
        'DELETE FROM picture WHERE n = ? AND NOT EXISTS (SELECT 1 FROM asset WHERE asset.picture = picture.n) RETURNING image',
      )
      .get(picture);
    if (gone?.image === undefined || gone.image === null) continue;
    database.sql(`DELETE FROM image WHERE n = ? AND ${IS_NEEDED_BY_NONE}`).run(gone.image);
  }
}

/** Chooses what an article shows and how much of it is here. To be called once after its versions or page changed. */
export function repaint(store: Store, article: number): void {
  const chosen = chooseVersion(store, article);
  if (chosen !== null && chosen !== shownVersion(store, article)) showVersion(store, article, chosen);
  setStored(store, article);
}

export function shownVersion(store: Store, article: number): number | null {
  return store.database.sql<{ shown: number }>('SELECT shown FROM article WHERE n = ?').get(article)?.shown ?? null;
}

/** Null: there is none. */
export function chooseVersion(store: Store, article: number): number | null {
  return preferred(store.database, article);
}

function showVersion(store: Store, article: number, version: number): void {
  const { database } = store;
  unindexArticle(store, article);
  setShown(store, article, version);
  const row = database
    .sql<{ title: string; language: string | null }>('SELECT title, language FROM article WHERE n = ?')
    .get(article);
  if (row === undefined) return;
  indexLater(store, article, { version, ...row, text: textOfVersion(database, version) });
}

/** Shows a version; its words are left to whoever calls. */
export function setShown(store: Store, article: number, version: number): void {
  const { database } = store;
  const before = shownVersion(store, article);
  // A feed's headline is the article's; a page's often carries the site's name and a slogan, and a bundle's is a stranger's.
  database
    .sql(
      `UPDATE article SET shown = v.n, title = iif(v.title IS NULL OR (article.title <> ''
           AND (v.origin = 'page' OR (v.origin = 'bundle' AND article.kind <> 'bundle'))), article.title, v.title),
         byline = coalesce(v.byline, article.byline), language = coalesce(v.language, article.language),
         direction = v.direction, published_ms = coalesce(article.published_ms, v.published_ms)
       FROM version v WHERE v.n = ? AND article.n = ?`,
    )
    .run(version, article);
  rankPictures(database, [...(before === null ? [] : picturesOf(database, before)), ...picturesOf(database, version)]);
}

/** A teaser for lists: what the feed sums up, or the beginning of the text. */
export function setExcerpt(store: Store, article: number, summary: string | null, text: string): void {
  const excerpt = teaser(summary, text);
  store.database.sql('UPDATE article SET excerpt = ? WHERE n = ? AND excerpt <> ?').run(excerpt, article, excerpt);
}

export function teaser(summary: string | null, text: string): string {
  return excerptOf(summary !== null && summary.trim() !== '' ? summary : text, EXCERPT_LENGTH);
}

/** Brings `stored` in line with what is here. */
export function setStored(store: Store, article: number): void {
  const { database } = store;
  const row = database
    .sql<{ text_length: number | null; final: number | null; wanted: number }>(
      // Out of a bundle comes what its sender says to be all of it, whatever the page will say some day.
      `SELECT v.text_length, iif(v.origin = 'bundle', v.complete, p.state IS NOT 1) AS final,
         EXISTS (SELECT 1 FROM asset s JOIN picture i ON i.n = s.picture WHERE s.version = a.shown AND i.state = 1) AS wanted
       FROM article a LEFT JOIN version v ON v.n = a.shown LEFT JOIN page p ON p.article = a.n WHERE a.n = ?`,
    )
    .get(article);
  const stored = storedOf(row?.text_length ?? 0, row?.final !== 0, row?.wanted === 1);
  database.sql('UPDATE article SET stored = ? WHERE n = ? AND stored <> ?').run(stored, article, stored);
}

/** Headline, text or whole: 0, 1, 2. `final`: it is all there is, for no page is to be read any more. `wanted`: pictures still are. */
export function storedOf(textLength: number, final: boolean, wanted: boolean): 0 | 1 | 2 {
  if (final && textLength > 0) return wanted ? 1 : 2;
  return textLength >= SUBSTANTIAL_TEXT ? 1 : 0;
}
