import { hash } from 'node:crypto';
import { LarderError } from '../../shared/errors.ts';
import type { ImageInfo } from '../../shared/model.ts';
import type { Database } from './database.ts';
import type { Incoming, PreparedArticle, ReceivedBundle } from './face.ts';
import { findReceived, isSameLessQuery, type Received, receivedUrlKey } from './identity.ts';
import { type BundleText, wouldBeShown } from './preferred-version.ts';
import { newArticleId, type Store } from './store.ts';
import { EXTRACTOR_VERSION, storedOf } from './versions.ts';

/**
 * How far ahead the numbers of an unfinished import begin. A list as it stood at some moment ends at a number, so that what
 * appears when an import is finished must have higher ones than all that came while it went on; so many do not.
 */
const FAR_AHEAD = 10_000_000;

export type ImportRow = {
  readonly n: number;
  readonly key: string | null;
  readonly trusted: number;
  readonly next: number;
};

/** @throws LarderError NOT_FOUND when no such import was begun */
export function importOf(database: Database, manifestSha256: string): ImportRow {
  const row = database
    .sql<ImportRow>('SELECT n, key, trusted, next FROM incoming WHERE manifest = ?')
    .get(manifestSha256);
  if (row === undefined) throw new LarderError('NOT_FOUND', 'No such import is under way.');
  return row;
}

/** Where the numbers of the next one begin: behind those that are taken, and those that others under way have before them. */
export function nextNumbers(database: Database): number {
  const row = database
    .sql<{ last: number }>(
      'SELECT max(coalesce((SELECT max(n) FROM article), 0), coalesce((SELECT max(next) FROM incoming), 0)) AS last',
    )
    .get();
  return (Math.floor((row?.last ?? 0) / FAR_AHEAD) + 1) * FAR_AHEAD;
}

/** Begins an import or goes on with one. @returns the items that are stored already */
export function beginImport(store: Store, bundle: ReceivedBundle): ReadonlySet<string> {
  const { database } = store;
  return database.transaction(() => {
    // By now its key may be one the owner trusts, or the sender one who was forgotten.
    database
      .sql(
        `INSERT INTO incoming (manifest, key, trusted, started_ms, next) VALUES (@manifestSha256, @publicKey, @trusted, @nowMs, @next)
         ON CONFLICT (manifest) DO UPDATE SET key = excluded.key, trusted = excluded.trusted`,
      )
      .run({ ...bundle, trusted: Number(bundle.trusted), nowMs: store.now(), next: nextNumbers(database) });
    const items = database
      .sql<{ item: string }>(
        `SELECT lower(hex(item)) AS item FROM incoming_article
         WHERE import = ? AND (article IS NOT NULL OR same_as IS NOT NULL)`,
      )
      .all(importOf(database, bundle.manifestSha256).n);
    return new Set(items.map(({ item }) => item));
  });
}

export function unfinishedImports(database: Database): Incoming[] {
  return database
    .sql<{
      manifestSha256: string;
      publicKey: string | null;
      trusted: number;
      startedMs: number;
      articles: number;
    }>(
      `SELECT manifest AS manifestSha256, key AS publicKey, trusted, started_ms AS startedMs,
         (SELECT count(DISTINCT item) FROM incoming_article i WHERE i.import = incoming.n) AS articles
       FROM incoming ORDER BY started_ms, n`,
    )
    .all()
    .map((row) => ({ ...row, trusted: row.trusted === 1 }));
}

/**
 * Stores some articles of a bundle, unseen; one transaction. Of those that are here already, and would not be shown in the
 * place of what is, only that they came. One that comes twice counts once.
 * @throws LarderError NOT_FOUND
 */
export function receive(store: Store, manifestSha256: string, articles: readonly PreparedArticle[]): void {
  const { database } = store;
  database.transaction(() => {
    const { n: into, next } = importOf(database, manifestSha256);
    const slice = { store, into, article: next, version: lastVersion(database) + 1 };
    for (const received of articles) receiveOne(slice, received);
    if (slice.article !== next) database.sql('UPDATE incoming SET next = ? WHERE n = ?').run(slice.article, into);
  });
}

function lastVersion(database: Database): number {
  return database.sql<{ n: number | null }>('SELECT max(n) AS n FROM version').get()?.n ?? 0;
}

type Slice = { readonly store: Store; readonly into: number; article: number; version: number };

function receiveOne(slice: Slice, received: PreparedArticle): void {
  const { store, into } = slice;
  const { database } = store;
  const item = Buffer.from(received.item, 'hex');
  const { complete, textLength, fingerprint, pictures } = received;
  const candidate = { complete, textLength, pictures: pictures.length, fingerprint };
  const sameAs = findReceived(database, item, received);
  const needed =
    sameAs === null || wouldBeShown(database, sameAs, candidate) || learnsAddress(database, sameAs, received);
  if (needed) stage(slice, received);
  database
    .sql(
      `INSERT INTO incoming_article (import, item, url_key, article, same_as, vouches, fetched_ms, bytes)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      into,
      item,
      receivedUrlKey(received),
      needed ? slice.article : null,
      sameAs,
      Number(!needed && sameAs !== null && shows(database, sameAs, candidate)),
      received.fetchedMs,
      needed ? received.body.bytes.length : 0,
    );
  if (!needed) return;
  slice.article += 1;
  slice.version += 1;
}

/** An article without a list row, and its text. */
function stage({ store, article, version: n }: Slice, received: PreparedArticle): void {
  const { database } = store;
  const { title, byline, language, direction, publishedMs, complete, textLength, body } = received;
  database
    .sql(
      `INSERT INTO article (n, id, kind, source_title, url, url_cut, title, byline, excerpt, language, direction, published_ms,
         shown, stored) VALUES (?, ?, 'bundle', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      article,
      newArticleId(),
      received.sourceTitle,
      received.url,
      Number(received.urlCut),
      title,
      byline,
      received.excerpt,
      language,
      direction,
      publishedMs,
      n,
      storedOf(textLength, complete, false),
    );
  database
    .sql(
      `INSERT INTO version (n, article, origin, stored_ms, complete, extractor, fingerprint, title, byline, language, direction,
         published_ms, text_length, words, codec, body)
       VALUES (?, ?, 'bundle', ?, ?, ${EXTRACTOR_VERSION}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      n,
      article,
      store.now(),
      Number(complete),
      received.fingerprint,
      title,
      byline,
      language,
      direction,
      publishedMs,
      textLength,
      received.words,
      body.codec,
      body.bytes,
    );
  for (const [place, sha256] of received.pictures.entries()) addPicture(database, n, place, sha256);
}

/** Its address is its hash. Its bytes are here already, or they will come; nobody is ever asked for them. */
function addPicture(database: Database, version: number, place: number, sha256: string): void {
  const url = `sha256:${sha256}`;
  database
    .sql(
      `INSERT INTO picture (url, host, state, image, lead, sort_ms, attempts, retry_ms)
       SELECT @url, '', iif(i.n IS NULL, 4, 2), i.n, 0, 0, 0, 0 FROM (SELECT 1) LEFT JOIN image i ON i.sha256 = @sha256
       WHERE TRUE ON CONFLICT (url) DO NOTHING`,
    )
    .run({ url, sha256: Buffer.from(sha256, 'hex') });
  database
    .sql('INSERT INTO asset (version, place, picture) SELECT ?, ?, n FROM picture WHERE url = ?')
    .run(version, place, url);
}

/** The article's address was cut, and here it is whole: that is worth something even where its text is not. */
function learnsAddress(database: Database, article: number, { url, urlCut }: Received): boolean {
  const cut = database
    .sql<{ url: string }>('SELECT url FROM article WHERE n = ? AND url_cut = 1 AND url IS NOT NULL')
    .get(article)?.url;
  return cut !== undefined && url !== null && !urlCut && isSameLessQuery(cut, url);
}

/** What the article shows is this very text, whole, from another bundle. */
function shows(database: Database, article: number, { complete, fingerprint }: BundleText): boolean {
  const shown = database
    .sql<{ fingerprint: Buffer }>(
      `SELECT v.fingerprint FROM article a JOIN version v ON v.n = a.shown
       WHERE a.n = ? AND v.origin = 'bundle' AND v.complete = 1`,
    )
    .get(article);
  return complete && shown !== undefined && shown.fingerprint.equals(fingerprint);
}

/**
 * A picture of a bundle, unseen: before its articles or after them. One that lies here already is not stored again.
 * @throws LarderError NOT_FOUND
 */
export function receiveImage(store: Store, manifestSha256: string, bytes: Uint8Array, info: ImageInfo): void {
  const { database } = store;
  const sha256 = hash('sha256', bytes, 'buffer');
  database.transaction(() => {
    const { n: into } = importOf(database, manifestSha256);
    const { changes } = database
      .sql('INSERT OR IGNORE INTO image (sha256, media_type, width, height, complete, bytes) VALUES (?, ?, ?, ?, ?, ?)')
      .run(sha256, info.mediaType, info.width, info.height, Number(info.complete), bytes);
    const image = database.sql<{ n: number }>('SELECT n FROM image WHERE sha256 = ?').get(sha256)?.n;
    const lacking = database
      .sql<{ n: number; seen: number }>(
        `SELECT p.n, EXISTS (SELECT 1 FROM asset x JOIN version v ON v.n = x.version JOIN status s ON s.article = v.article
           WHERE x.picture = p.n) AS seen FROM picture p WHERE p.url = ? AND p.state <> 2`,
      )
      .get(`sha256:${sha256.toString('hex')}`);
    database
      .sql('INSERT OR IGNORE INTO incoming_image (import, image, fresh, late, bytes) VALUES (?, ?, ?, ?, ?)')
      .run(into, image, changes, Number(lacking?.seen === 1), bytes.length);
    if (lacking?.seen === 0) {
      database.sql('UPDATE picture SET state = 2, image = ? WHERE n = ?').run(image, lacking.n);
    }
  });
}
