// Archives that attack whoever opens them: the corpus as it is, and each of its tricks put into a bundle that is sound.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../../main/bundle/read-bundle.ts';
import { writeBundle } from '../../../main/bundle/write-bundle.ts';
import { openZip } from '../../../main/bundle/zip-reader.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { isLarderError } from '../../../shared/errors.ts';
import { bundleSource, listOf, memorySink, NO_WATCH, pixel } from '../../helpers/bundle-source.ts';

type Case = {
  readonly id: string;
  readonly file: string;
  readonly expect: 'reject' | 'contained' | 'accept';
  readonly why: string;
  readonly canary?: string;
  readonly maxSec?: number;
  readonly maxRssMB?: number;
};

const ALLOWED = { reject: ['refused'], accept: ['accepted'], contained: ['refused', 'accepted'] } as const;

const corpus = join(import.meta.dirname, '../../../../shared/corpora/bundles');
const isHere = existsSync(join(corpus, 'expected.json'));
if (!isHere) console.log('skipped: the corpus of hostile archives is not here');
const cases: readonly Case[] = isHere
  ? (JSON.parse(readFileSync(join(corpus, 'expected.json'), 'utf8')) as { cases: Case[] }).cases
  : [];

const root = mkdtempSync(join(tmpdir(), 'larder-hostile-'));
const inside = join(root, 'inside');
let base: Buffer = Buffer.alloc(0);

beforeAll(async () => {
  mkdirSync(inside);
  const sink = memorySink();
  const { folder: _, ...selection } = EVERYTHING;
  const source = bundleSource([{ title: 'Sound', pictures: [pixel(1)] }, { title: 'As well' }]);
  const options = {
    selection,
    pictures: true,
    maxBytes: null,
    telling: { queries: false, fetchTimes: false },
    have: null,
    sign: null,
  };
  await writeBundle(source, options, sink, NO_WATCH);
  base = sink.bytes();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Everything that opening, checking and reading does. */
async function readAll(path: string): Promise<'accepted' | 'refused'> {
  try {
    const bundle = await openBundle(path);
    try {
      await bundle.verify(NO_WATCH);
      const titles = (await listOf(bundle.items())).map(({ title }) => title);
      expect(titles.toSorted()).toEqual(['As well', 'Sound']);
      for (const sha256 of bundle.objects()) bundle.object(sha256);
      return 'accepted';
    } finally {
      bundle.close();
    }
  } catch (error) {
    if (!isLarderError(error)) throw error;
    expect(error.code).toMatch(/^BUNDLE_(INVALID|DAMAGED|TOO_LARGE)$/);
    expect(error.message).not.toContain(root);
    return 'refused';
  }
}

function nothingEscaped({ canary }: Case): void {
  expect(readdirSync(inside)).toEqual([]);
  expect(readdirSync(root).filter((name) => !/^(?:inside|\w[\w.-]*\.zip)$/.test(name))).toEqual([]);
  if (canary !== undefined) expect(existsSync(join(inside, canary))).toBe(false);
}

/** The entries of `hostile`, as they are, behind those of the sound bundle; null where it has no directory to splice. */
function around(hostile: Buffer, sound: Buffer): Buffer | null {
  const other = directoryOf(hostile);
  if (other === null) return null;
  const one = directoryOf(sound) ?? { start: 0, directory: Buffer.alloc(0), end: Buffer.alloc(22) };
  const moved = Buffer.from(other.directory);
  for (let at = 0; at + 46 <= moved.length && moved.readUInt32LE(at) === 0x02014b50;) {
    moved.writeUInt32LE(moved.readUInt32LE(at + 42) + one.start, at + 42);
    at += 46 + moved.readUInt16LE(at + 28) + moved.readUInt16LE(at + 30) + moved.readUInt16LE(at + 32);
  }
  const end = Buffer.from(other.end);
  const directory = Buffer.concat([one.directory, moved]);
  // What it claims of its own number of entries, it claims of all.
  const count = one.end.readUInt16LE(10) + other.end.readUInt16LE(10);
  for (const at of [8, 10]) end.writeUInt16LE(count, at);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(one.start + other.start, 16);
  return Buffer.concat([sound.subarray(0, one.start), hostile.subarray(0, other.start), directory, end]);
}

function directoryOf(zip: Buffer): { start: number; directory: Buffer; end: Buffer } | null {
  const at = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  if (at === -1) return null;
  const length = zip.readUInt32LE(at + 12);
  const start = zip.readUInt32LE(at + 16);
  const count = zip.readUInt16LE(at + 10);
  if (start + length > at || count === 0 || count === 0xffff) return null;
  return { start, directory: zip.subarray(start, start + length), end: zip.subarray(at) };
}

describe.skipIf(!isHere)('an archive of the corpus', () => {
  test.each(cases)('$id: $expect ($why)', async (one) => {
    const path = join(corpus, one.file);
    let verdict: 'accepted' | 'refused' = 'accepted';
    try {
      const zip = await openZip(path, () => undefined);
      for (const entry of zip.entries.values()) await zip.check(entry, () => undefined);
      zip.close();
    } catch (error) {
      if (!isLarderError(error)) throw error;
      verdict = 'refused';
    }
    if (one.expect === 'reject') expect(verdict).toBe('refused');
    if (one.expect === 'accept') expect(verdict).toBe('accepted');
    // None of them is a bundle, however sound a ZIP it is.
    expect(await readAll(path)).toBe('refused');
    nothingEscaped(one);
  });

  // What is wrong with a file as a whole cannot be put into another: it is done to one further down.
  const spliceable = cases.filter(({ file }) => around(readFileSync(join(corpus, file)), Buffer.alloc(0)) !== null);
  test.each(spliceable)('around a sound bundle, $id: $expect ($why)', async (one) => {
    const spliced = around(readFileSync(join(corpus, one.file)), base) as Buffer;
    const path = join(root, `base-${basename(one.file)}`);
    writeFileSync(path, spliced);
    const before = process.memoryUsage.rss();
    const verdict = await readAll(path);
    expect(ALLOWED[one.expect]).toContain(verdict);
    if (one.maxRssMB !== undefined) expect(process.memoryUsage.rss() - before).toBeLessThan(one.maxRssMB * 1e6);
    nothingEscaped(one);
    rmSync(path);
  });

  test('a sound bundle is accepted, so that the rest says something', async () => {
    const path = join(root, 'sound.zip');
    writeFileSync(path, base);
    expect(await readAll(path)).toBe('accepted');
    expect(statSync(path).size).toBe(base.length);
  });
});

/** Its last record, so that it can be lied in: count at 8 and 10, length of the directory at 12, its place at 16. */
function withEnd(change: (end: Buffer, place: number) => void): Buffer {
  const bytes = Buffer.from(base);
  const at = bytes.length - 22;
  change(bytes.subarray(at), at);
  return bytes;
}

describe('a sound bundle', () => {
  test.each<[string, () => Buffer]>([
    ['without its end', () => base.subarray(0, base.length - 22)],
    ['with its directory beyond the file', () => withEnd((end) => end.writeUInt32LE(0xfffffff0, 16))],
    ['with its directory before the file', () => withEnd((end) => end.writeUInt32LE(0, 16))],
    ['with a directory longer than itself', () => withEnd((end) => end.writeUInt32LE(0x7fffffff, 12))],
    ['with fewer entries than there are', () => withEnd((end) => end.writeUInt16LE(end.readUInt16LE(10) - 1, 10))],
    [
      'with fewer entries than there are, said twice',
      () => withEnd((end) => [8, 10].forEach((at) => end.writeUInt16LE(end.readUInt16LE(at) - 1, at))),
    ],
    [
      'with more entries than there are',
      () => withEnd((end) => [8, 10].forEach((at) => end.writeUInt16LE(end.readUInt16LE(at) + 1, at))),
    ],
    ['on a second disk', () => withEnd((end) => end.writeUInt16LE(1, 4))],
    [
      'whose ZIP64 record is its own locator',
      () => {
        const locator = Buffer.alloc(20);
        locator.writeUInt32LE(0x07064b50, 0);
        locator.writeBigUInt64LE(BigInt(base.length - 22), 8);
        locator.writeUInt32LE(1, 16);
        const end = withEnd((last) => last.writeUInt32LE(0xffffffff, 16)).subarray(-22);
        return Buffer.concat([base.subarray(0, -22), locator, end]);
      },
    ],
    ['in a comment of nothing', () => Buffer.concat([base.subarray(-22), base])],
    ['twice', () => Buffer.concat([base, base])],
  ])('%s is refused', async (_what, changed) => {
    const path = join(root, 'changed.zip');
    writeFileSync(path, changed());
    expect(await readAll(path)).toBe('refused');
    rmSync(path);
  });

  test('of which an entry grows larger than it says is refused, and the entry named', async () => {
    const bytes = Buffer.from(base);
    // Both headers of the list of articles claim a byte less.
    const first = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    for (const at of [22, first + 24]) bytes.writeUInt32LE(bytes.readUInt32LE(at) - 1, at);
    const path = join(root, 'changed.zip');
    writeFileSync(path, bytes);
    await expect(openBundle(path)).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED', details: { item: 'index.html' } });
    rmSync(path);
  });
});
