/**
 * Where files on their way lie, inside the data folder: `outgoing` until they were fetched, `incoming` as they are
 * uploaded, `import` what was opened and verified and is being stored. The first two are emptied at every start.
 */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sightOf } from './bring-in.ts';

export type TransferFolders = {
  readonly outgoing: string;
  readonly incoming: string;
  readonly importing: string;
  /** What came of files on sticks that were pulled out. */
  readonly copies: string;
};

/** A stick that was not back by then is not waited for. */
const COPY_KEPT_MS = 7 * 24 * 3_600_000;

export function transferFolders(dir: string): TransferFolders {
  const at = (name: string): string => join(dir, 'tmp', name);
  return { outgoing: at('outgoing'), incoming: at('incoming'), importing: at('import'), copies: at('copies') };
}

/** What a program that ended could not give away, or was still being given, is of no use to the next. */
export async function emptyFolders(folders: TransferFolders, nowMs: number): Promise<void> {
  for (const folder of [folders.outgoing, folders.incoming]) await rm(folder, { recursive: true, force: true });
  for (const name of await readdir(folders.copies).catch(() => [])) {
    const path = join(folders.copies, name);
    const { mtimeMs } = await stat(path);
    if (Math.abs(nowMs - mtimeMs) > COPY_KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}

/** Where a copy of this file is made: the same folder when the same file comes back. */
export async function copyFolder(folders: TransferFolders, path: string): Promise<string> {
  // A file that is not there is told by whoever reads it.
  const sight = await sightOf(path, basename(path)).catch(() => 'nothing');
  return join(folders.copies, sight);
}

/** Rights 0700: what a person reads is their own business. */
export async function makeFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
