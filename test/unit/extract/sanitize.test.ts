import { describe, expect, it } from 'vitest';
import { cleanHtml } from '../../../main/extract/sanitize.ts';

const BASE = 'https://news.example/world/story.html';
const clean = (html: string) => cleanHtml(html, { baseUrl: BASE }).html;
const textOf = (html: string) => cleanHtml(html, { baseUrl: BASE }).text;

describe('what is kept', () => {
  it('keeps the structure of an article', () => {
    const article =
      '<h2>One</h2><p>A <b>bold</b> and <em>fine</em> word.</p><blockquote>said</blockquote>' +
      '<ul><li>a</li><li>b</li></ul><ol start="3"><li value="7">c</li></ol><dl><dt>t</dt><dd>d</dd></dl><hr>' +
      '<figure><figcaption>what it shows</figcaption></figure><pre>  two\n  lines</pre>';
    expect(clean(article)).toBe(article);
  });

  it('keeps tables with their spans', () => {
    const table =
      '<table><caption>c</caption><thead><tr><th scope="col">h</th></tr></thead>' +
      '<tbody><tr><td colspan="2" rowspan="3">1</td></tr></tbody></table>';
    expect(clean(table)).toBe(table);
  });

  it('keeps languages, directions and ruby', () => {
    const text =
      '<p lang="fa" dir="rtl">متن <bdo dir="ltr">abc</bdo> <bdi>x</bdi></p><ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>';
    expect(clean(text)).toBe(text);
  });

  it('takes the direction of bdo only as one of the words that exist', () => {
    expect(clean('<bdo dir="javascript:1">x</bdo>')).toBe('x');
  });

  it('gives unknown elements up and keeps their words', () => {
    expect(clean('<x-card><font color=red>red</font> <blink>b</blink></x-card>')).toBe('red b');
  });

  it('keeps the words of a formula and drops a drawing', () => {
    expect(clean('<p>a <math><mi>x</mi><mo>=</mo><mn>1</mn></math> b<svg><text>drawn</text></svg></p>')).toBe(
      '<p>a x=1 b</p>',
    );
    expect(clean('<math alttext="E = mc^2"><mi>E</mi></math>')).toBe('E = mc^2');
  });

  it('leaves out elements with nothing in them, and keeps words apart that they parted', () => {
    expect(clean('<p></p><div> <span> </span></div><p>one<b> </b>two</p>')).toBe('<p>one two</p>');
  });
});

describe('what is dropped', () => {
  it.each([
    ['<script>alert(1)</script>'],
    ['<style>p{}</style>'],
    ['<template><p>x</p></template>'],
    ['<title>x</title>'],
    ['<link rel=stylesheet href=x.css>'],
    ['<meta http-equiv=refresh content="0;url=//evil.example">'],
    ['<base href="//evil.example">'],
    ['<textarea><p>x</p></textarea>'],
    ['<select><option>x</select>'],
    ['<input value=x autofocus onfocus=alert(1)>'],
    ['<svg><script>alert(1)</script></svg>'],
    ['<!-- a comment -->'],
    ['<noscript><p>Please switch JavaScript on.</p></noscript>'],
  ])('leaves nothing of %s', (html) => {
    expect(clean(html)).toBe('');
  });

  it('writes no attribute that is not on the list', () => {
    expect(clean('<p onclick=alert(1) style="position:fixed" class=x data-x=1 id=y>t</p>')).toBe('<p>t</p>');
  });

  it('keeps an id only when a link of the same text needs it, with a prefix', () => {
    expect(clean('<a href="#n1">1</a><p id=n1>note</p><p id=location>x</p>')).toBe(
      '<a href="#larder-n1">1</a><p id="larder-n1">note</p><p>x</p>',
    );
  });

  it('sends a link to a place that is not in the text to the page itself', () => {
    expect(clean('<a href="#elsewhere">x</a>')).toBe(`<a href="${BASE}#elsewhere">x</a>`);
  });
});

describe('links', () => {
  it('makes addresses absolute and drops click identifiers', () => {
    expect(clean('<a href="../a?id=1&utm_source=x&fbclid=2">l</a>')).toBe(
      '<a href="https://news.example/a?id=1">l</a>',
    );
  });

  it.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    ' data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:x',
    'http://',
  ])('keeps the words but not the target of %j', (href) => {
    expect(clean(`<a href="${href}">words</a>`)).toBe('words');
  });

  it('drops relative links when nobody knows what they are relative to', () => {
    expect(cleanHtml('<a href="/a">x</a> <a href="https://a.example/">y</a>', { baseUrl: null }).html).toBe(
      'x <a href="https://a.example/">y</a>',
    );
  });

  it('keeps mail addresses', () => {
    expect(clean('<a href="mailto:desk@news.example">mail</a>')).toBe('<a href="mailto:desk@news.example">mail</a>');
  });

  it('escapes what could end the attribute', () => {
    expect(clean(`<a href='https://a.example/?q="><script>'>x</a>`)).not.toMatch(/<script|"">/);
  });
});

describe('pictures', () => {
  it('puts the address where no browser looks for it', () => {
    expect(clean('<img src="i/a.jpg" alt="A &quot;quoted&quot; cat" width=600 height="400px" onerror=x>')).toBe(
      '<img data-src="https://news.example/world/i/a.jpg" alt="A &quot;quoted&quot; cat" width="600" height="400">',
    );
  });

  it.each([
    ['<img data-src="/real.jpg" src="data:image/gif;base64,R0lGOD">', 'real.jpg'],
    ['<img data-original="/real.jpg" src="/loading.gif">', 'real.jpg'],
    ['<img src="/small.jpg" srcset="/s.jpg 320w, /m.jpg 1024w, /l.jpg 4000w">', 'm.jpg'],
    ['<img srcset="/one.jpg, /two.jpg 2x">', 'two.jpg'],
    ['<img data-srcset="/s.jpg 320w, /m.jpg 640w" src="/blank.gif">', 'm.jpg'],
    ['<picture><source srcset="/p.webp 1200w"><img src="/placeholder.png"></picture>', 'p.webp'],
    ['<picture><source srcset="/p.webp"></picture>', 'p.webp'],
    ['<img class=lazy><noscript><img src="/hidden.jpg"></noscript>', 'hidden.jpg'],
    ['<amp-img src="/amp.jpg" width=10 height=10></amp-img>', 'amp.jpg'],
    ['<img src="/spacer.gif" data-pic="https://news.example/odd.jpg">', 'odd.jpg'],
  ])('finds the picture in %s', (html, expected) => {
    expect(cleanHtml(html, { baseUrl: BASE }).imageUrls).toEqual([`https://news.example/${expected}`]);
  });

  it('shows a picture once when <noscript> repeats it', () => {
    const { imageUrls } = cleanHtml('<img data-src="/a.jpg"><noscript><img src="/a.jpg?w=9"></noscript>', {
      baseUrl: BASE,
    });
    expect(imageUrls).toEqual(['https://news.example/a.jpg']);
  });

  it.each([
    '<img src="https://t.example/x.gif" width=1 height=1>',
    '<img src="https://t.example/x.gif" style="display:none">',
    '<img src="https://pixel.wp.com/b.gif?host=x">',
    '<img src="https://www.facebook.com/tr?id=1">',
    '<img src="http://feeds.feedburner.com/~r/site/~4/abc">',
    '<img src="https://mc.yandex.ru/watch/1">',
    '<img src="/img/1x1.gif">',
  ])('drops the tracking pixel %s', (html) => {
    expect(cleanHtml(html, { baseUrl: BASE })).toEqual({ html: '', text: '', imageUrls: [] });
  });

  it('keeps the words of a picture that is only data', () => {
    expect(clean('<img src="data:image/png;base64,AAAA" alt="the chart">')).toBe('the chart');
  });
});

describe('players and frames', () => {
  it('become links to what they would have shown', () => {
    expect(clean('<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>')).toBe(
      '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">▶ youtube.com</a>',
    );
    expect(clean('<video poster="/p.jpg" title="The speech"><source src="/v.mp4">Your browser is old.</video>')).toBe(
      '<img data-src="https://news.example/p.jpg" alt=""><a href="https://news.example/v.mp4">▶ The speech</a>',
    );
  });

  it('vanish when nobody could see them', () => {
    expect(
      clean('<iframe src="https://x.example/" width=1 height=1></iframe><iframe src="javascript:x"></iframe>'),
    ).toBe('');
  });
});

describe('text', () => {
  it('breaks lines where blocks end', () => {
    expect(textOf('<h1>Title</h1><p>One\n  two</p><ul><li>a</li><li>b</li></ul>c<br>d')).toBe(
      'Title\n\nOne two\n\na\nb\n\nc\nd',
    );
  });

  it('parts cells and keeps preformatted lines', () => {
    expect(textOf('<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table><pre>a\n  b</pre>')).toBe(
      '1\t2\n3\n\na\n  b',
    );
  });

  it('is of one piece where only inline elements begin and end', () => {
    expect(textOf('<p>un<b>believ</b>able</p>')).toBe('unbelievable');
  });
});

describe('hostile sizes', () => {
  it.each([
    ['nested blocks', '<div>'.repeat(100_000) + 'end'],
    ['nested formatting', '<b>'.repeat(100_000) + 'end'],
    ['nested tables', '<table><tr><td>'.repeat(20_000) + 'end'],
    ['nested drawings', `${'<svg>'.repeat(100_000)}</svg>`],
    ['formatting never closed', Array.from({ length: 3000 }, (_, index) => `<p><font size=${index}>x`).join('')],
    ['text moved out of tables', '<table>' + '<a>x'.repeat(30_000)],
    ['many paragraphs', '<p>x</p>'.repeat(100_000)],
    ['open brackets', '<'.repeat(500_000)],
    ['attributes', `<p ${Array.from({ length: 20_000 }, (_, index) => `a${index}`).join(' ')}>x`],
  ])('reads %s in bounded time', (_name, html) => {
    const start = performance.now();
    const { html: cleaned } = cleanHtml(html, { baseUrl: null });
    expect(performance.now() - start).toBeLessThan(5000);
    expect(cleanHtml(cleaned, { baseUrl: null }).html).toBe(cleaned);
  });

  it('keeps the words beyond the deepest nesting', () => {
    expect(textOf('<div>'.repeat(5000) + 'deep' + '</div>'.repeat(5000))).toBe('deep');
  });
});
