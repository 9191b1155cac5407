// The main job, end to end, as a person at a terminal does it: subscribe, fetch, lose the line, read and search.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNewsWeb, type NewsWeb, type SimulatedSite } from '../../../scripts/demo/news-web.ts';
import { runLarder, type Finished } from '../../helpers/larder-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-cli-'));
const archive = join(folder, 'archive');
let web: NewsWeb;

beforeAll(async () => {
  web = await startNewsWeb({ nowMs: Date.now(), imageWidth: 160 });
});
afterAll(async () => {
  await web.close();
  rmSync(folder, { recursive: true, force: true });
});

const larder = (...argv: string[]): Promise<Finished> => runLarder(archive, argv);
const openSites = (): SimulatedSite[] => web.sites.filter((site) => !site.blocked);
const site = (name: string): SimulatedSite => {
  const found = web.sites.find((one) => one.name === name);
  if (!found) throw new Error(`no such site: ${name}`);
  return found;
};

function article(name: string, index: number): SimulatedSite['articles'][number] {
  const found = site(name).articles[index];
  if (!found) throw new Error(`no such article: ${name} ${index}`);
  return found;
}

describe('the main job on a terminal', () => {
  test('an archive that is not there yet is an empty one', async () => {
    for (const command of [['list'], ['feeds'], ['search', 'anything']]) {
      expect(await larder('--json', ...command)).toMatchObject({ code: 0, out: '' });
    }
    const { code, records } = await larder('stats', '--json');
    expect(code).toBe(0);
    expect(records()[0]).toMatchObject({ sources: 0, articles: 0, whole: 0, images: 0, unread: 0, starred: 0 });
    expect(await larder('fetch')).toMatchObject({ code: 0 });
  });

  test('a site is discovered to its feed, a feed is taken as it is, and twice is once', async () => {
    const [first, ...others] = openSites();
    const added = await larder('add', '--json', first?.homeUrl ?? '', ...others.map((one) => one.feedUrl));
    expect(added.err).toBe('');
    expect(added.code).toBe(0);
    expect(added.records().map((record) => record['feed'])).toEqual(openSites().map((one) => one.feedUrl));
    const again = await larder('add', '--json', first?.feedUrl ?? '');
    expect(again.records()[0]).toMatchObject({ ok: true, already: true });
    expect((await larder('feeds', '--json')).records()).toHaveLength(openSites().length);
  });

  test('a site without a feed, a word that is no address and a dead host each get their sentence', async () => {
    const stub = await larder('add', '--json', site('The Open Window').homeUrl);
    expect(stub.code).not.toBe(0);
    expect(stub.records()[0]).toMatchObject({ ok: false, error: { message: expect.stringMatching(/./) as string } });
    const bad = await larder('add', '--json', 'javascript:alert(1)');
    expect(bad.code).toBe(1);
    expect(bad.records()[0]).toMatchObject({ ok: false, error: { code: 'BAD_ADDRESS' } });
    const dead = await larder('add', '--json', 'http://127.0.0.1:9/feed');
    expect(dead.code).toBe(4);
    expect(dead.records()[0]).toMatchObject({ ok: false, error: { code: 'FETCH_FAILED' } });
  });

  test('one pass brings headlines, whole articles and pictures, and says so per source', async () => {
    const fetched = await larder('fetch', '--json');
    expect(fetched.err).toBe('');
    expect(fetched.code).toBe(0);
    const sources = fetched.records();
    const { summary } = sources.pop() as { summary: Record<string, unknown> };
    expect(sources.map((source) => String(source['url'])).sort()).toEqual(
      openSites()
        .map((one) => one.feedUrl)
        .sort(),
    );
    for (const source of sources) {
      expect(Object.keys(source)).toEqual(['feed', 'url', 'outcome', 'items', 'new', 'bytes', 'ms', 'reason']);
      expect(source).toMatchObject({ outcome: 'OK', items: 12, new: 12 });
      expect(source['bytes']).toBeGreaterThan(1000);
    }
    expect(Object.keys(summary)).toEqual([
      'state',
      'sources',
      'ok',
      'failed',
      'new',
      'articles',
      'images',
      'bytes',
      'ms',
    ]);
    expect(summary).toMatchObject({ state: 'open', sources: 5, ok: 5, failed: 0, new: 60, articles: 60, images: 60 });
  });

  test('a second pass finds nothing new and costs next to nothing', async () => {
    const { code, records } = await larder('fetch', '--json');
    expect(code).toBe(0);
    const { summary } = records().pop() as { summary: Record<string, number> };
    expect(summary).toMatchObject({ ok: 5, new: 0, articles: 0, images: 0 });
    expect(summary['bytes']).toBeLessThan(1000);
  });

  test('a source behind an ISP stub fails alone: code 3, and nothing of the stub is stored', async () => {
    const list = join(folder, 'blocked.opml');
    const blocked = site('The Open Window').feedUrl;
    writeFileSync(
      list,
      `<opml version="2.0"><body><outline text="Far"><outline text="The Open Window" xmlUrl="${blocked}"/></outline></body></opml>`,
    );
    const imported = await larder('import', '--json', list);
    expect(imported.records()[0]).toMatchObject({ ok: true, added: 1, merged: 0, skipped: [], salvaged: false });
    const fetched = await larder('fetch', '--json');
    expect(fetched.code).toBe(3);
    const failed = fetched.records().find((record) => record['url'] === blocked);
    expect(failed).toMatchObject({ items: 0, new: 0 });
    expect(['STUB', 'NOT_A_FEED']).toContain(failed?.['outcome']);
    expect((await larder('search', '--json', 'competent authority')).out).toBe('');
  });

  test('a file that is no OPML is refused with a sentence, and the good one beside it is taken', async () => {
    const page = join(folder, 'page.html');
    writeFileSync(page, '<!doctype html><title>Hello</title><p>No list here.');
    const refused = await larder('import', page);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/page\.html: .+/);
    expect(refused.err).not.toMatch(/\bat .*\.ts/);
    const both = await larder('import', '--json', page, join(folder, 'blocked.opml'));
    expect(both.code).toBe(3);
    expect(both.records()).toMatchObject([
      { ok: false, error: { code: 'OPML_INVALID' } },
      { ok: true, added: 0, merged: 1 },
    ]);
  });

  test('with the line down, fetching says so with code 4 and loses nothing', async () => {
    await web.setLine('down');
    const fetched = await larder('fetch', '--json', '--deadline', '3s');
    expect([3, 4]).toContain(fetched.code);
    const { summary } = fetched.records().pop() as { summary: Record<string, unknown> };
    expect(summary).toMatchObject({ ok: 0, new: 0 });
    expect((await larder('stats', '--json')).records()[0]).toMatchObject({ articles: 60, whole: 60 });
  });

  test('with the line down, every article is listed, shown and found', async () => {
    const listed = (await larder('list', '--json')).records();
    expect(listed).toHaveLength(60);
    for (const article of listed) {
      expect(Object.keys(article)).toEqual(['id', 'title', 'feed', 'url', 'published', 'stored', 'read', 'starred']);
      expect(article).toMatchObject({ stored: 'whole', read: false, starred: false });
      expect(article['published']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
    for (const { name } of openSites()) {
      const times = listed.filter((article) => article['feed'] === name).map((article) => String(article['published']));
      expect(times).toHaveLength(12);
      expect(times).toEqual(times.toSorted().toReversed());
    }

    for (const name of ['Hill and Valley Review', 'Вечерний берег', 'روزنامهٔ باران']) {
      const { story, atMs } = article(name, 5);
      const found = (await larder('search', '--json', `"${story.title}"`)).records();
      expect(found).toHaveLength(1);
      expect(Object.keys(found[0] ?? {})).toEqual(['id', 'title', 'feed', 'published', 'snippet']);
      expect(found[0]).toMatchObject({ title: story.title, feed: name, published: new Date(atMs).toISOString() });

      const id = String(found[0]?.['id']);
      const shown = (await larder('show', id, '--as', 'json')).records()[0];
      for (const paragraph of story.paragraphs) expect(shown?.['text']).toContain(paragraph);
      expect(shown?.['text']).not.toMatch(/841 partners|Buy one|Share/);
      expect(shown).toMatchObject({ language: expect.stringMatching(/^(en|ru|fa)/) as string });
      expect(shown?.['dir']).toBe(name.startsWith('ر') ? 'rtl' : 'ltr');
      const html = await larder('show', id, '--as', 'html');
      expect(html.out).toContain('data-src="http://127.0.0.');
      expect(html.out).not.toMatch(/<script|<iframe|\ssrc=|count\.gif/);
    }
  });

  test('lists narrow by source, by state and by number', async () => {
    const byTitle = (await larder('list', '--json', '--feed', 'pocket almanac')).records();
    expect(byTitle).toHaveLength(12);
    const byAddress = (
      await larder('list', '--json', '--feed', site('Pocket Almanac').feedUrl, '--limit', '5')
    ).records();
    expect(byAddress).toEqual(byTitle.slice(0, 5));
    expect((await larder('list', '--json', '--unread')).records()).toHaveLength(60);
    expect((await larder('list', '--json', '--starred')).out).toBe('');
    expect((await larder('list', '--feed', 'nobody')).code).toBe(2);
    expect((await larder('show', 'nosuchid')).code).toBe(1);
  });

  test('everything leaves as JSON, and the subscriptions as OPML that reads back', async () => {
    const json = join(folder, 'articles.json');
    const opml = join(folder, 'feeds.opml');
    expect((await larder('export', '--as', 'json', '-o', json)).code).toBe(0);
    const articles = JSON.parse(readFileSync(json, 'utf8')) as Record<string, unknown>[];
    expect(articles).toHaveLength(60);
    expect(articles.every((article) => String(article['text']).length > 300)).toBe(true);
    expect(statSync(json).mode & 0o077).toBe(0);

    const narrowed = await larder('export', '--as', 'json', '--feed', 'Pocket Almanac', '--query', 'candles');
    const candles = JSON.parse(narrowed.out) as Record<string, unknown>[];
    expect(candles.length).toBeGreaterThan(0);
    expect(candles.length).toBeLessThan(12);

    expect((await larder('export', '--as', 'opml', '-o', opml)).code).toBe(0);
    const other = join(folder, 'other');
    const imported = await runLarder(other, ['import', '--json', opml]);
    expect(imported.records()[0]).toMatchObject({ added: 6, skipped: [], salvaged: false });
    const there = (await runLarder(other, ['feeds', '--json'])).records();
    const here = (await larder('feeds', '--json')).records();
    const kept = (feed: Record<string, unknown>): string =>
      JSON.stringify([feed['url'], feed['title'], feed['folder']]);
    expect(there.map(kept).sort()).toEqual(here.map(kept).sort());
    expect((await larder('export', '--as', 'opml', '--folder', 'Far')).out).toContain('The Open Window');
  });

  test('everything leaves as one page that needs nothing else, its pictures in it', async () => {
    const file = join(folder, 'articles.html');
    const exported = await larder('export', '--as', 'html', '-o', file, '--json');
    expect(exported.records()).toMatchObject([{ file, as: 'html', articles: 60 }]);
    expect(statSync(file).mode & 0o077).toBe(0);
    const html = readFileSync(file, 'utf8');
    expect(html.match(/<article /g)).toHaveLength(60);
    expect(html.match(/<li /g)).toHaveLength(60);
    expect(html.match(/<img src="data:image\/(?:png|jpeg);base64,/g)?.length).toBeGreaterThan(0);
    expect(html.replaceAll('src="data:', '')).not.toMatch(/\ssrc=|<script/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);

    const narrowed = await larder('export', '--as', 'html', '--feed', 'Pocket Almanac', '--query', 'candles');
    expect(narrowed.out.match(/<article /g)?.length).toBeLessThan(12);
    expect(narrowed.out.trimEnd().endsWith('</html>')).toBe(true);
  });

  test('when the line is back, what was published meanwhile is fetched', async () => {
    await web.setLine('open');
    web.publish(2, Date.now());
    const fetched = await larder('fetch', '--json');
    const { summary } = fetched.records().pop() as { summary: Record<string, unknown> };
    expect(summary).toMatchObject({ new: 10, articles: 10, images: 10 });
    expect(await larder('doctor')).toMatchObject({ code: 0 });
  });

  test('any page can be saved, and is an article like the others', async () => {
    const other = join(folder, 'saved');
    const { url, story } = article('The Alder Quay Courier', 3);
    const saved = await runLarder(other, ['save', '--json', url]);
    expect(saved.code).toBe(0);
    expect(saved.records()[0]).toMatchObject({ ok: true, title: story.title });
    const shown = await runLarder(other, ['show', String(saved.records()[0]?.['id'])]);
    expect(shown.out.replace(/\s+/g, ' ')).toContain(story.paragraphs[1]);
  });
});
