import { encodePng, type Color } from './png.ts';

/** A small landscape, the same for the same number: sky, sun, three ranges of hills. PNG bytes. */
export function drawLandscape(number: number, width: number): Buffer {
  const height = Math.round((width * 9) / 16);
  const hue = (number * 47) % 360;
  const sky = [fromHsl(hue, 0.35, 0.82), fromHsl(hue, 0.4, 0.72), fromHsl(hue, 0.42, 0.62)];
  const hills = [fromHsl(hue + 30, 0.3, 0.45), fromHsl(hue + 40, 0.32, 0.34), fromHsl(hue + 50, 0.35, 0.22)];
  const sun = fromHsl(hue + 180, 0.7, 0.85);
  const sunX = ((number * 31) % 70) / 100 + 0.15;
  const ridges = hills.map((_, range) =>
    Array.from({ length: width }, (_, x) => {
      const t = x / width;
      const wave = Math.sin(t * (4 + range * 2) + number * (1 + range)) + Math.sin(t * (11 - range) + number * 1.7) / 2;
      return height * (0.52 + range * 0.15 + wave * 0.06);
    }),
  );
  return encodePng(width, height, (x, y) => {
    for (let range = hills.length - 1; range >= 0; range -= 1) {
      if (y > (ridges[range]?.[x] ?? 0)) return hills[range] as Color;
    }
    const dx = x / width - sunX;
    const dy = (y / height - 0.28) * (9 / 16);
    if (dx * dx + dy * dy < 0.004) return sun;
    return sky[Math.min(2, Math.floor((y / height) * 5))] as Color;
  });
}

function fromHsl(hue: number, saturation: number, lightness: number): Color {
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    const value = lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255);
  };
  return [channel(0), channel(8), channel(4)];
}
