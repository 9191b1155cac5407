import { existsSync } from 'node:fs';
import type { ArchiveReader, OpenOptions } from './face.ts';
import { arrivedWords, toBeIndexed } from './arrived-words.ts';
import { loggedAttempts } from './attempt-log.ts';
import { check } from './check.ts';
import { type Database, openForReading, openInMemory, type Paths, pathsOf, translated } from './database.ts';
import { estimate } from './estimate.ts';
import { exportArticles, exported } from './export.ts';
import { feeds } from './feeds.ts';
import { holdStill } from './hold-still.ts';
import { holdingKey, holdings } from './holdings.ts';
import { libraryAt } from './library-file.ts';
import { image, imageFacts } from './images.ts';
import { labels } from './labels.ts';
import { articles } from './lists.ts';
import { lookUp } from './look-up.ts';
import { migrate, refuseNewer, schemaOf } from './migrate.ts';
import { countQuarantined, quarantined } from './quarantine.ts';
import { article, body, text } from './read.ts';
import { MIGRATIONS } from './schema.ts';
import { readiness } from './readiness.ts';
import { search } from './search.ts';
import { knowsBundle, receivedFrom } from './senders.ts';
import { counts, stats } from './stats.ts';
import { tags } from './tags.ts';
import { bringUpToDate } from './upgrade.ts';

/** Everything that only looks, over whatever connection there is. */
export function readingMethods(
  database: () => Database,
  now: () => number,
  mayHoldStill: boolean,
): Omit<ArchiveReader, 'close' | 'library'> {
  return {
    feeds: () => feeds(database()),
    articles: (query) => articles(database(), query),
    article: (id) => article(database(), id),
    body: (id) => body(database(), id),
    text: (id) => text(database(), id),
    image: (sha256) => image(database(), sha256),
    imageFacts: (sha256) => imageFacts(database(), sha256),
    search: (query) => search(database(), query),
    stats: () => stats(database()),
    readiness: () => readiness(database(), now()),
    counts: () => counts(database()),
    quarantined: () => quarantined(database()),
    quarantinedCount: () => countQuarantined(database()),
    loggedAttempts: (limit) => loggedAttempts(database(), limit),
    export: (selection) => exportArticles(database(), selection),
    exported: (ref) => exported(database(), ref),
    estimate: (selection) => estimate(database(), selection),
    holdStill: () => holdStill(database(), mayHoldStill),
    holdings: () => holdings(database()),
    holdingKey,
    lookUp: (articles) => lookUp(database(), articles),
    arrivedWords: () => arrivedWords(database()),
    toBeIndexed: () => toBeIndexed(database()),
    knowsBundle: (manifestSha256) => knowsBundle(database(), manifestSha256),
    labels: () => labels(database()),
    tags: () => tags(database()),
    receivedFrom: (publicKey) => receivedFrom(database(), publicKey),
    check: () => check(database()),
  };
}

/**
 * Opens an archive for reading: no lock, no waiting for the writer; but one of an earlier version is brought up to date. A folder without an archive reads as an empty one,
 * until a writer has made it.
 * @throws LarderError ARCHIVE_TOO_NEW, ARCHIVE_KEY_WRONG, ARCHIVE_DAMAGED; ARCHIVE_LOCKED, DISK_FULL when it cannot be
 */
export function openArchiveReader(options: OpenOptions): ArchiveReader {
  const paths = pathsOf(options.dir);
  let current = openWhatIsThere(paths, options.key);
  const database = (): Database => {
    if (current.connection.memory && existsSync(paths.database)) {
      current.close();
      current = openWhatIsThere(paths, options.key);
    }
    return current;
  };
  return translated(
    {
      ...readingMethods(database, options.now, true),
      library: () => libraryAt(paths.library),
      close: () => current.close(),
    },
    () => undefined,
  );
}

function openWhatIsThere(paths: Paths, key: string | undefined): Database {
  if (existsSync(paths.database)) {
    const database = openForReading(paths.database, key);
    const schema = schemaOf(database);
    if (schema === MIGRATIONS.length) return database;
    database.close();
    refuseNewer(schema, MIGRATIONS.length);
    if (schema > 0) {
      bringUpToDate(paths, key);
      return openForReading(paths.database, key);
    }
    // Zero: a writer is making it at this moment, or died doing so.
  }
  const empty = openInMemory();
  migrate(empty, null);
  return empty;
}
