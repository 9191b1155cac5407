import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../main/archive/archive.ts';
import type { ArticleId, ImageInfo, ParsedArticle, Sha256 } from '../../../shared/model.ts';
import {
  feed,
  fetchedFrom,
  item,
  LONG,
  page,
  readFeed,
  temporaryArchive,
  UNVERIFIED,
  VERIFIED,
} from './temporary-archive.ts';

const STUB = '5f'.repeat(32) as Sha256;
const OTHER = 'aa'.repeat(32) as Sha256;
const JPEG: ImageInfo = { format: 'jpeg', mediaType: 'image/jpeg', width: 90, height: 90, complete: true };
const link = (path: string): string => `http://news.example${path}`;

const stub = (fields: Partial<ParsedArticle> = {}): ParsedArticle =>
  page({
    title: 'Access restricted',
    byline: 'The provider',
    language: 'ru',
    publishedMs: 5,
    excerpt: 'This site is restricted',
    text: `Subscriber 4711, this zebra is restricted. ${LONG}`,
    ...fields,
  });

function addStub(archive: Archive, id: ArticleId, path: string, fields: Partial<ParsedArticle> = {}): void {
  archive.addPage(id, stub(fields), fetchedFrom(link(path), 'http://warning.example/blocked', UNVERIFIED, STUB));
}

const found = (archive: Archive, query: string): number => archive.search({ query, offset: 0, limit: 9 }).total;

describe('a page that turns out to be the network’s own', () => {
  it('is taken back with all its article had from it, and wanted again', () => {
    const { archive } = temporaryArchive('a');
    const items = [
      item({ guid: '1', title: 'Giraffes', link: link('/1'), text: 'A short teaser' }),
      item({ guid: '2', title: 'Elephants', link: link('/2') }),
    ];
    const [one, two] = readFeed(archive, 'a', items).added;
    const before = [archive.article(one!), archive.article(two!)];
    const counted = archive.stats().bytes.text;
    addStub(archive, one!, '/1', { imageUrls: [link('/stub.jpg')] });
    addStub(archive, two!, '/2');
    expect(archive.article(two!)).toMatchObject({ origin: 'page', stored: 'whole', byline: 'The provider' });
    expect(archive.pagesWanted(9, null)).toEqual([]);

    expect(archive.withdrawPages(STUB).sort()).toEqual([one!, two!].sort());

    const pageOutcome = 'STUB';
    expect([archive.article(one!), archive.article(two!)]).toEqual(before.map((was) => ({ ...was, pageOutcome })));
    expect(archive.text(one!)).toBe('A short teaser');
    expect(['zebra', 'giraffes', 'teaser'].map((word) => found(archive, word))).toEqual([0, 1, 1]);
    expect(archive.pagesWanted(9, null)).toHaveLength(2);
    expect(archive.imagesWanted(9)).toEqual([]);
    expect(archive.stats().bytes.text).toBe(counted);
    expect(archive.check().problems).toEqual([]);
    expect(archive.withdrawPages(STUB)).toEqual([]);
  });

  it('leaves no trace in a headline that was empty', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', link: link('/1') })]).added;
    addStub(archive, id!, '/1');
    archive.withdrawPages(STUB);
    expect(archive.article(id!)).toMatchObject({
      title: '',
      excerpt: '',
      byline: null,
      language: null,
      publishedMs: null,
    });
    expect(found(archive, 'restricted')).toBe(0);
  });

  it('takes the addresses with it that its article would be known by', () => {
    const { archive } = temporaryArchive('a', 'b');
    const [id] = readFeed(archive, 'a', [
      item({ guid: '1', title: 'Giraffes', link: link('/2026/giraffes-of-the-north') }),
    ]).added;
    addStub(archive, id!, '/2026/giraffes-of-the-north');
    archive.withdrawPages(STUB);
    const elsewhere = [item({ guid: 'x', title: 'A warning', link: 'http://warning.example/blocked' })];
    expect(readFeed(archive, 'b', elsewhere).added).toHaveLength(1);
    const again = [item({ guid: 'y', title: 'Giraffes', link: link('/2026/giraffes-of-the-north') })];
    expect(readFeed(archive, 'b', again).added).toEqual([]);
  });

  it('gives way to what was read before it and after it', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'Giraffes', link: link('/1') })]).added;
    const real = page({ text: `The real story. ${LONG}`, byline: 'A reporter' });
    archive.addPage(id!, real, fetchedFrom(link('/1'), link('/1'), UNVERIFIED, OTHER));
    addStub(archive, id!, '/1');
    expect(archive.text(id!)).toContain('zebra');
    archive.withdrawPages(STUB);
    expect(archive.text(id!)).toContain('The real story');
    expect(archive.article(id!)).toMatchObject({ byline: 'A reporter', versions: 2, title: 'Giraffes' });

    addStub(archive, id!, '/1');
    archive.addPage(id!, page({ text: `And now more. ${LONG}` }), fetchedFrom(link('/1')));
    archive.withdrawPages(STUB);
    expect(archive.text(id!)).toContain('And now more');
    expect(archive.article(id!)).toMatchObject({ byline: 'A reporter', excerpt: expect.stringContaining('And now') });
    expect(archive.check().problems).toEqual([]);
  });

  it('is one only where nobody vouched for it', () => {
    const { archive } = temporaryArchive('a');
    const items = [1, 2, 3].map((n) => item({ guid: `${n}`, title: `T${n}`, link: link(`/${n}`) }));
    const [one, two, three] = readFeed(archive, 'a', items).added;
    const text = { text: `A page. ${LONG}` };
    archive.addPage(one!, page(text), fetchedFrom(link('/1'), link('/1'), VERIFIED, STUB));
    archive.addPage(two!, page(text), fetchedFrom(link('/2'), link('/2'), UNVERIFIED, OTHER));
    // First from anybody, then from the server itself: now it is vouched for.
    archive.addPage(three!, page(text), fetchedFrom(link('/3'), link('/3'), UNVERIFIED, STUB));
    archive.addPage(three!, page(text), fetchedFrom(link('/3'), link('/3'), VERIFIED, STUB));
    expect(archive.withdrawPages(STUB)).toEqual([]);
    expect(archive.pagesWanted(9, null)).toEqual([]);
  });

  it('keeps what the person did with the article', () => {
    const { archive } = temporaryArchive('a');
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'Giraffes', link: link('/1') })]).added;
    addStub(archive, id!, '/1');
    archive.mark([id!], { read: true, starred: true });
    archive.withdrawPages(STUB);
    expect(archive.article(id!)).toMatchObject({ read: true, starred: true, stored: 'headline' });
    expect(archive.counts()).toEqual({ articles: 1, whole: 0, unread: 0 });
  });

  it('is as good as never read when it is many', () => {
    const { archive } = temporaryArchive('a');
    const items = Array.from({ length: 210 }, (_, n) => item({ guid: `${n}`, title: `T${n}`, link: link(`/${n}`) }));
    const { added } = readFeed(archive, 'a', items);
    for (const [n, id] of added.entries()) addStub(archive, id, `/${n}`);
    expect(archive.withdrawPages(STUB)).toHaveLength(210);
    expect(found(archive, 'zebra')).toBe(0);
    expect(archive.check().problems).toEqual([]);
  });
});

describe('a picture that turns out to be the network’s own', () => {
  it('is taken back where nobody vouched for it, and wanted again', () => {
    const { archive } = temporaryArchive('a');
    const images = ['http://one.example/x.jpg', 'http://two.example/y.jpg', 'https://three.example/z.jpg'];
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: LONG, imageUrls: images })]).added;
    const bytes = new Uint8Array([9, 9]);
    archive.addImage(images[0]!, bytes, JPEG, UNVERIFIED);
    archive.addImage(images[1]!, bytes, JPEG, UNVERIFIED);
    const sha256 = archive.body(id!)!.images.get(images[0]!)!.sha256!;
    expect(archive.imageHosts(sha256)).toEqual(['one.example', 'two.example']);
    archive.addImage(images[2]!, bytes, JPEG, VERIFIED);
    expect(archive.article(id!)?.stored).toBe('whole');

    expect(archive.withdrawImages(sha256)).toBe(2);
    expect(archive.article(id!)).toMatchObject({ stored: 'text', images: { stored: 1, wanted: 2 } });
    expect(archive.imageHosts(sha256)).toEqual(['three.example']);
    expect(archive.check().problems).toEqual([]);
  });

  it('loses its bytes with its last address', () => {
    const { archive } = temporaryArchive('a');
    const image = 'http://one.example/x.jpg';
    const [id] = readFeed(archive, 'a', [item({ guid: '1', title: 'T', text: LONG, imageUrls: [image] })]).added;
    archive.addImage(image, new Uint8Array([9]), JPEG, UNVERIFIED);
    const sha256 = archive.body(id!)!.images.get(image)!.sha256!;
    archive.withdrawImages(sha256);
    expect(archive.image(sha256)).toBeNull();
    expect(archive.stats().images).toBe(0);
    expect(archive.imagesWanted(9)).toMatchObject([{ url: image, feedIds: [feed('a')] }]);
    expect(archive.check().problems).toEqual([]);
  });
});
