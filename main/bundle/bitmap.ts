/**
 * Windows bitmaps and icons, which the decoders of picture.process do not know and old sites still have. As Microsoft
 * describes BITMAPINFOHEADER and ICONDIR; only without compression, as icons and nearly all others are.
 */

export type Bitmap =
  /** Four bytes a pixel, rows from the top. */
  | { readonly kind: 'pixels'; readonly rgba: Uint8Array; readonly width: number; readonly height: number }
  /** A PNG that stood in an icon. */
  | { readonly kind: 'file'; readonly bytes: Uint8Array };

/**
 * Null: it is neither. Of an icon its largest picture.
 * @throws Error when it is cut off, impossible or compressed
 */
export function readBitmap(bytes: Uint8Array, maxPixels: number): Bitmap | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 26 && view.getUint16(0) === 0x424d) {
    return readPixels(view, 14, view.getUint32(10, true), 1, maxPixels);
  }
  if (bytes.length >= 22 && view.getUint32(0, true) === 0x0001_0000) return readIcon(bytes, view, maxPixels);
  return null;
}

function readIcon(bytes: Uint8Array, view: DataView, maxPixels: number): Bitmap {
  let best = 6;
  for (let entry = 6; entry < 6 + 16 * view.getUint16(4, true); entry += 16) {
    // 0 stands for 256.
    if ((view.getUint8(entry) || 256) > (view.getUint8(best) || 256)) best = entry;
  }
  const size = view.getUint32(best + 8, true);
  const start = view.getUint32(best + 12, true);
  if (view.getUint32(start) === 0x8950_4e47) return { kind: 'file', bytes: bytes.subarray(start, start + size) };
  // Its height counts a mask, too, which nobody misses on white paper.
  return readPixels(view, start, null, 2, maxPixels);
}

/** @param pixelsAt null: after the header and its colours */
function readPixels(view: DataView, at: number, pixelsAt: number | null, heights: number, maxPixels: number): Bitmap {
  const headerSize = view.getUint32(at, true);
  const isOld = headerSize === 12;
  const width = isOld ? view.getUint16(at + 4, true) : view.getInt32(at + 4, true);
  const signedHeight = isOld ? view.getUint16(at + 6, true) : view.getInt32(at + 8, true);
  const height = Math.floor(Math.abs(signedHeight) / heights);
  const bits = view.getUint16(at + (isOld ? 10 : 14), true);
  const compression = isOld ? 0 : view.getUint32(at + 16, true);
  const plain = compression === 0 || (compression === 3 && bits === 32);
  if (!plain || ![1, 4, 8, 24, 32].includes(bits)) throw new Error('a bitmap of another kind');
  if (width < 1 || height < 1 || width * height > maxPixels) throw new Error('an impossible size');
  const colours = bits > 8 ? 0 : (isOld ? 0 : view.getUint32(at + 32, true)) || 2 ** bits;
  const colourBytes = isOld ? 3 : 4;
  const masks = compression === 3 && headerSize === 40 ? 12 : 0;
  const first = pixelsAt ?? at + headerSize + masks + colours * colourBytes;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  // Before anything is allocated for it.
  if (first + rowBytes * height > view.byteLength) throw new Error('cut off');
  const rgba = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    const start = first + rowBytes * (signedHeight < 0 ? row : height - 1 - row);
    for (let x = 0; x < width; x += 1) {
      const from = bits > 8 ? start + (x * bits) / 8 : at + headerSize + colourBytes * indexAt(view, start, x, bits);
      const to = (row * width + x) * 4;
      rgba[to] = view.getUint8(from + 2);
      rgba[to + 1] = view.getUint8(from + 1);
      rgba[to + 2] = view.getUint8(from);
      rgba[to + 3] = 255;
    }
  }
  return { kind: 'pixels', rgba, width, height };
}

function indexAt(view: DataView, start: number, x: number, bits: number): number {
  const byte = view.getUint8(start + Math.floor((x * bits) / 8));
  return (byte >> (8 - bits - ((x * bits) % 8))) & (2 ** bits - 1);
}
