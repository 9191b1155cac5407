import { existsSync } from 'node:fs';
import type { ArchiveReader, OpenOptions } from './face.ts';
import { loggedAttempts } from './attempt-log.ts';
import { check } from './check.ts';
import { type Database, openForReading, openInMemory, pathsOf, translated } from './database.ts';
import { exportArticles } from './export.ts';
import { feeds } from './feeds.ts';
import { image } from './images.ts';
import { articles } from './lists.ts';
import { migrate, refuseNewer, schemaOf } from './migrate.ts';
import { countQuarantined, quarantined } from './quarantine.ts';
import { article, body, text } from './read.ts';
import { MIGRATIONS } from './schema.ts';
import { search } from './search.ts';
import { counts, stats } from './stats.ts';

/** Everything that only looks, over whatever connection there is. */
export function readingMethods(database: () => Database): Omit<ArchiveReader, 'close'> {
  return {
    feeds: () => feeds(database()),
    articles: (query) => articles(database(), query),
    article: (id) => article(database(), id),
    body: (id) => body(database(), id),
    text: (id) => text(database(), id),
    image: (sha256) => image(database(), sha256),
    search: (query) => search(database(), query),
    stats: () => stats(database()),
    counts: () => counts(database()),
    quarantined: () => quarantined(database()),
    quarantinedCount: () => countQuarantined(database()),
    loggedAttempts: (limit) => loggedAttempts(database(), limit),
    export: (selection) => exportArticles(database(), selection),
    check: () => check(database()),
  };
}

/**
 * Opens an archive for reading: no lock, no waiting for the writer. A folder without an archive reads as an empty one,
 * until a writer has made it.
 * @throws LarderError ARCHIVE_TOO_NEW, ARCHIVE_KEY_WRONG, ARCHIVE_DAMAGED
 */
export function openArchiveReader(options: OpenOptions): ArchiveReader {
  const { database: path } = pathsOf(options.dir);
  let current = openWhatIsThere(path, options.key);
  const database = (): Database => {
    if (current.connection.memory && existsSync(path)) {
      current.close();
      current = openWhatIsThere(path, options.key);
    }
    return current;
  };
  return translated({ ...readingMethods(database), close: () => current.close() }, () => undefined);
}

function openWhatIsThere(path: string, key: string | undefined): Database {
  if (existsSync(path)) {
    const database = openForReading(path, key);
    const schema = schemaOf(database);
    if (schema === MIGRATIONS.length) return database;
    database.close();
    refuseNewer(schema, MIGRATIONS.length);
    // Zero: a writer is making it at this moment, or died doing so.
    if (schema > 0) throw new Error(`The archive has schema ${schema}; a writer must open it first.`);
  }
  const empty = openInMemory();
  migrate(empty, null);
  return empty;
}
