import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = ['styles/tokens.css', 'public/reading.css'].map((name) => ({
  name,
  css: readFileSync(new URL(`../../../renderer/${name}`, import.meta.url), 'utf8'),
}));

type Theme = 'light' | 'dark';

/** Colours by name, as `--name: light-dark(#a, #b);` gives them. */
function coloursOf(css: string, theme: Theme): Map<string, string> {
  return new Map(
    [...css.matchAll(/--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
      ([, name = '', light = '', dark = '']) => [name, theme === 'light' ? light : dark],
    ),
  );
}

/** Relative luminance of WCAG 2.2. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** What is written on what. */
const TEXT: readonly (readonly [ink: string, paper: string])[] = [
  ...['ink', 'ink-2', 'ink-3', 'accent', 'warn', 'bad'].flatMap((ink) =>
    ['paper', 'paper-2'].map((paper) => [ink, paper] as const),
  ),
  ['ink', 'paper-3'],
  ['ink-2', 'paper-3'],
  ['ink', 'accent-soft'],
  ['ink-2', 'accent-soft'],
  ['accent', 'accent-soft'],
  ['on-accent', 'accent'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['ink', 'mark'],
];

describe.each(files)('colours of $name', ({ css }) => {
  it.each(['light', 'dark'] as const)('hold 4.5 : 1 for text in the %s theme (WCAG AA)', (theme) => {
    const colours = coloursOf(css, theme);
    const faint = TEXT.flatMap(([ink, paper]) => {
      const [a, b] = [colours.get(ink), colours.get(paper)];
      if (a === undefined || b === undefined) return [];
      const ratio = contrast(a, b);
      return ratio < 4.5 ? [`${ink} on ${paper}: ${ratio.toFixed(2)}`] : [];
    });
    expect(colours.size).toBeGreaterThan(8);
    expect(faint).toEqual([]);
  });
});
