import { readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { LarderError } from '../../shared/errors.ts';
import { makePrivateFile } from './database.ts';

export type WriterLock = { release(): void };

/**
 * One writer for each archive. The operating system frees SQLite's file lock when its process dies, however it dies, so
 * that no lock is ever left over. The holder's name is in the file: the process, not the machine.
 * @throws LarderError ARCHIVE_LOCKED, with `pid` and `what` of the holder
 */
export function lockForWriting(path: string, pid: number, what: string): WriterLock {
  makePrivateFile(path);
  const connection = new Sqlite(path, { timeout: 250 });
  try {
    // The lock outlives the commit that writes the name, so that nobody can come in between the two.
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('synchronous = OFF');
    connection.pragma('secure_delete = ON');
    connection.exec('BEGIN EXCLUSIVE');
    connection.exec('CREATE TABLE IF NOT EXISTS holder (name TEXT NOT NULL) STRICT; DELETE FROM holder;');
    connection.prepare('INSERT INTO holder (name) VALUES (?)').run(nameOf(pid, what));
    connection.exec('COMMIT; BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if (error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)) throw lockedError(path);
    throw error;
  }
  return { release: () => void connection.close() };
}

function nameOf(pid: number, what: string): string {
  return `<larder pid=${pid} what=${what.replace(/[^\w .-]/g, ' ').slice(0, 40)}>`;
}

/** SQLite lets nobody read what is locked exclusively; the bytes of the file can be read all the same. */
function lockedError(path: string): LarderError {
  const holder = /<larder pid=(\d+) what=([\w .-]*)>/.exec(readFileSync(path, 'latin1'));
  const pid = holder ? Number(holder[1]) : null;
  const what = holder?.[2] ?? null;
  const who = pid === null ? 'another process' : `process ${pid}${what ? ` (${what})` : ''}`;
  return new LarderError('ARCHIVE_LOCKED', `This archive is open for writing in ${who}.`, { pid, what });
}
