import type { Database } from './database.ts';
import type { ImportCounts } from './face.ts';
import { addReceivedKeys, findReceived, MEETS_SOMETHING } from './identity.ts';
import { uniteAlike } from './import-alike.ts';
import { importOf, type ImportRow, nextNumbers } from './import-staging.ts';
import { MAX_AHEAD_MS } from './items.ts';
import { picturesHere, preferred, wouldBeShown } from './preferred-version.ts';
import { indexSometime, textOfVersion } from './search-index.ts';
import { dropStaged, passOnKeys } from './staged-article.ts';
import type { Store } from './store.ts';
import {
  dropUnseen,
  IS_NEEDED_BY_NONE,
  MAX_VERSIONS,
  picturesOf,
  setExcerpt,
  setShown,
  setStored,
  shownVersion,
} from './versions.ts';

/** Not by whom: that may have to be forgotten. */
const SETTLED_BY_BUNDLE = 'All of it came in a bundle.';

/**
 * All of an import appears: one transaction, and the new articles of it in a few statements. Those that turned out to be
 * here are weighed once more, for much may have come while the import went on.
 * @throws LarderError NOT_FOUND
 */
export function finishImport(store: Store, manifestSha256: string): ImportCounts {
  const { database } = store;
  return database.transaction(() => {
    const found = importOf(database, manifestSha256);
    const { n } = found;
    const articles = count(database, 'SELECT count(DISTINCT item) AS count FROM incoming_article WHERE import = ?', n);
    dropSecondOnes(database, n);
    const improved = new Set<number>(completePictures(store, n));
    for (const [staged, sameAs] of toMerge(database, n)) {
      if (merge(store, found, manifestSha256, staged, sameAs)) improved.add(sameAs);
    }
    numberLast(database, n);
    uniteAlike(database, n);
    const added = show(store, found, manifestSha256);
    const settled = found.trusted === 1 ? settlePages(database, n) : [];
    for (const article of settled) setStored(store, article);
    const pictures = endOfImages(database, n);
    addReceivedKeys(database, n);
    database.sql('DELETE FROM incoming_article WHERE import = ?').run(n);
    database.sql('DELETE FROM incoming WHERE n = ?').run(n);
    database.sql('INSERT OR REPLACE INTO bundle_seen (manifest, key) VALUES (?, ?)').run(manifestSha256, found.key);
    return { articles, added, improved: improved.size, pictures };
  });
}

function count(database: Database, sql: string, n: number): number {
  return database.sql<{ count: number }>(sql).get(n)?.count ?? 0;
}

/** Of an item that was received twice, the second. */
function dropSecondOnes(database: Database, n: number): void {
  const second = database
    .sql<{ article: number }>(
      `SELECT article FROM incoming_article WHERE import = @n AND article IS NOT NULL
         AND n NOT IN (SELECT min(n) FROM incoming_article WHERE import = @n AND article IS NOT NULL GROUP BY item)`,
    )
    .all({ n });
  for (const { article } of second) dropStaged(database, article);
}

/** Pictures that an article out of an earlier bundle lacked. @returns the articles that have more now */
function completePictures(store: Store, n: number): number[] {
  const { database } = store;
  const pictures = database
    .sql<{ picture: number; image: number }>(
      `SELECT p.n AS picture, i.image FROM incoming_image i JOIN image m ON m.n = i.image
       JOIN picture p ON p.url = 'sha256:' || lower(hex(m.sha256)) WHERE i.import = ? AND i.late = 1 AND p.state <> 2`,
    )
    .all(n);
  return pictures.flatMap(({ picture, image }) => {
    database.sql('UPDATE picture SET state = 2, image = ? WHERE n = ?').run(image, picture);
    return database
      .sql<{ n: number }>(
        `SELECT DISTINCT a.n FROM asset x JOIN article a ON a.shown = x.version JOIN status s ON s.article = a.n
         WHERE x.picture = ?`,
      )
      .all(picture)
      .map((row) => row.n);
  });
}

type Waiting = {
  article: number;
  item: Buffer;
  title: string;
  url: string | null;
  url_cut: number;
  published_ms: number | null;
};

/** What waits, and the articles it is the same as: as was found when it came, or as it is now. */
function toMerge(database: Database, n: number): [staged: number, sameAs: number][] {
  const known = database
    .sql<{ article: number; same_as: number }>(
      // The best of several for one article first: the others are then not needed.
      `SELECT i.article, i.same_as FROM incoming_article i JOIN article a ON a.n = i.article JOIN version v ON v.n = a.shown
       WHERE i.import = ? AND i.same_as IS NOT NULL ORDER BY v.complete DESC, v.text_length DESC, i.article`,
    )
    .all(n);
  const met = database
    .sql<Waiting>(
      `SELECT i.article, i.item, a.title, a.url, a.url_cut, a.published_ms FROM incoming_article i
       JOIN article a ON a.n = i.article WHERE i.import = ? AND i.same_as IS NULL AND (${MEETS_SOMETHING}) ORDER BY i.article`,
    )
    .all(n);
  const found = met.flatMap(({ article, item, title, url, url_cut: cut, published_ms: publishedMs }) => {
    const sameAs = findReceived(database, item, { title, url, urlCut: cut === 1, publishedMs });
    return sameAs === null ? [] : [[article, sameAs] as [number, number]];
  });
  return [...known.map(({ article, same_as: sameAs }): [number, number] => [article, sameAs]), ...found];
}

/** Makes what waits a version of the article that is here, if that is better for it. @returns whether it shows more now */
function merge(store: Store, found: ImportRow, manifest: string, staged: number, sameAs: number): boolean {
  const { database } = store;
  const version = shownVersion(store, staged);
  const text = database
    .sql<{ complete: number; text_length: number; fingerprint: Buffer }>(
      'SELECT complete, text_length, fingerprint FROM version WHERE n = ?',
    )
    .get(version);
  if (version === null || text === undefined) return false;
  const pictures = picturesHere(database, version);
  const { complete, text_length: textLength, fingerprint } = text;
  const isBetter = wouldBeShown(database, sameAs, { complete: complete === 1, textLength, pictures, fingerprint });
  passOnKeys(database, staged, sameAs);
  if (isBetter) {
    indexSometime(database, sameAs);
    database.sql('UPDATE version SET article = ? WHERE n = ?').run(sameAs, version);
    noteSender(database, found, manifest, staged);
    setShown(store, sameAs, preferred(database, sameAs) ?? version);
    fillExcerpt(store, sameAs);
    dropOldest(database, sameAs);
    if (found.trusted === 1 && complete === 1) settle(database, sameAs);
    setStored(store, sameAs);
  }
  dropStaged(database, staged);
  return isBetter;
}

function noteSender(database: Database, { n, key }: ImportRow, manifest: string, staged: number): void {
  database
    .sql(
      `INSERT INTO received_from (version, bundle, key, fetched_ms) SELECT a.shown, ?, ?, i.fetched_ms
       FROM incoming_article i JOIN article a ON a.n = i.article WHERE i.import = ? AND i.article = ?`,
    )
    .run(manifest, key, n, staged);
}

function fillExcerpt(store: Store, article: number): void {
  const row = store.database
    .sql<{ excerpt: string; shown: number }>('SELECT excerpt, shown FROM article WHERE n = ?')
    .get(article);
  if (row?.excerpt === '') setExcerpt(store, article, null, textOfVersion(store.database, row.shown));
}

/** Who makes bundle after bundle of one article, each with a longer text, must not fill the disk with it. */
function dropOldest(database: Database, article: number): void {
  const old = database
    .sql<{ n: number }>(
      `SELECT n FROM version WHERE article = ? AND origin = 'bundle' AND n <> (SELECT shown FROM article WHERE n = article)
         AND n NOT IN (SELECT version FROM indexed WHERE indexed.article = version.article) ORDER BY n DESC LIMIT -1 OFFSET ?`,
    )
    .all(article, MAX_VERSIONS);
  for (const { n } of old) {
    const pictures = picturesOf(database, n);
    database.sql('DELETE FROM version WHERE n = ?').run(n);
    dropUnseen(database, pictures);
  }
}

function settle(database: Database, article: number): void {
  database
    .sql('UPDATE page SET state = 3, outcome = NULL, reason = ? WHERE article = ? AND state = 1')
    .run(SETTLED_BY_BUNDLE, article);
}

/** A trusted sender says the same as another bundle did, which is why nothing of it was needed. */
function settlePages(database: Database, n: number): number[] {
  return database
    .sql<{ article: number }>(
      `UPDATE page SET state = 3, outcome = NULL, reason = ? WHERE state = 1
         AND article IN (SELECT same_as FROM incoming_article WHERE import = ? AND vouches = 1) RETURNING article`,
    )
    .all(SETTLED_BY_BUNDLE, n)
    .map(({ article }) => article);
}

/**
 * Another import, begun later, may have ended before this one: then lists as they stood in between would show this one's
 * articles, and whoever marks all of such a list read would mark what he never saw. So these get the last numbers again.
 */
function numberLast(database: Database, n: number): void {
  const { first, newest } = database
    .sql<{ first: number | null; newest: number | null }>(
      `SELECT (SELECT min(article) FROM incoming_article WHERE import = ?) AS first,
         (SELECT max(article) FROM status) AS newest`,
    )
    .get(n) as { first: number | null; newest: number | null };
  if (first === null || newest === null || first > newest) return;
  const bind = { n, by: nextNumbers(database) - first };
  const these = 'SELECT article FROM incoming_article WHERE import = @n AND article IS NOT NULL';
  // Rows that point at each other change one after another; that they fit is looked at in the end.
  database.connection.pragma('defer_foreign_keys = ON');
  database.sql(`UPDATE version SET article = article + @by WHERE article IN (${these})`).run(bind);
  database.sql(`UPDATE article SET n = n + @by WHERE n IN (${these})`).run(bind);
  database.sql('UPDATE incoming_article SET article = article + @by WHERE import = @n').run(bind);
}

/** The list rows of all that is new. @returns how many they are */
function show(store: Store, { n, key }: ImportRow, manifest: string): number {
  const { database } = store;
  const nowMs = store.now();
  const { changes } = database
    .sql(
      `INSERT INTO status (article, feed, sort_ms, seen_ms, saved)
       SELECT a.n, NULL, min(coalesce(a.published_ms, @nowMs), @nowMs + ${MAX_AHEAD_MS}), @nowMs, 0
       FROM incoming_article i JOIN article a ON a.n = i.article WHERE i.import = @n ORDER BY i.article`,
    )
    .run({ n, nowMs });
  database
    .sql(
      `INSERT INTO received_from (version, bundle, key, fetched_ms) SELECT a.shown, ?, ?, i.fetched_ms
       FROM incoming_article i JOIN article a ON a.n = i.article WHERE i.import = ? ORDER BY a.shown`,
    )
    .run(manifest, key, n);
  database
    .sql(
      'INSERT INTO to_index (article) SELECT article FROM incoming_article WHERE import = ? AND article IS NOT NULL ORDER BY article',
    )
    .run(n);
  return changes;
}

/** @returns how many pictures are new */
function endOfImages(database: Database, n: number): number {
  // What another import has stored first is seen now, though that one is not finished.
  database
    .sql(
      `UPDATE incoming_image SET fresh = 0 WHERE import <> @n AND fresh = 1
         AND image IN (SELECT image FROM incoming_image WHERE import = @n)`,
    )
    .run({ n });
  const unused = database
    .sql<{ image: number }>(
      `DELETE FROM incoming_image WHERE import = @n AND NOT EXISTS (SELECT 1 FROM picture p WHERE p.image = incoming_image.image)
       RETURNING image`,
    )
    .all({ n });
  for (const { image } of unused) dropImage(database, image);
  const fresh = count(database, 'SELECT count(*) AS count FROM incoming_image WHERE import = ? AND fresh = 1', n);
  database.sql('DELETE FROM incoming_image WHERE import = ?').run(n);
  return fresh;
}

export function dropImage(database: Database, image: number): void {
  database.sql(`DELETE FROM image WHERE n = ? AND ${IS_NEEDED_BY_NONE}`).run(image);
}
