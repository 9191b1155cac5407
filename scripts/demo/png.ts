import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue, 0 to 255. */
export type Color = readonly [number, number, number];

/** A PNG of `width` x `height` pixels, 8 bits a channel, each asked of `colorAt` once, row by row. */
export function encodePng(width: number, height: number, colorAt: (x: number, y: number) => Color): Buffer {
  const stride = width * 3;
  const rows = Buffer.alloc(height * (stride + 1));
  const raw = Buffer.alloc(stride);
  let above = Buffer.alloc(stride);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) raw.set(colorAt(x, y), x * 3);
    const start = y * (stride + 1);
    rows[start] = 2; // "Up": drawn pictures repeat from row to row
    for (let i = 0; i < stride; i += 1) rows[start + 1 + i] = ((raw[i] ?? 0) - (above[i] ?? 0)) & 255;
    above = Buffer.from(raw);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // eight bits, true colour
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
