import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../main/archive/archive.ts';
import type { FetchedBody, Sha256 } from '../../../shared/model.ts';
import {
  factsOf,
  failure,
  feed,
  feedDocument,
  item,
  readFeed,
  subscribe,
  temporaryArchive,
  UNVERIFIED,
  VERIFIED,
} from './temporary-archive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const A = feed('a');

const summary = (archive: Archive) => archive.feeds()[0];
const known = (archive: Archive) => archive.feedsToFetch()[0];

function moveTo(archive: Archive, url: string): void {
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: library.subscriptions.map((row) => ({ ...row, url })),
  }));
}

function sameBytes(fields: Partial<FetchedBody>): FetchedBody {
  return {
    ...failure('LOCAL'),
    outcome: 'OK',
    body: new Uint8Array(),
    sha256: '00' as Sha256,
    contentType: null,
    validators: { etag: '"2"', lastModified: null },
    freshForMs: null,
    framingProven: true,
    trailerMissing: false,
    ...fields,
  };
}

describe('a source', () => {
  it('that was never tried says so', () => {
    const { archive } = temporaryArchive('a');
    expect(summary(archive)).toMatchObject({
      lastRoute: null,
      lastBytes: 0,
      totalBytes: 0,
      authority: null,
      seemsGone: false,
      dnsBlocked: false,
    });
    expect(known(archive)).toMatchObject({
      ownTitle: null,
      ownSiteUrl: null,
      knownDomains: ['a.example'],
      httpsTriedMs: null,
      httpsOkMs: null,
    });
  });

  it('remembers by which way it came last, who vouched for its last success, and what it cost', () => {
    const { archive } = temporaryArchive('a');
    const onion = { route: 'p1', authority: 'onion' } as const;
    archive.feedDone(A, feedDocument('a'), factsOf({ wireBytes: 1000, arrival: onion, dnsBlocked: true }));
    expect(summary(archive)).toMatchObject({
      lastRoute: 'p1',
      authority: 'onion',
      lastBytes: 1000,
      totalBytes: 1000,
      dnsBlocked: true,
    });
    const cut = { ...failure('FROZEN'), wireBytes: 234, authority: 'none' } as const;
    archive.feedTried(A, cut, { outcome: 'FROZEN', reason: 'It froze.' });
    expect(summary(archive)).toMatchObject({
      lastRoute: 'direct',
      authority: 'onion',
      lastBytes: 234,
      totalBytes: 1234,
      dnsBlocked: false,
      lastOutcome: 'FROZEN',
    });
  });

  it('learns the domains it is let in from, at most 16 of them, and its own before all', () => {
    const { archive } = temporaryArchive('a');
    const from = (domain: string | null) => archive.feedDone(A, feedDocument('a'), factsOf({ domain }));
    for (const domain of ['a.example', null, 'service.example', 'other.example', 'service.example']) from(domain);
    expect(known(archive)?.knownDomains).toEqual(['a.example', 'other.example', 'service.example']);
    for (let n = 0; n < 40; n += 1) from(`d${n}.example`);
    expect(known(archive)?.knownDomains).toHaveLength(16);
    expect(known(archive)?.knownDomains.at(-1)).toBe('d39.example');
  });

  it('is named by a verified answer; by another one only while it has no name', () => {
    const { archive } = temporaryArchive('a');
    const named = (title: string, arrival = VERIFIED) =>
      archive.feedDone(A, { ...feedDocument('a'), title, link: `https://${title}.example/` }, factsOf({ arrival }));
    named('first', UNVERIFIED);
    expect(known(archive)).toMatchObject({ title: 'first', ownTitle: 'first', ownSiteUrl: 'https://first.example/' });
    named('stub', UNVERIFIED);
    expect(known(archive)).toMatchObject({ ownTitle: 'first', ownSiteUrl: 'https://first.example/' });
    named('renamed');
    expect(known(archive)).toMatchObject({ ownTitle: 'renamed', ownSiteUrl: 'https://renamed.example/' });
  });

  it('on the person’s own network may rename itself, for nobody is on the way', () => {
    const { archive } = temporaryArchive('a');
    moveTo(archive, 'http://192.168.1.5/feed');
    for (const title of ['first', 'second']) {
      archive.feedDone(A, { ...feedDocument('a'), title }, factsOf({ arrival: UNVERIFIED }));
    }
    expect(known(archive)?.ownTitle).toBe('second');
  });

  it('of which only whole items of a cut answer came has succeeded, and is asked for all of it the next time', () => {
    const { archive, clock } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
    clock.forward(1000);
    archive.addItems(A, [item({ guid: '2', title: 'Two' })], VERIFIED);
    archive.feedPartial(A, { arrival: VERIFIED, wireBytes: 500 }, 'The rest did not come.');
    expect(summary(archive)).toMatchObject({
      lastOutcome: 'PARTIAL',
      lastReason: 'The rest did not come.',
      total: 2,
      lastBytes: 500,
      authority: 'tls',
    });
    expect(known(archive)).toMatchObject({
      validators: { etag: null, lastModified: null },
      sha256: null,
      freshUntilMs: null,
    });
    expect(known(archive)?.lastSuccessMs).toBe(known(archive)?.lastAttemptMs);
  });

  it('takes new validators with the same bytes only from the server itself', () => {
    const { archive } = temporaryArchive('a');
    const verdict = { outcome: 'OK', reason: 'Nothing new.' } as const;
    readFeed(archive, 'a', []);
    archive.feedTried(A, sameBytes({ authority: 'none' }), verdict);
    expect(known(archive)?.validators.etag).toBe('"1"');
    archive.feedDone(A, feedDocument('a'), factsOf());
    archive.feedTried(A, sameBytes({ authority: 'tls' }), verdict);
    expect(known(archive)?.validators.etag).toBe('"2"');
  });

  it('keeps the wish to wait as it was given, over a restart too', () => {
    const { archive, clock } = temporaryArchive('a');
    const retryAtMs = clock.now() + 3_600_000;
    archive.feedTried(A, failure('HTTP_503', retryAtMs), { outcome: 'HTTP_503', reason: 'Later.' });
    expect(known(archive)?.retryAtMs).toBe(retryAtMs);
    archive.feedTried(A, failure('TCP_RST'), { outcome: 'TCP_RST', reason: 'Cut.' });
    expect(known(archive)?.retryAtMs).toBeNull();
  });

  it('notes when https was tried, and when it last worked', () => {
    const { archive, clock } = temporaryArchive('a');
    archive.feedTriedHttps(A, true);
    const worked = known(archive)?.httpsOkMs;
    clock.forward(DAY_MS);
    archive.feedTriedHttps(A, false);
    expect(known(archive)?.httpsOkMs).toBe(worked);
    expect(known(archive)!.httpsTriedMs! - worked!).toBeGreaterThanOrEqual(DAY_MS);
  });

  it('knows its items by guid, else by an address of their own, and each article once', () => {
    const { archive } = temporaryArchive('a', 'b');
    const link = (path: string) => `https://a.example/${path}`;
    readFeed(archive, 'a', [
      item({ guid: '1', title: 'One', link: link('2026/one') }),
      item({ guid: '2', title: 'Two', link: link('2026/two') }),
      item({ guid: '3', title: 'Three', link: link('') }),
    ]);
    const count = (...items: Parameters<typeof item>[0][]) => archive.knownItems(A, items.map(item));
    expect(count({ guid: '1' }, { guid: '1' }, { guid: 'x', link: link('2026/two') })).toBe(2);
    expect(count({ guid: 'y', link: link('') }, { title: 'One' })).toBe(0);
    expect(archive.knownItems(feed('b'), [item({ guid: '1', link: link('2026/one') })])).toBe(0);
    expect(archive.knownItems(feed('gone'), [item({ guid: '1' })])).toBe(0);
    expect(count({ guid: '1' })).toBe(1);
  });
});

describe('a source that is gone', () => {
  it('seems so after three days of it within more than a week, however often it is asked', () => {
    const { archive, clock } = temporaryArchive('a');
    const seems = (): boolean => summary(archive)?.seemsGone ?? true;
    for (let n = 0; n < 50; n += 1) archive.feedGone(A);
    clock.forward(8 * DAY_MS);
    archive.feedGone(A);
    expect(seems()).toBe(false);
    clock.forward(DAY_MS);
    archive.feedGone(A);
    expect(seems()).toBe(true);
  });

  it('does not seem so after three days in a row', () => {
    const { archive, clock } = temporaryArchive('a');
    for (let n = 0; n < 3; n += 1) {
      archive.feedGone(A);
      clock.forward(DAY_MS);
    }
    expect(summary(archive)?.seemsGone).toBe(false);
  });

  it.each(['whole', 'not modified', 'partial'])('is there again with any success (%s)', (how) => {
    const { archive, clock } = temporaryArchive('a');
    for (let n = 0; n < 4; n += 1) {
      archive.feedGone(A);
      clock.forward(4 * DAY_MS);
    }
    expect(summary(archive)?.seemsGone).toBe(true);
    if (how === 'whole') readFeed(archive, 'a', []);
    if (how === 'partial') archive.feedPartial(A, { arrival: VERIFIED, wireBytes: 1 }, 'cut');
    if (how === 'not modified') {
      archive.feedTried(A, failure('NOT_MODIFIED'), { outcome: 'NOT_MODIFIED', reason: 'Nothing new.' });
    }
    expect(summary(archive)?.seemsGone).toBe(false);
    archive.feedGone(A);
    expect(summary(archive)?.seemsGone).toBe(false);
  });

  it('is not told from days that a wrong clock made up', () => {
    const { archive, clock } = temporaryArchive('a');
    archive.feedGone(A);
    clock.forward(700 * DAY_MS);
    archive.feedGone(A);
    clock.forward(-699 * DAY_MS);
    archive.feedGone(A);
    expect(summary(archive)?.seemsGone).toBe(false);
  });
});

describe('a source that moves', () => {
  it('tells how often, in how many networks and since when a target was seen', () => {
    const { archive, clock } = temporaryArchive('a');
    const first = archive.feedMoved(A, 'https://new.example/feed', 'home');
    clock.forward(DAY_MS);
    archive.feedMoved(A, 'https://other.example/feed', 'home');
    archive.feedMoved(A, 'https://new.example/feed', 'home');
    expect(archive.feedMoved(A, 'https://new.example/feed', 'work')).toEqual({
      sightings: 3,
      networks: 2,
      firstMs: first.firstMs,
    });
    archive.feedStayed(A);
    expect(archive.feedMoved(A, 'https://new.example/feed', 'work')).toMatchObject({ sightings: 1, networks: 1 });
  });

  it('to a new address at every visit fills nothing', () => {
    const { archive } = temporaryArchive('a');
    archive.feedMoved(A, 'https://first.example/', 'home');
    for (let n = 0; n < 30; n += 1) {
      expect(archive.feedMoved(A, `https://new.example/${n}`, 'home').sightings).toBe(1);
    }
    expect(archive.feedMoved(A, 'https://new.example/29', 'home').sightings).toBe(2);
    expect(archive.feedMoved(A, 'https://first.example/', 'home').sightings).toBe(1);
    expect(archive.feedMoved(feed('gone'), 'https://first.example/', 'home').sightings).toBe(0);
  });
});

describe('at another address', () => {
  it('nothing that was learned of a source holds any more, but its articles and successes do', () => {
    const { archive, clock } = temporaryArchive('a', 'b');
    for (const id of ['a', 'b']) {
      readFeed(archive, id, [item({ guid: '1', title: `One of ${id}` })]);
      archive.feedDone(feed(id), feedDocument(id), factsOf({ domain: 'service.example', dnsBlocked: true }));
      archive.feedTriedHttps(feed(id), true);
      archive.feedMoved(feed(id), 'https://new.example/', 'home');
      for (let n = 0; n < 3; n += 1) {
        archive.feedGone(feed(id));
        clock.forward(5 * DAY_MS);
      }
      archive.quarantine({
        what: 'feed',
        key: id,
        feedId: feed(id),
        articleId: null,
        host: `${id}.example`,
        outcome: 'STUB',
        reason: 'not archived',
        sha256: '11',
      });
    }
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((row) =>
        row.id === 'a' ? { ...row, url: 'https://new.example/feed' } : row,
      ),
    }));
    const [a, b] = archive.feedsToFetch();
    expect(a).toMatchObject({
      knownDomains: ['new.example'],
      httpsTriedMs: null,
      httpsOkMs: null,
      validators: { etag: null },
      ownTitle: 'The feed a',
    });
    expect(a?.lastSuccessMs).not.toBeNull();
    expect(b).toMatchObject({ knownDomains: ['b.example', 'service.example'], validators: { etag: '"1"' } });
    expect(b?.httpsOkMs).not.toBeNull();
    expect(archive.feeds().map((row) => [row.seemsGone, row.dnsBlocked, row.total])).toEqual([
      [false, false, 1],
      [true, true, 1],
    ]);
    expect(archive.quarantined().map((entry) => entry.key)).toEqual(['b']);
    expect(archive.feedMoved(A, 'https://new.example/', 'home').sightings).toBe(1);
    expect(archive.feedMoved(feed('b'), 'https://new.example/', 'home').sightings).toBe(2);
  });

  it('is not what a rename or a new folder is', () => {
    const { archive } = temporaryArchive('a');
    archive.feedDone(A, feedDocument('a'), factsOf({ domain: 'service.example' }));
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((row) => ({ ...row, title: 'Mine', folder: ['World'] })),
    }));
    subscribe(archive, 'b');
    expect(known(archive)).toMatchObject({
      knownDomains: ['a.example', 'service.example'],
      validators: { etag: '"1"' },
    });
  });
});
