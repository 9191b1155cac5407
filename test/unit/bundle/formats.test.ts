// One selection, many shapes: what they share, whatever they are.
import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { writeFormat } from '../../../main/bundle/formats.ts';
import { exportPieces, isTextFormat, TEXT_FORMATS, type ExportContent } from '../../../main/bundle/text-formats.ts';
import { BUNDLE_FORMATS, EVERYTHING } from '../../../shared/bundles.ts';
import { bundleSource, memorySink, NO_WATCH, pixel, type MadeArticle } from '../../helpers/bundle-source.ts';

const { folder: _, ...selection } = EVERYTHING;
const OF_ARTICLES = BUNDLE_FORMATS.filter((format) => format !== 'bundle' && format !== 'opml');
const MADE: readonly MadeArticle[] = Array.from({ length: 30 }, (_article, ref) => ({
  title: `Number ${ref}`,
  html: `<p>${`Words of ${Math.cos(ref)}. `.repeat(60)}</p>`,
  pictures: [Buffer.concat([pixel(ref), Buffer.alloc(2_000)])],
}));

async function written(
  articles: readonly MadeArticle[],
  more: Partial<ExportContent> & Pick<ExportContent, 'format'>,
  maxBytes: number | null = null,
) {
  const sink = memorySink();
  const content = { title: 'News', feeds: [], selection, pictures: true, maxBytes, ...more };
  const result = await writeFormat(bundleSource(articles), content, { pictures: null }, sink, NO_WATCH);
  return { ...result, sink, text: sink.bytes().toString() };
}

describe('every format', () => {
  test.each(OF_ARTICLES)('as %s has all articles, counts its bytes, and leaves the sink open', async (format) => {
    const { articles, bytes, leftOut, sink } = await written(MADE, { format });
    expect({ articles, leftOut }).toEqual({ articles: 30, leftOut: { articles: 0, pictures: 0 } });
    expect(bytes).toBe(sink.bytes().byteLength);
    expect(sink.state()).toBe('open');
  });

  test.each(OF_ARTICLES)('as %s keeps to its limit and brings the newest', async (format) => {
    for (const maxBytes of [20_000, 50_000, 120_000]) {
      const { articles, bytes, pictures, leftOut } = await written(MADE, { format }, maxBytes);
      expect(bytes).toBeLessThanOrEqual(maxBytes);
      expect(articles + leftOut.articles).toBe(30);
      if (leftOut.articles > 3) expect(pictures).toBe(0);
    }
  });

  test.each(TEXT_FORMATS.filter((format) => format !== 'opml'))(
    'as %s says no name or password, and no query but where it was ticked',
    async (format) => {
      const link = 'https://me:secret@example.org/page?token=9&amp;utm_source=x#part';
      const html = `<p><a href="${link}">There</a> <a href="mailto:a@example.org?subject=token=9">Write</a></p>
        <p><img data-src="https://me:secret@example.org/a.png?token=9" alt="Shown"></p>`;
      const made = [{ url: 'https://me:secret@example.org/story?token=9', html, text: 'There' }];
      const { text } = await written(made, { format });
      expect(text).toContain('https://example.org/story');
      expect(text).toContain('https://example.org/page#part');
      expect(text).not.toMatch(/token|secret|utm_source/);
      const ticked = await written(made, { format, queries: true });
      expect(ticked.text).toContain('https://example.org/story?token=9');
      expect(ticked.text).toContain('https://example.org/page?token=9#part');
      expect(ticked.text).not.toMatch(/secret|utm_source/);
    },
  );

  test('as json keeps where pictures stand, and where they came from', async () => {
    const html = '<p>A <img data-src="https://example.org/a.png?w=3" alt="B"></p><img data-src="sha256:ab" alt="C">';
    const { text } = await written([{ html, text: 'A' }], { format: 'json' });
    expect(JSON.parse(text)[0].html).toBe(
      '<p>A <img data-src="https://example.org/a.png" alt="B"></p><img data-src="sha256:ab" alt="C">',
    );
  });

  test('as a page tells two articles apart that differ in the query of their address only', async () => {
    const made = [1, 2].map((n) => ({ url: `https://example.org/?id=${n}`, title: 'One title', text: `Text ${n}` }));
    const { text } = await written(made, { format: 'html' });
    expect(new Set(text.match(/<article id="[^"]*"/g))).toHaveProperty('size', 2);
  });

  test.each(OF_ARTICLES)('as %s tells which articles are in it', async (format) => {
    const all = await written(MADE, { format });
    expect(all.refs).toEqual(Array.from({ length: 30 }, (_ref, ref) => ref));
    const few = await written(MADE, { format }, 20_000);
    expect(few.leftOut.articles).toBeGreaterThan(0);
    expect(few.refs).toEqual(Array.from({ length: few.articles }, (_ref, ref) => ref));
  });

  test.each(OF_ARTICLES)('as %s is not kept from everything older by one long read', async (format) => {
    // Words that do not pack.
    const long = Array.from({ length: 6_000 }, (_word, place) => hash('sha256', `${place}`).slice(0, 40)).join(' ');
    const made = Array.from({ length: 50 }, (_article, ref) => ({
      title: `Number ${ref}`,
      html: `<p>${ref === 0 ? long : `Words of ${ref}`}</p>`,
    }));
    const { bytes, refs, leftOut } = await written(made, { format }, 100_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(refs).toEqual(Array.from({ length: 49 }, (_ref, ref) => ref + 1));
    expect(leftOut.articles).toBe(1);
    // Where there is room for both, both come.
    expect((await written(made, { format }, 800_000)).refs).toHaveLength(50);
  });

  test('as a page counts the entries of its list', async () => {
    const made = Array.from({ length: 300 }, (_article, ref) => ({ title: `${ref} ${'x'.repeat(400)}`, html: '' }));
    const { bytes, articles } = await written(made, { format: 'html' }, 100_000);
    expect(bytes).toBeLessThanOrEqual(100_000);
    expect(articles).toBeGreaterThan(50);
  });

  test.each(OF_ARTICLES)('as %s is nothing without articles', async (format) => {
    await expect(written([], { format })).rejects.toMatchObject({ code: 'NOTHING_TO_EXPORT' });
  });

  test.each(OF_ARTICLES)('as %s is the same for the same articles', async (format) => {
    const [one, other] = [await written(MADE, { format }), await written(MADE, { format })];
    expect(one.sink.bytes().equals(other.sink.bytes())).toBe(true);
  });

  test.each(OF_ARTICLES)('as %s stops when it is told to', async (format) => {
    const goOn = (): void => {
      throw new Error('stopped');
    };
    const content = { format, title: 'News', feeds: [], selection, pictures: true, maxBytes: null };
    const watch = { ...NO_WATCH, goOn };
    await expect(writeFormat(bundleSource(MADE), content, { pictures: null }, memorySink(), watch)).rejects.toThrow(
      'stopped',
    );
  });
});

describe('a page with everything in it', () => {
  test('has pictures only where it is asked for them, and only as many as fit when all words do', async () => {
    expect((await written(MADE, { format: 'html' })).text.match(/data:image/g)).toHaveLength(30);
    expect((await written(MADE, { format: 'html', pictures: false })).text).not.toContain('data:image');
    const bare = (await written(MADE, { format: 'html', pictures: false })).bytes;
    const { articles, pictures, leftOut } = await written(MADE, { format: 'html' }, bare + 40_000);
    expect({ articles, all: pictures + leftOut.pictures }).toEqual({ articles: 30, all: 30 });
    expect(pictures).toBeGreaterThan(5);
  });
});

test('texts are made piece by piece', () => {
  expect(BUNDLE_FORMATS.filter((format) => isTextFormat(format)).sort()).toEqual([...TEXT_FORMATS].sort());
  for (const format of TEXT_FORMATS) {
    const content = { format, title: 'News', feeds: [], selection, pictures: false };
    const pieces = [...exportPieces(bundleSource(MADE), content)];
    expect(pieces.reduce((sum, { counts }) => sum + counts, 0)).toBe(format === 'opml' ? 0 : 30);
  }
});
