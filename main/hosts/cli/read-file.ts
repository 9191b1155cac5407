import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { LarderError, type ErrorCode } from '../../../shared/errors.ts';

/**
 * A whole file, `-` being standard input.
 * @param maxBytes also for pipes and devices, which have no size beforehand
 * @throws LarderError FILE_UNREADABLE; `tooLarge` when there is more than `maxBytes`
 */
export async function readWholeFile(
  path: string,
  maxBytes: number,
  tooLarge: Extract<ErrorCode, 'FEED_TOO_LARGE' | 'PAGE_TOO_LARGE' | 'BODY_TOO_LARGE'>,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const refuseOver = (bytes: number): void => {
    if (bytes <= maxBytes) return;
    throw new LarderError(tooLarge, `${nameOf(path)} is larger than ${Math.floor(maxBytes / 1e6)} MB.`);
  };
  const take = (chunk: Uint8Array): void => {
    length += chunk.byteLength;
    refuseOver(length);
    chunks.push(chunk);
  };
  try {
    if (path === '-') {
      for await (const chunk of process.stdin) take(chunk as Uint8Array);
    } else {
      const file = await open(path, 'r');
      try {
        const stat = await file.stat();
        // Known beforehand, so that nothing of a giant is read.
        if (stat.isFile()) refuseOver(stat.size);
        if (stat.isFile() && stat.size > 0) {
          take(await file.readFile());
        } else {
          for await (const chunk of file.createReadStream({ autoClose: false })) take(chunk as Uint8Array);
        }
      } finally {
        await file.close();
      }
    }
  } catch (error) {
    if (error instanceof LarderError) throw error;
    throw new LarderError('FILE_UNREADABLE', `Cannot read ${nameOf(path)}: ${why(error)}.`, {}, { cause: error });
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** The last part of the path: what the person typed says the rest. */
function nameOf(path: string): string {
  return path === '-' ? 'standard input' : basename(path);
}

/** What a person can do something about. */
export const SYSTEM_REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

/** A system error as part of a sentence. */
export function why(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? (SYSTEM_REASONS.get(code) ?? code) : 'it cannot be read';
}
