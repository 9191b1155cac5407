import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import type { Subscription } from '../../../shared/model.ts';
import type { BreakerRecord, Rhythm } from '../../../shared/planning.ts';
import { failure, feed, item, readFeed, START_MS, subscribe, temporaryArchive } from './temporary-archive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const RHYTHM: Rhythm = {
  items: 12.345,
  hours: 100.5,
  atMs: START_MS,
  byHour: Array.from({ length: 168 }, (_, n) => n / 8),
  listSize: 30,
  gapSuspected: true,
  feedBytes: 12_345,
  fullText: 0.25,
};

function breaker(key: string, fields: Partial<BreakerRecord> = {}): BreakerRecord {
  return { key, kind: 'path', failures: 3, waitMs: 60_000, untilMs: START_MS, outcome: 'TCP_RST', ...fields };
}

function change(archive: ReturnType<typeof temporaryArchive>['archive'], id: string, fields: Partial<Subscription>) {
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: library.subscriptions.map((one) => (one.id === id ? { ...one, ...fields } : one)),
  }));
}

function unsubscribe(archive: ReturnType<typeof temporaryArchive>['archive'], id: string) {
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: library.subscriptions.filter((one) => one.id !== id),
  }));
}

describe('the rhythm of a source', () => {
  it('comes back as it was saved, to five digits, with the source', () => {
    const { dir, archive, clock, close } = temporaryArchive('a', 'b');
    archive.feedTried(feed('b'), failure('TCP_RST'), { outcome: 'TCP_RST', reason: 'as tested' });
    archive.saveRhythm(feed('a'), { ...RHYTHM, items: 1 });
    archive.saveRhythm(feed('a'), { ...RHYTHM, items: 12.345012345 });
    archive.saveRhythm(feed('nobody'), RHYTHM);
    close();
    const again = openArchive({ dir, now: clock.now });
    expect(again.feedsToFetch()).toMatchObject([
      { id: 'a', rhythm: RHYTHM, lastOutcome: null },
      { id: 'b', rhythm: null, lastOutcome: 'TCP_RST' },
    ]);
    again.close();
  });

  it('is forgotten when it moves to another address, is unsubscribed, or is forgotten', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    for (const id of ['a', 'b', 'c']) {
      readFeed(archive, id, [item({ guid: id, title: id })]);
      archive.saveRhythm(feed(id), RHYTHM);
      archive.saveBreaker(breaker(`feed ${id}`, { kind: 'server' }));
    }
    change(archive, 'a', { url: 'https://elsewhere.example/feed.xml' });
    unsubscribe(archive, 'b');
    expect(archive.feedsToFetch().map(({ rhythm }) => rhythm)).toEqual([null, RHYTHM]);
    expect(archive.breakers().map(({ key }) => key)).toEqual(['feed c']);
    archive.forgetFeed(feed('c'));
    expect(archive.breakers()).toEqual([]);
    expect(archive.feedsToFetch().map(({ rhythm }) => rhythm)).toEqual([null, null]);
    // Back again, and nothing of it is left over.
    subscribe(archive, 'b');
    expect(archive.feedsToFetch().map(({ rhythm }) => rhythm)).toEqual([null, null, null]);
    expect(archive.check().problems).toEqual([]);
  });
});

describe('breakers', () => {
  it('stand once for each key, with what was last saved', () => {
    const { archive } = temporaryArchive();
    const server = breaker('feed a', { kind: 'server', untilMs: START_MS + 0.4, outcome: 'HTTP_429' });
    archive.saveBreaker(breaker('https://a.example direct', { failures: 1 }));
    archive.saveBreaker(breaker('https://a.example direct', { failures: 2 }));
    archive.saveBreaker(server);
    archive.saveBreaker(breaker('https://b.example p1'));
    archive.dropBreaker('https://b.example p1');
    expect(archive.breakers()).toEqual([
      { ...server, untilMs: START_MS },
      breaker('https://a.example direct', { failures: 2 }),
    ]);
  });

  it('are old news a week after their time, and a wait that a wrong clock made endless is none', () => {
    const { archive, clock } = temporaryArchive();
    archive.saveBreaker(breaker('feed old'));
    archive.saveBreaker(breaker('feed waits', { untilMs: START_MS + 30 * DAY_MS }));
    archive.saveBreaker(breaker('feed for-ever', { untilMs: START_MS + 2 * 365 * DAY_MS }));
    archive.sweep();
    expect(archive.breakers().map(({ key }) => key)).toEqual(['feed old', 'feed waits']);
    clock.forward(8 * DAY_MS);
    archive.sweep();
    expect(archive.breakers().map(({ key }) => key)).toEqual(['feed waits']);
  });

  it('are 10,000 at most: those that end first make room', () => {
    const { archive } = temporaryArchive();
    archive.atOnce(() => {
      for (let n = 0; n < 10_005; n += 1) archive.saveBreaker(breaker(`feed ${n}`, { untilMs: START_MS + n }));
    });
    const kept = archive.breakers().map(({ untilMs }) => untilMs);
    expect([kept.length, Math.min(...kept)]).toEqual([10_000, START_MS + 5]);
  });

  it('of the hosts of a forgotten source are forgotten, by every way, unless something that stays needs them', () => {
    const { archive } = temporaryArchive('a', 'b');
    const story = (id: string) =>
      item({ guid: id, title: id, link: `https://pages-${id}.example/1`, imageUrls: ['https://shared.example/1.jpg'] });
    readFeed(archive, 'a', [story('a')]);
    readFeed(archive, 'b', [story('b')]);
    const hosts = ['a.example', 'a.example:8443', 'a.example.org', 'pages-a.example', 'shared.example', 'b.example'];
    for (const host of hosts) {
      archive.saveBreaker(breaker(`https://${host} direct`));
      archive.saveBreaker(breaker(`http://${host} p1`));
    }
    unsubscribe(archive, 'a');
    expect(archive.breakers()).toHaveLength(12);
    archive.forgetFeed(feed('a'));
    const left = new Set(archive.breakers().map(({ key }) => key.replace(/^https?:\/\/| .*$/g, '')));
    expect([...left].sort()).toEqual(['a.example.org', 'a.example:8443', 'b.example', 'shared.example']);
    // A source that never brought anything goes with its last mention in the list.
    subscribe(archive, 'silent');
    archive.saveBreaker(breaker('https://silent.example direct'));
    unsubscribe(archive, 'silent');
    expect(archive.breakers().some(({ key }) => key.includes('silent'))).toBe(false);
  });
});
