import { statfs } from 'node:fs/promises';

/**
 * Below this, pictures wait: a gigabyte of free disk still holds a year of a reader's texts (at some 10 KB each), and an
 * operating system with less than this in hand begins to fail in places of its own.
 */
const KEEP_FREE_BYTES = 512 * 1024 * 1024;

/** Answers for the disk that `dir` lies on; asks it at most every few seconds. */
export function createRoomCheck(dir: string, now: () => number): { check(): Promise<boolean>; low(): boolean } {
  let low = false;
  let askedMs = -Infinity;
  return {
    async check() {
      if (now() - askedMs > 5_000 || now() < askedMs) {
        askedMs = now();
        const disk = await statfs(dir);
        low = disk.bavail * disk.bsize < KEEP_FREE_BYTES;
      }
      return !low;
    },
    low: () => low,
  };
}
