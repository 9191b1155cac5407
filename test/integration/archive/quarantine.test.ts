import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Archive, openArchive, openArchiveReader } from '../../../main/archive/archive.ts';
import type { ArticleId, FeedId, ImageInfo, QuarantinedKind, Sha256 } from '../../../shared/model.ts';
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
  temporaryArchive,
  UNVERIFIED,
  VERIFIED,
} from './temporary-archive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const IMAGE = 'http://news.example/1.jpg';
const JPEG: ImageInfo = { format: 'jpeg', mediaType: 'image/jpeg', width: 90, height: 90, complete: true };

function refuse(
  archive: Archive,
  what: QuarantinedKind,
  key: string,
  about: { feedId?: FeedId; articleId?: ArticleId } = {},
): void {
  archive.quarantine({
    what,
    key,
    feedId: about.feedId ?? null,
    articleId: about.articleId ?? null,
    host: 'news.example',
    outcome: 'STUB',
    reason: 'Not archived: looks like a page from your network, not from news.example.',
    sha256: 'ab'.repeat(32),
  });
}

/** A feed, an article and a picture of it, none of which was let in. */
function threeRefused() {
  const all = temporaryArchive('a');
  const items = [item({ guid: '1', title: 'Giraffes', link: 'http://news.example/1', text: LONG, imageUrls: [IMAGE] })];
  const [id] = readFeed(all.archive, 'a', items).added;
  refuse(all.archive, 'feed', 'a', { feedId: feed('a') });
  refuse(all.archive, 'page', id!, { feedId: feed('a'), articleId: id! });
  refuse(all.archive, 'image', IMAGE, { feedId: feed('a'), articleId: id! });
  return { ...all, id: id! };
}

const kinds = (archive: Archive): string[] => archive.quarantined().map((entry) => entry.what);

describe('what was not let in', () => {
  it('is listed newest first, with the names of what it was for', () => {
    const { archive, id, dir, clock } = threeRefused();
    expect(archive.quarantined()).toMatchObject([
      { what: 'image', key: IMAGE, title: 'Giraffes', articleId: id, feedId: 'a' },
      { what: 'page', key: id, title: 'Giraffes', articleId: id, feedId: 'a', host: 'news.example', outcome: 'STUB' },
      { what: 'feed', key: 'a', title: 'The feed a', articleId: null, feedId: 'a', sha256: 'ab'.repeat(32) },
    ]);
    const reader = openArchiveReader({ dir, now: clock.now });
    expect(reader.quarantined()).toEqual(archive.quarantined());
    expect(reader.quarantinedCount()).toBe(3);
    reader.close();
  });

  it('has one entry for each thing, and the last reason stands', () => {
    const { archive, id } = threeRefused();
    archive.quarantine({
      ...archive.quarantined()[1]!,
      key: id,
      outcome: 'CAPTIVE',
      reason: 'Not archived: your network wants you to sign in.',
    });
    expect(archive.quarantined()).toHaveLength(3);
    expect(archive.quarantined()[0]).toMatchObject({ what: 'page', outcome: 'CAPTIVE' });
  });

  it('is released by what the server itself answers for, and by nothing else', () => {
    const { archive, id } = threeRefused();
    const from = fetchedFrom('http://news.example/1');
    archive.addImage(IMAGE, new Uint8Array([1]), JPEG, UNVERIFIED);
    archive.addPage(id, page({ text: LONG }), { ...from, arrival: UNVERIFIED });
    archive.feedDone(feed('a'), feedDocument('a'), factsOf({ arrival: UNVERIFIED }));
    archive.feedTried(feed('a'), { ...failure('TCP_RST'), authority: 'none' }, { outcome: 'TCP_RST', reason: 'Cut.' });
    expect(kinds(archive)).toEqual(['image', 'page', 'feed']);
    archive.addImage(IMAGE, new Uint8Array([1]), JPEG, VERIFIED);
    expect(kinds(archive)).toEqual(['page', 'feed']);
    archive.addPage(id, page({ text: LONG }), from);
    expect(kinds(archive)).toEqual(['feed']);
    archive.feedDone(feed('a'), feedDocument('a'), factsOf());
    expect(kinds(archive)).toEqual([]);
  });

  it('is released when the server itself says that nothing is new', () => {
    const { archive } = threeRefused();
    archive.feedTried(feed('a'), failure('NOT_MODIFIED'), { outcome: 'NOT_MODIFIED', reason: 'Nothing new.' });
    expect(kinds(archive)).toEqual(['image', 'page']);
  });

  it('is released by hand', () => {
    const { archive, id } = threeRefused();
    archive.release('page', id);
    archive.release('feed', 'another');
    expect(kinds(archive)).toEqual(['image', 'feed']);
  });

  it('is dropped after a week, also when a wrong clock dated it', () => {
    const { archive, clock } = threeRefused();
    clock.forward(6 * DAY_MS);
    archive.sweep();
    expect(archive.quarantinedCount()).toBe(3);
    clock.forward(2 * DAY_MS);
    refuse(archive, 'image', 'http://news.example/2.jpg');
    archive.sweep();
    expect(archive.quarantined()).toMatchObject([{ title: 'news.example', feedId: null, articleId: null }]);
    clock.forward(-2 * DAY_MS);
    archive.sweep();
    expect(archive.quarantinedCount()).toBe(0);
  });

  it('is of no interest when its thing has gone', () => {
    const { archive } = temporaryArchive('a');
    refuse(archive, 'feed', 'gone', { feedId: feed('gone') });
    refuse(archive, 'page', 'gone', { articleId: 'gone' as ArticleId });
    expect(archive.quarantinedCount()).toBe(0);
  });

  it('goes with a source that is unsubscribed, and all of it with one that is forgotten', () => {
    const { archive } = threeRefused();
    archive.changeLibrary((library) => ({ ...library, subscriptions: [] }));
    expect(kinds(archive)).toEqual(['image', 'page']);
    archive.forgetFeed(feed('a'));
    expect(kinds(archive)).toEqual([]);
    expect(archive.check().problems).toEqual([]);
  });

  it('does not grow without end when a network puts its page in place of everything', () => {
    const { archive } = temporaryArchive('a');
    archive.atOnce(() => {
      for (let n = 0; n < 2_100; n += 1) refuse(archive, 'image', `http://news.example/${n}.jpg`);
    });
    expect(archive.quarantinedCount()).toBe(2_000);
    expect(archive.quarantined()[0]?.key).toBe('http://news.example/2099.jpg');
    expect(archive.quarantined().at(-1)?.key).toBe('http://news.example/100.jpg');
  });
});

/** Every byte under a folder, in small letters. */
function everything(dir: string): string {
  return readdirSync(dir, { recursive: true })
    .map((name) => join(dir, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path).toString('latin1').toLowerCase())
    .join('\n');
}

describe('on the disk', () => {
  /** Short enough to be stored as it is: a packed one could not be found by its words. */
  const BODY = 'Dear qwertyzxcv, this zebra is restricted.';

  it('stands nothing of the body of what was refused, which can name the subscriber', () => {
    const { archive, id, dir, close } = threeRefused();
    const stub = { outcome: 'STUB', reason: 'Not archived.' } as const;
    archive.pageTried(id, stub, Buffer.from(BODY));
    archive.pageTried(id, { ...stub, outcome: 'CAPTIVE' }, Buffer.from(BODY));
    archive.pageTried(id, { ...stub, outcome: 'TAMPER' }, Buffer.from(BODY));
    expect(everything(dir)).not.toContain('qwertyzxcv');
    archive.pageTried(id, { outcome: 'NOT_AN_ARTICLE', reason: 'No text.' }, Buffer.from('an honest plughxyzzy page'));
    expect(everything(dir)).toContain('plughxyzzy');
    close();
    expect(everything(dir)).not.toContain('qwertyzxcv');
  });

  it('stands nothing of a page that was taken back, at once', () => {
    const { archive, id, dir } = threeRefused();
    const sha256 = 'cd'.repeat(32) as Sha256;
    const text = `${BODY} ${'zebra '.repeat(60)}`;
    archive.addPage(
      id,
      page({ text, title: 'Qwertyzxcv', byline: 'Qwertyzxcv', excerpt: 'Qwertyzxcv' }),
      fetchedFrom('http://news.example/1', 'http://news.example/1', UNVERIFIED, sha256),
    );
    expect(everything(dir)).toContain('qwertyzxcv');
    archive.withdrawPages(sha256);
    expect(everything(dir)).not.toContain('qwertyzxcv');
  });

  it('stands no attempt, as long as the owner keeps no log', () => {
    const { archive, dir, close } = temporaryArchive('a');
    const attempt = {
      atMs: 1,
      feedId: feed('a'),
      what: 'feed',
      outcome: 'TLS_RST',
      route: 'qwertyzxcv',
      bytes: 0,
      ms: 5,
    } as const;
    archive.logAttempt(attempt);
    expect(archive.loggedAttempts(10)).toEqual([]);
    const keepLog = (log: boolean) =>
      archive.changeLibrary((library) => ({ ...library, network: { ...library.network, log } }));
    keepLog(true);
    archive.logAttempt(attempt);
    expect(archive.loggedAttempts(10)).toEqual([attempt]);
    keepLog(false);
    expect(archive.loggedAttempts(10)).toEqual([]);
    expect(everything(dir)).not.toContain('qwertyzxcv');
    close();
  });
});

describe('the log', () => {
  function logging() {
    const all = temporaryArchive('a');
    all.archive.changeLibrary((library) => ({ ...library, network: { ...library.network, log: true } }));
    const log = (n: number, feedId: FeedId | null = null) =>
      all.archive.logAttempt({ atMs: n, feedId, what: 'page', outcome: 'OK', route: 'direct', bytes: n, ms: 1.5 });
    return { ...all, log };
  }

  it('is told newest first, and holds the last 10,000', () => {
    const { archive, log } = logging();
    archive.atOnce(() => {
      for (let n = 1; n <= 10_010; n += 1) log(n);
    });
    expect(archive.loggedAttempts(2).map((attempt) => attempt.atMs)).toEqual([10_010, 10_009]);
    const all = archive.loggedAttempts(20_000);
    expect([all.length, all.at(-1)?.atMs]).toEqual([10_000, 11]);
  });

  it('is cleared without a trace', () => {
    const { archive, log, dir } = logging();
    archive.logAttempt({ atMs: 1, feedId: null, what: 'page', outcome: 'OK', route: 'qwertyzxcv', bytes: 1, ms: 1 });
    expect(everything(dir)).toContain('qwertyzxcv');
    archive.clearLog();
    expect(everything(dir)).not.toContain('qwertyzxcv');
    log(7);
    expect(archive.loggedAttempts(9).map((attempt) => attempt.atMs)).toEqual([7]);
  });

  it('forgets a source with the source', () => {
    const { archive, log } = logging();
    readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
    log(1, feed('a'));
    log(2);
    archive.changeLibrary((library) => ({ ...library, subscriptions: [] }));
    expect(archive.loggedAttempts(9).map((attempt) => attempt.feedId)).toEqual([null, 'a']);
    archive.forgetFeed(feed('a'));
    expect(archive.loggedAttempts(9).map((attempt) => attempt.atMs)).toEqual([2]);
  });
});

it('a page nobody vouches for does not settle an article at its first word', () => {
  const { archive, clock } = temporaryArchive('a');
  const at = (host: string, n: number) =>
    item({ guid: `${n}`, title: `T${n}`, link: `http://${host}/${n}`, text: LONG });
  const [open, home, secure] = readFeed(archive, 'a', [
    at('news.example', 1),
    at('192.168.1.9', 2),
    at('s.example', 3),
  ]).added;
  const gone = { outcome: 'GONE', reason: 'Gone.' } as const;
  archive.pageTried(open!, { ...gone, authority: 'none' }, null);
  archive.pageTried(home!, { ...gone, authority: 'none' }, null);
  archive.pageTried(secure!, { ...gone, authority: 'tls' }, null);
  clock.forward(DAY_MS);
  expect(archive.pagesWanted(9, null).map((row) => row.articleId)).toEqual([open]);
  for (let n = 0; n < 7; n += 1) archive.pageTried(open!, { ...gone, authority: 'none' }, null);
  clock.forward(DAY_MS);
  expect(archive.pagesWanted(9, null)).toEqual([]);
  expect(archive.article(open!)).toMatchObject({ stored: 'whole', pageOutcome: 'GONE' });
});

it('the same of a picture', () => {
  const { archive, clock } = temporaryArchive('a');
  const urls = ['http://news.example/1.jpg', 'https://news.example/2.jpg'];
  readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: LONG, imageUrls: urls })]);
  archive.imageTried(urls[0]!, { outcome: 'HTTP_4XX', reason: 'No.', authority: 'none' });
  archive.imageTried(urls[1]!, { outcome: 'HTTP_4XX', reason: 'No.', authority: 'tls' });
  clock.forward(DAY_MS);
  expect(archive.imagesWanted(9).map((row) => row.url)).toEqual([urls[0]]);
});

it('an archive with all of it opens again as it was', () => {
  const { archive, dir, clock, close } = threeRefused();
  const before = [archive.quarantined(), archive.feeds(), archive.feedsToFetch()];
  close();
  const again = openArchive({ dir, now: clock.now });
  expect([again.quarantined(), again.feeds(), again.feedsToFetch()]).toEqual(before);
  expect(again.check().problems).toEqual([]);
  again.close();
});
