import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { Watch } from '../bundle/sink.ts';
import { unreadable } from './file-failure.ts';

/** A stick gives some tens of megabytes a second: a person sees it move. */
const CHUNK_BYTES = 1024 * 1024;
/** So much before the place where a copy broke off is compared before it goes on there. */
const COMPARED_BYTES = 1024 * 1024;

/**
 * Copies a file that may go away under our hands (a stick that is pulled out). What came is kept, and the next try goes on
 * where it broke off, if what is there is the beginning of the same file as far as can be told by its end.
 * @throws LarderError FILE_UNREADABLE when the file is not there, or not any more; what writing throws
 */
export async function bringIn(from: string, to: string, watch: Watch): Promise<void> {
  const source = await open(from, 'r').catch(unreadable('The file'));
  try {
    const total = (await source.stat()).size;
    const target = await open(to, 'a+', 0o600);
    try {
      let at = await continueAt(source, target, total);
      await target.truncate(at);
      const chunk = Buffer.alloc(CHUNK_BYTES);
      while (at < total) {
        watch.goOn();
        const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES, at).catch(unreadable('The file'));
        if (bytesRead === 0) break;
        await target.appendFile(chunk.subarray(0, bytesRead));
        at += bytesRead;
        watch.onProgress({ phase: 'opening', done: at, total, bytes: at });
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function continueAt(source: FileHandle, target: FileHandle, total: number): Promise<number> {
  const { size } = await target.stat();
  if (size === 0 || size > total) return 0;
  const from = Math.max(0, size - COMPARED_BYTES);
  const [theirs, ours] = await Promise.all([hashOf(source, from, size - from), hashOf(target, from, size - from)]);
  return theirs === ours ? size : 0;
}

async function hashOf(file: FileHandle, from: number, length: number): Promise<string> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, from);
  return createHash('sha256').update(bytes.subarray(0, bytesRead)).digest('hex');
}

/** Names the same file again when its stick comes back: its name, size and time of change. */
export async function sightOf(path: string, name: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  return createHash('sha256')
    .update(`${name}\n${size}\n${Math.floor(mtimeMs)}`)
    .digest('hex')
    .slice(0, 24);
}
