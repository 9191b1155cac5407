import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import type { OriginFacts } from '../../../shared/line.ts';
import type { ImageInfo, ParsedItem } from '../../../shared/model.ts';
import { feed, fetchedFrom, item, LONG, page, readFeed, START_MS, temporaryArchive } from './temporary-archive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const JPEG: ImageInfo = { format: 'jpeg', mediaType: 'image/jpeg', width: 90, height: 90, complete: true };

function facts(origin: string, more: Partial<OriginFacts> = {}): OriginFacts {
  return {
    origin,
    lastOkMs: START_MS,
    lastFailMs: null,
    lastOutcome: 'OK',
    counts: { OK: 3, TLS_RST: 1 },
    addresses: [{ address: '192.0.2.1', okMs: START_MS }],
    rangesOk: true,
    frozenMs: START_MS,
    curtainHard: false,
    issuer: { class: 'public', name: 'A root', rootSpki: 'ab'.repeat(32) },
    anchor: true,
    goodput: 1234.5,
    roundTripMs: 80.25,
    ...more,
  };
}
const record = (route: string, n = 0) => ({
  route,
  origin: `https://${n}.example`,
  network: 'home',
  health: 0.75,
  lastOkMs: START_MS,
  lastFailMs: null,
});

describe('origins', () => {
  it('come back as they were saved, each once', () => {
    const { archive, dir, clock, close } = temporaryArchive();
    archive.saveOrigin(facts('https://a.example'));
    archive.saveOrigin(facts('http://b.example:8080', { issuer: null, goodput: null, lastOkMs: null }));
    archive.saveOrigin(facts('https://a.example', { anchor: false, lastOutcome: 'FROZEN' }));
    close();
    const again = openArchive({ dir, now: clock.now });
    expect(again.origins()).toEqual([
      facts('https://a.example', { anchor: false, lastOutcome: 'FROZEN' }),
      facts('http://b.example:8080', { issuer: null, goodput: null, lastOkMs: null }),
    ]);
    again.close();
  });

  it('lose addresses after 30 days, and are forgotten after half a year without a word', () => {
    const { archive, clock } = temporaryArchive();
    const fresh = { address: '192.0.2.2', okMs: START_MS + 20 * DAY_MS };
    archive.saveOrigin(facts('https://a.example', { addresses: [fresh, { address: '192.0.2.1', okMs: START_MS }] }));
    clock.forward(31 * DAY_MS);
    archive.sweep();
    expect(archive.origins()).toEqual([facts('https://a.example', { addresses: [fresh] })]);
    clock.forward(100 * DAY_MS);
    archive.saveOrigin(facts('https://b.example'));
    clock.forward(60 * DAY_MS);
    archive.sweep();
    expect(archive.origins().map((row) => row.origin)).toEqual(['https://b.example']);
  });

  it('are no more than a big library meets: the longest unused make room', () => {
    const { archive } = temporaryArchive();
    archive.atOnce(() => {
      for (let n = 0; n < 10_000; n += 1) archive.saveOrigin(facts(`https://${n}.example`));
      archive.saveOrigin(facts('https://0.example'));
      archive.saveOrigin(facts('https://new.example'));
    });
    const kept = new Set(archive.origins().map((row) => row.origin));
    expect(kept.size).toBe(10_000);
    expect(['0', 'new', '1'].map((name) => kept.has(`https://${name}.example`))).toEqual([true, true, false]);
  });

  it('keep at most four addresses', () => {
    const { archive } = temporaryArchive();
    const addresses = Array.from({ length: 9 }, (_, n) => ({ address: `192.0.2.${n}`, okMs: START_MS }));
    archive.saveOrigin(facts('https://a.example', { addresses }));
    expect(archive.origins()[0]?.addresses).toEqual(addresses.slice(0, 4));
  });

  it('of a forgotten source are forgotten, unless something that stays needs them', () => {
    const { archive } = temporaryArchive('a', 'b');
    const image = 'https://images.example/1.jpg';
    readFeed(archive, 'a', [
      item({ guid: '1', title: 'One', link: 'https://pages.example/1', text: LONG, imageUrls: [image] }),
      item({ guid: '2', title: 'Two', link: 'https://both.example/2' }),
    ]);
    readFeed(archive, 'b', [item({ guid: '3', title: 'Three', link: 'https://both.example/3' })]);
    archive.addImage(image, new Uint8Array([1]), JPEG);
    for (const host of ['a', 'pages', 'images', 'both', 'b', 'far']) {
      archive.saveOrigin(facts(`https://${host}.example`));
      archive.saveRouteRecord({ ...record('direct'), origin: `https://${host}.example` });
    }
    archive.changeLibrary((library) => ({ ...library, subscriptions: library.subscriptions.slice(1) }));
    archive.forgetFeed(feed('a'));
    const kept = ['both', 'b', 'far'].map((host) => `https://${host}.example`);
    expect(archive.origins().map((row) => row.origin)).toEqual(kept);
    expect(archive.routeRecords().map((row) => row.origin)).toEqual(kept);
  });

  it('of a source without articles are forgotten when it is unsubscribed', () => {
    const { archive } = temporaryArchive('a', 'b');
    for (const host of ['a', 'b']) archive.saveOrigin(facts(`https://${host}.example`));
    archive.changeLibrary((library) => ({ ...library, subscriptions: library.subscriptions.slice(1) }));
    expect(archive.origins().map((row) => row.origin)).toEqual(['https://b.example']);
  });
});

describe('ways', () => {
  it('come back as they were saved, one for each origin and network', () => {
    const { archive } = temporaryArchive();
    archive.saveRouteRecord(record('direct'));
    archive.saveRouteRecord(record('p1'));
    archive.saveRouteRecord({ ...record('direct'), network: 'work' });
    archive.saveRouteRecord({ ...record('direct'), health: 0.5, lastFailMs: START_MS + 1 });
    expect(archive.routeRecords()).toEqual([
      { ...record('direct'), health: 0.5, lastFailMs: START_MS + 1 },
      record('p1'),
      { ...record('direct'), network: 'work' },
    ]);
  });

  it('are at most 5,000, and none stays for longer than a season unused', () => {
    const { archive, clock } = temporaryArchive();
    archive.atOnce(() => {
      for (let n = 0; n < 5_010; n += 1) archive.saveRouteRecord(record('direct', n));
    });
    expect(archive.routeRecords()).toHaveLength(5_000);
    expect(archive.routeRecords()[0]).toEqual(record('direct', 10));
    clock.forward(91 * DAY_MS);
    archive.saveRouteRecord(record('p1'));
    archive.sweep();
    expect(archive.routeRecords()).toEqual([record('p1')]);
  });
});

describe('pages of a network', () => {
  const template = (n: number, seenMs = START_MS) => ({ sha256: `${n}`.padStart(64, '0'), simhash: 'ff', seenMs });

  it('are known again for 30 days since they were last seen', () => {
    const { archive, clock } = temporaryArchive();
    archive.saveStubTemplate(template(1));
    archive.saveStubTemplate(template(2));
    clock.forward(20 * DAY_MS);
    archive.saveStubTemplate(template(2, START_MS + 20 * DAY_MS));
    expect(archive.stubTemplates()).toEqual([template(2, START_MS + 20 * DAY_MS), template(1)]);
    clock.forward(11 * DAY_MS);
    expect(archive.stubTemplates().map((row) => row.sha256)).toEqual([template(2).sha256]);
    archive.sweep();
    expect(archive.stubTemplates()).toHaveLength(1);
  });

  it('that change with every visit are 500 at most', () => {
    const { archive } = temporaryArchive();
    archive.atOnce(() => {
      for (let n = 0; n < 520; n += 1) archive.saveStubTemplate(template(n, START_MS + n));
    });
    const kept = archive.stubTemplates();
    expect([kept.length, kept[0]?.sha256]).toEqual([500, template(519).sha256]);
  });
});

it('a secret is 32 random bytes, made once for each name and archive', () => {
  const { archive, dir, clock, close } = temporaryArchive();
  const networks = archive.secret('networks');
  expect(networks).toHaveLength(32);
  expect(archive.secret('networks')).toEqual(networks);
  expect(archive.secret('other')).not.toEqual(networks);
  close();
  const again = openArchive({ dir, now: clock.now });
  expect(again.secret('networks')).toEqual(networks);
  again.close();
  expect(temporaryArchive().archive.secret('networks')).not.toEqual(networks);
});

describe('the usual length of a host’s pages', () => {
  const items = (host: string, count: number): ParsedItem[] =>
    Array.from({ length: count }, (_, n) =>
      item({ guid: `${host}${n}`, title: `${host} ${n}`, link: `https://${host}/${n}`, publishedMs: START_MS + n }),
    );

  it('is the median of the last fifty, and unknown below five', () => {
    const { archive } = temporaryArchive('a');
    const { added } = readFeed(archive, 'a', items('news.example:8443', 60));
    const store = (n: number, length: number) =>
      archive.addPage(added[n]!, page({ text: 'x'.repeat(length) }), fetchedFrom(`https://news.example:8443/${n}`));
    // The ten oldest are far longer than all later ones.
    for (let n = 0; n < 4; n += 1) store(n, 9_000 + n);
    expect(archive.medianTextLength('news.example:8443')).toBeNull();
    for (let n = 4; n < 10; n += 1) store(n, 9_000 + n);
    expect(archive.medianTextLength('news.example:8443')).toBe(9_005);
    for (let n = 10; n < 60; n += 1) store(n, 1_000 + n);
    expect(archive.medianTextLength('news.example:8443')).toBe(1_035);
    expect(archive.medianTextLength('news.example')).toBeNull();
  });

  it('is that of what was read, not of pages without text or feeds', () => {
    const { archive } = temporaryArchive('a');
    const { added } = readFeed(archive, 'a', items('news.example', 8));
    for (const [n, id] of added.entries()) {
      archive.addPage(id, page({ text: n < 4 ? '' : 'x'.repeat(500) }), fetchedFrom(`https://news.example/${n}`));
    }
    expect(archive.medianTextLength('news.example')).toBeNull();
  });
});

it('a picture tells every source that carries its articles', () => {
  const { archive } = temporaryArchive('a', 'b', 'c', 'd');
  const image = 'https://images.example/1.jpg';
  const story = item({
    guid: '1',
    title: 'Shared by both',
    link: 'https://pages.example/2026/shared-story',
    text: LONG,
    imageUrls: [image],
  });
  readFeed(archive, 'a', [story]);
  readFeed(archive, 'b', [{ ...story, guid: 'x' }]);
  readFeed(archive, 'c', [item({ guid: 'y', title: 'Another story', text: `Other. ${LONG}`, imageUrls: [image] })]);
  readFeed(archive, 'd', [item({ guid: 'z', title: 'Without it', text: `Else. ${LONG}` })]);
  expect(archive.imagesWanted(9)).toMatchObject([{ url: image, feedIds: ['a', 'b', 'c'] }]);
  const id = archive.savePage(
    'https://pages.example/saved',
    page({ text: LONG, imageUrls: ['https://i.example/2.jpg'] }),
  );
  expect(archive.imagesWanted(9).find((row) => row.articleId === id)?.feedIds).toEqual([]);
});
