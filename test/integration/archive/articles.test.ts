import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { type ExportSelection, openArchiveReader } from '../../../main/archive/archive.ts';
import type { ArticleId, FetchedBody, ImageInfo, Sha256 } from '../../../shared/model.ts';
import {
  factsOf,
  failure,
  feed,
  feedDocument,
  fetchedFrom,
  item,
  LONG,
  page,
  readFeed,
  START_MS,
  temporaryArchive,
  titles,
} from './temporary-archive.ts';

const LATER = Number.MAX_SAFE_INTEGER;
const JPEG: ImageInfo = { format: 'jpeg', mediaType: 'image/jpeg', width: 2, height: 1, complete: true };
const verdict = (outcome: 'GONE' | 'TCP_RST' | 'HTTP_5XX' | 'NOT_AN_IMAGE') => ({ outcome, reason: 'as tested' });
const link = (path: string): string => `https://news.example${path}`;

describe('what is kept', () => {
  it('keeps articles when a feed returns no items, or only others', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', text: 'text' })]);
    readFeed(archive, 'a', []);
    readFeed(archive, 'a', [item({ guid: '2', title: 'Two' })]);
    expect(titles(archive).sort()).toEqual(['One', 'Two']);
  });

  it('remembers every version of a text, and does not count the same one twice', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: 'first' })]).added;
    readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: 'second' })]);
    expect(readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: 'second' })])).toEqual({
      added: [],
      changed: [],
    });
    expect(archive.article(id!)?.versions).toBe(2);
    expect(archive.text(id!)).toBe('second');
  });

  it('does not let a feed that changes its text at every reading fill the disk', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: 'read 0 times' })]).added;
    for (let n = 1; n < 40; n += 1) readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: `read ${n} times` })]);
    expect(archive.article(id!)?.versions).toBe(20);
    expect(archive.text(id!)).toBe('read 39 times');
    expect(archive.search({ query: '"read 39 times"', offset: 0, limit: 5 }).total).toBe(1);
    expect(archive.check().problems).toEqual([]);
  });

  it('keeps the text when its page has gone: a tombstone, not a hole', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', link: link('/1'), text: LONG })]).added;
    expect(archive.article(id!)?.stored).toBe('text');
    archive.pageTried(id!, verdict('GONE'), null);
    expect(archive.article(id!)).toMatchObject({ pageOutcome: 'GONE', stored: 'whole', origin: 'feed' });
    expect(archive.pagesWanted(9, null)).toEqual([]);
  });

  it('remembers the feed’s own body and the page’s, and shows the longer', () => {
    const { archive } = temporaryArchive('a');
    const items = [1, 2].map((n) => item({ guid: `${n}`, title: `T${n}`, link: link(`/${n}`), text: LONG }));
    const [one, two] = readFeed(archive, 'a', items).added;
    archive.addPage(one!, page({ text: `${LONG} and more`, title: 'Site | T1' }), fetchedFrom(link('/1')));
    archive.addPage(two!, page({ text: 'A few words before the paywall' }), fetchedFrom(link('/2')));
    expect(archive.article(one!)).toMatchObject({ origin: 'page', versions: 2, title: 'T1', stored: 'whole' });
    expect(archive.article(two!)).toMatchObject({ origin: 'feed', versions: 2, stored: 'whole' });
    expect(archive.text(one!)).toContain('and more');
  });

  it('gives a page that has no text to the feed’s body', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', link: link('/1'), text: 'teaser' })]).added;
    archive.addPage(id!, page({ text: '' }), fetchedFrom(link('/1')));
    expect(archive.article(id!)).toMatchObject({ origin: 'feed', stored: 'whole' });
  });

  it('saves a page once, however often it is saved, and keeps what it said before', () => {
    const { archive } = temporaryArchive();
    const id = archive.savePage('https://example.org/a', page({ title: 'A', text: 'as it was' }));
    expect(archive.savePage('https://www.example.org/a/', page({ title: 'A', text: 'as it is' }))).toBe(id);
    expect(archive.article(id)).toMatchObject({ versions: 2, stored: 'whole', feedTitle: 'example.org' });
    const saved = archive.articles({ view: { kind: 'saved' }, offset: 0, limit: 9, asOfMs: LATER });
    expect(saved.items.map((row) => row.id)).toEqual([id]);
  });

  it('does not take a front page for the article a feed linked to it', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'News', link: 'https://example.org/' })]).added;
    expect(archive.savePage('https://example.org/', page({ title: 'Front', text: LONG }))).not.toBe(id);
  });

  it('loads samples once', () => {
    const { archive } = temporaryArchive();
    const samples = [{ key: 'x', feedTitle: 'Samples', page: page({ title: 'Welcome', text: LONG }) }];
    expect([archive.addSamples(samples), archive.addSamples(samples)]).toEqual([1, 0]);
    expect(titles(archive)).toEqual(['Welcome']);
  });

  it('forgets a feed with its articles when asked, but not what is starred or what another feed has too', () => {
    const { archive } = temporaryArchive('a', 'b');
    const [starred, plain] = readFeed(archive, 'a', [
      item({ guid: '1', title: 'Starred', text: 'zebra' }),
      item({ guid: '2', title: 'Plain', text: 'giraffe', imageUrls: [link('/i.jpg')] }),
      item({ guid: '3', title: 'Shared by both', link: link('/2026/shared-story') }),
    ]).added;
    readFeed(archive, 'b', [item({ guid: 'x', title: 'Shared by both', link: link('/2026/shared-story') })]);
    archive.mark([starred!], { starred: true });
    archive.addImage(link('/i.jpg'), new Uint8Array([1]), JPEG);
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.filter((row) => row.id !== 'a'),
    }));
    expect(titles(archive)).toHaveLength(3);
    archive.forgetFeed(feed('a'));
    expect(titles(archive).sort()).toEqual(['Shared by both', 'Starred']);
    expect(archive.article(plain!)).toBeNull();
    expect(archive.search({ query: 'giraffe', offset: 0, limit: 9 }).total).toBe(0);
    expect(archive.stats()).toMatchObject({ images: 0, articles: 2, sources: 1 });
    expect(archive.check().problems).toEqual([]);
  });
});

describe('lists', () => {
  it('are newest first; undated items keep the order of their document', () => {
    const { archive } = temporaryArchive('a');
    archive.addItems(
      feed('a'),
      ['1', '2'].map((n) => item({ guid: n, title: `undated ${n}` })),
    );
    archive.addItems(
      feed('a'),
      ['3', '4'].map((n) => item({ guid: n, title: `undated ${n}` })),
    );
    archive.addItems(feed('a'), [item({ guid: '5', title: 'old', publishedMs: START_MS - 1e9 })]);
    expect(titles(archive)).toEqual(['undated 1', 'undated 2', 'undated 3', 'undated 4', 'old']);
  });

  it('do not let a date in the far future stand on top for years', () => {
    const { archive, clock } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'from 2099', publishedMs: Date.UTC(2099, 0, 1) })]);
    clock.forward(2 * 24 * 60 * 60 * 1000);
    readFeed(archive, 'a', [item({ guid: '2', title: 'now' })]);
    expect(titles(archive)).toEqual(['now', 'from 2099']);
  });

  it('stand still since the moment they were opened', () => {
    const { archive, clock } = temporaryArchive('a');
    const ten = Array.from({ length: 10 }, (_, n) => item({ guid: `${n}`, title: `n${n}`, publishedMs: START_MS + n }));
    readFeed(archive, 'a', ten);
    const asOfMs = clock.now();
    const unread = (offset: number) => archive.articles({ view: { kind: 'unread' }, offset, limit: 5, asOfMs });
    const first = unread(0);
    expect(first).toMatchObject({ total: 10, unread: 10 });
    clock.forward(1000);
    archive.mark(
      first.items.map((row) => row.id),
      { read: true },
    );
    readFeed(archive, 'a', [item({ guid: 'new', title: 'new', publishedMs: START_MS + 500 })]);
    const second = unread(5);
    expect(second.items.map((row) => row.title)).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
    expect(second).toMatchObject({ total: 10, unread: 5 });
    expect(unread(0).items.map((row) => [row.title, row.read])).toEqual(
      ['n9', 'n8', 'n7', 'n6', 'n5'].map((n) => [n, true]),
    );
    expect(archive.articles({ view: { kind: 'unread' }, offset: 0, limit: 9, asOfMs: clock.now() }).total).toBe(6);
  });

  it('mark all read only what they showed', () => {
    const { archive, clock } = temporaryArchive('a', 'b');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
    readFeed(archive, 'b', [item({ guid: '2', title: 'Two' })]);
    const asOfMs = clock.now();
    readFeed(archive, 'a', [item({ guid: '3', title: 'Three' })]);
    expect(archive.markAllRead({ kind: 'feed', feedId: feed('a'), unreadOnly: false }, asOfMs)).toBe(1);
    expect(archive.counts().unread).toBe(2);
    expect(archive.feeds().map((row) => row.unread)).toEqual([1, 1]);
  });

  it('show a folder with everything below it', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    const folders = [['World'], ['World', 'Asia'], ['Else']];
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((row, n) => ({ ...row, folder: folders[n] ?? [] })),
    }));
    for (const id of ['a', 'b', 'c']) readFeed(archive, id, [item({ guid: id, title: id })]);
    const inside = (path: string[]) =>
      archive.articles({ view: { kind: 'folder', path, unreadOnly: true }, offset: 0, limit: 9, asOfMs: LATER });
    expect(
      inside(['World'])
        .items.map((row) => row.title)
        .sort(),
    ).toEqual(['a', 'b']);
    expect(inside(['World', 'Asia']).total).toBe(1);
  });

  it('keep the time of reading when what is read is marked read again', () => {
    const { archive, clock } = temporaryArchive('a');
    const ids = readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]).added;
    archive.mark(ids, { read: true });
    const asOfMs = clock.now();
    archive.mark(ids, { read: true, starred: true });
    expect(archive.articles({ view: { kind: 'unread' }, offset: 0, limit: 9, asOfMs }).total).toBe(0);
    expect(archive.stats()).toMatchObject({ unread: 0, starred: 1 });
  });
});

describe('pages and pictures to fetch', () => {
  it('come newest first with hosts taking turns', () => {
    const { archive } = temporaryArchive('a');
    const at = (host: string, n: number) =>
      item({
        guid: `${host}${n}`,
        title: `${host}${n}`,
        link: `https://${host}.example/${n}`,
        publishedMs: START_MS + n,
      });
    readFeed(archive, 'a', [at('x', 9), at('x', 8), at('x', 7), at('y', 1), at('z', 2)]);
    expect(archive.pagesWanted(4, null).map((row) => row.title)).toEqual(['x9', 'z2', 'y1', 'x8']);
    expect(archive.pagesWanted(4, [feed('other')])).toEqual([]);
  });

  it('rest after a failure, and come again', () => {
    const { archive, clock } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', link: link('/1') })]).added;
    archive.pageTried(id!, verdict('TCP_RST'), null);
    expect(archive.pagesWanted(9, null)).toEqual([]);
    expect(archive.article(id!)).toMatchObject({ pageOutcome: 'TCP_RST', stored: 'headline' });
    clock.forward(5 * 60_000);
    expect(archive.pagesWanted(9, null)).toHaveLength(1);
  });

  it('make an article whole when the last picture is settled', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', link: link('/1') })]).added;
    const imageUrls = ['/a.jpg', '/b.jpg', '/c.jpg'].map(link);
    archive.addPage(id!, page({ text: LONG, imageUrls }), fetchedFrom(link('/1')));
    expect(archive.imagesWanted(9).map((row) => row.url)).toEqual(imageUrls);
    archive.addImage(imageUrls[0]!, new Uint8Array([1, 2]), JPEG);
    archive.imageTried(imageUrls[1]!, verdict('GONE'));
    expect(archive.article(id!)?.stored).toBe('text');
    archive.imageTried(imageUrls[2]!, verdict('NOT_AN_IMAGE'));
    expect(archive.article(id!)).toMatchObject({
      stored: 'whole',
      images: { stored: 1, gone: 1, refused: 1, wanted: 0 },
    });
    const { images } = archive.body(id!)!;
    const sha256 = createHash('sha256')
      .update(new Uint8Array([1, 2]))
      .digest('hex');
    expect(images.get(imageUrls[0]!)).toEqual({ state: 'stored', sha256 });
    expect(archive.image(images.get(imageUrls[0]!)!.sha256!)?.bytes).toEqual(Buffer.from([1, 2]));
    expect(archive.counts().whole).toBe(1);
  });

  it('store the same bytes once, and a picture that is here already is not wanted again', () => {
    const { archive } = temporaryArchive('a');
    const shot = (n: number, path: string) =>
      item({ guid: `${n}`, title: `T${n}`, text: LONG + n, imageUrls: [link(path)] });
    readFeed(archive, 'a', [shot(1, '/x.jpg'), shot(2, '/y.jpg')]);
    archive.addImage(link('/x.jpg'), new Uint8Array([7]), JPEG);
    archive.addImage(link('/y.jpg'), new Uint8Array([7]), JPEG);
    const [third] = readFeed(archive, 'a', [shot(3, '/x.jpg')]).added;
    expect(archive.imagesWanted(9)).toEqual([]);
    expect(archive.stats().images).toBe(1);
    expect(archive.article(third!)?.stored).toBe('whole');
  });
});

describe('feeds', () => {
  it('remember validators only from complete answers, and the server’s wish to wait', () => {
    const { archive, clock } = temporaryArchive('a');
    readFeed(archive, 'a', [], 'ru');
    const retryAtMs = clock.now() + 60_000;
    archive.feedTried(feed('a'), failure('HTTP_429', retryAtMs), { outcome: 'HTTP_429', reason: 'Too often.' });
    expect(archive.feedsToFetch()).toMatchObject([
      { validators: { etag: '"1"' }, sha256: '00', retryAtMs, title: 'The feed a' },
    ]);
    expect(archive.feeds()).toMatchObject([{ lastOutcome: 'HTTP_429', lastReason: 'Too often.' }]);
  });

  it('take a new ETag of the same bytes, but none for a document that was cut short', () => {
    const { archive } = temporaryArchive('a', 'cut');
    const sha256 = '00' as Sha256;
    const fetched = (): FetchedBody => ({
      ...failure('LOCAL'),
      outcome: 'OK',
      body: new Uint8Array(),
      sha256,
      contentType: null,
      validators: { etag: '"2"', lastModified: null },
      freshForMs: null,
      framingProven: true,
      trailerMissing: false,
    });
    readFeed(archive, 'a', []);
    readFeed(archive, 'cut', []);
    archive.feedDone(feed('cut'), feedDocument('cut'), factsOf({ validators: { etag: null, lastModified: null } }));
    for (const id of ['a', 'cut']) archive.feedTried(feed(id), fetched(), { outcome: 'OK', reason: 'Nothing new.' });
    expect(archive.feedsToFetch().map((row) => row.validators.etag)).toEqual(['"2"', null]);
  });

  it('forget validators when the subscription moves to another address', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', []);
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((row) => ({ ...row, url: 'https://moved.example/feed' })),
    }));
    expect(archive.feedsToFetch()).toMatchObject([{ validators: { etag: null }, sha256: null }]);
  });
});

describe('search', () => {
  it('follows an article through its versions', () => {
    const { archive } = temporaryArchive('a');
    const total = (query: string): number => archive.search({ query, offset: 0, limit: 9 }).total;
    const [id] = readFeed(
      archive,
      'a',
      [item({ guid: '1', title: 'Выборы', link: link('/1'), text: 'про жирафа' })],
      'ru',
    ).added;
    expect([total('выборами '), total('жираф')]).toEqual([1, 1]);
    archive.addPage(
      id!,
      page({ text: 'Совсем другой и более длинный текст, о зебрах', language: 'ru' }),
      fetchedFrom(link('/1')),
    );
    expect([total('жираф'), total('зебра '), total('выборы')]).toEqual([0, 1, 1]);
    expect(archive.check().problems).toEqual([]);
  });

  it('puts a title before a text, and the newer of equals first', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [
      item({ guid: '1', title: 'Old', text: 'zebra in the text of this one', publishedMs: START_MS }),
      item({ guid: '2', title: 'New', text: 'zebra in the text of this one', publishedMs: START_MS + 5 }),
      item({ guid: '3', title: 'Zebra', text: 'nothing in the text of this one', publishedMs: START_MS - 5 }),
      ...Array.from({ length: 20 }, (_, n) => item({ guid: `f${n}`, title: `Filler ${n}`, text: 'other words' })),
    ]);
    expect(archive.search({ query: 'zebra', offset: 0, limit: 9 }).items.map((hit) => hit.title)).toEqual([
      'Zebra',
      'New',
      'Old',
    ]);
    expect(archive.search({ query: 'filler', offset: 15, limit: 50 }).items).toHaveLength(5);
    expect(archive.search({ query: 'zebra', offset: 1, limit: 1 })).toMatchObject({
      total: 3,
      items: [{ title: 'New' }],
    });
  });
});

it('exports what is selected, newest first, and nothing of its reader', () => {
  const { archive } = temporaryArchive('a', 'b');
  const many = Array.from({ length: 230 }, (_, n) =>
    item({ guid: `${n}`, title: `n${n}`, text: `word${n}`, publishedMs: START_MS + Math.floor(n / 3) }),
  );
  const { added } = readFeed(archive, 'a', many);
  archive.mark([added[3] as ArticleId], { starred: true });
  const out = (selection: Partial<ExportSelection>) => [...archive.export({ ...EVERYTHING, ...selection })];
  expect(out({}).map((row) => row.title)).toEqual(titles(archive));
  expect(out({ starred: true }).map((row) => row.title)).toEqual(['n3']);
  expect(out({ query: 'word17 ' }).map((row) => row.text)).toEqual(['word17']);
  expect(out({ sinceMs: START_MS + 76 })).toHaveLength(2);
  expect(out({ feedIds: [feed('b')] })).toEqual([]);
  expect(Object.keys(out({ starred: true })[0]!).sort()).toEqual([
    'byline',
    'complete',
    'direction',
    'fetchedMs',
    'html',
    'images',
    'language',
    'publishedMs',
    'ref',
    'sortMs',
    'sourceTitle',
    'stored',
    'text',
    'title',
    'url',
    'urlCut',
  ]);
});

it('reads as empty where no archive is yet, and sees it once it is made', () => {
  const { dir, archive, clock } = temporaryArchive('a');
  const elsewhere = openArchiveReader({ dir: `${dir}/nothing-here`, now: clock.now });
  expect(elsewhere.counts()).toEqual({ articles: 0, whole: 0, unread: 0 });
  elsewhere.close();
  const reader = openArchiveReader({ dir, now: clock.now });
  readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
  expect(reader.counts().articles).toBe(1);
  reader.close();
});
