import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openParts, partKey, type Part } from '../../../main/fetch/parts.ts';

const NOW = Date.UTC(2026, 10, 22);
const DAY = 86_400_000;
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'larder-parts-'));
  folders.push(dir);
  return join(dir, 'parts');
}

const keyOf = (path: string): string => partKey(new URL(`https://news.example/${path}`), 'feed', null);

function partOf(bytes: number, more: Partial<Part> = {}): Part {
  const headers = { etag: '"1"', 'content-type': 'text/xml' };
  return { validator: '"1"', headers, total: 1e9, authority: 'tls', bytes: Buffer.alloc(bytes, 'x'), ...more };
}

describe('beginnings kept on disk', () => {
  it('come back as they were, also to another run', async () => {
    const dir = folder();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 5_000 }),
        fc.option(fc.nat()),
        fc.constantFrom<Part['authority']>('tls', 'none', 'onion', 'local', 'pinned'),
        async (bytes, total, authority) => {
          const part = partOf(0, { bytes: Buffer.from(bytes), total, authority });
          await openParts(dir, () => NOW).save(keyOf('a'), part);
          expect(await openParts(dir, () => NOW).find(keyOf('a'))).toEqual(part);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are told apart by address, kind and credentials', async () => {
    const url = new URL('https://news.example/feed');
    const keys = [
      partKey(url, 'feed', null),
      partKey(url, 'page', null),
      partKey(url, 'feed', 'Basic eDp5'),
      keyOf('b'),
    ];
    expect(new Set(keys).size).toBe(4);
    const parts = openParts(folder(), () => NOW);
    await parts.save(keyOf('a'), partOf(10));
    expect(await parts.find(keyOf('b'))).toBeNull();
  });

  it('are gone after a week, and when the clock was set back by more than a day', async () => {
    const dir = folder();
    await openParts(dir, () => NOW).save(keyOf('a'), partOf(10));
    for (const nowMs of [NOW + 6 * DAY, NOW - DAY / 2])
      expect(await openParts(dir, () => nowMs).find(keyOf('a'))).not.toBeNull();
    expect(await openParts(dir, () => NOW + 8 * DAY).find(keyOf('a'))).toBeNull();
    expect(readdirSync(dir)).toEqual([]);
    await openParts(dir, () => NOW).save(keyOf('a'), partOf(10));
    expect(await openParts(dir, () => NOW - 3 * DAY).find(keyOf('a'))).toBeNull();
  });

  it('take 64 MB in all: the oldest make room', async () => {
    const dir = folder();
    const parts = openParts(dir, () => NOW);
    for (let index = 0; index < 6; index++) await parts.save(keyOf(String(index)), partOf(15_000_000));
    const left = await Promise.all(Array.from({ length: 6 }, (_, index) => parts.find(keyOf(String(index)))));
    expect(left.map((part) => part !== null)).toEqual([false, false, true, true, true, true]);
    expect(readdirSync(dir)).toHaveLength(4);
  });

  it('leave no half-written file behind, and other files alone', async () => {
    const dir = folder();
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${keyOf('a')}.part.tmp`), 'half');
    writeFileSync(join(dir, 'notes.txt'), 'somebody else');
    await openParts(dir, () => Date.now()).find(keyOf('a'));
    expect(readdirSync(dir)).toEqual(['notes.txt']);
  });

  it('of another address under this name are none', async () => {
    const dir = folder();
    const parts = openParts(dir, () => NOW);
    await parts.save(keyOf('a'), partOf(10));
    const other = join(dir, `${keyOf('b')}.part`);
    writeFileSync(other, readFileSync(join(dir, `${keyOf('a')}.part`)));
    utimesSync(other, NOW / 1000, NOW / 1000);
    expect(await openParts(dir, () => NOW).find(keyOf('b'))).toBeNull();
  });

  it('whatever is in a file, nothing throws, and nothing but what was kept comes out', async () => {
    const dir = folder();
    await openParts(dir, () => NOW).save(keyOf('a'), partOf(100));
    const file = join(dir, `${keyOf('a')}.part`);
    const good = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(good);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        writeFileSync(file, bytes);
        utimesSync(file, NOW / 1000, NOW / 1000);
        const part = await openParts(dir, () => NOW).find(keyOf('a'));
        expect(part).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it('that cannot be written are lost, and nothing else', async () => {
    const dir = folder();
    mkdirSync(join(dir, '..'), { recursive: true });
    writeFileSync(dir, 'a file where the folder should be');
    const parts = openParts(dir, () => NOW);
    await parts.save(keyOf('a'), partOf(10));
    expect(await parts.find(keyOf('a'))).toBeNull();
    await parts.drop(keyOf('a'));
  });
});
