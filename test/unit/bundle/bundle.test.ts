// Larder's own bundle, as it is written and read: without an archive, over real files.
import { execFileSync, spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { BundleSource } from '../../../main/bundle/choose-articles.ts';
import { readHaveList, writeHaveList } from '../../../main/bundle/have-list.ts';
import { openBundle, type BundleItem } from '../../../main/bundle/read-bundle.ts';
import { writeBundle, type BundleOptions } from '../../../main/bundle/write-bundle.ts';
import { cleanFragment } from '../../../main/extract/fragment.ts';
import { cleanHtml } from '../../../main/extract/sanitize.ts';
import type { Sha256 } from '../../../shared/model.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import {
  bundleSource,
  keyOf,
  listOf,
  memorySink,
  NO_WATCH,
  pixel,
  type MadeArticle,
} from '../../helpers/bundle-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

const { folder: _, ...selection } = EVERYTHING;
const USUAL: BundleOptions = {
  selection,
  pictures: true,
  maxBytes: null,
  telling: { queries: false, fetchTimes: false },
  have: null,
  sign: null,
};

async function write(source: BundleSource, options: Partial<BundleOptions> = {}) {
  const sink = memorySink();
  const written = await writeBundle(source, { ...USUAL, ...options }, sink, NO_WATCH);
  const bytes = sink.bytes();
  files += 1;
  const path = join(folder, `${files}.zip`);
  writeFileSync(path, bytes);
  return { ...written, bytes, path };
}

async function itemsOf(path: string): Promise<BundleItem[]> {
  const bundle = await openBundle(path);
  try {
    await bundle.verify(NO_WATCH);
    return await listOf(bundle.items());
  } finally {
    bundle.close();
  }
}

function unzipped(path: string, name: string): string {
  return execFileSync('unzip', ['-p', path, name], { encoding: 'utf8', maxBuffer: 1e8 });
}

const hasUnzip = spawnSync('unzip', ['-v']).status === 0;
if (!hasUnzip) console.log('skipped: what needs unzip and zip, which are not here');

const NEWS: readonly MadeArticle[] = [
  { title: 'Выборы перенесли', language: 'ru', html: '<p>Комиссия решила.</p>', pictures: [pixel(1), pixel(2)] },
  { title: 'چگونه یک شهر', language: 'fa', direction: 'rtl', html: '<p>متن خبر</p>', pictures: [pixel(2)] },
  { title: 'A town & its <lamps>', html: '<p>Read <a href="https://example.org/x?y=1#z">this</a>.</p>' },
  { title: 'Undated', publishedMs: null, url: null, complete: false, html: '' },
];

describe('a bundle', () => {
  test('says the same of its articles to whoever opens it', async () => {
    const { path, articles, pictures } = await write(bundleSource(NEWS));
    expect({ articles, pictures }).toEqual({ articles: 4, pictures: 2 });
    const items = await itemsOf(path);
    expect(new Set(items.map(({ title }) => title))).toEqual(new Set(NEWS.map(({ title }) => title)));
    const farsi = items.find(({ direction }) => direction === 'rtl');
    expect(farsi).toMatchObject({ language: 'fa', sourceTitle: 'The Wire', complete: true, urlCut: false });
    expect(items.find(({ title }) => title === 'Undated')).toMatchObject({
      publishedMs: null,
      url: null,
      complete: false,
    });
  });

  test('is the same bytes for the same articles, in whatever order they come', async () => {
    const one = await write(bundleSource(NEWS));
    const other = await write(
      bundleSource(
        NEWS.map((article, ref) => ({
          url: `https://example.org/news/${ref}`,
          publishedMs: Date.UTC(2026, 10, 20) - ref * 3_600_000,
          ...article,
        })).toReversed(),
      ),
    );
    expect(other.manifestSha256).toBe(one.manifestSha256);
    expect(other.bytes.equals(one.bytes)).toBe(true);
  });

  test('is the same in another time zone and language', async () => {
    const script = `
      import { writeBundle } from './main/bundle/write-bundle.ts';
      import { bundleSource, listOf, memorySink, NO_WATCH, pixel } from './test/helpers/bundle-source.ts';
      const sink = memorySink();
      const source = bundleSource([{ title: 'I İ ı', pictures: [pixel(3)] }, { title: 'Ä' }, { title: 'z' }]);
      const { manifestSha256 } = await writeBundle(source, ${JSON.stringify(USUAL)}, sink, NO_WATCH);
      console.log(manifestSha256, sink.bytes().toString('base64'));`;
    const said = (env: Record<string, string>): string =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: join(import.meta.dirname, '../../..'),
        env: { ...process.env, ...env },
        encoding: 'utf8',
      });
    const here = said({ TZ: 'UTC', LC_ALL: 'C' });
    expect(said({ TZ: 'Asia/Tehran', LC_ALL: 'tr_TR.UTF-8', USER: 'anya', HOME: '/home/anya' })).toBe(here);
  });

  test('tells nothing of its owner, the machine, or how its articles were fetched', async () => {
    const secret = 'tok3n';
    const { bytes, path } = await write(
      bundleSource([
        {
          url: `https://anya:${secret}@example.org/news/1?id=5&key=${secret}`,
          html:
            `<p><a href="https://u:${secret}@example.org/a?auth=${secret}#part">one</a> ` +
            `<a href="mailto:desk@example.org?subject=${secret}">two</a></p>`,
          pictures: [pixel(7)],
        },
      ]),
    );
    const everything = hasUnzip ? unzipped(path, '*') : bytes.toString('latin1');
    const told = [
      secret,
      'The name its owner gave',
      'auth',
      ...(userInfo().username === 'root' ? [] : [userInfo().username]),
      hostname(),
      process.cwd(),
      folder,
      '2026-11-21',
    ];
    for (const word of told) expect([word, everything.includes(word)]).toEqual([word, false]);
    const [item] = await itemsOf(path);
    expect(item).toMatchObject({ url: 'https://example.org/news/1', urlCut: true, fetchedMs: null });
    expect(item?.rawHtml).toContain('href="https://example.org/a#part"');
  });

  test('tells when its articles were fetched, and their whole addresses, when that was ticked', async () => {
    const source = bundleSource([{ url: 'https://example.org/news?id=5' }]);
    const { path } = await write(source, { telling: { queries: true, fetchTimes: true } });
    expect((await itemsOf(path))[0]).toMatchObject({
      url: 'https://example.org/news?id=5',
      urlCut: false,
      fetchedMs: Date.UTC(2026, 10, 21, 10, 11, 12),
    });
  });

  test.skipIf(!hasUnzip)('is a sound ZIP for unzip and zip, with a list that opens without Larder', async () => {
    const { path, manifestSha256 } = await write(bundleSource(NEWS));
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    execFileSync('zip', ['-T', path]);
    const index = unzipped(path, 'index.html');
    expect(index).toContain('<li lang="fa" dir="rtl"><a href="items/');
    expect(index).not.toContain('<script');
    const manifest = unzipped(path, 'manifest.json');
    expect(JSON.parse(manifest)).toMatchObject({ articles: 4, format: 'larder-bundle', version: 1 });
    expect(execFileSync('sha256sum', { input: manifest, encoding: 'utf8' })).toContain(manifestSha256);
  });

  test('of nothing is not made', async () => {
    await expect(write(bundleSource([]))).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
    await expect(write(bundleSource(NEWS), { maxBytes: 5_000 })).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
  });

  test('keeps to its limit: the newest first, pictures last', async () => {
    const made = Array.from({ length: 60 }, (_article, ref) => ({
      html: `<p>${'Text of some length. '.repeat(40)} ${ref}</p>`,
      pictures: [Buffer.alloc(20_000, ref + 1)],
    }));
    for (const maxBytes of [20_000, 40_000, 100_000, 400_000]) {
      const { bytes, articles, pictures, leftOut, path } = await write(bundleSource(made), { maxBytes });
      expect(bytes.byteLength).toBeLessThanOrEqual(maxBytes);
      expect(articles + leftOut.articles).toBe(60);
      const titles = new Set((await itemsOf(path)).map(({ title }) => title));
      expect(titles).toEqual(new Set(Array.from({ length: articles }, (_title, ref) => `Article ${ref}`)));
      // As long as texts are left out, no picture has their room.
      if (leftOut.articles > 0) expect(pictures).toBe(0);
    }
    const { articles, pictures } = await write(bundleSource(made), { maxBytes: 400_000 });
    expect(articles).toBe(60);
    expect(pictures).toBeGreaterThan(10);
  });

  test('uses what it may take: short articles, long ones, and pictures', async () => {
    const words = (ref: number, count: number): string =>
      Array.from({ length: count }, (_word, place) => hash('sha256', `${ref} ${place}`).slice(0, 9)).join(' ');
    const short = Array.from({ length: 700 }, (_article, ref) => ({ html: `<p>Words ${words(ref, 5)}</p>` }));
    const usual = Array.from({ length: 150 }, (_article, ref) => ({ html: `<p>${words(ref, 300)}</p>` }));
    const shown = usual.slice(0, 40).map((one, ref) => ({ ...one, pictures: [Buffer.alloc(9_000, ref + 1)] }));
    const sign = async () => Buffer.alloc(400);
    for (const [made, maxBytes] of [
      [short, 60_000],
      [short, 300_000],
      [usual, 200_000],
      [shown, 400_000],
    ] as const) {
      for (const signer of [null, sign]) {
        const { bytes, leftOut } = await write(bundleSource(made), { maxBytes, sign: signer });
        expect(leftOut.articles + leftOut.pictures).toBeGreaterThan(0);
        expect(bytes.byteLength).toBeLessThanOrEqual(maxBytes);
        expect(bytes.byteLength).toBeGreaterThan(maxBytes * 0.95);
      }
    }
  });

  test('has a long read where there is room for it beside all others', async () => {
    const long = Array.from({ length: 3_000 }, (_word, place) => hash('sha256', `${place}`)).join(' ');
    const made = [{ html: `<p>${long}</p>` }, ...Array.from({ length: 20 }, () => ({}))];
    expect((await write(bundleSource(made), { maxBytes: 60_000 })).refs).toEqual(
      Array.from({ length: 20 }, (_ref, ref) => ref + 1),
    );
    expect((await write(bundleSource(made), { maxBytes: 250_000 })).refs).toHaveLength(21);
  });

  test('leaves out what somebody has already', async () => {
    const source = bundleSource([{}, { pictures: [pixel(9)] }, {}]);
    const holding = (ref: number, level: 'text' | 'whole') => ({
      key: keyOf({ url: `https://example.org/news/${ref}`, title: `Article ${ref}` }),
      level,
    });
    const { bytes } = writeHaveList([holding(0, 'text'), holding(1, 'text'), holding(2, 'whole')]);
    const have = readHaveList(bytes);
    const { path } = await write(source, { have });
    expect((await itemsOf(path)).map(({ title }) => title)).toEqual(['Article 1']);
    const all = readHaveList(writeHaveList([0, 1, 2].map((ref) => holding(ref, 'whole'))).bytes);
    await expect(write(source, { have: all })).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
  });

  test('with a changed byte is refused, and the item named', async () => {
    const { bytes } = await write(bundleSource(NEWS));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.byteLength - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const path = join(folder, 'changed.zip');
        writeFileSync(path, changed);
        const before = new Map((await itemsOf(join(folder, '1.zip'))).map((item) => [item.item, item]));
        try {
          for (const item of await itemsOf(path)) expect(item).toEqual(before.get(item.item));
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^BUNDLE_(INVALID|DAMAGED|TOO_LARGE|TOO_NEW)$/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('cut off anywhere is refused', async () => {
    const { bytes } = await write(bundleSource(NEWS));
    for (let length = 0; length < bytes.byteLength; length += Math.ceil(bytes.byteLength / 97)) {
      const path = join(folder, 'cut.zip');
      writeFileSync(path, bytes.subarray(0, length));
      await expect(openBundle(path)).rejects.toMatchObject({ code: 'BUNDLE_INVALID' });
    }
  });
});

describe('the text of an article', () => {
  /** What the archive stores of any page, out and in again and out: nothing moves any more. */
  async function twice(rawHtml: string): Promise<readonly [once: string, again: string]> {
    const stored = cleanHtml(rawHtml, { baseUrl: 'https://example.org/news/' });
    const pictures = [pixel(1), pixel(2), pixel(3)];
    const hashes = pictures.map((bytes) => hash('sha256', bytes, 'hex') as Sha256);
    // Every fourth one never came.
    const images = new Map(
      stored.imageUrls.map((url, place) => [url, { state: 'stored' as const, sha256: hashes[place % 4] ?? null }]),
    );
    const first = await write(bundleSource([{ pictures, html: stored.html, images }]));
    const [item] = await itemsOf(first.path);
    const html = cleanFragment(item?.rawHtml ?? '');
    const received = new Map(
      [...html.matchAll(/data-src="(sha256:([0-9a-f]{64}))"/g)].map(([, address = '', sha256]) => [
        address,
        { state: 'stored' as const, sha256: sha256 as Sha256 },
      ]),
    );
    const second = await write(bundleSource([{ pictures, html, images: received }]));
    return [first.manifestSha256, second.manifestSha256];
  }

  test('comes out of a bundle as it went in, when it goes out again', async () => {
    const pages = [
      '<h2>One</h2><p>Two <b>three</b> <a href="#x">four</a></p><p id="x">five<br>six</p><pre>\n\n a\n b</pre>',
      '<figure><img src="a.png" alt="A &amp; B"><figcaption>Words</figcaption></figure><p><img src="b.png"></p>',
      '<table><tr><td>1<td><img src=c.png><tr><th colspan=2>x</table><ul><li>a<ul><li>b</ul></ul><blockquote>q',
      '<p>a<a href="https://e.org/?q=1"><img src="d.png" alt=""></a>b</p><a href="https://e.org/?t=1"></a>',
    ];
    for (const page of pages) {
      const [once, again] = await twice(page);
      expect(again).toBe(once);
    }
  });

  test('whatever stood on the page', async () => {
    const piece = fc.constantFrom(
      '<p>', '</p>', '<div>', '</div>', '<b>', '</b>', '<a href="https://e.org/a?b=c#d">', '</a>', '<img src="x.png" alt="y">',
      '<img src="z.png" width="10" height="20">', '<ul>', '<li>', '</ul>', '<table>', '<tr>', '<td>', '</table>', '<h2>', '</h2>',
      '<pre>', '</pre>', '<blockquote>', '</blockquote>', '<figure>', '</figure>', ' ', '\n', 'word', 'Привет', '&amp;', '&lt;b&gt;', '<br>', '<hr>',
      '<span lang="fa">', '</span>', '<q>', '</q>',
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
        const [once, again] = await twice(pieces.join(''));
        expect(again).toBe(once);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a list of what somebody has', () => {
  const key = (text: string) => keyOf({ url: text, title: '' });

  test('is found again by its keys, and names no title', () => {
    const holdings = Array.from({ length: 500 }, (_, n) => ({
      key: key(`${n}`),
      level: n % 3 === 0 ? ('whole' as const) : ('text' as const),
    }));
    const { bytes, articles } = writeHaveList(holdings);
    expect({ articles, bytes: bytes.byteLength }).toEqual({ articles: 500, bytes: 14 + 8 + 500 * 8 });
    const list = readHaveList(bytes);
    for (const holding of holdings) {
      expect(list.has(holding.key, 'text')).toBe(true);
      expect(list.has(holding.key, 'whole')).toBe(holding.level === 'whole');
    }
    expect(list.has(key('another'), 'text')).toBe(false);
    expect(writeHaveList(holdings.toReversed()).bytes).toEqual(bytes);
  });

  test('that is none is refused', () => {
    const { bytes } = writeHaveList([{ key: key('a'), level: 'text' }]);
    const odd = [
      Buffer.alloc(0),
      bytes.subarray(0, -1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
      Buffer.from('larder-have 2\n'),
    ];
    for (const each of odd) expect(() => readHaveList(each)).toThrow(expect.objectContaining({ code: 'HAVE_INVALID' }));
    const huge = Buffer.from(bytes);
    huge.writeUInt32BE(0xffffffff, 14);
    expect(() => readHaveList(huge)).toThrow(expect.objectContaining({ code: 'HAVE_INVALID' }));
  });
});
