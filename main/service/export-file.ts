/** Writing a file that is either there whole or not at all. */
import { open, rm } from 'node:fs/promises';
import { setImmediate as othersWork } from 'node:timers/promises';
import type { Piece } from '../bundle/piece.ts';

export type WriteOptions = {
  /** In the folder of the final file, so that it can be renamed; must not exist. */
  readonly temporary: string;
  readonly pieces: Iterable<Piece>;
  /** Called when everything is on disk: gives the file its name. */
  readonly place: (temporary: string) => Promise<void>;
  /** Asked between two pieces; what it throws ends the writing. */
  readonly goOn?: () => void;
  /** For tests: a disk that fills up. */
  readonly openFile?: typeof open;
};

/**
 * Whatever goes wrong, nothing is left under the temporary name; only a program that is killed leaves it there. Reading
 * the archive is synchronous, so that others get their turn after every piece.
 * @returns how many things the pieces count
 * @throws what the file system throws
 */
export async function writeWhole({ temporary, pieces, place, goOn, openFile = open }: WriteOptions): Promise<number> {
  let count = 0;
  try {
    // 0600: what a person reads is their own business.
    const file = await openFile(temporary, 'wx', 0o600);
    try {
      for (const piece of pieces) {
        goOn?.();
        count += piece.counts;
        // Unlike `write`, it does not stop at what a nearly full disk still took.
        if (piece.text !== '') await file.appendFile(piece.text);
        await othersWork();
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await place(temporary);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
  return count;
}

/** Best effort: on a disk that was pulled out there is nothing to remove from, and why it failed is known better already. */
async function removeIfThere(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined);
}
