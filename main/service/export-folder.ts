/** The folder a scheduled export writes to: it is looked for, never made, and little in it is ours. */
import { link, lstat, readdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import { fileName, isHalfOf, ownFiles } from './export-names.ts';

/** No folder holds more exports of one day: keeping so many is what the contract allows. */
const MOST_NUMBERS = 1_000;

/** @throws LarderError FOLDER_MISSING */
export async function findFolder(folder: string): Promise<void> {
  if (!(await isFolderThere(folder))) throw folderMissing();
}

/** Paths that are not absolute would mean another folder wherever the program is started from. */
export async function isFolderThere(folder: string): Promise<boolean> {
  return isAbsolute(folder) && ((await stat(folder).catch(() => null))?.isDirectory() ?? false);
}

export function folderMissing(): LarderError {
  return new LarderError('FOLDER_MISSING', 'The folder to write to is not there.');
}

/** What a killed program left of this export. */
export async function removeHalves(folder: string, exportId: string): Promise<void> {
  for (const file of await readdir(folder)) {
    if (isHalfOf(exportId, file)) await rm(join(folder, file), { force: true });
  }
}

/**
 * Gives a finished file the first name that is free, and returns it.
 * @throws what the file system throws
 */
export async function placeUnderFreeName(
  temporary: string,
  folder: string,
  { day, name, ending }: { readonly day: string; readonly name: string; readonly ending: string },
): Promise<string> {
  for (let number = 1; number <= MOST_NUMBERS; number += 1) {
    const file = fileName(day, name, ending, number);
    if (await takes(join(folder, file), temporary)) return file;
  }
  throw new LarderError('FILE_UNREADABLE', 'There are too many files of this name already.');
}

/** A link is refused where a file is, whoever made it meanwhile; FAT knows no links, so there it is looked for first. */
async function takes(path: string, temporary: string): Promise<boolean> {
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (await isThere(path)) return false;
    await rename(temporary, path);
    return true;
  }
  await rm(temporary, { force: true });
  return true;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Leaves the newest `keep` files of this name and ending, `newest` among them whatever its day says: clocks go wrong. */
export async function rotate(
  folder: string,
  { name, ending }: { readonly name: string; readonly ending: string },
  keep: number,
  newest: string,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  const others = ownFiles(files, name, ending).filter((file) => file.normalize('NFC') !== newest);
  for (const file of others.slice(Math.max(keep, 1) - 1)) await rm(join(folder, file), { force: true });
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null)?.code;
}
