// What a bundle says of an article, whatever the archive has of it: nothing that a reader refuses, nothing that tells.
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { cutAddress, cutLink } from '../../../main/bundle/addresses.ts';
import { textOfPage } from '../../../main/bundle/article-page.ts';
import { itemOf, readItemFacts } from '../../../main/bundle/item.ts';
import { readManifest, writeManifest } from '../../../main/bundle/manifest.ts';
import { openBundle } from '../../../main/bundle/read-bundle.ts';
import { writeBundle } from '../../../main/bundle/write-bundle.ts';
import { createZipWriter } from '../../../main/bundle/zip-writer.ts';
import { cleanFragment } from '../../../main/extract/fragment.ts';
import { cleanHtml } from '../../../main/extract/sanitize.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import type { Sha256 } from '../../../shared/model.ts';
import { bundleSource, listOf, memorySink, NO_WATCH, pixel, type MadeArticle } from '../../helpers/bundle-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-item-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { folder: _, ...selection } = EVERYTHING;
const NOTHING_TOLD = { queries: false, fetchTimes: false };

async function write(articles: readonly MadeArticle[], telling = NOTHING_TOLD, maxBytes: number | null = null) {
  const sink = memorySink();
  const options = { selection, pictures: true, maxBytes, telling, have: null, sign: null };
  const written = await writeBundle(bundleSource(articles), options, sink, NO_WATCH);
  const path = join(folder, 'made.zip');
  writeFileSync(path, sink.bytes());
  return { ...written, path, bytes: sink.bytes() };
}

async function read(path: string) {
  const bundle = await openBundle(path);
  try {
    await bundle.verify(NO_WATCH);
    return await listOf(bundle.items());
  } finally {
    bundle.close();
  }
}

describe('what is written', () => {
  test('can always be read again', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 5_000 });
    const article = fc.record({
      title: text,
      sourceTitle: text,
      byline: fc.option(text),
      language: fc.option(fc.oneof(text, fc.constantFrom('fa', 'zh-Hans-CN', 'en_US', 'Russian (RU)', ''))),
      url: fc.option(fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), text)),
      publishedMs: fc.option(fc.double({ min: -9e15, max: 9e15, noNaN: true })),
      fetchedMs: fc.option(fc.integer({ min: -1e14, max: 1e14 })),
      complete: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(article, fc.boolean(), async (made, told) => {
        const { path } = await write([made, {}], { queries: told, fetchTimes: told });
        expect(await read(path)).toHaveLength(2);
      }),
      { numRuns: 100 },
    );
  });

  test('has no more pictures than a reader takes: those beyond count as not having come', async () => {
    const pictures = Array.from({ length: 3_005 }, (_picture, place) => pixel(place));
    const { path, pictures: count } = await write([{ pictures }]);
    expect(count).toBe(3_000);
    expect(await read(path)).toHaveLength(1);
  });

  test('passes over what is too long to leave room for anything else', async () => {
    const noise = Array.from({ length: 4_000 }, (_line, n) => hash('sha256', `${n}`)).join(' ');
    const made = [{ html: `<p>${noise}</p>` }, {}, {}];
    const { articles, leftOut } = await write(made, NOTHING_TOLD, 60_000);
    expect({ articles, leftOut: leftOut.articles }).toEqual({ articles: 2, leftOut: 1 });
  });

  test('tells when an article was fetched to the second, and no name or password, though all was ticked', async () => {
    const all = { queries: true, fetchTimes: true };
    const html = '<p><a href="https://anya:tok3n@example.org/a?id=5">one</a></p>';
    const url = 'https://anya:tok3n@example.org/b?id=6';
    const { path } = await write([{ html, url, fetchedMs: Date.UTC(2026, 10, 21, 10, 11, 12, 345) }], all);
    const [item] = await read(path);
    expect(item).toMatchObject({ url: 'https://example.org/b?id=6', urlCut: true });
    expect(item?.fetchedMs).toBe(Date.UTC(2026, 10, 21, 10, 11, 12));
    expect(item?.rawHtml).toContain('href="https://example.org/a?id=5"');
  });
});

describe('the page of an article', () => {
  const gone = new Map([['https://x.example/gone.png', { state: 'gone' as const, sha256: null }]]);
  const html = '<p><img data-src="https://x.example/gone.png" alt="A &lt;street&gt;" width="40"></p>';

  test('shows the description of a picture that did not come along, and asks for nothing', async () => {
    const { path, pictures } = await write([{ html, images: gone }]);
    const [item] = await read(path);
    expect(pictures).toBe(0);
    expect(item?.rawHtml).toBe('<p><img data-src="../missing" alt="A &lt;street&gt;" width="40"></p>');
    // Whoever takes it in still knows that a picture belongs there.
    expect(cleanFragment(item?.rawHtml ?? '')).toBe(
      '<p><img data-src="missing:" alt="A &lt;street&gt;" width="40"></p>',
    );
  });

  test('shows an address in its letters, unless one of them hides or turns something', async () => {
    const shown = (url: string): string => {
      const [article] = [...bundleSource([{ url }]).export(selection)];
      if (article === undefined) throw new Error('unreachable');
      const page = Buffer.from(itemOf(article, options(false)).page).toString('utf8');
      return /<a class="address"[^>]*>([^<]*)</.exec(page)?.[1] ?? '';
    };
    expect(shown('https://example.org/новости')).toBe('https://example.org/новости');
    for (const odd of ['\u202e', '\u200b', '%00', '%0a', '%20', '%e9']) {
      expect(shown(`https://example.org/a${odd}b`)).toMatch(/^https:\/\/example\.org\/a(?:%[0-9a-f]{2}){1,3}b$/i);
    }
  });
});

describe('an address on its way out', () => {
  test.each<[string, string, boolean]>([
    ['https://example.org/a', 'https://example.org/a', false],
    ['https://example.org/a#part', 'https://example.org/a', false],
    ['https://example.org/a?utm_source=x&fbclid=1', 'https://example.org/a', false],
    ['https://example.org/a?id=5', 'https://example.org/a', true],
    ['https://u:p@example.org/a', 'https://example.org/a', true],
    // Sites that route in the fragment: two articles must not become one.
    ['https://example.org/#!/news/5', 'https://example.org/', true],
    ['https://example.org/#/news/5', 'https://example.org/', true],
  ])('%s becomes %s', (address, url, cut) => {
    expect(cutAddress(address, { queries: false })).toEqual({ url, cut });
    expect(cutAddress(url, { queries: false })).toEqual({ url, cut: false });
  });

  test('leads no further than its site when it is too long to be one', () => {
    const long = `https://u:p@example.org/${'я'.repeat(2_000)}?t=tok3n`;
    const written = new URL(long).href;
    expect(cutLink(written, { queries: false })).toBe('https://example.org/');
    expect(cutLink('javascript:alert(1)', { queries: false })).toBe('');
  });

  test('in a text stays as it is once it was cut, by us and by the cleaner of whoever takes it in', () => {
    fc.assert(
      fc.property(
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.constantFrom('', '?id=1', '?utm_source=a&b=c', '#!/x?y', '#utm_source=q', '#at_campaign'),
        fc.boolean(),
        (address, end, queries) => {
          const { html } = cleanHtml(`<p><a href="${address}${end}">x</a></p>`, { baseUrl: null });
          const once = itemOf(bundleArticle(html), options(queries));
          const again = cleanFragment(textOfPage(once.page.toString()) ?? '');
          expect(itemOf(bundleArticle(again), options(queries)).id).toBe(once.id);
          if (!queries)
            expect(/href="[^"]*\?/.test(textOfPage(once.page.toString()) ?? '')).toBe(/href="[^"]*#[^"]*\?/.test(html));
        },
      ),
      { numRuns: 300 },
    );
  });
});

const options = (queries: boolean) => ({ queries, fetchTimes: false, pathOf: () => null });
function bundleArticle(html: string) {
  const [article] = [...bundleSource([{ html }]).export(selection)];
  if (article === undefined) throw new Error('unreachable');
  return article;
}

describe('what a stranger wrote', () => {
  const item = itemOf(bundleArticle('<p>Text</p>'), options(false));
  const facts = item.facts;
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

  test('is refused unless it is written in the one way there is', () => {
    expect(readItemFacts(Buffer.from(item.json), 'x')).toEqual(facts);
    const odd = [
      Buffer.concat([item.json, Buffer.from('\n')]),
      Buffer.concat([Buffer.from('\ufeff'), item.json]),
      Buffer.from(item.json.toString().replace('{', '{ ')),
      Buffer.from(item.json.toString().replace('{', '{"title":"Another",')),
      Buffer.from(item.json.toString().replace('Article', '\\u0041rticle')),
      json({ ...facts, more: 1 }),
      json({ ...facts, published: '2026-02-31T00:00:00.000Z' }),
      json({ ...facts, title: 'x'.repeat(4_001) }),
      json({ ...facts, url: 'javascript:alert(1)' }),
      json({ ...facts, language: 'x" onload="' }),
      json({ ...facts, objects: Array.from({ length: 3_001 }, () => 'a'.repeat(64)) }),
      json([]),
      Buffer.from('[['.repeat(50_000)),
    ];
    for (const bytes of odd) {
      expect(() => readItemFacts(bytes, 'items/x.json')).toThrow(
        expect.objectContaining({ code: 'BUNDLE_INVALID', details: { item: 'items/x.json' } }),
      );
    }
  });

  test('in its list of contents, too', () => {
    const entries = [{ path: 'index.html', sha256: 'a'.repeat(64), size: 1 }];
    const good = Buffer.from(writeManifest({ articles: 0, entries }));
    expect(readManifest(good)).toEqual({ articles: 0, entries });
    const list = JSON.parse(good.toString()) as { entries: object[] };
    const odd = [
      Buffer.concat([good, Buffer.from(' ')]),
      json({ ...list, articles: 1 }),
      json({ ...list, version: 0 }),
      json({ ...list, entries: [...entries, ...entries] }),
      ...['../x', 'items/../x', 'notes.txt', 'INDEX.html', 'objects/aa/../x.png', 'manifest.json'].map((path) =>
        json({ ...list, entries: [{ ...entries[0], path }] }),
      ),
    ];
    for (const bytes of odd) {
      expect(() => readManifest(bytes)).toThrow(
        expect.objectContaining({ code: 'BUNDLE_INVALID', details: { item: 'manifest.json' } }),
      );
    }
    expect(() => readManifest(json({ ...list, version: 2 }))).toThrow(
      expect.objectContaining({ code: 'BUNDLE_TOO_NEW' }),
    );
  });

  type File = readonly [path: string, bytes: Uint8Array];
  /** A bundle whose list of contents is right, whatever is in it. */
  async function listed(files: readonly File[], articles: number): Promise<string> {
    const sink = memorySink();
    const zip = createZipWriter(sink);
    for (const [path, bytes] of files) await zip.add(path, bytes);
    const entries = files.map(([path, bytes]) => ({ path, sha256: hash('sha256', bytes), size: bytes.length }));
    await zip.add('manifest.json', writeManifest({ articles, entries }));
    await zip.finish();
    const path = join(folder, 'listed.zip');
    writeFileSync(path, sink.bytes());
    return path;
  }

  test('is refused when its parts do not belong together, and the part is named', async () => {
    const id = item.id.slice(0, 32);
    const other = 'b'.repeat(32);
    const picture = pixel(5);
    const sha = hash('sha256', picture) as Sha256;
    const page: File = [`items/${id}.html`, item.page];
    expect(await read(await listed([page, [`items/${id}.json`, item.json]], 1))).toHaveLength(1);
    const cases: readonly (readonly [File[], string])[] = [
      [[[`items/${other}.html`, item.page], [`items/${other}.json`, item.json]], `items/${other}.json`],
      [[[`items/${id}.html`, Buffer.from('<main>Another</main>')], [`items/${id}.json`, item.json]], `items/${id}.html`],
      [[page, [`items/${id}.json`, item.json], [`objects/${sha.slice(0, 2)}/${sha}.png`, picture]], `objects/${sha.slice(0, 2)}/${sha}.png`],
      [[page, [`items/${id}.json`, item.json], [`objects/00/${sha}.png`, picture]], `objects/00/${sha}.png`],
      [[page, [`items/${id}.json`, item.json], [`objects/${sha.slice(0, 2)}/${sha}.jpg`, picture], [`objects/${sha.slice(0, 2)}/${sha}.png`, picture]], `objects/${sha.slice(0, 2)}/${sha}.jpg`],
    ]; // prettier-ignore
    for (const [files, named] of cases) {
      await expect(read(await listed(files, 1))).rejects.toMatchObject({ details: { item: named } });
    }
    await expect(read(await listed([page], 1))).rejects.toMatchObject({ details: { item: 'manifest.json' } });
  });

  test('with a picture larger than any is refused by its list of contents, and not made', async () => {
    const huge = Buffer.alloc(16 * 1024 * 1024 + 1, 'x');
    const sha = hash('sha256', huge);
    const path = `objects/${sha.slice(0, 2)}/${sha}.png`;
    await expect(openBundle(await listed([[path, huge]], 0))).rejects.toMatchObject({
      code: 'BUNDLE_TOO_LARGE',
      details: { item: path },
    });
    expect((await write([{ pictures: [huge, pixel(1)] }])).pictures).toBe(1);
  });

  test('as megabytes of brackets in place of a list is refused before it is read', async () => {
    const sink = memorySink();
    const zip = createZipWriter(sink);
    await zip.add('manifest.json', Buffer.from(`{"articles":0,"entries":[${'[],'.repeat(1_000_000)}[]]}`));
    await zip.finish();
    const path = join(folder, 'brackets.zip');
    writeFileSync(path, sink.bytes());
    await expect(openBundle(path)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
  });
});
