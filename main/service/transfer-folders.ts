/**
 * Where files on their way lie, inside the data folder: `outgoing` until they were fetched, `incoming` as they are
 * uploaded, `import` what was opened and verified and is being stored. The first two are emptied at every start.
 */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sightOf } from './bring-in.ts';

/** Begins the names of folders of commands that only look. */
const LOOK = 'verify-';
/** No look takes longer. */
const LOOK_TAKES_MS = 24 * 3_600_000;

export type TransferFolders = {
  /** Around all of them. */
  readonly root: string;
  readonly outgoing: string;
  readonly incoming: string;
  readonly importing: string;
  /** What came of files on sticks that were pulled out. */
  readonly copies: string;
};

/** A stick that was not back by then is not waited for. */
const COPY_KEPT_MS = 7 * 24 * 3_600_000;

export function transferFolders(dir: string): TransferFolders {
  const root = join(dir, 'tmp');
  const at = (name: string): string => join(root, name);
  return { root, outgoing: at('outgoing'), incoming: at('incoming'), importing: at('import'), copies: at('copies') };
}

/**
 * What a program that ended could not give away, or was still being given, is of no use to the next; and what it had
 * unlocked must not lie there. What cannot be removed is left for the next start.
 * @param importing manifests of what is still to be stored
 */
export async function emptyFolders(
  folders: TransferFolders,
  {
    nowMs,
    importing,
    onBug,
  }: {
    readonly nowMs: number;
    readonly importing: readonly string[];
    readonly onBug: (error: unknown) => void;
  },
): Promise<void> {
  const stale = [folders.outgoing, folders.incoming];
  for (const name of await namesIn(folders.importing)) {
    if (!importing.includes(name)) stale.push(join(folders.importing, name));
  }
  const old = await namesIn(folders.copies);
  stale.push(
    ...(await olderThan(
      COPY_KEPT_MS,
      nowMs,
      old.map((name) => join(folders.copies, name)),
    )),
  );
  // A look at a file takes no lock: another one may be under way.
  const looks = (await namesIn(folders.root)).filter((name) => name.startsWith(LOOK));
  stale.push(
    ...(await olderThan(
      LOOK_TAKES_MS,
      nowMs,
      looks.map((name) => join(folders.root, name)),
    )),
  );
  for (const path of stale) await rm(path, { recursive: true, force: true }).catch(onBug);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

async function olderThan(ms: number, nowMs: number, paths: readonly string[]): Promise<readonly string[]> {
  const facts = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return paths.filter((_path, place) => Math.abs(nowMs - (facts[place]?.mtimeMs ?? nowMs)) > ms);
}

/** Where a command that only looks has what it unlocked or joined; it removes that itself. */
export async function makeLookFolder(dir: string): Promise<string> {
  return await mkdtemp(join(await makeFolder(transferFolders(dir).root), LOOK));
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
