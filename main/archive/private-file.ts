import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A small file that only its owner may read, as a whole or not at all: written beside its place, brought to disk, renamed.
 * Replaces what was there.
 */
export function writePrivateFile(path: string, text: string): void {
  // A name of its own: with the ending added, a long name would be too long for a file.
  const temporary = join(dirname(path), '.being-written.tmp');
  try {
    rmSync(temporary, { force: true });
    // Made anew, for an old file would keep its rights.
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** A rename is on disk when its folder is. Windows cannot open folders, and needs it not. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
