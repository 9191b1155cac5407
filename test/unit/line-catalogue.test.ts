import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const LINE = fileURLToPath(new URL('../integration/line/', import.meta.url));

test('every case of the fault catalogue is a named test, or listed with the issue it belongs to', () => {
  const files = readdirSync(LINE).filter((name) => name.endsWith('.test.ts'));
  const text = files.map((name) => readFileSync(`${LINE}${name}`, 'utf8')).join('\n');
  // A title begins with its numbers: `'55, 56, 57 eight answer ...'`.
  const titles = [...text.matchAll(/['"`](\d\d(?:, \d\d)*) /g)].flatMap(([, numbers = '']) => numbers.split(', '));
  const listed = new Set(titles.map(Number));
  const all = Array.from({ length: 76 }, (_, index) => index + 1);
  expect(all.filter((number) => !listed.has(number))).toEqual([]);
});
