// The stricter XHTML of books. That epubcheck is content is another test's (test/integration/bundle/epub.test.ts).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epubBodies, strictAddress, type EpubPicture } from '../../../main/bundle/epub-xhtml.ts';
import { htmlParts } from '../../../main/bundle/html-parts.ts';
import { htmlTree, textOf } from '../../../main/bundle/html-tree.ts';
import { languageTag, xmlSpeech } from '../../../main/bundle/xml-text.ts';

type Options = { readonly maxBytes?: number; readonly picture?: EpubPicture; readonly queries?: boolean };

function bodies(html: string, { maxBytes = 1e9, picture, queries = false }: Options = {}): string[] {
  const parts = htmlParts(htmlTree(html), maxBytes);
  const files = parts.map((_part, place) => `${place + 1}.xhtml`);
  return epubBodies({ parts, files, pictureOf: () => picture ?? null, queries });
}
const body = (html: string, options: Options = {}): string => bodies(html, options).join('|');

/** Every tag closed in its order, every attribute quoted, no sign left bare. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z][a-z0-9]*)((?: [a-z:]+="[^"<]*")*)(\/?)>/g,
    (_tag, closing: string, name: string, _attributes: string, single: string) => {
      if (closing === '' && single === '') open.push(name);
      else if (closing !== '' && open.pop() !== name) open.push('never closed');
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt|quot);)/.test(rest);
}

describe('markup becomes what books allow', () => {
  test.each([
    ['<center><big>a</big><tt>b</tt></center>', '<div><span>a</span><code>b</code></div>'],
    ['<p>one<div>two</div>three</p>', '<div>one<div>two</div>three</div>'],
    ['<p align="center" width="3" class="k">x</p>', '<p>x</p>'],
    ['<a href="https://e.org/"><p>x</p><a href="https://e.org/y">y</a></a>', '<a href="https://e.org/"><p>x</p>y</a>'],
    ['<li>alone</li>', '<div>alone</div>'],
    ['<ul>text<li>a</li><p>b</p></ul>', '<ul><li>text</li><li>a</li><li><p>b</p></li></ul>'],
    ['<ol start="5"></ol>', ''],
    ['<td>alone</td>', '<div>alone</div>'],
    [
      '<table><caption>c<h2>d</h2></caption><tr><th><h2>x</h2></th><td colspan="2">y</td></tr><tr></tr></table>',
      '<table><caption>cd<br/></caption><tbody><tr><th>x<br/></th><td colspan="2">y</td></tr></tbody></table>',
    ],
    [
      '<figure><figcaption>w</figcaption><img data-src="a" alt="z"></figure>',
      '<figure><span class="missing">z</span><figcaption>w</figcaption></figure>',
    ],
    ['<p>a<br>b<wbr>c</p><hr>', '<p>a<br/>b<wbr/>c</p><hr/>'],
    ['<script>alert(1)</script><iframe src="x"></iframe>', 'alert(1)'],
    ['<p onclick="x()" style="color:red">"a" &lt; b &amp; c</p>', '<p>"a" &lt; b &amp; c</p>'],
    ['<p lang="fa" dir="rtl">متن</p>', '<p lang="fa" xml:lang="fa" dir="rtl">متن</p>'],
    ['<p lang="not a language" dir="sideways">x\u0000\u0008\ufffe</p>', '<p>x</p>'],
  ])('%s', (html, xhtml) => {
    expect(body(html)).toBe(xhtml);
  });

  test('and is well formed, whatever it was', () => {
    const tag = fc.constantFrom(
      ...'a p div span b i ul ol li dl dt dd table caption tr td th figure figcaption h2 pre br hr img bdo q'.split(
        ' ',
      ),
    );
    const piece = fc.oneof(
      tag.map((name) => `<${name}>`),
      tag.map((name) => `</${name}>`),
      tag.map((name) => `<${name} id="x" href="#x" lang="ru" title="&quot;&lt;">`),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('&amp;', '&', '<', '"', ']]>', '<!--', '&#0;', '&nbsp;'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.constantFrom(20, 200, 1e9), (pieces, maxBytes) => {
        for (const part of bodies(pieces.join(''), { maxBytes })) expect(isWellFormed(part) ? '' : part).toBe('');
      }),
    );
  });
});

describe('a link', () => {
  test('leads to its address without what tells of people', () => {
    expect(body('<a href="https://u:p@e.org/a?token=1#b">x</a>')).toBe('<a href="https://e.org/a#b">x</a>');
    expect(body('<a href="https://e.org/a?id=1&amp;b=2">x</a>', { queries: true })).toBe(
      '<a href="https://e.org/a?id=1&amp;b=2">x</a>',
    );
  });

  test('that leads nowhere is words', () => {
    for (const href of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'x', '#', '#none', 'http://[::1]/']) {
      expect(body(`<a href="${href}">x</a>`)).toBe('x');
    }
  });

  test('has nothing that RFC 3986 forbids', () => {
    expect(strictAddress('https://exämple.org/ü|{}%zz#a#b')).toBe(
      'https://xn--exmple-cua.org/%C3%BC%7C%7B%7D%25zz#a%23b',
    );
  });

  test('to a place in the text finds it, under a name that XML takes', () => {
    expect(body('<a href="#fn:1">1</a><ol><li id="fn:1">note</li></ol><p id="fn:1">twice</p><p id="other">x</p>')).toBe(
      '<a href="1.xhtml#n1">1</a><ol><li id="n1">note</li></ol><p>twice</p><p>x</p>',
    );
  });

  test('to a place that is in no book is words', () => {
    expect(body('<a href="#gone">1</a><ul id="gone"></ul>')).toBe('1');
  });

  test('finds its place in another part', () => {
    const long = `<p>${'word '.repeat(100)}</p>`;
    const [first, ...others] = bodies(`<div><a href="#n">1</a>${long}${long}<p id="n">note</p></div>`, {
      maxBytes: 600,
    });
    expect(first).toContain(`<a href="${others.length + 1}.xhtml#n1">1</a>`);
    expect(others.at(-1)).toContain('<p id="n1">note</p>');
  });
});

describe('a picture', () => {
  test('is shown in its size, or described', () => {
    const picture = { href: '../i/a.jpg', size: { width: 3, height: 4 } };
    expect(body('<img data-src="a" alt="x &quot;y&quot;">', { picture })).toBe(
      '<img src="../i/a.jpg" alt="x &quot;y&quot;" width="3" height="4"/>',
    );
    expect(body('<img data-src="a" alt="x">', { picture: { href: 'b.gif', size: null } })).toBe(
      '<img src="b.gif" alt="x"/>',
    );
    expect(body('<img data-src="a" alt=" ">')).toBe('');
  });
});

describe('a long text', () => {
  test('is cut into parts that lose nothing and are short enough', () => {
    const html =
      `<div><section>${'<p>Слово за словом, <b>и ещё</b>.</p>'.repeat(200)}</section>` +
      `<ol start="3">${'<li>один</li>'.repeat(300)}</ol><pre>${'x'.repeat(5_000)}😀${'y z'.repeat(2_000)}</pre></div>`;
    const nodes = htmlTree(html);
    const parts = htmlParts(nodes, 2_000);
    expect(
      parts
        .flatMap((part) => [...part])
        .map((node) => textOf([node]))
        .join(''),
    ).toBe(textOf(nodes));
    for (const part of bodies(html, { maxBytes: 2_000 })) expect(Buffer.byteLength(part)).toBeLessThan(2_600);
    // Numbers go on where they were cut.
    expect(bodies(html, { maxBytes: 2_000 }).join('')).toMatch(/<ol start="3">.*<ol start="\d+">/s);
  });

  test('is cut in a moment, however it was meant', () => {
    for (const odd of [' ', 'x', '&', '"', '<a ', '<b>', '<a href="#n" id="n">', '<td>']) {
      expect(bodies(`<pre>${odd.repeat(100_000)}</pre>`, { maxBytes: 200_000 }).length).toBeGreaterThan(0);
    }
  });

  test('that is short stays as it is', () => {
    expect(htmlParts(htmlTree('<p>a</p><p>b</p>'), 200_000)).toHaveLength(1);
    expect(bodies('')).toEqual(['']);
  });
});

test('languages are named as BCP 47 names them, or not', () => {
  expect([languageTag('ru'), languageTag('en_US'), languageTag(' fa-IR ')]).toEqual(['ru', 'en-US', 'fa-IR']);
  for (const odd of ['english', 'x', 'en-', 'zh"', '', 'en-ab-ab-abc', null]) expect(languageTag(odd)).toBe(null);
  expect(xmlSpeech(null, 'auto')).toBe('');
});
