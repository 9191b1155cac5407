import { constants, copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import type { Database, Paths } from './database.ts';
import { MIGRATIONS } from './schema.ts';

const SNAPSHOT = 'before-schema-';

/**
 * Brings a database to the newest shape: every step in a transaction of its own, after a snapshot of what was there.
 * @throws LarderError ARCHIVE_TOO_NEW, DISK_FULL
 */
export function migrate(database: Database, paths: Paths | null, steps: readonly string[] = MIGRATIONS): void {
  const found = schemaOf(database);
  refuseNewer(found, steps.length);
  if (found === steps.length) return;
  if (found > 0 && paths !== null) takeSnapshot(database, paths, found);
  for (const [index, step] of steps.entries()) {
    if (index < found) continue;
    database.transaction(() => {
      database.connection.exec(step);
      database.connection.pragma(`user_version = ${index + 1}`);
    });
  }
}

export function schemaOf(database: Database): number {
  return Number(database.connection.pragma('user_version', { simple: true }));
}

export function refuseNewer(found: number, known: number): void {
  if (found > known) {
    throw new LarderError('ARCHIVE_TOO_NEW', 'This archive was written by a later version of Larder.', {
      found,
      known,
    });
  }
}

/** A copy of the whole file, encrypted if it is. Only the last one is kept: each is as large as the archive. */
function takeSnapshot(database: Database, paths: Paths, schema: number): void {
  dropSnapshots(paths);
  database.connection.pragma('wal_checkpoint(TRUNCATE)');
  const copy = join(paths.tmp, `${SNAPSHOT}${schema + 1}.db`);
  // Where the file system can, the copy shares its blocks with the archive and costs no room.
  const copyFile = (from: string, to: string): void => copyFileSync(from, to, constants.COPYFILE_FICLONE);
  try {
    copyFile(paths.database, copy);
    // A reader at work may have kept the log from being emptied: then it belongs to the copy.
    if (existsSync(`${paths.database}-wal`)) copyFile(`${paths.database}-wal`, `${copy}-wal`);
  } catch (error) {
    dropSnapshots(paths); // half a copy is none, and fills the disk
    throw error;
  }
}

/** Removes the copy made before the last change of shape. */
export function dropSnapshots(paths: Paths): void {
  for (const name of readdirSync(paths.tmp)) {
    if (name.startsWith(SNAPSHOT)) rmSync(join(paths.tmp, name));
  }
}
