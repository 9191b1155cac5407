import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import type { ExportedArticle } from '../../../main/archive/archive.ts';
import { htmlPieces } from '../../../main/bundle/html.ts';
import type { Sha256 } from '../../../shared/model.ts';
import { pngBytes } from '../../helpers/made-news.ts';

const SHA = 'ab'.repeat(32) as Sha256;
const PICTURE = 'https://pictures.example/a.png?x=1&y=2';
const DAY_MS = 86_400_000;
const NOON_MS = Date.UTC(2026, 10, 28, 12);

function article(fields: Partial<ExportedArticle> = {}): ExportedArticle {
  return {
    ref: 1,
    urlCut: false,
    sourceTitle: 'The Wire',
    sortMs: NOON_MS,
    fetchedMs: null,
    complete: true,
    title: 'A title',
    url: 'https://example.org/a',
    byline: null,
    language: 'en',
    direction: 'ltr',
    publishedMs: NOON_MS,
    html: '<p>The text.</p>',
    images: new Map([[PICTURE, { state: 'stored', sha256: SHA }]]),
    text: 'The text.',
    stored: 'whole',
    ...fields,
  };
}

function written(articles: readonly ExportedArticle[], title = 'News'): string {
  const image = () => ({ bytes: pngBytes(), mediaType: 'image/png' });
  return [...htmlPieces(title, { articles: () => articles, image }, false)].map(({ text }) => text).join('');
}

type Element = DefaultTreeAdapterTypes.Element;
function elements(html: string): Element[] {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.ParentNode): void => {
    for (const child of node.childNodes) {
      if (!('tagName' in child)) continue;
      found.push(child);
      visit(child);
    }
  };
  visit(parse(html));
  return found;
}
const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((own) => own.name === name)?.value;
const named = (html: string, tag: string): Element[] => elements(html).filter(({ tagName }) => tagName === tag);

describe('an exported page', () => {
  test('is one file: its style and its pictures are inside, and its own policy allows nothing else', () => {
    const html = written([
      article({ html: `<p>Look: <img data-src="${PICTURE.replace('&', '&amp;')}" alt="A jar"></p>` }),
    ]);
    const [image] = named(html, 'img');
    expect(attribute(image!, 'src')).toBe(`data:image/png;base64,${pngBytes().toString('base64')}`);
    expect(attribute(image!, 'alt')).toBe('A jar');
    const policy = named(html, 'meta').find((meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy!, 'content')).toContain("default-src 'none'");
    expect(named(html, 'script')).toEqual([]);
    for (const element of elements(html)) {
      const source = attribute(element, 'src');
      expect(source === undefined || source.startsWith('data:')).toBe(true);
      if (element.tagName === 'link') expect(attribute(element, 'href')).toBe('data:,');
    }
  });

  test('a picture that is not stored, or is none, leaves its words', () => {
    const images = new Map([[PICTURE, { state: 'wanted' as const, sha256: null }]]);
    const html =
      '<img data-src="https://pictures.example/a.png?x=1&amp;y=2" alt="A &lt;jar&gt;"><img data-src="no" alt="">';
    const out = written([article({ html, images })]);
    expect(named(out, 'img')).toEqual([]);
    expect(out).toContain('<span class="missing-image">A &lt;jar&gt;</span>');
    const source = {
      articles: () => [article({ html })],
      image: () => ({ bytes: pngBytes(), mediaType: 'text/html' }),
    };
    expect([...htmlPieces('News', source, false)].map(({ text }) => text).join('')).not.toContain('data:text');
  });

  test('links lead where they led, and say nothing of where they were pressed', () => {
    const html =
      '<a href="https://a.example/?a=1&amp;b=2">web</a><a href="javascript:alert(1)">no</a><a href="file:///x">no</a>';
    const links = named(written([article({ html })]), 'a').filter((link) => !attribute(link, 'href')?.startsWith('#'));
    expect(links.map((link) => attribute(link, 'href'))).toEqual([
      'https://example.org/a',
      'https://a.example/',
      undefined,
      undefined,
    ]);
    for (const link of links.slice(0, 2)) expect(attribute(link, 'rel')).toContain('noreferrer');
  });

  test('notes of two articles do not lead into each other', () => {
    const html = '<a href="#n1">1</a><p id="n1">note</p>';
    const out = written([article({ html }), article({ html, title: 'Another' })]);
    const ids = elements(out).flatMap((element) => attribute(element, 'id') ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = named(out, 'a').flatMap((link) => attribute(link, 'href')?.match(/^#(.+)/)?.[1] ?? []);
    for (const target of targets) expect(ids).toContain(target);
  });

  test('whatever a stranger calls himself is only text', () => {
    const evil = '</title></style><script>alert(1)</script><img src=x onerror=alert(1)>"\u0000\n';
    const out = written(
      [article({ title: evil, sourceTitle: evil, byline: evil, language: evil, url: `https://a.example/"${evil}` })],
      evil,
    );
    expect(named(out, 'script')).toEqual([]);
    expect(named(out, 'img')).toEqual([]);
    for (const { attrs } of elements(out)) for (const { name } of attrs) expect(name).not.toMatch(/^on|[<"]/);
    expect(named(out, 'article').map((element) => attribute(element, 'lang'))).toEqual([undefined]);
  });

  test('each article keeps its language and its direction, in the contents too', () => {
    const out = written([
      article({ title: 'خبر', language: 'fa', direction: 'rtl', sourceTitle: 'روزنامه' }),
      article({ title: 'Новость', language: 'ru', sourceTitle: 'Газета' }),
    ]);
    const speech = (element: Element) => [attribute(element, 'lang'), attribute(element, 'dir')];
    expect(named(out, 'article').map(speech)).toEqual([
      ['fa', 'rtl'],
      ['ru', 'ltr'],
    ]);
    expect(named(out, 'li').map(speech)).toEqual([
      ['fa', 'rtl'],
      ['ru', 'ltr'],
    ]);
    expect(out).toContain('<meta charset="utf-8">');
  });
});

describe('its contents', () => {
  test('go by day and source, newest first, and every entry leads to its article', () => {
    const out = written([
      article({ title: 'One' }),
      article({ title: 'Two', sourceTitle: 'The Almanac' }),
      article({ title: 'Three', publishedMs: NOON_MS - 1 }),
      article({ title: 'Four', publishedMs: NOON_MS - DAY_MS }),
    ]);
    const nav = out.slice(out.indexOf('<nav'), out.indexOf('</nav>'));
    expect(
      nav
        .replace(/<[^>]+>/g, ' ')
        .split(/\s+/)
        .filter(Boolean),
    ).toEqual('2026-11-28 3 The Wire One Three The Almanac Two 2026-11-27 1 The Wire Four'.split(' '));
    const ids = named(out, 'article').map((element) => `#${attribute(element, 'id')}`);
    const entries = named(out, 'li').map((item) => attribute(item.childNodes[0] as Element, 'href'));
    expect(new Set(entries)).toEqual(new Set(ids));
    expect(entries).toHaveLength(ids.length);
  });

  test('articles without a date, or with one to come, stand with their neighbours', () => {
    const out = written([
      article({ title: 'One' }),
      article({ title: 'Undated', publishedMs: null }),
      article({ title: 'To come', publishedMs: NOON_MS + 400 * DAY_MS }),
      article({ title: 'Nonsense', publishedMs: 9e15 }),
    ]);
    expect(named(out, 'details')).toHaveLength(1);
  });

  test('an article that arrives while the file is written is shown without an entry, and breaks no other', () => {
    const old = article({ title: 'Old' });
    let reading = 0;
    const articles = () => (++reading === 1 ? [old] : [article({ title: 'New' }), old]);
    const out = [...htmlPieces('News', { articles, image: () => null }, false)].map(({ text }) => text).join('');
    const [entry] = named(out, 'li');
    const target = attribute(entry!.childNodes[0] as Element, 'href')?.slice(1);
    const found = named(out, 'article').find((element) => attribute(element, 'id') === target);
    expect(JSON.stringify(found?.attrs)).toContain('id');
    expect(out.indexOf(`id="${target}"`)).toBeLessThan(out.indexOf('<h2>Old</h2>'));
    expect(out.indexOf('<h2>New</h2>')).toBeLessThan(out.indexOf(`id="${target}"`));
  });

  test('a hundred thousand headlines of one day are not held at once', () => {
    let longest = 0;
    function* articles() {
      for (let n = 0; n < 100_000; n++) yield article({ title: `Headline ${n}`, publishedMs: null, html: '' });
    }
    for (const { text } of htmlPieces('News', { articles, image: () => null }, false))
      longest = Math.max(longest, text.length);
    expect(longest).toBeLessThan(200_000);
  });
});

test('it is the same to the byte wherever it is written, so that it does not tell where', () => {
  const { TZ } = process.env;
  const inZone = (zone: string): string => {
    process.env['TZ'] = zone;
    return written([article({ publishedMs: Date.UTC(2026, 10, 28, 23, 30) })]);
  };
  try {
    expect(inZone('Asia/Tehran')).toBe(inZone('America/New_York'));
  } finally {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  }
});
