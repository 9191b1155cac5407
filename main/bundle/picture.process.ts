// A child that decodes strangers' pictures: decoders are native code, and what breaks them must end only this.
import type { Sharp, SharpOptions } from 'sharp';
import { readBitmap } from './bitmap.ts';
import type { PictureJob, PictureReply, PictureRequest, SmallPicture } from './picture-protocol.ts';

/** The largest cameras of the press make 61 million. At worst (progressive or interlaced) 4 bytes each, two at a time. */
const MAX_PIXELS = 64_000_000;
/** In colour, which telephones and newer e-readers show: it costs a seventh of the bytes (docs/notes/epub.md). */
const JPEG_QUALITY = 75;
/** Of drawings: flat areas stay flat, and text stays sharp. */
const PNG_COLOURS = 64;

const sharp = await load();

/** Null: its native code is not for this machine. */
async function load() {
  try {
    const { default: loaded } = await import('sharp');
    // Each picture is seen once, and its parent sends as many as there are cores to use: caches and threads only hold memory.
    loaded.cache(false);
    loaded.concurrency(1);
    return loaded;
  } catch {
    return null;
  }
}

function open(bytes: Uint8Array, options: SharpOptions = {}): Sharp {
  if (sharp === null) throw new Error('no decoder');
  const bitmap = readBitmap(bytes, MAX_PIXELS);
  const limits = { limitInputPixels: MAX_PIXELS, failOn: 'truncated' } as const;
  if (bitmap === null) return sharp(bytes, { ...limits, ...options });
  if (bitmap.kind === 'file') return sharp(bitmap.bytes, limits);
  return sharp(bitmap.rgba, { ...limits, raw: { width: bitmap.width, height: bitmap.height, channels: 4 } });
}

async function check(bytes: Uint8Array): Promise<null> {
  const { width, height, pages = 1, pageHeight = height } = await open(bytes).metadata();
  // Of a film as many frames as one picture may have pixels.
  const frames = Math.max(1, Math.min(pages, Math.floor(MAX_PIXELS / Math.max(1, width * pageHeight))));
  // A thumbnail needs every byte decoded, and is all that is held of it.
  await open(bytes, { pages: frames }).resize({ width: 16, height: 16, fit: 'fill' }).raw().toBuffer();
  return null;
}

async function forInk(
  bytes: Uint8Array,
  { maxWidth, maxHeight }: PictureJob & { kind: 'for-ink' },
): Promise<SmallPicture> {
  const { hasAlpha, format } = await open(bytes).metadata();
  // Drawings and screenshots stay sharp as PNG in few colours; photographs are JPEG.
  const asPng = format === 'svg' || format === 'gif' || (format === 'png' && hasAlpha);
  const picture = open(bytes)
    .rotate()
    .resize({ width: maxWidth, height: maxHeight, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' });
  const encoded = asPng
    ? picture.png({ palette: true, colours: PNG_COLOURS })
    : picture.jpeg({ quality: JPEG_QUALITY });
  const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
  return { bytes: data, mediaType: asPng ? 'image/png' : 'image/jpeg', width: info.width, height: info.height };
}

process.on('message', (request: PictureRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));
tell({ kind: 'ready', hasDecoder: sharp !== null });

async function answer({ id, job, bytes }: PictureRequest): Promise<void> {
  try {
    tell({ kind: 'done', id, picture: job.kind === 'check' ? await check(bytes) : await forInk(bytes, job) });
  } catch {
    // Whatever a decoder says of it, it is a picture that cannot be shown.
    tell({ kind: 'invalid', id });
  }
}

function tell(reply: PictureReply): void {
  // Without a parent there is nothing to do.
  if (process.send === undefined) process.exit(1);
  process.send(reply);
}
