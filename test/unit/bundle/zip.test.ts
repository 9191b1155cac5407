// The ZIP of a bundle: written the same everywhere, read from strangers. Counterparts are the real zip and unzip.
import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../../main/bundle/read-bundle.ts';
import { writeBundle } from '../../../main/bundle/write-bundle.ts';
import { openZip } from '../../../main/bundle/zip-reader.ts';
import { createZipWriter } from '../../../main/bundle/zip-writer.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { isLarderError } from '../../../shared/errors.ts';
import { bundleSource, memorySink, NO_WATCH, pixel } from '../../helpers/bundle-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LONG = Buffer.from('Хлеб и соль. '.repeat(60_000));

type Entry = readonly [path: string, bytes: Uint8Array, store?: boolean];

async function written(entries: Iterable<Entry>): Promise<Buffer> {
  const sink = memorySink();
  const zip = createZipWriter(sink);
  for (const [path, bytes, store] of entries) await zip.add(path, bytes, { store: store === true });
  await zip.finish();
  return sink.bytes();
}

let files = 0;
function saved(bytes: Uint8Array): string {
  files += 1;
  const path = join(folder, `${files}.zip`);
  writeFileSync(path, bytes);
  return path;
}

/** Names and contents, or the code and the item of the refusal. */
async function read(path: string): Promise<Map<string, string> | { code: string; item: unknown }> {
  try {
    const zip = await openZip(path, () => undefined);
    try {
      const found = new Map<string, string>();
      for (const entry of zip.entries.values()) {
        const sha256 = await zip.check(entry, () => undefined);
        expect(hash('sha256', zip.read(entry, 1e8))).toBe(sha256);
        found.set(entry.name, sha256);
      }
      return found;
    } finally {
      zip.close();
    }
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return { code: error.code, item: error.details['item'] };
  }
}

const has = (program: string): boolean => {
  const isHere = spawnSync(program, ['-v']).status === 0;
  if (!isHere) console.log(`skipped: what needs ${program}, which is not here`);
  return isHere;
};
const hasZips = has('unzip') && has('zip');

describe('a ZIP of ours', () => {
  test('has the same bytes everywhere and always', async () => {
    const bytes = await written([
      ['mimetype', Buffer.from('application/epub+zip'), true],
      ['a/long.txt', LONG],
      ['a/short.txt', Buffer.from('x')],
    ]);
    // Whoever changes the compressor or a header changes every bundle: then that must be meant.
    expect(hash('sha256', bytes)).toMatchInlineSnapshot(
      `"1c52a72852388353216c0d0eedb022136e2b9d7c6f68c205913ae3c2527101cf"`,
    );
    expect(bytes.subarray(30, 58).toString('latin1')).toBe('mimetypeapplication/epub+zip');
  });

  test('is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(
          fc.stringMatching(/^[a-zа-яپ一0-9]{1,12}$/),
          fc.tuple(fc.uint8Array({ maxLength: 3_000 }), fc.boolean()),
          {
            minKeys: 1,
            noNullPrototype: true,
          },
        ),
        async (made) => {
          const entries = Object.entries(made).map(([path, [bytes, store]]): Entry => [path, bytes, store]);
          const expected = new Map(entries.map(([path, bytes]) => [path, hash('sha256', bytes)]));
          expect(await read(saved(await written(entries)))).toEqual(expected);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.skipIf(!hasZips)('is unpacked by unzip and found sound by zip, with names in any script', async () => {
    const path = saved(
      await written([
        ['тест/خبر.txt', Buffer.from('one')],
        ['long', LONG],
        ['empty', Buffer.alloc(0)],
      ]),
    );
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    expect(execFileSync('unzip', ['-p', path, 'long'], { maxBuffer: 1e8 }).equals(LONG)).toBe(true);
    expect(execFileSync('zip', ['-T', path], { encoding: 'utf8' })).toContain('OK');
  });

  test('holds more than 65,534 entries by ZIP64, and no fewer', async () => {
    const content = Buffer.from('x');
    for (const count of [65_534, 70_000]) {
      const entries = Array.from({ length: count }, (_entry, place): Entry => [`e/${place}`, content, true]);
      const bytes = await written(entries);
      expect(bytes.includes(Buffer.from('PK\u0006\u0006', 'latin1'))).toBe(count > 65_534);
      const path = saved(bytes);
      expect(await read(path)).toHaveProperty('size', count);
      if (hasZips) {
        const listed = execFileSync('unzip', ['-Z', '-t', path], { encoding: 'utf8' });
        expect(listed).toContain(`${count} files`);
      }
      rmSync(path);
    }
  });
});

type Odd = {
  readonly name?: string;
  readonly localName?: string;
  readonly flags?: number;
  readonly localFlags?: number;
  readonly mode?: number;
  readonly madeBy?: number;
  readonly extra?: Buffer;
  readonly localExtra?: Buffer;
  readonly behind?: Buffer;
};

/** Stored entries, each as odd as it is wanted. */
function crafted(entries: readonly Odd[], { front = Buffer.alloc(0), comment = '' } = {}): Buffer {
  const parts: Buffer[] = [front];
  const directory: Buffer[] = [];
  let offset = front.length;
  for (const one of entries) {
    const { name = 'a', flags = 0x0800, mode = 0o100644, madeBy = 3, extra = Buffer.alloc(0) } = one;
    const { localName = name, localFlags = flags, localExtra = Buffer.alloc(0), behind = Buffer.alloc(0) } = one;
    const content = Buffer.from(name.endsWith('/') ? '' : 'content');
    const head = (raw: Buffer, more: Buffer, own = flags): Buffer => {
      const bytes = Buffer.alloc(26);
      bytes.writeUInt16LE(20, 0);
      bytes.writeUInt16LE(own, 2);
      bytes.writeUInt32LE(crc32(content), 10);
      bytes.writeUInt32LE(content.length, 14);
      bytes.writeUInt32LE(content.length, 18);
      bytes.writeUInt16LE(raw.length, 22);
      bytes.writeUInt16LE(more.length, 24);
      return bytes;
    };
    const [raw, localRaw] = [Buffer.from(name), Buffer.from(localName)];
    const local = Buffer.concat([
      Buffer.from('PK\u0003\u0004', 'latin1'),
      head(localRaw, localExtra, localFlags),
      localRaw,
      localExtra,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(mode * 0x10000, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.from('PK\u0001\u0002', 'latin1'),
      Buffer.from([20, madeBy]),
      head(raw, extra),
      rest,
      raw,
      extra,
    );
    parts.push(local, content, behind);
    offset += local.length + content.length + behind.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, listed, end, Buffer.from(comment)]);
}

/** One deflated entry that counts bytes behind its stream as its own: a checksum, and a local header with what it claims. */
function hiding(content: Buffer, hiddenBytes: number): Buffer {
  const local = crafted([{ name: 'b' }]).subarray(0, 38);
  const behind = Buffer.concat([Buffer.alloc(16), local, Buffer.alloc(hiddenBytes)]).subarray(0, hiddenBytes);
  const packed = Buffer.concat([deflateRawSync(content), behind]);
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(0x0800, 2);
  head.writeUInt16LE(8, 4);
  head.writeUInt32LE(crc32(content), 10);
  head.writeUInt32LE(packed.length, 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt16LE(1, 22);
  const front = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), head, Buffer.from('a'), packed]);
  const directory = Buffer.concat([
    Buffer.from('PK\u0001\u0002\u0014\u0003', 'latin1'),
    head,
    Buffer.alloc(14),
    Buffer.from('a'),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(front.length, 16);
  return Buffer.concat([front, directory, end]);
}

/** Info-ZIP's field of a second name. */
function otherName(name: string): Buffer {
  const raw = Buffer.from(name);
  const field = Buffer.alloc(9 + raw.length);
  field.writeUInt16LE(0x7075, 0);
  field.writeUInt16LE(5 + raw.length, 2);
  field.writeUInt8(1, 4);
  raw.copy(field, 9);
  return field;
}

describe('a ZIP of a stranger', () => {
  test.each<[string, Buffer]>([
    ['with a comment', crafted([{}], { comment: 'Greetings' })],
    ['with folders', crafted([{ name: 'd/', mode: 0o40755 }, { name: 'd/a' }])],
    ['with a second name that is the first', crafted([{ extra: otherName('a') }])],
    ['with checksums behind its entries', crafted([{ flags: 0x0808, behind: Buffer.alloc(16) }])],
    ['with modes that mean nothing here', crafted([{ mode: 0o104755 }])],
    ['with another word on how hard was packed', crafted([{ localFlags: 0x0806 }])],
    ['of a system without modes', crafted([{ mode: 0, madeBy: 0 }])],
  ])('%s is read', async (_what, bytes) => {
    expect(await read(saved(bytes))).toBeInstanceOf(Map);
  });

  test.each<[string, Buffer]>([
    ['with something in front', crafted([{}], { front: Buffer.from('#!/bin/sh\n') })],
    ['with something between', crafted([{ behind: Buffer.from('PK\u0003\u0004') }, { name: 'b' }])],
    ['with something behind its entries', crafted([{ behind: Buffer.alloc(40) }])],
    ['with something behind a checksum', crafted([{ flags: 0x0808, behind: Buffer.alloc(17) }])],
    ['with something behind it', Buffer.concat([crafted([{}]), Buffer.from('more')])],
    ['with an entry of two names', crafted([{ extra: otherName('../a') }])],
    ['with an entry of two names in its own header', crafted([{ localExtra: otherName('b') }])],
    ['whose headers differ', crafted([{ localName: 'b' }])],
    ['whose own header says that it is locked', crafted([{ localFlags: 0x0801 }])],
    ['whose own header says that its sizes follow', crafted([{ localFlags: 0x0808 }])],
    ['whose own header says that its name is of another script', crafted([{ localFlags: 0 }])],
    ['whose own header says that all is locked', crafted([{ localFlags: 0x0841 }])],
    [
      'of which only the directory says that sizes follow',
      crafted([{ flags: 0x0808, localFlags: 0x0800, behind: Buffer.alloc(16) }]),
    ],
    ['with a name twice', crafted([{}, {}])],
    ['with names that differ in case', crafted([{ name: 'index.html' }, { name: 'INDEX.html' }])],
    ['with a name that is a file and a folder', crafted([{ name: 'x' }, { name: 'x/', mode: 0o40755 }])],
    ['with a name that ends a line', crafted([{ name: 'a\nb' }])],
    ['with a name that ends early', crafted([{ name: 'a\0.html' }])],
    ['with a path of nothing', crafted([{ name: 'a//b' }])],
    ['with an entry that is locked', crafted([{ flags: 0x0801 }])],
    ['with a directory that is locked', crafted([{ flags: 0x2800 }])],
    ['with a patch', crafted([{ flags: 0x0820 }])],
    ['with a link', crafted([{ mode: 0o120777 }])],
    ['with a link of another system', crafted([{ mode: 0o120777, madeBy: 0 }])],
    ['with a pipe', crafted([{ mode: 0o010644 }])],
    ['with a device', crafted([{ mode: 0o060644 }])],
    ['with a folder that is none', crafted([{ name: 'a', mode: 0o40755 }])],
  ])('%s is refused', async (_what, bytes) => {
    expect(await read(saved(bytes))).toMatchObject({ code: 'BUNDLE_INVALID' });
  });

  test.each([
    ['small', 1_000],
    ['large', 3_000_000],
  ])('with a %s entry behind whose packed bytes another is hidden is refused', async (_what, length) => {
    // The large one is too much to be unpacked at once.
    const content = Buffer.from(
      Array.from({ length }, (_byte, place) => ((place * place * 31) % 251) ^ ((place >> 8) % 7)),
    );
    for (const hidden of [0, 1, 60, 300_000]) {
      const bytes = hiding(content, hidden);
      const verdict = await read(saved(bytes));
      if (hidden === 0) expect(verdict).toBeInstanceOf(Map);
      else expect(verdict).toEqual({ code: expect.stringMatching(/^BUNDLE_(?:INVALID|DAMAGED)$/), item: 'a' });
    }
  });

  test('that is a pipe, a folder or nothing keeps nobody waiting', async () => {
    const pipe = join(folder, 'pipe');
    if (process.platform !== 'win32') {
      execFileSync('mkfifo', [pipe]);
      expect(await read(pipe)).toMatchObject({ code: 'FILE_UNREADABLE' });
    }
    expect(await read(folder)).toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(await read(join(folder, 'none'))).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('whose entries together become a hundred times what it is is refused, however little each is', async () => {
    const zeros = Buffer.alloc(1024 * 1024);
    const entries = Array.from({ length: 80 }, (_entry, place): Entry => [`${place}`, zeros]);
    expect(await read(saved(await written(entries)))).toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });
});

describe('a bundle as a ZIP', () => {
  const { folder: _, ...selection } = EVERYTHING;
  const options = { selection, pictures: true, maxBytes: null, have: null, sign: null } as const;

  async function bundle(): Promise<Buffer> {
    const sink = memorySink();
    const source = bundleSource([{ pictures: [pixel(1)] }, { title: 'Новости' }]);
    await writeBundle(source, { ...options, telling: { queries: false, fetchTimes: false } }, sink, NO_WATCH);
    return sink.bytes();
  }

  async function verified(path: string): Promise<string> {
    const opened = await openBundle(path);
    try {
      await opened.verify(NO_WATCH);
      for await (const item of opened.items()) expect(item.title).not.toBe('');
      return opened.manifestSha256;
    } finally {
      opened.close();
    }
  }

  test.skipIf(!hasZips)('that somebody unpacked and packed again is the same bundle', async () => {
    const path = saved(await bundle());
    const known = await verified(path);
    const unpacked = join(folder, 'unpacked');
    mkdirSync(unpacked);
    execFileSync('unzip', ['-q', path, '-d', unpacked]);
    writeFileSync(join(unpacked, 'note.txt'), 'From Anya, with pictures.');
    const again = join(folder, 'again.zip');
    execFileSync('zip', ['-q', '-r', again, '.'], { cwd: unpacked });
    expect(await verified(again)).toBe(known);
    // Through a pipe, with checksums behind its entries.
    const piped = join(folder, 'piped.zip');
    writeFileSync(piped, execFileSync('zip', ['-q', '-r', '-', '.'], { cwd: unpacked }));
    expect(await verified(piped)).toBe(known);
  });

  test('cut or filled up at the border of any of its parts is refused', async () => {
    const bytes = await bundle();
    const borders = new Set<number>([bytes.length]);
    for (const mark of ['PK\u0003\u0004', 'PK\u0001\u0002', 'PK\u0005\u0006']) {
      for (let at = bytes.indexOf(mark, 0, 'latin1'); at !== -1; at = bytes.indexOf(mark, at + 1, 'latin1')) {
        for (const past of [0, 4, 22, 30, 46]) borders.add(at + past);
      }
    }
    for (const border of borders) {
      for (const change of [-1, 0, 1]) {
        const length = border + change;
        if (length === bytes.length || length < 0) continue;
        const changed = Buffer.concat([bytes.subarray(0, length), Buffer.alloc(Math.max(0, length - bytes.length))]);
        await expect(verified(saved(changed))).rejects.toMatchObject({
          code: expect.stringMatching(/^BUNDLE_(INVALID|DAMAGED)$/),
        });
        // The end of the file in its place, and a hole before it.
        const holed = Buffer.concat([bytes.subarray(0, length), Buffer.alloc(Math.max(0, bytes.length - length))]);
        if (holed.equals(bytes)) continue;
        await expect(verified(saved(holed))).rejects.toMatchObject({ code: expect.stringMatching(/^BUNDLE_/) });
      }
    }
  });
});
