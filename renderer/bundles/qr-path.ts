import { generate } from 'lean-qr';

/** Light around a code, in its squares: readers look for it (ISO/IEC 18004). */
const QUIET = 4;

export type QrDrawing = {
  /** Width and height in squares, the light around included. */
  readonly size: number;
  /** The dark squares, as an SVG path; each run of a row is one rectangle. */
  readonly path: string;
};

/** Draws a text as a QR code, for cameras. @throws Error when it is longer than 2,900 bytes */
export function qrOf(text: string): QrDrawing {
  const code = generate(text);
  const runs: string[] = [];
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      const from = x;
      while (code.get(x, y)) x += 1;
      if (x > from) runs.push(`M${from + QUIET} ${y + QUIET}h${x - from}v1h-${x - from}z`);
    }
  }
  return { size: code.size + 2 * QUIET, path: runs.join('') };
}
