import { describe, expect, it } from 'vitest';
import { LarderError } from '../../../shared/errors.ts';
import { inspectImage } from '../../../main/extract/images.ts';

const bytesOf = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)));
const u32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const u16le = (value: number) => [value & 255, value >> 8];
const u32le = (value: number) => u32(value).reverse();

const PNG = bytesOf(
  '\x89PNG\r\n\x1a\n',
  [...u32(13), ...Buffer.from('IHDR'), ...u32(640), ...u32(480), 8, 2, 0, 0, 0, ...u32(0)],
  [...u32(4), ...Buffer.from('IDAT'), 1, 2, 3, 4, ...u32(0)],
  [...u32(0), ...Buffer.from('IEND'), ...u32(0)],
);
const JPEG = bytesOf(
  [0xff, 0xd8, 0xff, 0xe0, 0, 16],
  'JFIF\0\x01\x01\0\0\x01\0\x01\0\0',
  [0xff, 0xff, 0xc2, 0, 17, 8, 1, 0xe0, 2, 0x80, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
  [0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9],
);
const GIF = bytesOf('GIF89a', [...u16le(320), ...u16le(200), 0, 0, 0, 0x2c, 0, 0, 0x3b]);
const WEBP = bytesOf('RIFF', u32le(22), 'WEBP', 'VP8X', u32le(10), [0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0]);
const AVIF = bytesOf(
  [...u32(20), ...Buffer.from('ftypavif'), 0, 0, 0, 0, ...Buffer.from('avif')],
  [...u32(12 + 8 + 8 + 20), ...Buffer.from('meta'), 0, 0, 0, 0],
  [...u32(36), ...Buffer.from('iprp'), ...u32(28), ...Buffer.from('ipco')],
  [...u32(20), ...Buffer.from('ispe'), 0, 0, 0, 0, ...u32(800), ...u32(600)],
  [...u32(12), ...Buffer.from('mdat'), 1, 2, 3, 4],
);
const BMP = bytesOf(
  'BM',
  u32le(58),
  [0, 0, 0, 0, 54, 0, 0, 0],
  u32le(40),
  u32le(10),
  u32le(0xfffffff6),
  '\0'.repeat(32),
);
const ICO = bytesOf([0, 0, 1, 0, 1, 0, 16, 0, 0, 0, 1, 0, 32, 0, ...u32le(4), ...u32le(22), 1, 2, 3, 4]);

describe('a whole image', () => {
  it.each([
    ['png', PNG, 640, 480],
    ['jpeg', JPEG, 640, 480],
    ['gif', GIF, 320, 200],
    ['webp', WEBP, 800, 600],
    ['avif', AVIF, 800, 600],
    ['bmp', BMP, 10, 10],
    ['ico', ICO, 16, 256],
  ] as const)('%s is known by its bytes, with its size and its end', (format, bytes, width, height) => {
    expect(inspectImage(bytes)).toMatchObject({ format, width, height, complete: true });
  });

  it('has a media type', () => {
    expect(inspectImage(JPEG).mediaType).toBe('image/jpeg');
  });
});

describe('an image that was cut', () => {
  it.each([
    ['png', PNG, 5],
    ['jpeg', JPEG, 2],
    ['gif', GIF, 1],
    ['webp', WEBP, 1],
    ['avif', AVIF, 2],
    ['bmp', BMP, 1],
    ['ico', ICO, 1],
  ] as const)('%s is said to be incomplete', (_format, bytes, missing) => {
    expect(inspectImage(bytes.subarray(0, -missing)).complete).toBe(false);
  });

  it('never reads beyond its bytes, wherever it is cut', () => {
    const codes = new Set<string>();
    for (const whole of [PNG, JPEG, GIF, WEBP, AVIF, BMP, ICO]) {
      for (let length = 1; length < whole.length; length += 1) codes.add(codeOf(whole.slice(0, length)));
    }
    expect([...codes].toSorted()).toEqual(['IMAGE_INVALID', 'none']);
  });
});

function codeOf(bytes: Uint8Array): string {
  try {
    inspectImage(bytes);
    return 'none';
  } catch (error) {
    return error instanceof LarderError ? error.code : String(error);
  }
}

describe('what is no image', () => {
  const reasonOf = (bytes: Uint8Array) => {
    try {
      return inspectImage(bytes).format;
    } catch (error) {
      return (error as { details: { reason: string } }).details.reason;
    }
  };

  it.each([
    ['', 'empty'],
    ['<!DOCTYPE html><html><body>blocked', 'html'],
    ['\n <html><head><title>403</title>', 'html'],
    ['<?xml version="1.0"?><!-- x --><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'svg'],
    ['<svg onload=alert(1)>', 'svg'],
    ['{"error":"not found"}', 'unknown'],
    ['BMW is a make of cars', 'unknown'],
  ])('%j is refused as %s', (text, reason) => {
    expect(reasonOf(bytesOf(text))).toBe(reason);
  });

  it('is one of an impossible size', () => {
    const huge = PNG.slice();
    huge.set(u32(4_000_000_000), 16);
    expect(reasonOf(huge)).toBe('size');
  });
});
