import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { articleDocument, inertHtml } from '../../../main/service/article-document.ts';
import type { ArticleBody } from '../../../main/archive/archive.ts';
import type { Sha256 } from '../../../shared/model.ts';

const SHA = 'ab'.repeat(32) as Sha256;
type Images = ArticleBody['images'];
const images: Images = new Map([
  ['https://pictures.example/a.jpg?x=1&y="2"', { state: 'stored', sha256: SHA }],
  ['https://pictures.example/wanted.png', { state: 'wanted', sha256: null }],
  ['https://pictures.example/refused.png', { state: 'refused', sha256: null }],
  ['https://pictures.example/odd.png', { state: 'stored', sha256: '../../x' as Sha256 }],
]);

function body(html: string, more: Partial<ArticleBody> = {}): ArticleBody {
  return {
    title: 'A <title>',
    byline: null,
    url: 'https://example.org/',
    language: 'ru',
    direction: 'ltr',
    publishedMs: null,
    html,
    images,
    ...more,
  };
}

describe('links', () => {
  test('lose their href and keep their address, their place in the tab order and their words', () => {
    expect(inertHtml('<p>See <a href="https://a.example/?a=1&amp;b=2" title="t">this</a>.</p>', images)).toBe(
      '<p>See <a data-href="https://a.example/?a=1&amp;b=2" role="link" tabindex="0" title="t">this</a>.</p>',
    );
  });

  test('that lead nowhere a person could go become plain', () => {
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      '',
      '/path',
      'larder://app/',
    ]) {
      expect(inertHtml(`<a href="${href}">x</a>`, images)).toBe('<a>x</a>');
    }
  });

  test('within the text stay', () => {
    expect(inertHtml('<a href="#x-note">1</a><p id="x-note">n</p>', images)).toContain('data-href="#x-note"');
  });
});

describe('pictures', () => {
  test('that are stored come from our own address, also when theirs is written with references', () => {
    const html =
      '<img data-src="https://pictures.example/a.jpg?x=1&amp;y=&quot;2&quot;" alt="A jar" width="4" height="3">';
    expect(inertHtml(html, images)).toBe(
      `<img src="../image/${SHA}" loading="lazy" decoding="async" alt="A jar" width="4" height="3">`,
    );
  });

  test.each([
    ['wanted.png', 'wanted'],
    ['refused.png', 'refused'],
    ['never-heard-of.png', 'gone'],
    ['odd.png', 'gone'],
  ])('that are not here say so: %s is %s', (file, state) => {
    expect(inertHtml(`<img data-src="https://pictures.example/${file}" alt="A &quot;jar&quot;">`, images)).toBe(
      `<span class="missing-image" role="img" data-state="${state}" aria-label="A &quot;jar&quot;"></span>`,
    );
  });

  test('with a src of their own are not loaded from there', () => {
    const out = inertHtml('<img src="https://t.example/p.gif" srcset="https://t.example/2x.gif 2x" alt="x">', images);
    expect(out).not.toContain('t.example');
  });
});

test('the document says its language and direction, and its title is the same for all', () => {
  const html = articleDocument(body('<p>متن</p>', { language: 'fa', direction: 'rtl', title: 'private' }));
  expect(html).toContain('<html lang="fa" dir="rtl">');
  expect(html).toContain('<article lang="fa" dir="rtl"><p>متن</p></article>');
  expect(html).toContain('<title>Larder</title>');
  expect(html).toContain('<link rel="stylesheet" href="../reading.css">');
  expect(html).not.toContain('private');
});

test('a language that is no language stays inside its attribute', () => {
  const document = articleDocument(body('', { language: '"><script>alert(1)</script>' }));
  expect([...violations(document)]).toEqual([]);
});

test('text with stray signs is still the same text', () => {
  const text = 'if a < b && c > d then <- 3 <3 </ <!-- x --> <?xml?> <![CDATA[y]]> 5 &amp; 6';
  const paragraph = [...walk(parse(`<div>${inertHtml(text, images)}</div>`))];
  const words = paragraph
    .filter((node) => node.nodeName === '#text')
    .map((node) => ('value' in node ? node.value : ''));
  expect(words.join('')).toBe(text.replace('&amp;', '&'));
});

test('a long text takes no longer than reading it', () => {
  for (const piece of [
    '<a href="',
    '<a ',
    '<',
    '<a b="x" ',
    '</',
    '<p',
    '<img data-src="x"',
    '="',
    '\u00a0<a\u00a0href="x">',
  ]) {
    const started = performance.now();
    inertHtml(piece.repeat(1_000_000 / piece.length), images);
    expect(performance.now() - started).toBeLessThan(1500);
  }
});

/** Signs and beginnings that confuse readers of HTML; `|` stands between them. */
const PIECES = [
  '<|>|"|\'|=|/|&|`|&lt;|&quot;|&#60;|&colon;|<!--|-->|<![CDATA[|]]>|<?x|<a|</a>|<img src=x|<a href=x>|<A HREF="x">|<a href=\'x\'>',
  '<script>|</script>|<style>|<svg>|<math>|<textarea>|<title>|<xmp>|<plaintext>|<noscript>|<template>|<select>|<td>',
  '<img data-src="https://pictures.example/wanted.png" alt="|text|p|href|src| onclick="x"|é| ',
]
  .join('|')
  .split('|');
const ODD_SPACES = [' ', '\n', '\0', '\u00a0', '\u2028', '\ud800'];
const NAMES =
  'a p img td table script style svg iframe object embed link meta base form input video audio source body html x-y'.split(
    ' ',
  );
const ATTRIBUTES =
  'href src data-src srcset onclick onerror style ping action formaction poster background data xlink:href id alt lang'.split(
    ' ',
  );
const VALUES = [
  'https://t.example/x',
  'x',
  '',
  'javascript:1',
  'a b',
  '>',
  '<p>',
  'https://pictures.example/wanted.png',
];

const attribute = fc
  .tuple(fc.constantFrom(' ', '\n', '/', '\u00a0'), fc.constantFrom(...ATTRIBUTES), fc.constantFrom(...VALUES))
  .chain(([space, name, value]) =>
    fc.constantFrom(
      `${space}${name}="${value}"`,
      `${space}${name}='${value}'`,
      `${space}${name}=${value}`,
      space + name,
    ),
  );
const tag = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(attribute, { maxLength: 3 }), fc.constantFrom('>', '/>', ' >', ''))
  .map(([name, attributes, end]) => `<${name}${attributes.join('')}${end}`);
const hostile = fc
  .array(fc.oneof(tag, fc.constantFrom(...PIECES, ...ODD_SPACES), fc.string({ maxLength: 8 })), { maxLength: 25 })
  .map((pieces) => pieces.join(''));

test('whatever is stored, a browser finds nothing in it to load, run, submit or follow', () => {
  fc.assert(
    fc.property(hostile, (html) => {
      expect([...violations(articleDocument(body(html)))]).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

// Written anew from the HTML standard, not taken from the code: elements of text and tables, which neither load nor run.
const INERT_ELEMENTS = new Set(
  (
    'html head body meta title link article section header footer main nav aside hgroup address h1 h2 h3 h4 h5 h6 p hr pre ' +
    'blockquote ol ul li dl dt dd figure figcaption div center a em strong small s cite q dfn abbr ruby rt rp time code var ' +
    'samp kbd sub sup i b u mark bdi bdo span br wbr ins del big strike tt img table caption colgroup col tbody thead tfoot ' +
    'tr td th details summary'
  ).split(' '),
);
const INERT_ATTRIBUTES =
  /^(?:lang|dir|charset|name|content|data-href|data-state|role|tabindex|aria-label|class|id|alt|loading|decoding|title|width|height|align|abbr|colspan|rowspan|headers|scope|span|start|reversed|type|value|datetime|open)$/;
/** Ours, in our own head, and nowhere else. */
const OUR_HEAD = new Set([
  'link rel=stylesheet',
  'link href=../reading.css',
  'meta charset=utf-8',
  'meta name=viewport',
  'meta content=width=device-width',
]);

/** As a browser reads it (parse5 follows the same standard): everything beyond a closed list of elements and attributes. */
function* violations(html: string): Generator<string> {
  const head: string[] = [];
  for (const node of walk(parse(html))) {
    if (!('attrs' in node)) continue;
    if (!INERT_ELEMENTS.has(node.nodeName)) yield node.nodeName;
    for (const { name, value } of node.attrs) {
      const written = `${node.nodeName} ${name}=${value}`;
      if (node.nodeName === 'link' || node.nodeName === 'meta') head.push(written);
      else if (name === 'src' && node.nodeName === 'img' && /^\.\.\/image\/[0-9a-f]{64}$/.test(value)) continue;
      else if (!INERT_ATTRIBUTES.test(name)) yield written;
    }
  }
  if (head.length !== OUR_HEAD.size) yield `head of ${head.length}`;
  yield* head.filter((written) => !OUR_HEAD.has(written));
}

function* walk(node: DefaultTreeAdapterTypes.Node): Generator<DefaultTreeAdapterTypes.Node> {
  yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child);
}
