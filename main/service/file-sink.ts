import { createHash, randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { WrittenFile } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { Sink } from '../bundle/sink.ts';

export type FileSink = Sink & {
  /** Of a file that has ended. */
  written(): WrittenFile;
};

/** One write of many small pieces costs what one piece costs. */
const GATHER_BYTES = 256 * 1024;

/**
 * A file that is there whole or not at all: written beside its place under another name, synced, then given its own.
 * @param overwrites takes the place of a file of this name; otherwise its name must be free
 * @throws what the file system throws
 */
export async function createFileSink(
  path: string,
  { overwrites }: { readonly overwrites: boolean },
): Promise<FileSink> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  // 0600: what a person reads is their own business.
  const file = await open(temporary, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  let gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  let sha256 = '';

  async function flush(): Promise<void> {
    if (gatheredBytes === 0) return;
    const chunk = gathered.length === 1 && gathered[0] ? gathered[0] : Buffer.concat(gathered);
    gathered = [];
    gatheredBytes = 0;
    hash.update(chunk);
    // Unlike `write`, it does not stop at what a nearly full disk still took.
    await file.appendFile(chunk);
  }

  return {
    async write(piece) {
      bytes += piece.byteLength;
      gathered.push(piece);
      gatheredBytes += piece.byteLength;
      if (gatheredBytes >= GATHER_BYTES) await flush();
    },
    async end() {
      await flush();
      await file.sync();
      await file.close();
      if (!overwrites && (await isThere(path)))
        throw new LarderError('FILE_UNREADABLE', 'There is such a file already.');
      await rename(temporary, path);
      sha256 = hash.digest('hex');
    },
    async abandon() {
      // Best effort: on a disk that was pulled out there is nothing to remove from, and why is known better already.
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true }).catch(() => undefined);
    },
    written: () => ({ name: basename(path), bytes, sha256 }),
  };
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
