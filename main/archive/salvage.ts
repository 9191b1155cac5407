import { existsSync, renameSync, rmSync } from 'node:fs';
import { asLarderError, type Database, makePrivateFile, openForWriting, type Paths } from './database.ts';
import { migrate } from './migrate.ts';
import { rankEverything } from './ranks.ts';
import { rebuildIndex } from './search-index.ts';
import { IS_NEEDED_BY_NONE } from './versions.ts';

/** Copied in this order, so that no row points at one that is not there yet. What is not here is made again. */
const TABLES = [
  'feed',
  'article',
  'version',
  'status',
  'tag',
  'also_in',
  'article_key',
  'provenance',
  'received_from',
  'page',
  'raw_page',
  'image',
  'picture',
  'asset',
  'fact',
  'feed_move',
  'quarantine',
  'origin',
  'route_record',
  'stub',
  'attempt',
  'rhythm',
  'breaker',
  'line_hour',
  'line_window',
  'spent',
  'export_run',
  'bundle_item',
  'bundle_seen',
  'label',
  'label_given',
  'incoming',
  'incoming_article',
  'incoming_image',
] as const;

/**
 * A damaged archive is set aside under another name, never deleted, and every row that can still be read is copied to a
 * fresh one. @returns the fresh one, open
 */
export function salvage(paths: Paths, key: string | undefined, nowMs: number): Database {
  const aside = `${paths.database}.damaged-${nowMs}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(paths.database + suffix)) renameSync(paths.database + suffix, aside + suffix);
  }
  makePrivateFile(paths.database);
  const fresh = openForWriting(paths.database, key);
  migrate(fresh, null);
  const copied = copyReadable(aside, key, fresh);
  fresh
    .sql(`INSERT OR REPLACE INTO fact (name, value) VALUES (?, ?)`)
    .run(
      `salvage ${nowMs}`,
      `${copied} rows were saved from a damaged file, which was kept as archive.db.damaged-${nowMs}`,
    );
  rmSync(paths.damaged, { force: true });
  return fresh;
}

function copyReadable(from: string, key: string | undefined, fresh: Database): number {
  let damaged: Database;
  try {
    damaged = openForWriting(from, key);
  } catch {
    return 0; // not a database at all any more: it stays where it was put
  }
  let copied = 0;
  try {
    fresh.connection.pragma('foreign_keys = OFF');
    fresh.transaction(() => {
      for (const table of TABLES) copied += copyTable(damaged, fresh, table);
      mend(fresh);
    });
  } finally {
    fresh.connection.pragma('foreign_keys = ON');
    damaged.close();
  }
  return copied;
}

/** From both ends: a damaged page in the middle stops each of the two walks. */
function copyTable(damaged: Database, fresh: Database, table: string): number {
  let columns: string[];
  try {
    columns = (damaged.connection.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);
  } catch {
    return 0; // the schema itself is unreadable
  }
  const known = (fresh.connection.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);
  const shared = columns.filter((column) => known.includes(column));
  if (shared.length === 0) return 0;
  const insert = fresh.connection.prepare(
    `INSERT OR IGNORE INTO ${table} (${shared.join(', ')}) VALUES (${shared.map(() => '?').join(', ')})`,
  );
  const order = known[0] ?? 'rowid';
  let copied = 0;
  for (const direction of ['ASC', 'DESC']) {
    try {
      const rows = damaged.connection
        .prepare(`SELECT ${shared.join(', ')} FROM ${table} ORDER BY ${order} ${direction}`)
        .raw(true)
        .iterate() as IterableIterator<unknown[]>;
      for (const row of rows) copied += insertRow(insert, row);
      return copied;
    } catch (error) {
      if (!isDamage(error)) throw error;
      // The walk ends here; what lies behind is reached from the other side.
    }
  }
  return copied;
}

function insertRow(insert: { run(...values: unknown[]): { changes: number } }, row: readonly unknown[]): number {
  try {
    return insert.run(...row).changes;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('SQLITE_CONSTRAINT')) return 0; // a row that was overwritten with nonsense
    throw error;
  }
}

function isDamage(error: unknown): boolean {
  const known = asLarderError(error);
  const code = known instanceof Error && 'code' in known ? String(known.code) : '';
  return code === 'ARCHIVE_DAMAGED' || code.startsWith('SQLITE_');
}

/**
 * Of a row of article: it was part of an unfinished import, and that row is lost. What was never shown must not appear by
 * itself; what a finished one brought is told by its sender's row, which is written at the end.
 */
const CUT_OFF = `kind = 'bundle' AND NOT EXISTS (SELECT 1 FROM received_from r JOIN version v ON v.n = r.version WHERE v.article = a.n)`;

/** Rows whose other half is lost go, articles get a version and a list row again, and counts and index are made anew. */
function mend(fresh: Database): void {
  fresh.connection.exec(`
    -- Of an unfinished import what is whole stays, unseen; the rest comes again when it goes on.
    DELETE FROM incoming_article WHERE import NOT IN (SELECT n FROM incoming);
    UPDATE incoming_article SET same_as = NULL WHERE same_as NOT IN (SELECT article FROM status);
    DELETE FROM incoming_article WHERE article NOT IN (SELECT n FROM article WHERE shown IN (SELECT n FROM version));
    DELETE FROM version WHERE article NOT IN (SELECT n FROM article);
    UPDATE article SET shown = (SELECT max(n) FROM version WHERE article = article.n)
      WHERE shown NOT IN (SELECT n FROM version) AND n IN (SELECT article FROM version);
    INSERT OR IGNORE INTO version (n, article, origin, stored_ms, complete, extractor, fingerprint, title, direction, text_length,
        words, codec, body)
      SELECT shown, n, 'feed', 0, 0, 0, x'', title, direction, 0, 0, 0, x'' FROM article
      WHERE n NOT IN (SELECT article FROM version);
    UPDATE article SET stored = 0 WHERE shown IN (SELECT n FROM version WHERE extractor = 0);
    DELETE FROM article WHERE shown NOT IN (SELECT n FROM version);
    DELETE FROM status WHERE article NOT IN (SELECT n FROM article);
    UPDATE status SET feed = NULL WHERE feed NOT IN (SELECT n FROM feed);
    INSERT INTO status (article, feed, sort_ms, seen_ms, saved)
      SELECT a.n, (SELECT feed FROM version WHERE article = a.n AND feed IS NOT NULL LIMIT 1), coalesce(a.published_ms, 0), 0,
        a.kind = 'saved' FROM article a WHERE n NOT IN (SELECT article FROM status)
        AND n NOT IN (SELECT article FROM incoming_article WHERE article IS NOT NULL) AND NOT (${CUT_OFF});
    DELETE FROM version WHERE article NOT IN (SELECT article FROM status)
      AND article NOT IN (SELECT article FROM incoming_article WHERE article IS NOT NULL);
    DELETE FROM article WHERE n NOT IN (SELECT article FROM status)
      AND n NOT IN (SELECT article FROM incoming_article WHERE article IS NOT NULL);
    DELETE FROM bundle_item WHERE article NOT IN (SELECT n FROM article);
    DELETE FROM label_given WHERE article NOT IN (SELECT n FROM article) OR label NOT IN (SELECT n FROM label);
    DELETE FROM incoming_image WHERE import NOT IN (SELECT n FROM incoming) OR image NOT IN (SELECT n FROM image);
    UPDATE incoming SET next = max(next, coalesce((SELECT max(article) + 1 FROM incoming_article WHERE import = incoming.n), 0));
    DELETE FROM also_in WHERE article NOT IN (SELECT n FROM article) OR feed NOT IN (SELECT n FROM feed);
    DELETE FROM tag WHERE article NOT IN (SELECT n FROM article);
    DELETE FROM article_key WHERE article NOT IN (SELECT n FROM article);
    DELETE FROM page WHERE article NOT IN (SELECT n FROM article);
    DELETE FROM raw_page WHERE article NOT IN (SELECT n FROM article);
    DELETE FROM provenance WHERE version NOT IN (SELECT n FROM version);
    DELETE FROM received_from WHERE version NOT IN (SELECT n FROM version);
    DELETE FROM feed_move WHERE feed NOT IN (SELECT n FROM feed);
    DELETE FROM quarantine WHERE feed NOT IN (SELECT n FROM feed) OR article NOT IN (SELECT n FROM article);
    DELETE FROM attempt WHERE feed NOT IN (SELECT n FROM feed);
    DELETE FROM origin WHERE NOT json_valid(facts);
    DELETE FROM rhythm WHERE feed NOT IN (SELECT n FROM feed) OR NOT json_valid(facts);
    UPDATE feed SET domains = '[]' WHERE NOT json_valid(domains);
    DELETE FROM asset WHERE version NOT IN (SELECT n FROM version) OR picture NOT IN (SELECT n FROM picture);
    -- Nobody is ever asked for a picture out of a bundle. (NULL is in no list, but of an empty one SQLite says that it is not.)
    UPDATE picture SET state = iif(url LIKE 'sha256:%', 4, 1), image = NULL
      WHERE (image IS NOT NULL AND image NOT IN (SELECT n FROM image)) OR (state = 2 AND image IS NULL);
    DELETE FROM picture WHERE n NOT IN (SELECT picture FROM asset);
    DELETE FROM image WHERE ${IS_NEEDED_BY_NONE};
    UPDATE page SET feed_text_length = coalesce(
      (SELECT max(v.text_length) FROM version v WHERE v.article = page.article AND v.origin = 'feed'), 0);
    DELETE FROM tally;
    INSERT INTO tally (feed, total, unread, unread_text, unread_whole)
      SELECT f.n, count(c.feed), count(*) FILTER (WHERE c.unread), count(*) FILTER (WHERE c.unread AND c.stored = 1),
        count(*) FILTER (WHERE c.unread AND c.stored = 2)
      FROM feed f LEFT JOIN (
        SELECT s.feed, s.read_ms IS NULL AS unread, a.stored FROM status s JOIN article a ON a.n = s.article
        UNION ALL SELECT o.feed, s.read_ms IS NULL, a.stored FROM also_in o JOIN status s USING (article) JOIN article a ON a.n = s.article
      ) c ON c.feed = f.n GROUP BY f.n;
    DELETE FROM totals;
    INSERT INTO totals (one, articles, unread, starred, whole, images, text_bytes, image_bytes, unread_text, unread_whole)
      SELECT 1, count(*), count(*) FILTER (WHERE s.read_ms IS NULL), count(s.starred_ms), count(*) FILTER (WHERE a.stored = 2),
        (SELECT count(*) FROM image) - (SELECT count(*) FROM incoming_image WHERE fresh = 1),
        (SELECT coalesce(sum(length(body)), 0) FROM version) - (SELECT coalesce(sum(bytes), 0) FROM incoming_article),
        (SELECT coalesce(sum(length(bytes)), 0) FROM image)
          - (SELECT coalesce(sum(bytes), 0) FROM incoming_image WHERE fresh = 1),
        count(*) FILTER (WHERE s.read_ms IS NULL AND a.stored = 1), count(*) FILTER (WHERE s.read_ms IS NULL AND a.stored = 2)
      FROM status s JOIN article a ON a.n = s.article;
  `);
  rankEverything(fresh);
  rebuildIndex(fresh);
}
