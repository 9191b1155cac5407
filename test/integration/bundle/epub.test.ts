// Books for e-readers, judged by the program that shops judge them with.
import { randomBytes } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { writeEpub, type EpubOptions } from '../../../main/bundle/epub.ts';
import { createPictures } from '../../../main/bundle/pictures.ts';
import { parsePage } from '../../../main/extract/page.ts';
import { cleanHtml } from '../../../main/extract/sanitize.ts';
import { drawLandscape } from '../../../scripts/demo/pictures.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { bundleSource, memorySink, NO_WATCH, type MadeArticle } from '../../helpers/bundle-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-epub-'));
const pictures = createPictures({
  command: [process.execPath, fileURLToPath(new URL('../../../main/bundle/picture.process.ts', import.meta.url))],
});
afterAll(async () => {
  await pictures.close();
  rmSync(folder, { recursive: true, force: true });
});

const JAR = '/usr/share/java/epubcheck.jar';
const hasEpubcheck = existsSync(JAR) && spawnSync('java', ['-version']).status === 0;
if (!hasEpubcheck) console.log('skipped: epubcheck is not here, so that no book can be judged');
const corpora = join(import.meta.dirname, '../../../../shared/corpora');
const { folder: _, ...selection } = EVERYTHING;
let books = 0;

async function book(articles: readonly MadeArticle[], options: Partial<EpubOptions> = {}) {
  const source = bundleSource(articles);
  const sink = memorySink();
  const all: EpubOptions = { title: 'News', pictures, queries: false, maxBytes: null, ...options };
  const from = { articles: () => source.export(selection), image: source.image };
  const written = await writeEpub(from, all, sink, NO_WATCH);
  books += 1;
  const path = join(folder, `${books}.epub`);
  writeFileSync(path, sink.bytes());
  return { ...written, path, bytes: sink.bytes() };
}

/** Everything it complains of. */
function complaints(path: string): string[] {
  const { stdout, stderr } = spawnSync('java', ['-jar', JAR, '--json', '-', path], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  const start = stdout.indexOf('{');
  if (start === -1) throw new Error(`epubcheck said: ${stdout}${stderr}`);
  const report = JSON.parse(stdout.slice(start)) as {
    messages: {
      ID: string;
      severity: string;
      message: string;
      locations: { path: string; line: number; column: number }[];
    }[];
  };
  return report.messages
    .filter(({ severity }) => severity !== 'INFO' && severity !== 'USAGE')
    .map(({ ID, message, locations }) => `${ID} ${message} ${locations[0]?.path ?? ''}:${locations[0]?.line ?? 0}`);
}

function inside(path: string, name: string): string {
  return execFileSync('unzip', ['-p', path, name], { encoding: 'utf8', maxBuffer: 1e8 });
}

const NEWS: readonly MadeArticle[] = [
  {
    title: 'Выборы перенесли «на весну»',
    language: 'ru',
    sourceTitle: 'Вестник',
    byline: 'Анна К. & Ко',
    html: '<h2>Что решили</h2><p>Комиссия <a href="https://example.org/a|b?c={d}&e=%zz">решила</a>.</p>',
    pictures: [drawLandscape(1, 1600)],
  },
  {
    title: 'چگونه یک شهر چراغ‌هایش را روشن نگه می‌دارد',
    language: 'fa',
    direction: 'rtl',
    html: '<p>متن خبر با <b>تأکید</b> و عدد ۱۲.</p><ul><li>یک<li>دو</ul>',
    pictures: [drawLandscape(1, 1600), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  },
  { title: '', html: '', publishedMs: null, url: null, complete: false },
];

describe('a book', () => {
  test.skipIf(!hasEpubcheck)('has nothing that epubcheck would complain of', { timeout: 120_000 }, async () => {
    const { path, articles, pictures: shown } = await book(NEWS);
    expect(complaints(path)).toEqual([]);
    expect({ articles, shown }).toEqual({ articles: 3, shown: 2 });
    expect(inside(path, 'EPUB/a/00002.xhtml')).toContain(
      '<html xmlns="http://www.w3.org/1999/xhtml" lang="fa" xml:lang="fa" dir="rtl">',
    );
    expect(inside(path, 'EPUB/nav.xhtml')).toContain('Вестник');
    expect(inside(path, 'EPUB/nav.xhtml')).not.toContain('The name its owner gave');
    expect(inside(path, 'EPUB/package.opf')).not.toContain('page-progression');
    expect(complaints((await book([NEWS[1] as MadeArticle])).path)).toEqual([]);
    expect(inside(join(folder, `${books}.epub`), 'EPUB/package.opf')).toContain('page-progression-direction="rtl"');
  });

  test.skipIf(!hasEpubcheck)('of any markup is sound', { timeout: 120_000 }, async () => {
    const odd = [
      '<center><big>a</big><tt>b</tt><font>c</font></center><p>one<div>two</div>three</p>',
      '<a href="https://e.org/"><h2>head</h2><p>text</p></a><a href="x"><a href="https://e.org/y">z</a></a>',
      '<a href="#fn:1">1</a><p>w<span id="fn:1">note</span></p><a href="#none">2</a><p id="fn:1">twice</p>',
      '<ul>text<li>a<ol start="5"><li value="9">b</ol></li><p>c</p></ul><ol></ol><dl><dd>d<dt>e</dl>',
      '<table><caption>c<p>x</p></caption><colgroup><col></colgroup><tr></tr><tr><td colspan="0" rowspan="99999" width="10">a<table><tr><td>b</table></table><table>stray</table>',
      '<figure><figcaption>one</figcaption><img data-src="x" alt="y"><figcaption>two</figcaption></figure><figure></figure>',
      '<details open><summary>s<h3>t</h3></summary><p>u</p></details><ruby>漢<rp>(</rp><rt>kan</rt></ruby><bdo>x</bdo><bdo dir="rtl">y</bdo>',
      '<blockquote>text<cite>c</cite></blockquote><pre>  a\n b <p>c</p></pre><hr><q cite="z">q</q><time datetime="odd">t</time>',
      '<p lang="not a language" dir="sideways" class="k" align="center">x\u0000\u0008\ufffe</p>',
      '<span><div><span><p>deep</p></span></div></span><b><ul><li>in bold</ul></b><i><table><tr><td>in italics</table></i>',
      '<table><tr><th><h2>head</h2><ul><li>a</ul><table><tr><td>in</table><p>b</p></th><td><h2>ok</h2></td></tr></table>',
      '<dfn>a<dfn>b</dfn></dfn><figure><figcaption><p>one</p><p>two</p></figcaption><p>x</p></figure><caption>c</caption>',
      '<p><a href="#up">x</a><a href="#li">x</a><a href="#none">x</a><a href="#empty">x</a><a href="#a">x</a></p><ol id="up"><li id="li">note <a href="#up">↑</a></li></ol><ul id="empty"></ul><p><a id="a"><a id="b">y</a></a></p>',
      '<p><a href="mailto:a b@x.example?subject=ü">m</a><a href="https://exämple.org/ü?q=ü">u</a><a href="http://[::1]/">i</a><a href="https://user:pw@e.org/x">p</a><a href="https://e.org:99999/">n</a></p>',
      '<label>a<input type="text">b</label><select><option>c</option></select><svg><path d="M0"/></svg><math><mi>x</mi></math><font color="red">d</font><noscript>e</noscript>',
      `${'<div>'.repeat(400)}deep${'</div>'.repeat(400)}`,
    ];
    const made = odd.map((html, ref) => ({ html, title: `Odd ${ref}` }));
    expect(
      complaints(
        (
          await book([
            ...made,
            ...made.map(({ html }) => ({ html: cleanHtml(html, { baseUrl: 'https://e.org/' }).html })),
          ])
        ).path,
      ),
    ).toEqual([]);
  });

  test('is the same for the same articles', async () => {
    const [one, other] = [await book(NEWS), await book(NEWS)];
    expect(one.bytes.equals(other.bytes)).toBe(true);
  });

  test('keeps to its limit: words before pictures, the newest first', async () => {
    const made = Array.from({ length: 40 }, (_article, ref) => ({
      html: `<p>${`Words of number ${ref}. `.repeat(200)}</p>`,
      pictures: [drawLandscape(ref, 400)],
    }));
    for (const maxBytes of [20_000, 60_000, 200_000]) {
      const { bytes, articles, pictures: shown, leftOut } = await book(made, { maxBytes });
      expect(bytes.byteLength).toBeLessThanOrEqual(maxBytes);
      expect(articles + leftOut.articles).toBe(40);
      expect(shown + leftOut.pictures).toBe(articles);
      if (leftOut.articles > 0) expect(shown).toBeLessThan(3);
    }
    // Headlines that pack badly, each of a day of its own.
    const odd = Array.from({ length: 300 }, (_article, ref) => ({
      title: randomBytes(220).toString('base64'),
      publishedMs: Date.UTC(2026, 10, 20) - ref * 86_400_000,
      html: '<p>x</p>',
    }));
    for (const maxBytes of [30_000, 100_000, 300_000]) {
      const { bytes, leftOut } = await book(odd, { maxBytes });
      expect(bytes.byteLength).toBeLessThanOrEqual(maxBytes);
      expect(leftOut.articles).toBeGreaterThan(0);
    }
    await expect(book([])).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
  });

  test.skipIf(!hasEpubcheck)('of long articles and many sources is sound', { timeout: 120_000 }, async () => {
    const long = `<p>${'A long paragraph. '.repeat(50)}</p>`.repeat(600);
    const made = [
      {
        html: `<div><p><a href="#note">*</a></p><section>${long}</section><p id="note">The note.</p></div>`,
        title: 'Long',
      },
      // More headlines than a page of a day has, and sources that take turns.
      ...Array.from({ length: 900 }, (_article, ref) => ({
        title: `Headline ${ref}`,
        html: '<p>Words.</p>',
        sourceTitle: ref % 2 === 0 ? 'Even' : 'Odd',
        language: null,
        publishedMs: ref < 880 ? Date.UTC(2026, 10, 20) - ref * 60_000 : null,
      })),
    ];
    const { path } = await book(made);
    expect(complaints(path)).toEqual([]);
    const parts = inside(path, 'EPUB/a/00001*').split('<?xml').slice(1);
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(300_000);
    expect(parts[0]).toContain(`<a href="00001-${parts.length}.xhtml#n1">*</a>`);
    expect(parts.at(-1)).toContain('<p id="n1">The note.</p>');
    // A book in the order of its list: a day, its sources, their headlines.
    const order = [...inside(path, 'EPUB/package.opf').matchAll(/<item id="c\d+" href="([^"]+)"/g)].map(
      ([, href]) => href,
    );
    const listed = [...inside(path, 'EPUB/nav.xhtml').matchAll(/<li[^>]*><a href="([^"]+)"/g)].map(([, href]) => href);
    const places = listed.map((href) => order.indexOf(href));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(inside(path, 'EPUB/d/2026-11-19.xhtml')).toContain('<a href="../d/2026-11-19-2.xhtml">…</a>');
    expect(inside(path, 'EPUB/d/undated.xhtml')).toContain('Headline 899');
  });

  test.skipIf(!hasEpubcheck)(
    'without a decoder has the pictures that readers show as they are',
    { timeout: 120_000 },
    async () => {
      const broken = createPictures({ command: [process.execPath, '--no-such-option'] });
      const made = [{ pictures: [drawLandscape(1, 200)] }, { language: null }];
      const { path, pictures: shown } = await book(made, { pictures: broken });
      await broken.close();
      expect(shown).toBe(1);
      expect(inside(path, 'EPUB/package.opf')).toMatch(/href="i\/[0-9a-f]{32}\.png" media-type="image\/png"/);
      expect(complaints(path)).toEqual([]);
    },
  );

  test('leads from an article to its day, and names neither who made it nor whose it was', async () => {
    const made = [{ url: 'https://e.org/a?token=9', html: '<p><a href="https://e.org/b?token=9">x</a></p>' }];
    const { path } = await book(made);
    const text = inside(path, 'EPUB/*');
    expect(inside(path, 'EPUB/a/00001.xhtml')).toContain('<a href="../d/2026-11-20.xhtml">↑</a>');
    expect(text).not.toMatch(/token=9|its owner gave|2026-11-21|Larder/);
    expect(text).toContain('<meta property="dcterms:modified">2026-11-20T00:00:00Z</meta>');
    expect(inside((await book(made, { queries: true })).path, 'EPUB/a/*')).toContain('href="https://e.org/b?token=9"');
  });

  test.skipIf(!hasEpubcheck || !existsSync(corpora))(
    'of articles from the wild is sound',
    { timeout: 600_000 },
    async () => {
      const cases = (
        JSON.parse(readFileSync(join(corpora, 'articles/expected.json'), 'utf8')) as {
          cases: { file: string; url: string }[];
        }
      ).cases;
      const made: MadeArticle[] = [];
      for (const { file, url } of cases) {
        const bytes = readFileSync(join(corpora, 'articles', file));
        try {
          const page = parsePage(bytes, { contentType: 'text/html', url });
          made.push({ title: page.title ?? '', html: page.html, language: page.language, direction: page.direction });
        } catch {
          continue; // pages without an article are another test's
        }
      }
      expect(made.length).toBeGreaterThan(cases.length / 2);
      expect(complaints((await book(made, { pictures: null })).path)).toEqual([]);
      const payloads = (
        JSON.parse(readFileSync(join(corpora, 'xss/payloads.json'), 'utf8')) as { payloads: { payload: string }[] }
      ).payloads;
      const attacks = payloads.flatMap(({ payload }) => [
        { html: payload, title: payload, sourceTitle: payload, byline: payload },
        { html: cleanHtml(payload, { baseUrl: 'https://e.org/' }).html },
      ]);
      const { path } = await book(attacks, { pictures: null });
      expect(complaints(path)).toEqual([]);
      expect(inside(path, 'EPUB/a/*')).not.toMatch(/<script|<iframe|<object|<[a-z][^<>]*\son[a-z]+=/i);
    },
  );
});
