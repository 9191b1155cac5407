// Markdown, read back by a program that knows it: pandoc.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { htmlTree } from '../../../main/bundle/html-tree.ts';
import { markdownOf } from '../../../main/bundle/markdown-text.ts';
import { plainParagraphs } from '../../../main/bundle/plain-paragraphs.ts';
import { writeMarkdown, type MarkdownOptions } from '../../../main/bundle/markdown.ts';
import { openZip } from '../../../main/bundle/zip-reader.ts';
import { createZipWriter } from '../../../main/bundle/zip-writer.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { bundleSource, memorySink, NO_WATCH, pixel, type MadeArticle } from '../../helpers/bundle-source.ts';
import { missing, run } from '../../helpers/counterpart.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const { folder: _, ...selection } = EVERYTHING;
const noPandoc = missing('pandoc', '--version');

function markdown(html: string): string {
  return markdownOf(htmlTree(html), { queries: false, pictureOf: () => null });
}

async function written(articles: readonly MadeArticle[], options: Partial<MarkdownOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'larder-markdown-'));
  folders.push(folder);
  const source = bundleSource(articles);
  const from = { articles: () => source.export(selection), image: source.image };
  const all = { title: 'News', pictures: true, queries: false, maxBytes: null, ...options };
  const sink = memorySink();
  const zip = createZipWriter(sink);
  const result = await writeMarkdown(from, all, zip, NO_WATCH);
  await zip.finish();
  await unpack(sink.bytes(), folder);
  return { ...result, folder, names: readdirSync(folder).sort() };
}

async function unpack(bytes: Uint8Array, folder: string): Promise<void> {
  const path = `${folder}.zip`;
  writeFileSync(path, bytes);
  folders.push(path);
  const zip = await openZip(path, () => undefined);
  for (const entry of zip.entries.values()) {
    const target = join(folder, entry.name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, zip.read(entry, 1e8), { flag: 'wx' });
  }
  zip.close();
}

describe('text as Markdown', () => {
  test.each([
    ['<h1>A</h1><p>b <b>c</b> <i>d</i></p>', '## A\n\nb **c** *d*'],
    ['<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>', '- a\n  - b\n- c'],
    ['<ol start="4"><li>a</li><li>b</li></ol>', '4. a\n5. b'],
    ['<blockquote><p>a</p><p>b</p></blockquote>', '> a\n>\n> b'],
    ['<pre>a\n```\nb</pre>', '````\na\n```\nb\n````'],
    ['<p><code>a`b</code></p>', '``a`b``'],
    ['<p>a<br>- b<br>2024. c<br>=== d</p>', 'a  \n\\- b  \n2024\\. c  \n\\=== d'],
    [
      '<p>*a* _b_ [c](d) &lt;e&gt; # f &amp;copy; \\ `g`</p>',
      '\\*a\\* \\_b\\_ \\[c\\](d) \\<e\\> \\# f \\&copy; \\\\ \\`g\\`',
    ],
    [
      '<p><a href="https://u:p@e.org/a b?token=1">x</a> <a href="javascript:y">y</a></p>',
      '[x](<https://e.org/a%20b>) y',
    ],
    [
      '<table><tr><th>a|b</th></tr><tr><td>c</td><td><code>d|e</code></td></tr></table>',
      '| a\\|b |  |\n| --- | --- |\n| c | `d\\|e` |',
    ],
    ['<p><img data-src="x" alt="what it shows"></p>', '*what it shows*'],
    ['<a href="https://e.org/"><h3>t</h3><p>u</p></a>', '#### t\n\nu\n\n<https://e.org/>'],
  ])('%s', (html, text) => {
    expect(markdown(html)).toBe(text);
  });

  test('keeps every line of code', () => {
    expect(markdown('<ul><li><pre>a\n\n\n- b</pre></li></ul>')).toBe('- ```\n  a\n\n\n  - b\n  ```');
  });

  test('is made in a moment, however it was meant', () => {
    for (const odd of ['\n', ' ', '*', '`', '&', '- ', '1. ', '|']) {
      const html = `<ul><li><pre>${odd.repeat(300_000)}x</pre><p>${odd.repeat(300_000)}x</p></li></ul>`;
      expect(markdown(html).length).toBeGreaterThan(3);
      expect(plainParagraphs(html, false).length).toBeGreaterThan(0);
    }
  });

  test.skipIf(noPandoc)('says the same to a reader of Markdown', () => {
    const html =
      '<p>1) one, <b>two</b> * three_four_five &lt;script&gt; &amp;amp; ~x~ | y</p><ul><li>a</li><li><p>b</p><p>c</p></li></ul>' +
      '<p>- no list</p><p>+ none either</p><p># no heading</p><p>=====</p><p>2024. no list</p>';
    const { text } = run('pandoc', ['-f', 'commonmark', '-t', 'plain', '--wrap=none'], markdown(html));
    const { text: wanted } = run('pandoc', ['-f', 'html', '-t', 'plain', '--wrap=none'], html);
    expect(text).toBe(wanted);
  });

  test('of lists and quotes in each other is not many times as long as they are', () => {
    const lines = `<pre>${'x\n'.repeat(20_000)}</pre>`;
    for (const [open, close] of [
      ['<ol start="999999999"><li>', '</li></ol>'],
      ['<ol start="9999"><li>', '</li></ol>'],
      ['<ul><li>', '</li></ul>'],
      ['<blockquote>', '</blockquote>'],
    ] as const) {
      const html = `${open.repeat(50)}${lines}${close.repeat(50)}`;
      expect(markdown(html).length).toBeLessThan(lines.length * 14);
      expect(plainParagraphs(html, false).join('\n').length).toBeLessThan(lines.length * 14);
    }
    expect(markdown('<ol start="10000"><li>a</li></ol>')).toBe('1. a');
    expect(markdown(`${'<ul><li>'.repeat(14)}a`)).toBe(`${'- '.repeat(12)}a`);
  });

  test('of a wide table is no longer than the table', () => {
    const html = `<table><tr>${'<td>x</td>'.repeat(5_000)}</tr>${'<tr><td>y</td></tr>'.repeat(5_000)}</table>`;
    expect(markdown(html).length).toBeLessThan(html.length);
  });
});

describe('a ZIP of Markdown', () => {
  test('has a file for each article, with what is known of it, and its pictures beside it', async () => {
    const { folder, names, articles, pictures } = await written([
      {
        title: 'Выборы: «на весну»?',
        sourceTitle: 'Вестник',
        language: 'ru',
        pictures: [pixel(1)],
        url: 'https://e.org/a?t=1',
      },
      { title: 'CON/../../etc\u202e', html: '<p>x</p>', publishedMs: null, byline: 'A "B"\n---' },
    ]);
    expect({ articles, pictures }).toEqual({ articles: 2, pictures: 1 });
    expect(names).toEqual(['2026-11-20 Выборы «на весну».md', 'images', 'index.md', 'undated CON .. .. etc.md']);
    const text = readFileSync(join(folder, names[0] ?? ''), 'utf8');
    expect(text).toContain(
      '---\ntitle: "Выборы: «на весну»?"\nsource: "Вестник"\ndate: "2026-11-20T00:00:00.000Z"\nurl: "https://e.org/a"\nlanguage: "ru"\n---\n\n# Выборы',
    );
    const [, picture = ''] = /!\[Picture 0\]\((images\/[0-9a-f]{32}\.png)\)/.exec(text) ?? [];
    expect(readFileSync(join(folder, picture))).toEqual(Buffer.from(pixel(1)));
    expect(readFileSync(join(folder, names[3] ?? ''), 'utf8')).toContain('author: "A \\"B\\"\\n---"\n');
    expect(readFileSync(join(folder, 'index.md'), 'utf8')).toBe(
      '# News\n\n## 2026-11-20\n\n- [Выборы: «на весну»?](<2026-11-20 Выборы «на весну».md>) · Вестник\n' +
        '- [CON/../../etc\u202e](<undated CON .. .. etc.md>) · The Wire\n',
    );
  });

  test('has a name for each, of any length, on any disk', async () => {
    const { names } = await written([
      { title: 'Same' },
      { title: 'SAME' },
      { title: 'same 2' },
      { title: 'ß'.repeat(300) },
      { title: '' },
    ]);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(6);
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThan(143);
  });

  test('keeps to its limit, words before pictures', async () => {
    const made = Array.from({ length: 30 }, (_article, ref) => ({
      title: `Title ${ref} ${Math.sin(ref)}`,
      html: `<p>${`Words of ${Math.cos(ref)}. `.repeat(60)}</p>`,
      pictures: [Buffer.concat([pixel(ref), Buffer.alloc(2_000)])],
    }));
    const source = bundleSource(made);
    for (const maxBytes of [10_000, 40_000, 80_000]) {
      const sink = memorySink();
      const zip = createZipWriter(sink);
      const from = { articles: () => source.export(selection), image: source.image };
      const options = { title: 'News', pictures: true, queries: false, maxBytes };
      const { articles, pictures, leftOut } = await writeMarkdown(from, options, zip, NO_WATCH);
      await zip.finish();
      expect(sink.bytes().byteLength).toBeLessThanOrEqual(maxBytes);
      expect(articles + leftOut.articles).toBe(30);
      if (leftOut.articles > 0) expect(pictures).toBeLessThan(3);
    }
    await expect(written([])).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
  });
});
