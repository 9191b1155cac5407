import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../main/archive/archive.ts';
import type { ArticleId, FeedId, ImageInfo, Library, ParsedItem, Sha256, Subscription } from '../../../shared/model.ts';
import type { Candidate, Worth } from '../../../shared/planning.ts';
import type { FolderSchedule } from '../../../shared/schedule.ts';
import {
  feed,
  fetchedFrom,
  item,
  LONG,
  page,
  readFeed,
  START_MS,
  subscribe,
  temporaryArchive,
  UNVERIFIED,
} from './temporary-archive.ts';

const JPEG: ImageInfo = { format: 'jpeg', mediaType: 'image/jpeg', width: 2, height: 1, complete: true };
const DAY_MS = 24 * 60 * 60 * 1000;
const byRank: Worth = ({ rank }) => rank + 1;
const byAge: Worth = ({ sortMs }) => sortMs;

/** One of `host`'s, the higher `n` the newer. */
function on(host: string, n: number, fields: Parameters<typeof item>[0] = {}): ParsedItem {
  return item({
    guid: `${host} ${n}`,
    title: `${host} ${n}`,
    link: `https://${host}.example/2026/story-${n}`,
    publishedMs: START_MS - DAY_MS + n * 1000,
    ...fields,
  });
}

function change(archive: Archive, id: string, fields: Partial<Subscription>): void {
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: library.subscriptions.map((one) => (one.id === id ? { ...one, ...fields } : one)),
  }));
}

function setFolders(archive: Archive, folders: readonly FolderSchedule[]): void {
  archive.changeLibrary((library): Library => ({ ...library, schedule: { ...library.schedule, folders } }));
}

/** Every rank in the queue, by title and by address. */
function ranks(archive: Archive): Record<string, number> {
  const seen: Record<string, number> = {};
  const note =
    (candidates: Candidate[]): Worth =>
    (candidate) => {
      candidates.push(candidate);
      return 1;
    };
  for (const { title, candidate } of archive.pagesWanted(999, null, note([]))) seen[title] = candidate.rank;
  for (const { url, candidate } of archive.imagesWanted(999, note([]))) seen[new URL(url).pathname] = candidate.rank;
  return seen;
}

const pagesBy = (archive: Archive, limit: number, worth: Worth): string[] =>
  archive.pagesWanted(limit, null, worth).map(({ title }) => title);

describe('what is asked for next', () => {
  it('is what is worth most, of whatever host and age', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [on('x', 1), on('x', 2), on('y', 3), on('z', 4)]);
    expect(pagesBy(archive, 9, byAge)).toEqual(['z 4', 'y 3', 'x 2', 'x 1']);
    expect(pagesBy(archive, 9, ({ sortMs }) => 1 / sortMs)).toEqual(['x 1', 'x 2', 'y 3', 'z 4']);
    expect(pagesBy(archive, 9, ({ host }) => (host === 'x.example' ? 1 : 0))).toEqual(['x 2', 'x 1']);
    expect(pagesBy(archive, 9, () => 0)).toEqual([]);
    expect(pagesBy(archive, 9, () => -1)).toEqual([]);
  });

  it('is judged by what is known without reading it, which is told with what was chosen', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [on('x', 1, { text: LONG, imageUrls: ['https://i.example:8443/1.jpg'] })]);
    const candidate = { rank: 1, host: 'x.example', sortMs: START_MS - DAY_MS + 1000, lead: false };
    const seen: Candidate[] = [];
    const [wanted] = archive.pagesWanted(1, null, (one) => seen.push(one));
    expect(wanted).toMatchObject({ title: 'x 1', candidate: { ...candidate, feedTextLength: wanted!.feedTextLength } });
    expect(wanted!.feedTextLength).toBeGreaterThan(500);
    expect(seen[0]).toMatchObject(wanted!.candidate);
    expect(archive.imagesWanted(1, () => 1)).toMatchObject([
      { title: 'x 1', candidate: { ...candidate, host: 'i.example:8443', lead: true, feedTextLength: 0 } },
    ]);
  });

  it('takes no more than its share of one host, unless the others have nothing', () => {
    const { archive } = temporaryArchive('a');
    readFeed(
      archive,
      'a',
      Array.from({ length: 100 }, (_, n) => on('big', n)),
    );
    readFeed(
      archive,
      'a',
      ['b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap((host) => [on(host, 0), on(host, 1)]),
    );
    const bigFirst: Worth = ({ host, sortMs }) => (host === 'big.example' ? 2 : 1) * sortMs;
    const hosts = archive.pagesWanted(16, null, bigFirst).map(({ candidate }) => candidate.host);
    expect(hosts.filter((host) => host === 'big.example')).toHaveLength(2);
    expect(new Set(hosts).size).toBe(8);
    // Asked for more than the others have, it gives the rest; the others come first all the same.
    const more = archive.pagesWanted(64, null, bigFirst).map(({ candidate }) => candidate.host);
    expect([more.length, more.filter((host) => host === 'big.example').length]).toEqual([64, 50]);
    expect(new Set(more.slice(0, 22)).size).toBe(8);
    const onlyBig = archive.pagesWanted(64, null, ({ host }) => (host === 'big.example' ? 1 : 0));
    expect(onlyBig.map(({ title }) => title)).toEqual(Array.from({ length: 64 }, (_, n) => `big ${99 - n}`));
  });

  it('leaves out what rests, and what was noted to rest by a clock that was ahead', () => {
    const { archive, clock } = temporaryArchive('a');
    const [one, two] = readFeed(archive, 'a', [on('x', 1), on('x', 2)]).added;
    archive.pageTried(two!, { outcome: 'TCP_RST', reason: 'as tested' }, null);
    expect(pagesBy(archive, 9, byAge)).toEqual(['x 1']);
    clock.forward(2 * 365 * DAY_MS);
    archive.pageTried(one!, { outcome: 'HTTP_5XX', reason: 'as tested' }, null);
    clock.forward(-2 * 365 * DAY_MS);
    expect(pagesBy(archive, 9, byAge)).toEqual(['x 1']);
  });

  it('of named sources is also what they only carry', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    const image = 'https://i.example/1.jpg';
    const story = on('x', 1, { title: 'Shared by both', text: LONG, imageUrls: [image] });
    readFeed(archive, 'a', [story, on('x', 2)]);
    readFeed(archive, 'b', [{ ...story, guid: 'other' }]);
    const titlesOf = (ids: FeedId[]) => archive.pagesWanted(9, ids, byAge).map(({ title }) => title);
    expect([titlesOf([feed('a')]), titlesOf([feed('b')]), titlesOf([feed('c')])]).toEqual([
      ['x 2', 'Shared by both'],
      ['Shared by both'],
      [],
    ]);
    expect(archive.imagesWanted(9, byAge, [feed('b')]).map(({ url }) => url)).toEqual([image]);
    expect(archive.imagesWanted(9, byAge, [feed('c'), feed('nobody')])).toEqual([]);
    expect(archive.wantedOf([feed('a'), feed('b')])).toEqual({ pages: 2, images: 1 });
    expect(archive.wantedOf([feed('b')])).toEqual({ pages: 1, images: 1 });
    expect(archive.wantedOf([feed('c')])).toEqual({ pages: 0, images: 0 });
  });

  it('counts everything that is wanted, also what rests, and no picture that no article shows', () => {
    const { archive } = temporaryArchive('a');
    const url = (n: number) => `https://i.example/${n}.jpg`;
    const [one, two] = readFeed(archive, 'a', [
      on('x', 1, { imageUrls: [url(1)] }),
      on('x', 2, { imageUrls: [url(2)] }),
    ]).added;
    archive.pageTried(one!, { outcome: 'TCP_RST', reason: 'as tested' }, null);
    expect(archive.wanted()).toEqual({ pages: 2, images: 2 });
    // Its page shows other pictures than its feed does.
    archive.addPage(two!, page({ text: LONG, imageUrls: [url(3), url(4)] }), fetchedFrom('https://x.example/2'));
    expect(archive.wanted()).toEqual({ pages: 1, images: 3 });
    expect(
      archive
        .imagesWanted(9, byRank)
        .map((row) => row.url)
        .sort(),
    ).toEqual([url(1), url(3), url(4)]);
    archive.addImage(url(3), new Uint8Array([1]), JPEG);
    archive.imageTried(url(4), { outcome: 'GONE', reason: 'as tested' });
    expect(archive.wanted()).toEqual({ pages: 1, images: 1 });
    expect(archive.check().problems).toEqual([]);
  });
});

describe('a rank', () => {
  const picture = (n: number) => `https://i.example/${n}`;

  it('is that of the source, or of its folder, and follows when either changes', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    for (const [n, id] of ['a', 'b', 'c'].entries()) readFeed(archive, id, [on(id, 1, { imageUrls: [picture(n)] })]);
    expect(ranks(archive)).toEqual({ 'a 1': 1, 'b 1': 1, 'c 1': 1, '/0': 1, '/1': 1, '/2': 1 });
    change(archive, 'a', { priority: 'high' });
    change(archive, 'b', { folder: ['World', 'Asia'] });
    setFolders(archive, [{ path: ['World'], priority: 'low', everyMinutes: 60 }]);
    expect(ranks(archive)).toEqual({ 'a 1': 2, 'b 1': 0, 'c 1': 1, '/0': 2, '/1': 0, '/2': 1 });
    expect(archive.feedsToFetch()).toMatchObject([
      { priority: 'high', everyMinutes: null },
      { priority: 'low', everyMinutes: 60 },
      { priority: 'normal', everyMinutes: null },
    ]);
    // What comes now is ranked as it comes.
    readFeed(archive, 'b', [on('b', 2, { imageUrls: [picture(3)] })]);
    expect(ranks(archive)).toMatchObject({ 'b 2': 0, '/3': 0 });
    setFolders(archive, []);
    expect(ranks(archive)).toMatchObject({ 'b 1': 1, 'b 2': 1, '/1': 1, '/3': 1 });
    expect(archive.check().problems).toEqual([]);
  });

  it('of what several sources carry is the highest of theirs', () => {
    const { archive } = temporaryArchive('a', 'b');
    const story = on('x', 1, { title: 'Shared by both', text: LONG, imageUrls: [picture(1)] });
    readFeed(archive, 'a', [story]);
    change(archive, 'b', { priority: 'high' });
    expect(ranks(archive)).toEqual({ 'Shared by both': 1, '/1': 1 });
    readFeed(archive, 'b', [{ ...story, guid: 'other' }]);
    expect(ranks(archive)).toEqual({ 'Shared by both': 2, '/1': 2 });
    change(archive, 'a', { priority: 'low' });
    expect(ranks(archive)).toEqual({ 'Shared by both': 2, '/1': 2 });
    change(archive, 'b', { priority: 'low' });
    expect(ranks(archive)).toEqual({ 'Shared by both': 0, '/1': 0 });
    change(archive, 'b', { priority: 'high' });
    // The one of them that said so is forgotten.
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.filter(({ id }) => id !== 'b'),
    }));
    archive.forgetFeed(feed('b'));
    expect(ranks(archive)).toEqual({ 'Shared by both': 0, '/1': 0 });
    expect(archive.check().problems).toEqual([]);
  });

  it('of a picture in several articles is the highest of theirs', () => {
    const { archive } = temporaryArchive('a', 'b');
    change(archive, 'b', { priority: 'high' });
    const shared = { imageUrls: [picture(1)] };
    readFeed(archive, 'a', [on('a', 1, shared)]);
    expect(ranks(archive)['/1']).toBe(1);
    const [second] = readFeed(archive, 'b', [on('b', 1, shared)]).added;
    expect(ranks(archive)['/1']).toBe(2);
    // Its page shows another one.
    archive.addPage(second!, page({ text: LONG, imageUrls: [picture(2)] }), fetchedFrom('https://b.example/1'));
    expect(ranks(archive)).toEqual({ 'a 1': 1, '/1': 1, '/2': 2 });
    expect(archive.check().problems).toEqual([]);
  });

  it('of a source that is unsubscribed, and whose articles stay, is like any other’s', () => {
    const { archive } = temporaryArchive('a');
    change(archive, 'a', { priority: 'high', everyMinutes: 5 });
    readFeed(archive, 'a', [on('a', 1)]);
    archive.changeLibrary((library) => ({ ...library, subscriptions: [] }));
    expect(ranks(archive)).toEqual({ 'a 1': 1 });
  });

  it('is the first while an article is starred, and what it was before afterwards', () => {
    const { archive } = temporaryArchive('a');
    change(archive, 'a', { priority: 'low' });
    const ids = readFeed(archive, 'a', [on('a', 1, { imageUrls: [picture(1)] }), on('a', 2)]).added;
    archive.mark(ids.slice(0, 1), { starred: true });
    expect(ranks(archive)).toEqual({ 'a 1': 3, 'a 2': 0, '/1': 3 });
    // The rule changes meanwhile; pictures of its page come in their place at once.
    change(archive, 'a', { priority: 'high' });
    archive.addPage(ids[0]!, page({ text: LONG, imageUrls: [picture(2)] }), fetchedFrom('https://a.example/1'));
    expect(ranks(archive)).toEqual({ 'a 2': 2, '/2': 3 });
    archive.mark(ids, { starred: false });
    expect(ranks(archive)).toEqual({ 'a 2': 2, '/2': 2 });
    expect(archive.check().problems).toEqual([]);
  });

  it('is that of now when a page or picture turns out to be the network’s own and is wanted again', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [on('a', 1)]).added;
    const stub = 'ab'.repeat(32) as Sha256;
    const shot = page({ text: LONG, imageUrls: [picture(1)] });
    archive.addPage(id!, shot, fetchedFrom('https://a.example/1', undefined, UNVERIFIED, stub));
    archive.addImage(picture(1), new Uint8Array([1]), JPEG, UNVERIFIED);
    change(archive, 'a', { priority: 'high' });
    archive.withdrawImages('4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a' as Sha256);
    expect(ranks(archive)).toEqual({ '/1': 2 });
    archive.withdrawPages(stub);
    expect(ranks(archive)).toEqual({ 'a 1': 2 });
    expect(archive.check().problems).toEqual([]);
  });
});

describe('an article the reader waits for', () => {
  const tried = (archive: Archive, id: ArticleId, outcome: 'TCP_RST' | 'GONE' | 'HTTP_5XX') =>
    archive.pageTried(id, { outcome, reason: 'as tested' }, null);

  it('goes first, with its pictures, and whatever held it up', () => {
    const { archive } = temporaryArchive('a');
    const ids = readFeed(archive, 'a', [on('a', 1, { imageUrls: ['https://i.example/1'] }), on('a', 2)]).added;
    tried(archive, ids[0]!, 'TCP_RST');
    archive.imageTried('https://i.example/1', { outcome: 'FROZEN', reason: 'as tested' });
    expect(ranks(archive)).toEqual({ 'a 2': 1 });
    archive.wantArticle(ids[0]!);
    expect(pagesBy(archive, 9, byRank)).toEqual(['a 1', 'a 2']);
    expect(ranks(archive)).toEqual({ 'a 1': 3, 'a 2': 1, '/1': 3 });
    // It is waited for until it is here, also when it was starred in between.
    archive.mark(ids, { starred: true });
    archive.mark(ids, { starred: false });
    change(archive, 'a', { priority: 'low' });
    expect(ranks(archive)).toEqual({ 'a 1': 3, 'a 2': 0, '/1': 3 });
    expect(archive.check().problems).toEqual([]);
  });

  it('stays settled when its server said so for good, and is asked for once more when that was in trouble', () => {
    const { archive, clock } = temporaryArchive('a');
    const [gone, trouble] = readFeed(archive, 'a', [on('a', 1), on('a', 2)]).added;
    tried(archive, gone!, 'GONE');
    for (let n = 0; n < 8; n += 1) tried(archive, trouble!, 'HTTP_5XX');
    clock.forward(DAY_MS);
    expect(pagesBy(archive, 9, byRank)).toEqual([]);
    archive.wantArticle(gone!);
    archive.wantArticle(trouble!);
    expect(pagesBy(archive, 9, byRank)).toEqual(['a 2']);
    expect(archive.article(gone!)?.pageOutcome).toBe('GONE');
    tried(archive, trouble!, 'HTTP_5XX');
    clock.forward(DAY_MS);
    expect(pagesBy(archive, 9, byRank)).toEqual([]);
    expect(archive.check().problems).toEqual([]);
  });

  it('is not there any more, which is said', () => {
    const { archive } = temporaryArchive();
    expect(() => archive.wantArticle('nothing' as ArticleId)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});

describe('a big queue', () => {
  it('of 5,000 sources, nearly all of them dark, gives what the others have', () => {
    const { archive } = temporaryArchive();
    const sources = Array.from({ length: 5_000 }, (_, n) => `s${n}`);
    subscribe(archive, ...sources);
    archive.atOnce(() => {
      for (const id of sources) archive.addItems(feed(id), [on(id, 1), on(id, 2)]);
    });
    expect(archive.wanted()).toEqual({ pages: 10_000, images: 0 });
    const answers = new Set(['s7.example', 's4999.example']);
    const wanted = archive.pagesWanted(64, null, ({ host, sortMs }) => (answers.has(host) ? sortMs : 0));
    expect(wanted.map(({ title }) => title).sort()).toEqual(['s4999 1', 's4999 2', 's7 1', 's7 2']);
    expect(new Set(archive.pagesWanted(64, null, byRank).map(({ candidate }) => candidate.host)).size).toBe(64);
    expect(archive.pagesWanted(64, null)).toHaveLength(64);
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((one) => ({ ...one, priority: 'high' as const })),
    }));
    expect(archive.pagesWanted(1, null, byRank)[0]?.candidate.rank).toBe(2);
    expect(archive.check().problems).toEqual([]);
  });

  it('of 10,000 pages of one host goes newest first, and lets a starred old one pass', () => {
    const { archive } = temporaryArchive('a');
    const ids = archive.addItems(
      feed('a'),
      Array.from({ length: 10_000 }, (_, n) => on('big', n)),
    ).added;
    archive.mark(ids.slice(0, 1), { starred: true });
    const worth: Worth = ({ rank, sortMs }) => rank * 1e15 + sortMs;
    expect(pagesBy(archive, 3, worth)).toEqual(['big 0', 'big 9999', 'big 9998']);
    expect(archive.wanted().pages).toBe(10_000);
    expect(archive.wantedOf([feed('a')]).pages).toBe(10_000);
  });
});
