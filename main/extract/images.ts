/**
 * What an image's bytes say about it, without decoding a pixel: the format by its first bytes (a Content-Type says
 * little), its size, and whether its end is there. Formats and offsets by their own specifications, named below.
 */
import { LarderError } from '../../shared/errors.ts';
import type { ImageFormat, ImageInfo } from '../../shared/model.ts';

const MEDIA_TYPES: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
};

/** Segments, chunks or boxes looked at before giving up: a photograph has tens, an attack has millions. */
const MAX_PARTS = 20_000;
/** Wider or higher is no picture for reading, and decoders allocate width x height. The largest JPEG is 65,535. */
const MAX_SIDE_PX = 65_535;

type Size = { readonly width: number | null; readonly height: number | null; readonly complete: boolean };

/**
 * @throws LarderError IMAGE_INVALID when the bytes are a page, an SVG (a document that can hold scripts and references),
 * or nothing known; `details.reason` is `empty`, `html`, `svg`, `size` or `unknown`
 */
export function inspectImage(bytes: Uint8Array): ImageInfo {
  if (bytes.length === 0) throw refusal('empty', 'The image is empty.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = formatOf(bytes);
  if (format === null) throw refusalOfText(bytes);
  const { width, height, complete } = READERS[format](bytes, view);
  if (width === 0 || height === 0 || (width ?? 1) > MAX_SIDE_PX || (height ?? 1) > MAX_SIDE_PX) {
    throw refusal('size', 'The image claims an impossible size.');
  }
  return { format, mediaType: MEDIA_TYPES[format], width, height, complete };
}

type Raster = Exclude<ImageFormat, 'svg'>;

function formatOf(bytes: Uint8Array): Raster | null {
  const head = ascii(bytes, 0, 16);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  if (head.slice(4, 8) === 'ftyp' && isAvifBrand(bytes)) return 'avif';
  // "BM" alone also begins words: the size of the header that follows must be one of those that exist.
  if (head.startsWith('BM') && [12, 16, 40, 52, 56, 64, 108, 124].includes(bytes[14] ?? 0)) return 'bmp';
  if (head.startsWith('\0\0\x01\0') && (bytes[4] ?? 0) + (bytes[5] ?? 0) > 0) return 'ico';
  return null;
}

const READERS: Readonly<Record<Raster, (bytes: Uint8Array, view: DataView) => Size>> = {
  jpeg: readJpeg,
  png: readPng,
  gif: readGif,
  webp: readWebp,
  avif: readAvif,
  bmp: readBmp,
  ico: readIco,
};

/** ITU T.81: markers with lengths up to the frame header; the end of the image is FFD9, after which cameras may add data. */
function readJpeg(bytes: Uint8Array, view: DataView): Size {
  const complete = lastIndexOfPair(bytes, 0xff, 0xd9) > 0;
  let offset = 2;
  for (let parts = 0; parts < MAX_PARTS && offset + 9 <= bytes.length; parts += 1) {
    if (bytes[offset] !== 0xff) break;
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset += 1; // fill bytes
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(offset + 7), height: view.getUint16(offset + 5), complete };
    if (marker === 0xda || marker === 0xd9) break;
    offset += 2 + Math.max(2, view.getUint16(offset + 2));
  }
  return { width: null, height: null, complete };
}

/** PNG (W3C): IHDR comes first, IEND last. Chunks are walked, for IEND's bytes may also stand in compressed data. */
function readPng(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 24) return { width: null, height: null, complete: false };
  let offset = 8;
  let complete = false;
  for (let parts = 0; parts < MAX_PARTS && offset + 12 <= bytes.length; parts += 1) {
    const length = view.getUint32(offset);
    if (ascii(bytes, offset + 4, 4) === 'IEND') {
      complete = true;
      break;
    }
    offset += 12 + length;
  }
  return { width: view.getUint32(16), height: view.getUint32(20), complete };
}

/** GIF89a: the trailer 3B ends it; zero bytes after it are common. */
function readGif(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 10) return { width: null, height: null, complete: false };
  let end = bytes.length - 1;
  const lowest = Math.max(0, bytes.length - 1024);
  while (end > lowest && bytes[end] === 0) end -= 1;
  return { width: view.getUint16(6, true), height: view.getUint16(8, true), complete: bytes[end] === 0x3b };
}

/** WebP container (RFC 9649): RIFF says its own length. */
function readWebp(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 30) return { width: null, height: null, complete: false };
  const complete = bytes.length >= view.getUint32(4, true) + 8;
  const uint24 = (offset: number) => view.getUint16(offset, true) + ((bytes[offset + 2] ?? 0) << 16);
  switch (ascii(bytes, 12, 4)) {
    case 'VP8X':
      return { width: uint24(24) + 1, height: uint24(27) + 1, complete };
    case 'VP8 ':
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, complete };
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, complete };
    }
    default:
      return { width: null, height: null, complete };
  }
}

function isAvifBrand(bytes: Uint8Array): boolean {
  const length = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), bytes.length, 256);
  for (let offset = 8; offset + 4 <= length; offset += 4) {
    if (/^avi[fs]$/.test(ascii(bytes, offset, 4))) return true;
  }
  return false;
}

/** ISO BMFF: boxes with lengths, of which the last must end where the file does; the size is in `ispe` under meta/iprp/ipco. */
function readAvif(bytes: Uint8Array, view: DataView): Size {
  let offset = 0;
  let complete = false;
  let width: number | null = null;
  let height: number | null = null;
  let hasData = false;
  for (let parts = 0; parts < MAX_PARTS && offset + 8 <= bytes.length; parts += 1) {
    const { length, type } = box(bytes, view, offset);
    if (length < 8) break;
    if (type === 'mdat' || type === 'idat') hasData = true;
    if (type === 'meta') {
      const sizes = imageSizes(bytes, view, offset + 12, Math.min(offset + length, bytes.length));
      // A grid lists its tiles too: the whole is the largest.
      for (const size of sizes) {
        if (size.width * size.height > (width ?? 0) * (height ?? 0)) ({ width, height } = size);
      }
    }
    offset += length;
    complete = hasData && offset === bytes.length;
  }
  return { width, height, complete };
}

function box(bytes: Uint8Array, view: DataView, offset: number): { length: number; type: string } {
  const type = ascii(bytes, offset + 4, 4);
  const short = view.getUint32(offset);
  if (short === 0) return { length: bytes.length - offset, type };
  if (short === 1 && offset + 16 <= bytes.length) return { length: Number(view.getBigUint64(offset + 8)), type };
  return { length: short, type };
}

function imageSizes(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
): { width: number; height: number }[] {
  const sizes: { width: number; height: number }[] = [];
  let offset = start;
  for (let parts = 0; parts < MAX_PARTS && offset + 8 <= end; parts += 1) {
    const { length, type } = box(bytes, view, offset);
    if (length < 8) break;
    if (type === 'ispe' && offset + 20 <= end) {
      sizes.push({ width: view.getUint32(offset + 12), height: view.getUint32(offset + 16) });
    }
    // Into iprp and ipco, over everything else.
    offset += type === 'iprp' || type === 'ipco' ? 8 : length;
  }
  return sizes;
}

/** BITMAPFILEHEADER: the file's length at 2; the height is negative when rows run downwards. */
function readBmp(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 26) return { width: null, height: null, complete: false };
  const complete = bytes.length >= view.getUint32(2, true);
  if (bytes[14] === 12) return { width: view.getUint16(18, true), height: view.getUint16(20, true), complete };
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)), complete };
}

/** ICONDIR: entries of 16 bytes; 0 means 256 pixels. The largest counts, and every entry's data must be there. */
function readIco(bytes: Uint8Array, view: DataView): Size {
  const count = bytes.length < 6 ? 0 : view.getUint16(4, true);
  let width = 0;
  let height = 0;
  let complete = true;
  for (let index = 0; index < count; index += 1) {
    const entry = 6 + index * 16;
    if (entry + 16 > bytes.length) {
      complete = false;
      break;
    }
    width = Math.max(width, bytes[entry] || 256);
    height = Math.max(height, bytes[entry + 1] || 256);
    if (view.getUint32(entry + 8, true) + view.getUint32(entry + 12, true) > bytes.length) complete = false;
  }
  return width === 0 ? { width: null, height: null, complete: false } : { width, height, complete };
}

function lastIndexOfPair(bytes: Uint8Array, first: number, second: number): number {
  for (let index = bytes.length - 2; index > 0; index -= 1) {
    if (bytes[index] === first && bytes[index + 1] === second) return index;
  }
  return -1;
}

function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + length));
}

type RefusalReason = 'empty' | 'html' | 'svg' | 'size' | 'unknown';

function refusal(reason: RefusalReason, message: string): LarderError {
  return new LarderError('IMAGE_INVALID', message, { reason });
}

/** Says what came instead of a picture: most often a page that tells of an error or a block. */
function refusalOfText(bytes: Uint8Array): LarderError {
  const head = new TextDecoder('utf-8').decode(bytes.subarray(0, 4096)).replace(/\0/g, '').trimStart();
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!doctype svg[^>]*>\s*)?<svg[\s>]/i.test(head)) {
    return refusal('svg', 'SVG is not kept: it is a document that can hold scripts and references.');
  }
  if (/<(?:!doctype\s+html|html|head|body|script|title|meta|div|p|h1|iframe)[\s>]/i.test(head)) {
    return refusal('html', 'A page came instead of an image.');
  }
  return refusal('unknown', 'These bytes are no image that a browser shows.');
}
