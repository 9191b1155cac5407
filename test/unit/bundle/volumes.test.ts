// A file cut into volumes for small sticks and messengers, and put together again.
import { hash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createVolumes, findVolumes, joinVolumes } from '../../../main/bundle/volumes.ts';
import { memorySink, NO_WATCH } from '../../helpers/bundle-source.ts';

const root = mkdtempSync(join(tmpdir(), 'larder-volumes-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folder = '';
let made = 0;
beforeEach(() => {
  made += 1;
  folder = join(root, String(made));
  mkdirSync(folder);
});

const CONTENT = Buffer.from(Array.from({ length: 1_050 }, (_byte, place) => place % 251));

async function cut(pieces: readonly Uint8Array[], volumeBytes: number, overwrites = false) {
  const sink = await createVolumes({ folder, name: 'news.zip', volumeBytes, overwrites });
  try {
    for (const piece of pieces) await sink.write(piece);
    await sink.end();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
  return sink.files();
}

async function joined(files: readonly string[]): Promise<Buffer> {
  const found = await findVolumes(files.map((file) => (file.startsWith('/') ? file : join(folder, file))));
  if (found === null) throw new Error('an ordinary file');
  const sink = memorySink();
  await joinVolumes(found, sink, NO_WATCH);
  expect(sink.state()).toBe('ended');
  return sink.bytes();
}

describe('a file in volumes', () => {
  test('is cut where it must be, with a list of the parts', async () => {
    const files = await cut([CONTENT.subarray(0, 7), CONTENT.subarray(7, 900), CONTENT.subarray(900)], 500);
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['news.zip.001', 500],
      ['news.zip.002', 500],
      ['news.zip.003', 50],
      ['news.zip.parts', files[3]?.bytes],
    ]);
    for (const { name, sha256 } of files) expect(hash('sha256', readFileSync(join(folder, name)))).toBe(sha256);
    expect(JSON.parse(readFileSync(join(folder, 'news.zip.parts'), 'utf8'))).toMatchObject({
      bytes: 1_050,
      format: 'larder-parts',
      sha256: hash('sha256', CONTENT),
      version: 1,
    });
    expect(readdirSync(folder)).toHaveLength(4);
  });

  test('is whole again by its list, by any one volume, or by all of them under other names', async () => {
    const files = await cut([CONTENT], 500);
    expect(await joined(['news.zip.parts'])).toEqual(CONTENT);
    expect(await joined(['news.zip.001'])).toEqual(CONTENT);
    expect(await joined(['news.zip.003'])).toEqual(CONTENT);
    // As a browser or a messenger hands them over: by any name, in any order.
    const elsewhere = join(root, `elsewhere-${made}`);
    mkdirSync(elsewhere);
    files.toReversed().forEach(({ name }, place) => copyFileSync(join(folder, name), join(elsewhere, `file${place}`)));
    expect(await joined(readdirSync(elsewhere).map((name) => join(elsewhere, name)))).toEqual(CONTENT);
  });

  test('is the same whatever its size, and however it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        async (pieces, volumeBytes) => {
          const whole = Buffer.concat(pieces);
          const files = await cut(pieces, volumeBytes, true);
          const parts = files.slice(0, -1);
          expect(parts).toHaveLength(Math.max(1, Math.ceil(whole.length / volumeBytes)));
          expect(await joined(['news.zip.parts'])).toEqual(whole);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of which one is missing, cut short or another is refused, and that one named', async () => {
    const missing = { code: 'BUNDLE_PART_MISSING', details: { item: 'news.zip.002' } };
    await cut([CONTENT], 500);
    const second = join(folder, 'news.zip.002');
    const bytes = readFileSync(second);
    writeFileSync(second, bytes.subarray(1));
    await expect(joined(['news.zip.parts'])).rejects.toMatchObject(missing);
    const other = Buffer.from(bytes);
    other[10] = (other[10] ?? 0) ^ 1;
    writeFileSync(second, other);
    const damaged = { code: 'BUNDLE_DAMAGED', details: { item: 'news.zip.002' } };
    await expect(joined(['news.zip.001'])).rejects.toMatchObject(damaged);
    rmSync(second);
    await expect(joined(['news.zip.001'])).rejects.toMatchObject(missing);
    rmSync(join(folder, 'news.zip.parts'));
    const list = { code: 'BUNDLE_PART_MISSING', details: { item: 'news.zip.parts' } };
    await expect(joined(['news.zip.001'])).rejects.toMatchObject(list);
  });

  test('leaves nothing when it is not finished, and takes no place of another unless told to', async () => {
    const sink = await createVolumes({ folder, name: 'news.zip', volumeBytes: 100, overwrites: false });
    await sink.write(CONTENT);
    await sink.abandon();
    expect(readdirSync(folder)).toEqual([]);
    await cut([CONTENT], 500);
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    await expect(cut([CONTENT.subarray(1)], 500)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(readdirSync(folder).map((name) => readFileSync(join(folder, name)))).toEqual(before);
  });

  test('takes the place of a longer one whole: none of its volumes is left over', async () => {
    await cut([CONTENT], 100, true);
    await cut([CONTENT.subarray(0, 150)], 100, true);
    expect(readdirSync(folder)).toEqual(['news.zip.001', 'news.zip.002', 'news.zip.parts']);
  });

  test.each<[string, string]>([
    [
      'leads out of its folder',
      '{"bytes":1,"format":"larder-parts","parts":[{"name":"../x","sha256":"SHA","size":1}],"sha256":"SHA","version":1}',
    ],
    [
      'names a place',
      '{"bytes":1,"format":"larder-parts","parts":[{"name":"/etc/passwd","sha256":"SHA","size":1}],"sha256":"SHA","version":1}',
    ],
    ['has no parts', '{"bytes":1,"format":"larder-parts","parts":[],"sha256":"SHA","version":1}'],
    ['is none', '{"bytes":1,"format":"larder-parts"'],
    [
      'does not add up',
      '{"bytes":5,"format":"larder-parts","parts":[{"name":"x","sha256":"SHA","size":1}],"sha256":"SHA","version":1}',
    ],
  ])('whose list %s is refused', async (_what, text) => {
    writeFileSync(join(folder, 'x'), 'x');
    writeFileSync(join(folder, 'list.parts'), text.replaceAll('SHA', hash('sha256', 'x')));
    await expect(joined(['list.parts'])).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  const listOf = (parts: readonly { name: string; size: number }[]): string =>
    JSON.stringify({
      bytes: parts.reduce((sum, part) => sum + part.size, 0),
      format: 'larder-parts',
      parts: parts.map((part) => ({ name: part.name, sha256: hash('sha256', 'x'), size: part.size })),
      sha256: hash('sha256', 'xx'),
      version: 1,
    });

  test('whose list would fill a disk with what is there once is refused', async () => {
    writeFileSync(join(folder, 'x'), 'x');
    writeFileSync(
      join(folder, 'list.parts'),
      listOf([
        { name: 'x', size: 1 },
        { name: 'x', size: 1 },
      ]),
    );
    await expect(joined(['list.parts'])).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    writeFileSync(
      join(folder, 'list.parts'),
      listOf([
        { name: 'x', size: 1 },
        { name: 'X', size: 1 },
      ]),
    );
    await expect(joined(['list.parts'])).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    // Handed over under any name, a file stands for one volume only; two that are the same stand for two.
    writeFileSync(
      join(folder, 'list.parts'),
      listOf([
        { name: 'a', size: 1 },
        { name: 'b', size: 1 },
      ]),
    );
    await expect(joined(['list.parts', 'x'])).rejects.toMatchObject({ code: 'BUNDLE_PART_MISSING' });
    writeFileSync(join(folder, 'y'), 'x');
    expect(await joined(['list.parts', 'x', 'y'])).toEqual(Buffer.from('xx'));
    writeFileSync(
      join(folder, 'list.parts'),
      listOf([
        { name: 'a', size: 64 * 1024 ** 3 },
        { name: 'b', size: 1024 ** 3 },
      ]),
    );
    await expect(joined(['list.parts'])).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });

  test('leaves none of them when one cannot get its name', async () => {
    const sink = await createVolumes({ folder, name: 'news.zip', volumeBytes: 500, overwrites: false });
    await sink.write(CONTENT);
    const [, second = ''] = readdirSync(folder).sort();
    rmSync(join(folder, second));
    await expect(sink.end()).rejects.toThrow('ENOENT');
    await sink.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is told from an ordinary file', async () => {
    writeFileSync(join(folder, 'news.zip'), CONTENT);
    expect(await findVolumes([join(folder, 'news.zip')])).toBeNull();
  });
});
