import { isLarderError } from '../../shared/errors.ts';
import { type Database, openForReading, openForWriting, type Paths } from './database.ts';
import { lockForWriting } from './lock.ts';
import { migrate, schemaOf } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';
import { reindexWhenStale } from './search-index.ts';

/** The archive for writing, in its newest shape. */
export function openNewest(paths: Paths, key: string | undefined): Database {
  const database = openForWriting(paths.database, key);
  try {
    migrate(database, paths);
    reindexWhenStale(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Copying and reshaping some gigabytes on a slow disk. */
const LONGEST_UPGRADE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/**
 * Brings an archive of an earlier version up to date for one who only wants to read, and is the first to open it with this
 * version. Where a writer is at it already, waits for that.
 * @throws LarderError ARCHIVE_LOCKED when an older program has the archive open, DISK_FULL
 */
export function bringUpToDate(paths: Paths, key: string | undefined): void {
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    try {
      const lock = lockForWriting(paths.lock, process.pid, 'bringing it up to date');
      try {
        openNewest(paths, key).close();
      } finally {
        lock.release();
      }
      return;
    } catch (error) {
      if (!isLarderError(error) || error.code !== 'ARCHIVE_LOCKED' || waitedMs >= LONGEST_UPGRADE_MS) throw error;
    }
    if (isNewest(paths, key)) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  }
}

function isNewest(paths: Paths, key: string | undefined): boolean {
  const database = openForReading(paths.database, key);
  try {
    return schemaOf(database) >= MIGRATIONS.length;
  } finally {
    database.close();
  }
}
