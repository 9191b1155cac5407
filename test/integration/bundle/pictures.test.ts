// Decoders of pictures, in a process of their own: real ones, and files that are made to break them.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { readBitmap } from '../../../main/bundle/bitmap.ts';
import { createPictures, type Pictures } from '../../../main/bundle/pictures.ts';
import { drawLandscape } from '../../../scripts/demo/pictures.ts';

const script = fileURLToPath(new URL('../../../main/bundle/picture.process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'larder-pictures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let open: Pictures[] = [];
afterEach(async () => {
  for (const pictures of open) await pictures.close();
  open = [];
});

function start(deadlineMs?: number, file = script): Pictures {
  const pictures = createPictures({
    command: [process.execPath, file],
    ...(deadlineMs !== undefined && { deadlineMs }),
  });
  open.push(pictures);
  return pictures;
}

const landscape = drawLandscape(3, 1600);
const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle cx="9" cy="9" r="9"/></svg>',
);

/** A PNG that claims so many pixels, and has the data of few. */
function claims(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const framed = Buffer.alloc(body.length + 8);
    framed.writeUInt32BE(data.length, 0);
    framed.set(body, 4);
    framed.writeUInt32BE(crc32(body), body.length + 4);
    return framed;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a picture is checked', () => {
  test('by decoding all of it', async () => {
    const pictures = start();
    await pictures.check(landscape);
    await pictures.check(svg);
    await expect(pictures.check(landscape.subarray(0, landscape.length >> 1))).rejects.toMatchObject({
      code: 'IMAGE_INVALID',
    });
    await expect(pictures.check(Buffer.from('<p>no picture'))).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
    await expect(pictures.check(Buffer.alloc(0))).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
    await expect(pictures.check(claims(60_000, 60_000))).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
    await pictures.check(landscape);
  });

  test('in a child whose end is the end of one picture only', async () => {
    const file = join(folder, 'dying.mjs');
    writeFileSync(
      file,
      `process.on('message', ({ id, bytes }) => {
        if (bytes[0] === 1) process.abort();
        if (bytes[0] === 2) for (;;);
        process.send({ kind: 'done', id, picture: null });
      });
      process.send({ kind: 'ready', hasDecoder: true });`,
    );
    const pictures = start(1_000, file);
    const verdicts = [0, 1, 0, 2, 0].map((first) =>
      pictures.check(Uint8Array.of(first)).then(
        () => 'shown',
        () => 'not',
      ),
    );
    expect(await Promise.all(verdicts)).toEqual(['shown', 'not', 'shown', 'not', 'shown']);
  });

  test('even when it was only beside one that broke the child', async () => {
    const file = join(folder, 'both.mjs');
    // Dies of what begins with 1, whatever else it has in hand, and is slow enough to have it.
    writeFileSync(
      file,
      `process.on('message', ({ id, bytes }) => setTimeout(() => {
        if (bytes[0] === 1) process.abort();
        process.send({ kind: 'done', id, picture: null });
      }, 20));
      process.send({ kind: 'ready', hasDecoder: true });`,
    );
    const pictures = start(5_000, file);
    const firsts = [0, 1, 0, 0, 1, 1, 0];
    const verdicts = await Promise.allSettled(firsts.map((first) => pictures.check(Uint8Array.of(first))));
    expect(verdicts.map(({ status }) => (status === 'fulfilled' ? 0 : 1))).toEqual(firsts);
  });

  test('and nothing is said against any where no decoder runs', async () => {
    const file = join(folder, 'without.mjs');
    writeFileSync(file, `process.send({ kind: 'ready', hasDecoder: false }); process.on('message', () => {});`);
    for (const pictures of [start(1_000, file), start(1_000, join(folder, 'nowhere.mjs'))]) {
      await Promise.all([landscape, svg].map((bytes) => pictures.check(bytes)));
      expect(await pictures.forInk(landscape, { maxWidth: 100, maxHeight: 100 })).toBe(null);
    }
  });

  test('and what waits when the program closes is told so', async () => {
    const pictures = start();
    const waiting = Promise.allSettled([landscape, landscape].map((bytes) => pictures.check(bytes)));
    await pictures.close();
    const settled = await waiting;
    for (const { status } of settled) expect(status).toBe('rejected');
    await expect(pictures.check(landscape)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('for an e-reader a picture', () => {
  test('fits its page, in a format that every one of them shows', async () => {
    const pictures = start();
    const small = await pictures.forInk(landscape, { maxWidth: 1072, maxHeight: 1448 });
    expect(small).toMatchObject({ mediaType: 'image/jpeg', width: 1072, height: 603 });
    const drawing = await pictures.forInk(svg, { maxWidth: 1072, maxHeight: 1448 });
    expect(drawing).toMatchObject({ mediaType: 'image/png', width: 40, height: 20 });
    for (const made of [small, drawing]) await pictures.check(made?.bytes ?? Buffer.alloc(0));
  });
});

describe('bitmaps and icons, which old sites still have', () => {
  const bmp = (width: number, height: number, bits: number, pixels: Buffer, colours = Buffer.alloc(0)): Buffer => {
    const header = Buffer.alloc(54);
    header.write('BM', 'latin1');
    header.writeUInt32LE(54 + colours.length + pixels.length, 2);
    header.writeUInt32LE(54 + colours.length, 10);
    header.writeUInt32LE(40, 14);
    header.writeInt32LE(width, 18);
    header.writeInt32LE(height, 22);
    header.writeUInt16LE(1, 26);
    header.writeUInt16LE(bits, 28);
    header.writeUInt32LE(colours.length / 4, 46);
    return Buffer.concat([header, colours, pixels]);
  };
  const icon = (inside: Buffer): Buffer => {
    const head = Buffer.alloc(22);
    head.set([0, 0, 1, 0, 1, 0, 2, 1]);
    head.writeUInt32LE(inside.length, 14);
    head.writeUInt32LE(22, 18);
    return Buffer.concat([head, inside]);
  };
  const SCREEN = { maxWidth: 100, maxHeight: 100 };

  test('are read in all their plain forms', async () => {
    const pictures = start();
    // Two pixels, blue and red, in rows of four bytes.
    const two = bmp(2, 1, 24, Buffer.from([255, 0, 0, 0, 0, 255, 0, 0]));
    const palette = bmp(2, 1, 1, Buffer.from([0b0100_0000, 0, 0, 0]), Buffer.from([255, 0, 0, 0, 0, 0, 255, 0]));
    expect(readBitmap(two, 10)).toMatchObject({
      width: 2,
      height: 1,
      rgba: Uint8Array.of(0, 0, 255, 255, 255, 0, 0, 255),
    });
    expect(readBitmap(palette, 10)).toEqual(readBitmap(two, 10));
    // In an icon a bitmap has no file header, and its height counts a mask.
    const inside = bmp(2, 2, 24, Buffer.from([255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0])).subarray(14);
    expect(readBitmap(icon(inside), 10)).toEqual(readBitmap(two, 10));
    for (const bytes of [two, palette, icon(inside), icon(Buffer.from(drawLandscape(1, 64)))]) {
      await pictures.check(bytes);
      expect((await pictures.forInk(bytes, SCREEN))?.mediaType).toBe('image/jpeg');
    }
    expect(readBitmap(landscape, 10)).toBe(null);
  });

  test('are refused when they are cut off, impossible or nonsense', async () => {
    const pictures = start();
    const whole = bmp(2, 1, 24, Buffer.alloc(8));
    for (const bytes of [
      whole.subarray(0, -1),
      bmp(70_000, 70_000, 24, Buffer.alloc(8)),
      bmp(2, 1, 7, Buffer.alloc(8)),
      icon(Buffer.alloc(50)),
    ]) {
      await expect(pictures.check(bytes)).rejects.toMatchObject({ code: 'IMAGE_INVALID' });
    }
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 30, maxLength: 120 }), fc.boolean(), (bytes, isIcon) => {
        bytes.set(isIcon ? [0, 0, 1, 0, 1, 0] : [0x42, 0x4d]);
        try {
          readBitmap(bytes, 10_000);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
