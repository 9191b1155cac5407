import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite, { type Connection, type Statement } from 'better-sqlite3-multiple-ciphers';
import { isLarderError, LarderError } from '../../shared/errors.ts';

/** One connection with its prepared statements. `sql` prepares a text once and gives the same statement ever after. */
export type Database = {
  readonly connection: Connection;
  sql<Row = unknown>(text: string): Statement<Row>;
  /** All or nothing. Inside another one it is part of that one. */
  transaction<T>(work: () => T): T;
  close(): void;
};

/** The files of a data folder. */
export function pathsOf(dir: string) {
  return {
    dir,
    database: join(dir, 'archive.db'),
    lock: join(dir, 'archive.lock'),
    library: join(dir, 'library.json'),
    /** Left by a writer that met damage in mid-work, so that the next one to open salvages first. */
    damaged: join(dir, 'archive.damaged'),
    tmp: join(dir, 'tmp'),
  };
}
export type Paths = ReturnType<typeof pathsOf>;

/** Makes the data folder readable by its owner only. */
export function makeFolders(paths: Paths): void {
  for (const dir of [paths.dir, paths.tmp]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(paths.dir, 0o700);
}

/** SQLite gives a journal the rights of its database, so that the database file is made first, with the right ones. */
export function makePrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/**
 * Opens a connection for writing. `temp_store`: an encrypted database's sorts would otherwise lie in plain temporary
 * files. `synchronous=FULL`: what a call returned from is on disk, also after a power cut. `secure_delete`: what was
 * deleted is overwritten.
 * @throws LarderError ARCHIVE_KEY_WRONG, ARCHIVE_DAMAGED, DISK_FULL
 */
export function openForWriting(path: string, key: string | undefined): Database {
  return opening(path, key, () => {
    const connection = new Sqlite(path, { timeout: 5_000 });
    return prepare(connection, key, () => {
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      connection.pragma('foreign_keys = ON');
      connection.pragma('secure_delete = ON');
      // Twice the usual: half as often the log is copied into the file, and still within a slice of 25 ms.
      connection.pragma('wal_autocheckpoint = 2000');
    });
  });
}

/** @throws LarderError ARCHIVE_KEY_WRONG, ARCHIVE_DAMAGED */
export function openForReading(path: string, key: string | undefined): Database {
  return opening(path, key, () => {
    const connection = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 5_000 });
    return prepare(connection, key, () => undefined);
  });
}

/** What a reader sees before the first writer has made an archive. */
export function openInMemory(): Database {
  const connection = new Sqlite(':memory:');
  return prepare(connection, undefined, () => undefined);
}

function prepare(connection: Connection, key: string | undefined, settings: () => void): Database {
  try {
    // A passphrase reaches SQLite as a quoted text; `key()` of the driver would take raw bytes without key derivation.
    if (key !== undefined) connection.pragma(`key = '${key.replaceAll("'", "''")}'`);
    connection.pragma('temp_store = MEMORY');
    connection.pragma('schema_version'); // The first read: here a wrong key or a foreign file is noticed.
    settings();
  } catch (error) {
    connection.close();
    throw error;
  }
  const statements = new Map<string, Statement>();
  return {
    connection,
    sql<Row>(text: string) {
      let statement = statements.get(text);
      if (!statement) statements.set(text, (statement = connection.prepare(text)));
      return statement as Statement<Row>;
    },
    transaction<T>(work: () => T): T {
      return connection.inTransaction ? work() : connection.transaction(work).immediate();
    },
    close: () => void connection.close(),
  };
}

function opening(path: string, key: string | undefined, open: () => Database): Database {
  try {
    return open();
  } catch (error) {
    const isForeign = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_NOTADB';
    if (isForeign && key !== undefined) {
      throw new LarderError('ARCHIVE_KEY_WRONG', 'The archive does not open with this key.', {}, { cause: error });
    }
    if (isForeign && looksEncrypted(path)) {
      throw new LarderError('ARCHIVE_KEY_WRONG', 'The archive is encrypted and needs its key.', {}, { cause: error });
    }
    throw asLarderError(error);
  }
}

/**
 * An encrypted file is noise from its first byte, which no damaged one is: of 4096 random bytes each value occurs some 16
 * times. Such a file must never be set aside as broken.
 */
function looksEncrypted(path: string): boolean {
  const sample = Buffer.alloc(4096);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, sample, 0, sample.length, 0) < sample.length) return false;
  } finally {
    closeSync(file);
  }
  const counts = new Uint16Array(256);
  for (const byte of sample) counts[byte] = (counts[byte] ?? 0) + 1;
  return Math.max(...counts) < 64;
}

/** SQLite's failures that a person can act on, as such; everything else as it came. */
export function asLarderError(error: unknown): unknown {
  if (isLarderError(error)) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  // SQLite reports a full disk as FULL, and while it writes its journal or shared memory as one of these.
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new LarderError('DISK_FULL', 'The disk is full: nothing more can be stored.', {}, { cause: error });
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new LarderError('ARCHIVE_DAMAGED', 'The archive file is damaged.', {}, { cause: error });
  }
  return error;
}

/** Wraps every method, so that no caller sees SQLite's own errors for what a person can act on. */
export function translated<T extends Record<string, unknown>>(methods: T, onDamage: () => void): T {
  const guard = <R>(work: () => R): R => {
    try {
      return work();
    } catch (error) {
      const known = asLarderError(error);
      if (isLarderError(known) && known.code === 'ARCHIVE_DAMAGED') onDamage();
      throw known;
    }
  };
  const entries = Object.entries(methods).map(([name, method]) => [
    name,
    typeof method !== 'function'
      ? method
      : (...parameters: unknown[]): unknown => {
          const result = guard(() => (method as (...parameters: unknown[]) => unknown)(...parameters));
          return isIterator(result) ? guardedSteps(result, guard) : result;
        },
  ]);
  return Object.fromEntries(entries) as T;
}

function isIterator(value: unknown): value is IterableIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value;
}

/** A lazy answer fails while it is walked. */
function* guardedSteps(steps: IterableIterator<unknown>, guard: <R>(work: () => R) => R): IterableIterator<unknown> {
  for (;;) {
    const step = guard(() => steps.next());
    if (step.done === true) return;
    yield step.value;
  }
}
