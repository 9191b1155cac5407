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
  expectInert(articleDocument(body('', { language: '"><script>alert(1)</script>' })));
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

const PIECES = [
  ...['<', '>', '"', "'", '=', '/', '&', ' ', '\n', '\0', '\u00a0', '`', '&lt;', '&quot;', '&#60;', '&colon;'],
  ...['<a href="https://a.example/">', '<a href=https://a.example/>', "<a href='x'>", '<A HREF="x">', '</a>', '<a'],
  ...['<img src="https://t.example/x">', '<img data-src="https://pictures.example/wanted.png" alt="', '<img src=x'],
  ...[
    '<script>',
    '</script>',
    '<style>',
    '<svg>',
    '<math>',
    '<textarea>',
    '<title>',
    '<xmp>',
    '<plaintext>',
    '<noscript>',
  ],
  ...['<iframe src="https://t.example/">', '<object data="x">', '<embed src="x">', '<link rel="prefetch" href="x">'],
  ...[
    '<meta http-equiv="refresh" content="0;url=x">',
    '<base href="https://t.example/">',
    '<form action="x">',
    '<input>',
  ],
  ...[
    '<video poster="x">',
    '<table background="x">',
    '<td>',
    '<select>',
    '<template>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?x',
  ],
  ...[
    ' onclick="x"',
    ' onerror=x',
    ' style="background:url(x)"',
    ' src="x"',
    ' href="x"',
    ' ping="x"',
    ' srcset="x"',
    ' id="y"',
  ],
  ...['p', 'a', 'img', 'href', 'src', 'text', '\u2028', '\ud800', 'é'],
];
const hostile = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8 })), { maxLength: 30 });

test('whatever is stored, a browser finds nothing in it to load, run, submit or follow', () => {
  fc.assert(
    fc.property(hostile, (pieces) => {
      expectInert(articleDocument(body(pieces.join(''))));
    }),
    { numRuns: 3000 },
  );
});

const INERT_ELEMENTS =
  /^(?:#document|#documentType|#text|html|head|body|meta|title|link|a|p|td|tr|tbody|table|img|span|article)$/;

/** As a browser reads it (parse5 follows the same standard): a closed list of elements and attributes. */
function expectInert(html: string): void {
  let links = 0;
  for (const node of walk(parse(html))) {
    expect(node.nodeName).toMatch(INERT_ELEMENTS);
    if (!('attrs' in node)) continue;
    for (const { name, value } of node.attrs) {
      if (node.nodeName === 'link') {
        links++;
        expect([name, value]).toEqual(links === 1 ? ['rel', 'stylesheet'] : ['href', '../reading.css']);
      } else if (name === 'src') {
        expect(node.nodeName).toBe('img');
        expect(value).toMatch(/^\.\.\/image\/[0-9a-f]{64}$/);
      } else {
        expect(name).toMatch(
          /^(?:lang|dir|charset|name|content|data-href|data-state|role|tabindex|aria-label|class|id|alt|loading|decoding)$/,
        );
      }
      if (node.nodeName === 'meta') expect(['utf-8', 'viewport', 'width=device-width']).toContain(value);
    }
  }
  expect(links).toBe(2);
}

function* walk(node: DefaultTreeAdapterTypes.Node): Generator<DefaultTreeAdapterTypes.Node> {
  yield node;
  if ('childNodes' in node) for (const child of node.childNodes) yield* walk(child);
}
