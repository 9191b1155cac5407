import { describe, expect, it } from 'vitest';
import { openArchiveReader } from '../../../main/archive/archive.ts';
import type { ArticleId, ParsedItem } from '../../../shared/model.ts';
import { feed, fetchedFrom, item, LONG, page, readFeed, START_MS, temporaryArchive } from './temporary-archive.ts';

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const headline = (id: string): ParsedItem =>
  item({ guid: id, title: id, link: `https://n.example/2026/the-story-${id}` });
const text = (id: string): ParsedItem => ({
  ...item({ guid: id, title: id, text: `${id} ${LONG}` }),
  link: headline(id).link,
});
const whole = (id: string): ParsedItem => item({ guid: id, title: id, text: `${id} ${LONG}` });

describe('what would be there to read', () => {
  it('is counted by how much of it is here, in all and of each source', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    readFeed(archive, 'a', [headline('1'), text('2'), whole('3'), whole('4')]);
    readFeed(archive, 'b', [text('5')]);
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.filter(({ id }) => id !== 'b'),
    }));
    expect(archive.readiness()).toEqual({
      unread: { headline: 1, text: 2, whole: 2 },
      sources: [
        { id: 'a', headline: 1, text: 1, whole: 2 },
        { id: 'c', headline: 0, text: 0, whole: 0 },
      ],
      readPerDay: null,
      days: null,
    });
  });

  it('goes along with whatever happens to an article', () => {
    const { archive } = temporaryArchive('a', 'b');
    const image = 'https://i.example/1.jpg';
    const [one, two] = readFeed(archive, 'a', [headline('1'), text('2'), whole('3')]).added;
    readFeed(archive, 'b', [{ ...text('2'), guid: 'other' }]);
    const counts = () => {
      const { unread, sources } = archive.readiness();
      expect(archive.check().problems).toEqual([]);
      return [unread, ...sources].map((each) => [each.headline, each.text, each.whole].join(' '));
    };
    expect(counts()).toEqual(['1 1 1', '1 1 1', '0 1 0']);
    archive.addPage(one!, page({ text: LONG, imageUrls: [image] }), fetchedFrom('https://n.example/1'));
    expect(counts()).toEqual(['0 2 1', '0 2 1', '0 1 0']);
    archive.imageTried(image, { outcome: 'GONE', reason: 'as tested' });
    expect(counts()).toEqual(['0 1 2', '0 1 2', '0 1 0']);
    archive.mark([two!], { read: true });
    expect(counts()).toEqual(['0 0 2', '0 0 2', '0 0 0']);
    archive.addPage(two!, page({ text: `${LONG} and more` }), fetchedFrom('https://n.example/2'));
    archive.mark([two!], { read: false });
    expect(counts()).toEqual(['0 0 3', '0 0 3', '0 0 1']);
    archive.changeLibrary((library) => ({ ...library, subscriptions: library.subscriptions.slice(1) }));
    archive.forgetFeed(feed('a'));
    expect(counts()).toEqual(['0 0 1', '0 0 1']);
    archive.savePage('https://saved.example/1', page({ text: LONG }));
    expect(counts()).toEqual(['0 0 2', '0 0 1']);
  });
});

describe('the pace of reading', () => {
  /** One article a minute, `perDay` on each of so many days, the last of them today. */
  function read(
    { archive, clock }: ReturnType<typeof temporaryArchive>,
    ids: readonly ArticleId[],
    days: number,
    perDay: number,
  ) {
    for (let day = 0; day < days; day += 1) {
      for (const id of ids.slice(day * perDay, (day + 1) * perDay)) {
        clock.forward(MINUTE_MS);
        archive.mark([id], { read: true });
      }
      if (day + 1 < days) clock.forward(DAY_MS - perDay * MINUTE_MS);
    }
  }
  const many = (count: number): ParsedItem[] => Array.from({ length: count }, (_, n) => whole(`${n}`));

  it('is told from four weeks, and says for how long there is something to read', () => {
    const world = temporaryArchive('a');
    const { added } = readFeed(world.archive, 'a', many(200));
    read(world, added, 40, 2);
    const { readPerDay, days, unread } = world.archive.readiness();
    expect(readPerDay).toBeCloseTo(2, 0);
    expect([unread.whole, days]).toEqual([120, 120 / readPerDay!]);
  });

  it('is told from the days there are, once there are three, and five articles were read', () => {
    const world = temporaryArchive('a');
    const { added } = readFeed(world.archive, 'a', many(40));
    read(world, added, 3, 4);
    expect(world.archive.readiness().readPerDay).toBeNull();
    world.clock.forward(DAY_MS);
    expect(world.archive.readiness().readPerDay).toBeCloseTo(4, 0);
    const few = temporaryArchive('a');
    read(few, readFeed(few.archive, 'a', many(40)).added, 4, 1);
    few.clock.forward(DAY_MS);
    expect(few.archive.readiness()).toMatchObject({ readPerDay: null, days: null });
  });

  it('is not that of a person who marks everything read, or holds a key down', () => {
    const world = temporaryArchive('a');
    const { archive, clock } = world;
    const { added } = readFeed(archive, 'a', many(400));
    read(world, added, 4, 2);
    clock.forward(DAY_MS);
    const before = archive.readiness().readPerDay!;
    archive.mark(added.slice(100, 200), { read: true });
    expect(archive.readiness().readPerDay! - before).toBeLessThan(1);
    clock.forward(MINUTE_MS);
    for (const id of added.slice(200, 300)) archive.mark([id], { read: true });
    expect(archive.readiness().readPerDay! - before).toBeLessThan(4);
    clock.forward(MINUTE_MS);
    archive.markAllRead({ kind: 'all' }, clock.now());
    expect(archive.readiness().readPerDay! - before).toBeLessThan(5);
    expect(archive.readiness()).toMatchObject({ unread: { whole: 0 }, days: 0 });
  });

  it('of a clock that was two years ahead does not count; one that was behind makes no history', () => {
    const world = temporaryArchive('a');
    const { archive, clock, dir } = world;
    const { added } = readFeed(archive, 'a', many(400));
    clock.forward(2 * 365 * DAY_MS);
    archive.mark(added.slice(0, 1), { read: true });
    clock.forward(-4 * 365 * DAY_MS);
    archive.mark(added.slice(1, 2), { read: true });
    clock.forward(2 * 365 * DAY_MS);
    expect(clock.now()).toBeLessThan(START_MS + DAY_MS);
    read(world, added.slice(2), 1, 8);
    expect(archive.readiness().readPerDay).toBeNull();
    clock.forward(DAY_MS);
    read(world, added.slice(10), 29, 3);
    // Another connection says the same.
    const reader = openArchiveReader({ dir, now: clock.now });
    expect(reader.readiness().readPerDay).toBeCloseTo(3, 0);
    reader.close();
  });
});
