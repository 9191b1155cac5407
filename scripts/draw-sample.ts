// Draws main/samples/shelf.png, the picture of the sample articles: a pantry shelf at night, with newspapers kept in jars.
// Flat shapes and few colours, so that it stays small. Run by hand when the picture should change.
import { writeFileSync } from 'node:fs';
import { encodePng, type Color } from './demo/png.ts';

const WIDTH = 960;
const HEIGHT = 540;
/** Samples per pixel and direction: smooth edges. */
const FINE = 3;

type Shape = { readonly color: Color; readonly covers: (x: number, y: number) => boolean };

function rgb(hex: string): Color {
  return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Color;
}
function box(color: string, left: number, top: number, width: number, height: number, radius = 0): Shape {
  return {
    color: rgb(color),
    covers: (x, y) => {
      const dx = Math.max(left + radius - x, x - (left + width - radius), 0);
      const dy = Math.max(top + radius - y, y - (top + height - radius), 0);
      const inside = x >= left && x <= left + width && y >= top && y <= top + height;
      return inside && dx * dx + dy * dy <= radius * radius + 1e-9;
    },
  };
}
function disc(color: string, cx: number, cy: number, radius: number, squash = 1): Shape {
  return { color: rgb(color), covers: (x, y) => (x - cx) ** 2 + ((y - cy) / squash) ** 2 <= radius * radius };
}
/** A flame: round below, drawn out to a point above. */
function flame(color: string, cx: number, base: number, width: number, height: number): Shape {
  return {
    color: rgb(color),
    covers: (x, y) => {
      const t = (base - y) / height;
      if (t < 0 || t > 1) return false;
      const half = (width / 2) * Math.sqrt(Math.max(0, 1 - (2 * t - 0.55) ** 2 / 1.6)) * (1 - t) ** 0.55 * 1.35;
      return Math.abs(x - cx - Math.sin(t * 3) * 3) <= Math.min(half, Math.sqrt(t) * width);
    },
  };
}

const FLAME_X = 742;
const FLAME_Y = 214;
const SHELF_Y = 408;

function jar(x: number, width: number, height: number, glass: string, paper: string, lid: string): Shape[] {
  const top = SHELF_Y - height;
  const pad = 16;
  const lines: Shape[] = [];
  for (let y = top + 74; y < SHELF_Y - 34; y += 17) {
    const short = (y * 7 + x) % 3 === 0 ? 0.55 : 1;
    lines.push(box('8f8576', x + pad + 14, y, (width - 2 * pad - 28) * short, 5, 2));
  }
  return [
    box(glass, x, top + 18, width, height - 18, 26),
    box(paper, x + pad, top + 40, width - 2 * pad, height - 54, 6),
    box('4d463d', x + pad + 14, top + 52, width - 2 * pad - 28, 10, 2), // a headline
    ...lines,
    box('f4ecdd', x + 7, top + 50, 5, height - 100, 3), // light along the glass
    box(lid, x + 10, top, width - 20, 24, 7),
    box('2b2723', x + 10, top + 20, width - 20, 4),
  ];
}

const shapes: Shape[] = [
  box('1b1a1f', 0, 0, WIDTH, HEIGHT),
  disc('231f21', FLAME_X, FLAME_Y, 640),
  disc('2d2523', FLAME_X, FLAME_Y, 480),
  disc('3a2d26', FLAME_X, FLAME_Y, 340),
  disc('4b3829', FLAME_X, FLAME_Y, 220),
  disc('61472d', FLAME_X, FLAME_Y, 128),
  disc('7c5a33', FLAME_X, FLAME_Y, 70),
  // A window with a little moonlight, far from the candle.
  box('16171f', 62, 54, 150, 178, 4),
  box('262b3d', 70, 62, 63, 77),
  box('262b3d', 141, 62, 63, 77),
  box('20253a', 70, 147, 63, 77),
  box('20253a', 141, 147, 63, 77),
  disc('c9c7b6', 180, 92, 13),
  disc('262b3d', 174, 89, 12),
  ...jar(96, 148, 236 - 60, '3a4346', 'd9cfbb', '6b5a44'),
  ...jar(272, 164, 232, '4a4d45', 'e6dac2', '1f6b58'),
  ...jar(466, 140, 190, '5c5543', 'efe2c8', '8a5a2e'),
  // The candle on its dish.
  disc('8b6a3f', FLAME_X, SHELF_Y - 5, 66, 0.16),
  disc('a98350', FLAME_X, SHELF_Y - 9, 60, 0.14),
  box('efe4cc', FLAME_X - 19, 262, 38, SHELF_Y - 270, 5),
  box('d9c9a6', FLAME_X + 7, 268, 12, SHELF_Y - 278, 4),
  box('f7eedb', FLAME_X - 23, 256, 46, 15, 7),
  box('3a2d26', FLAME_X - 1.5, 236, 3, 22),
  flame('e98f2f', FLAME_X, 250, 44, 104),
  flame('f9cf62', FLAME_X, 248, 28, 72),
  flame('fff3c4', FLAME_X, 246, 15, 40),
  // A folded paper, a pair of spectacles.
  box('cfc4ae', 826, SHELF_Y - 16, 112, 16, 3),
  box('e9dec8', 820, SHELF_Y - 30, 112, 15, 3),
  box('8f8576', 832, SHELF_Y - 24, 60, 4, 2),
  box('8a5c3b', 0, SHELF_Y, WIDTH, 26),
  box('a8744a', 0, SHELF_Y, WIDTH, 7),
  box('5a3a26', 0, SHELF_Y + 26, WIDTH, 12),
  box('141318', 0, SHELF_Y + 38, WIDTH, HEIGHT),
  box('1d1a1b', 150, SHELF_Y + 38, 34, HEIGHT),
  box('1d1a1b', 776, SHELF_Y + 38, 34, HEIGHT),
];

function sample(x: number, y: number): Color {
  for (let i = shapes.length - 1; i >= 0; i -= 1) {
    const shape = shapes[i];
    if (shape?.covers(x, y)) return shape.color;
  }
  return [0, 0, 0];
}

const png = encodePng(WIDTH, HEIGHT, (px, py) => {
  const sum = [0, 0, 0];
  for (let i = 0; i < FINE * FINE; i += 1) {
    const color = sample(px + ((i % FINE) + 0.5) / FINE, py + (Math.floor(i / FINE) + 0.5) / FINE);
    for (let channel = 0; channel < 3; channel += 1) sum[channel] = (sum[channel] ?? 0) + (color[channel] ?? 0);
  }
  return sum.map((total) => Math.round(total / FINE ** 2)) as unknown as Color;
});
const path = new URL('../main/samples/shelf.png', import.meta.url);
writeFileSync(path, png);
console.log(`main/samples/shelf.png: ${WIDTH} x ${HEIGHT}, ${png.length} bytes`);
