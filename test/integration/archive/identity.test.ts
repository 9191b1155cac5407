import { describe, expect, it } from 'vitest';
import { fetchedFrom, item, LONG, page, readFeed, START_MS, temporaryArchive, titles } from './temporary-archive.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const link = (path: string): string => `https://news.example${path}`;

describe('the same article', () => {
  it('is known again by its guid, when link or text change', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'First', link: link('/1'), text: 'short' })]);
    const again = readFeed(archive, 'a', [
      item({ guid: '1', title: 'First, edited', link: link('/1-new'), text: 'longer' }),
    ]);
    expect(again.added).toEqual([]);
    expect(again.changed).toHaveLength(1);
    expect(titles(archive)).toEqual(['First, edited']);
    expect(archive.article(again.changed[0]!)?.versions).toBe(2);
  });

  it('is known again by its link, when the feed makes new guids at every reading', () => {
    const { archive } = temporaryArchive('a');
    for (const reading of ['x', 'y', 'z']) {
      const items = [1, 2, 3].map((n) =>
        item({ guid: `${reading}-${n}`, title: `Headline ${n}`, link: link(`/${n}`), publishedMs: START_MS + n }),
      );
      expect(readFeed(archive, 'a', items).added).toHaveLength(reading === 'x' ? 3 : 0);
    }
  });

  it('is known again without any guid, also when its headline is edited', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ title: 'Before', link: link('/1') })]);
    expect(readFeed(archive, 'a', [item({ title: 'After', link: link('/1?utm_source=rss') })]).added).toEqual([]);
    expect(titles(archive)).toEqual(['After']);
  });

  it('is known again by enough text, when guid and link both change', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'T', link: link('/old'), text: LONG })]);
    expect(
      readFeed(archive, 'a', [item({ guid: '2', title: 'T', link: 'https://other.example/new', text: LONG })]).added,
    ).toEqual([]);
  });

  it('is not known by a text that says little', () => {
    const { archive } = temporaryArchive('a');
    const two = [1, 2].map((n) => item({ guid: `${n}`, title: 'Video', link: link(`/${n}`), text: 'Read more' }));
    expect(readFeed(archive, 'a', two).added).toHaveLength(2);
  });

  it('is one in two mirrors, by link or by text, and stands in both lists', () => {
    const { archive } = temporaryArchive('a', 'b', 'c');
    readFeed(archive, 'a', [item({ guid: 'a1', title: 'Headline', link: link('/2026/story-1'), text: LONG })]);
    expect(
      readFeed(archive, 'b', [item({ guid: 'b1', title: 'Headline', link: link('/2026/story-1/') })]).added,
    ).toEqual([]);
    expect(
      readFeed(archive, 'c', [item({ guid: 'c1', title: 'Headline', link: 'https://mirror.example/x', text: LONG })])
        .added,
    ).toEqual([]);
    for (const feedId of archive.feeds().map((row) => row.id)) {
      const query = {
        view: { kind: 'feed' as const, feedId, unreadOnly: false },
        offset: 0,
        limit: 9,
        asOfMs: Number.MAX_SAFE_INTEGER,
      };
      expect(archive.articles(query).items.map((row) => row.title)).toEqual(['Headline']);
    }
    expect(archive.feeds().map(({ total, unread }) => [total, unread])).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
    expect(archive.counts().articles).toBe(1);
    expect(archive.check().problems).toEqual([]);
  });

  it('keeps its own feed’s headline and text when another feed links to it', () => {
    const { archive } = temporaryArchive('a', 'links');
    const [id] = readFeed(archive, 'a', [
      item({ guid: 'a1', title: 'The headline', link: link('/2026/story-1'), text: LONG }),
    ]).added;
    readFeed(archive, 'links', [
      item({
        guid: 'l1',
        title: 'Look at this!',
        link: link('/2026/story-1'),
        text: `${LONG}${LONG} and an advertisement`,
      }),
    ]);
    expect(archive.article(id!)?.title).toBe('The headline');
    expect(archive.text(id!)).not.toContain('advertisement');
  });

  it('is found again by the address its page was read from', () => {
    const { archive } = temporaryArchive('a', 'b');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'Story', link: 'https://short.example/x1' })]).added;
    archive.addPage(id!, page({ text: LONG }), fetchedFrom('https://short.example/x1', link('/2026/story-long-name')));
    expect(
      readFeed(archive, 'b', [item({ guid: 'b', title: 'Story', link: link('/2026/story-long-name') })]).added,
    ).toEqual([]);
  });
});

describe('different articles stay apart', () => {
  it('when a feed links all of them to its front page', () => {
    const { archive } = temporaryArchive('a');
    const items = ['One', 'Two', 'Three'].map((title, n) => item({ guid: `g${n}`, title, link: link('/') }));
    expect(readFeed(archive, 'a', items).added).toHaveLength(3);
    expect(readFeed(archive, 'a', items)).toEqual({ added: [], changed: [] });
  });

  it('when a feed without guids links all of them to one page', () => {
    const { archive } = temporaryArchive('a');
    const items = ['One', 'Two', 'Three'].map((title) => item({ title, link: link('/news/latest-reports') }));
    expect(readFeed(archive, 'a', items).added).toHaveLength(3);
    expect(readFeed(archive, 'a', items)).toEqual({ added: [], changed: [] });
    expect(
      readFeed(archive, 'a', [item({ title: 'Four', link: link('/news/latest-reports') }), ...items]).added,
    ).toHaveLength(1);
  });

  it('when the document comes in slices', () => {
    const { archive } = temporaryArchive('a');
    const items = Array.from({ length: 6 }, (_, n) => item({ title: `Report ${n}`, link: link('/live/2026-11-22') }));
    archive.addItems('a' as never, items.slice(0, 3));
    archive.addItems('a' as never, items.slice(3));
    expect(titles(archive)).toHaveLength(6);
  });

  it('when a feed gives all of them one guid', () => {
    const { archive } = temporaryArchive('a');
    const items = [1, 2, 3].map((n) => item({ guid: 'tag:same', title: `Story ${n}`, link: link(`/${n}`) }));
    expect(readFeed(archive, 'a', items).added).toHaveLength(3);
    expect(readFeed(archive, 'a', items)).toEqual({ added: [], changed: [] });
  });

  it('when guids are positions that new articles take over', () => {
    const { archive } = temporaryArchive('a');
    const story = (guid: string, n: number) =>
      item({ guid, title: `Story ${n}`, link: link(`/story-${n}`), publishedMs: START_MS - n * 3 * DAY_MS });
    readFeed(archive, 'a', [story('1', 2), story('2', 1)]);
    expect(readFeed(archive, 'a', [story('1', 3), story('2', 2)]).added).toHaveLength(1);
    expect(titles(archive).sort()).toEqual(['Story 1', 'Story 2', 'Story 3']);
  });

  it('when two feeds link everything to one page', () => {
    const { archive } = temporaryArchive('a', 'b');
    readFeed(archive, 'a', [item({ guid: '1', title: 'From a', link: link('/news') })]);
    expect(readFeed(archive, 'b', [item({ guid: '1', title: 'From b', link: link('/news') })]).added).toHaveLength(1);
  });

  it('when two feeds happen to use the same guids', () => {
    const { archive } = temporaryArchive('a', 'b');
    readFeed(archive, 'a', [item({ guid: '1', title: 'From a', link: link('/a/1') })]);
    expect(readFeed(archive, 'b', [item({ guid: '1', title: 'From b', link: link('/b/1') })]).added).toHaveLength(1);
  });
});
