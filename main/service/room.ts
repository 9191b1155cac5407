import { statfs } from 'node:fs/promises';

/**
 * Below this, pictures wait: a gigabyte of free disk still holds a year of a reader's texts (at some 10 KB each), and an
 * operating system with less than this in hand begins to fail in places of its own.
 */
const KEEP_FREE_BYTES = 512 * 1024 * 1024;

export async function freeBytesOf(dir: string): Promise<number> {
  const disk = await statfs(dir);
  return disk.bavail * disk.bsize;
}

/** Asks for the free bytes at most every few seconds. */
export function createRoomCheck(
  freeBytes: () => Promise<number>,
  now: () => number,
): { check(): Promise<boolean>; low(): boolean } {
  let low = false;
  let askedMs = -Infinity;
  return {
    async check() {
      if (now() - askedMs > 5_000 || now() < askedMs) {
        askedMs = now();
        low = (await freeBytes()) < KEEP_FREE_BYTES;
      }
      return !low;
    },
    low: () => low,
  };
}
