import { hash } from 'node:crypto';
import { parseHttpUrl } from '../../shared/url.ts';
import { pack } from './body-codec.ts';
import { countWords, excerptOf, textOfHtml } from './html-text.ts';
import { indexArticle } from './search-index.ts';
import type { Store } from './store.ts';

/** Which cleaner and reader made a body; raised when theirs changes so that old bodies can be told. */
const EXTRACTOR_VERSION = 1;
/**
 * A feed that prints a counter or a clock into its text would add a version at every fetch. Beyond this many of one
 * origin the latest is written over; the earlier ones stay.
 */
const MAX_VERSIONS = 20;
/** Less is a teaser: the article's page is needed before its text counts as stored. */
export const SUBSTANTIAL_TEXT = 500;
const EXCERPT_LENGTH = 220;
/** Pictures of one article beyond this are not fetched: a gallery of thousands is a site, not an article. */
const MAX_PICTURES = 300;

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
  readonly imageUrls: readonly string[];
  /** The host that vouched for it. */
  readonly authority: string | null;
};

type Row = { n: number; origin: string; text_length: number; feed: number | null };

/**
 * Adds what was read as a version, unless the last one of that origin already says the same. `repaint` afterwards.
 * @returns the text cut from the HTML, and whether it is new
 */
export function addVersion(store: Store, article: number, version: NewVersion): { added: boolean; text: string } {
  const { database } = store;
  const text = textOfHtml(version.html);
  const fingerprint = hash('sha256', `${version.title ?? ''}\n${text}`, 'buffer').subarray(0, 16);
  const earlier = database
    .sql<{ n: number; fingerprint: Buffer }>(
      'SELECT n, fingerprint FROM version WHERE article = ? AND origin = ? ORDER BY n DESC LIMIT ?',
    )
    .all(article, version.origin, MAX_VERSIONS);
  if (earlier[0]?.fingerprint.equals(fingerprint)) return { added: false, text };

  const last = earlier[0];
  const packed = pack(version.html);
  const n = earlier.length >= MAX_VERSIONS && last !== undefined ? overwrite(store, article, last.n) : null;
  const { lastInsertRowid } = database
    .sql(
      `INSERT INTO version (n, article, origin, feed, stored_ms, complete, extractor, fingerprint, title, byline, language,
         direction, published_ms, text_length, words, codec, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      n,
      article,
      version.origin,
      version.feed,
      store.now(),
      Number(version.complete),
      EXTRACTOR_VERSION,
      fingerprint,
      version.title,
      version.byline,
      version.language,
      version.direction,
      version.publishedMs,
      text.length,
      countWords(text),
      packed.codec,
      packed.bytes,
    );
  database
    .sql(`INSERT INTO provenance (version, at_ms, route, authority) VALUES (?, ?, 'direct', ?)`)
    .run(lastInsertRowid, store.now(), version.authority);
  addPictures(store, Number(lastInsertRowid), article, version.imageUrls);
  return { added: true, text };
}

/** Makes room in place of version `n`. @returns its number, to be used again */
function overwrite(store: Store, article: number, n: number): number {
  const { database } = store;
  indexArticle(database, article, null);
  database.sql('UPDATE article SET shown = NULL WHERE shown = ?').run(n);
  database.sql('DELETE FROM version WHERE n = ?').run(n);
  return n;
}

function addPictures(store: Store, version: number, article: number, urls: readonly string[]): void {
  if (urls.length === 0) return;
  const { database } = store;
  const sortMs =
    database.sql<{ sort_ms: number }>('SELECT sort_ms FROM status WHERE article = ?').get(article)?.sort_ms ?? 0;
  let place = 0;
  for (const address of urls.slice(0, MAX_PICTURES)) {
    const url = parseHttpUrl(address);
    if (url === null) continue;
    const lead = Number(place === 0);
    const picture = database
      .sql<{ n: number }>(
        `INSERT INTO picture (url, host, state, lead, sort_ms, attempts, retry_ms) VALUES (?, ?, 1, ?, ?, 0, 0)
         ON CONFLICT (url) DO UPDATE SET lead = max(lead, excluded.lead), sort_ms = max(sort_ms, excluded.sort_ms)
         RETURNING n`,
      )
      .get(address, url.host, lead, sortMs);
    database.sql('INSERT INTO asset (version, place, picture) VALUES (?, ?, ?)').run(version, place, picture?.n);
    place += 1;
  }
}

/**
 * Chooses what an article shows and how much of it is here, and brings list row and index in line. To be called after
 * anything about its versions, page or pictures changed; one call for all the changes of a transaction.
 */
export function repaint(store: Store, article: number): void {
  const { database } = store;
  const shown = chooseVersion(store, article);
  const before = database.sql<{ shown: number | null }>('SELECT shown FROM article WHERE n = ?').get(article);
  if (shown !== null && shown !== before?.shown) showVersion(store, article, shown);
  setStored(store, article);
}

/** The page, unless the feed's own body is longer; of each the latest. */
function chooseVersion(store: Store, article: number): number | null {
  const { database } = store;
  const versions = database
    .sql<Row>('SELECT n, origin, text_length, feed FROM version WHERE article = ? ORDER BY n DESC')
    .all(article);
  const home = database.sql<{ feed: number | null }>('SELECT feed FROM status WHERE article = ?').get(article)?.feed;
  const page = versions.find((version) => version.origin === 'page' || version.origin === 'sample');
  // Another feed's words are shown only while the article's own feed says nothing.
  const ofFeed = versions.filter((version) => version.origin === 'feed' && version.text_length > 0);
  const own = ofFeed.find((version) => version.feed === home) ?? ofFeed[0];
  if (page !== undefined && page.text_length > 0) {
    return own !== undefined && own.text_length > page.text_length ? own.n : page.n;
  }
  return own?.n ?? page?.n ?? versions[0]?.n ?? null;
}

function showVersion(store: Store, article: number, version: number): void {
  const { database } = store;
  indexArticle(database, article, null);
  const row = database
    .sql<{
      title: string | null;
      byline: string | null;
      language: string | null;
      direction: string;
      published_ms: number | null;
      origin: string;
    }>('SELECT title, byline, language, direction, published_ms, origin FROM version WHERE n = ?')
    .get(version);
  if (row === undefined) return;
  // A feed's headline is the article's; a page's often carries the site's name and a slogan.
  const title =
    row.origin === 'page' ? `CASE title WHEN '' THEN coalesce(@title, '') ELSE title END` : `coalesce(@title, title)`;
  database
    .sql(
      `UPDATE article SET shown = @version, title = ${title}, byline = coalesce(@byline, byline),
         language = coalesce(@language, language), direction = @direction,
         published_ms = coalesce(published_ms, @published_ms) WHERE n = @article`,
    )
    .run({
      version,
      article,
      title: row.title,
      byline: row.byline,
      language: row.language,
      direction: row.direction,
      published_ms: row.published_ms,
    });
  indexArticle(database, article, version);
}

/** A teaser for lists: what the feed sums up, or the beginning of the text. */
export function setExcerpt(store: Store, article: number, summary: string | null, text: string): void {
  const excerpt = excerptOf(summary !== null && summary.trim() !== '' ? summary : text, EXCERPT_LENGTH);
  store.database.sql('UPDATE article SET excerpt = ? WHERE n = ? AND excerpt IS NOT ?').run(excerpt, article, excerpt);
}

/** Headline, text or whole: 0, 1, 2. */
export function setStored(store: Store, article: number): void {
  const { database } = store;
  const row = database
    .sql<{ origin: string | null; text_length: number | null; page: number | null; wanted: number }>(
      `SELECT v.origin, v.text_length, p.state AS page,
         EXISTS (SELECT 1 FROM asset s JOIN picture i ON i.n = s.picture WHERE s.version = a.shown AND i.state = 1) AS wanted
       FROM article a LEFT JOIN version v ON v.n = a.shown LEFT JOIN page p ON p.article = a.n WHERE a.n = ?`,
    )
    .get(article);
  const length = row?.text_length ?? 0;
  const settled = row?.page !== 1;
  let stored = 0;
  if (length > 0 && settled) stored = row?.wanted === 1 ? 1 : 2;
  else if (length >= SUBSTANTIAL_TEXT) stored = 1;
  database.sql('UPDATE article SET stored = ? WHERE n = ? AND stored <> ?').run(stored, article, stored);
}
