import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../renderer/', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const components = files.filter((file) => file.endsWith('.tsx'));
const sheets = files.filter((file) => file.endsWith('.css'));

/** Attributes whose text a person reads or hears. */
const SPOKEN = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label']);

type Node = { readonly type: string; readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Words that stand in a component instead of the catalogue. */
function literals(source: string): string[] {
  const found: string[] = [];
  function visit(value: unknown): void {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isNode(value)) {
      if (value.type === 'JSXText') addWords(String(value['value']));
      if (value.type === 'JSXExpressionContainer') addLiteral(value['expression']);
      if (value.type === 'JSXAttribute') {
        const name = String((value['name'] as Node)['name']);
        const given = value['value'];
        if (SPOKEN.has(name)) addLiteral(given);
        visit(isNode(given) && given.type === 'JSXExpressionContainer' ? given['expression'] : given);
        return;
      }
      Object.values(value).forEach(visit);
    }
  }
  function addLiteral(node: unknown): void {
    if (!isNode(node)) return;
    if (node.type === 'Literal' && typeof node['value'] === 'string') addWords(node['value']);
    if (node.type === 'TemplateLiteral') {
      for (const part of node['quasis'] as Node[]) addWords((part['value'] as { cooked: string }).cooked);
    }
    if (node.type === 'ConditionalExpression') [node['consequent'], node['alternate']].forEach(addLiteral);
    if (node.type === 'LogicalExpression') addLiteral(node['right']);
    if (node.type === 'JSXExpressionContainer') addLiteral(node['expression']);
  }
  function addWords(text: string): void {
    if (/\p{Letter}/u.test(text)) found.push(text.trim());
  }
  visit(parseSync('component.tsx', source).program);
  return found;
}

describe('components', () => {
  it('have no words of their own', () => {
    expect(components.length).toBeGreaterThan(30);
    const own = components.flatMap((file) =>
      literals(readFileSync(root + file, 'utf8')).map((text) => `${file}: ${text}`),
    );
    expect(own).toEqual([]);
  });

  it('would be caught with some', () => {
    expect(literals('const A = () => <p title="Hello">Some {"words"}</p>;')).toEqual(['Hello', 'Some', 'words']);
    expect(literals('const A = () => <b>{on ? "on" : m.off}</b>;')).toEqual(['on']);
    expect(literals('const A = () => <input placeholder={`Type`} className="row" />;')).toEqual(['Type']);
  });
});

describe('style sheets', () => {
  // Programs, addresses and the like stand from left to right in every language.
  const ALLOWED = new Set(['direction: ltr', 'text-align: left']);
  const PHYSICAL =
    /^\s*((?:(?:margin|padding|border)-(?:left|right|top|bottom)[a-z-]*|left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:.*|(?:text-align|float|clear)\s*:\s*(?:left|right)|direction\s*:.*);/gm;

  it('speak of start and end, never of left and right', () => {
    const physical = sheets.flatMap((file) =>
      [...readFileSync(root + file, 'utf8').matchAll(PHYSICAL)]
        .map((match) => (match[1] ?? '').trim())
        .filter((rule) => !ALLOWED.has(rule))
        .map((rule) => `${file}: ${rule}`),
    );
    expect(physical).toEqual([]);
  });

  it('would be caught otherwise', () => {
    expect('  margin-left: 4px;'.match(PHYSICAL)).not.toBeNull();
    expect('  text-align: right;'.match(PHYSICAL)).not.toBeNull();
    expect('  inline-size: 4px;'.match(PHYSICAL)).toBeNull();
  });
});
