import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Archive,
  openArchive,
  openArchiveReader,
  prepareReceived,
  type ReceivedArticle,
} from '../../../main/archive/archive.ts';
import { exportJob } from '../../../main/service/bundle-export.ts';
import { EVERYTHING, type Selection } from '../../../shared/bundles.ts';
import type { ArticleId } from '../../../shared/model.ts';
import { bundleOf, NAME } from './killed-bundle.ts';
import {
  feed,
  fetchedFrom,
  item,
  LONG,
  page,
  readFeed,
  START_MS,
  temporaryArchive,
  temporaryFolder,
  titles,
  UNVERIFIED,
} from './temporary-archive.ts';
import { importAll, INFO, picture, received, receiveAll, sha256 } from './temporary-bundle.ts';

const URL = 'https://paper.example/story/1';
const TITLE = 'A headline that is long enough';
const out = (archive: Archive, selection: Partial<Selection> = {}) => [
  ...archive.export({ ...EVERYTHING, ...selection }),
];
const only = (archive: Archive) => {
  const all = out(archive);
  expect(all).toHaveLength(1);
  return all[0]!;
};
const listed = (archive: Archive) =>
  archive.articles({ view: { kind: 'all' }, offset: 0, limit: 500, asOfMs: Number.MAX_SAFE_INTEGER }).items;
const article = (archive: Archive) => archive.article(listed(archive)[0]?.id as ArticleId)!;
const found = (archive: Archive, query: string) => archive.search({ query, offset: 0, limit: 9 }).total;
const healthy = (archive: Archive) => expect(archive.check().problems).toEqual([]);
const seen = (archive: Archive) => ({
  titles: titles(archive),
  counts: archive.counts(),
  stats: { ...archive.stats(), bytes: { ...archive.stats().bytes, file: 0 } },
  readiness: archive.readiness(),
  wanted: archive.wanted(),
  exported: out(archive).length,
  estimate: archive.estimate(EVERYTHING),
  holdings: [...archive.holdings()].length,
  found: found(archive, 'bundle'),
  sender: archive.receivedFrom('key'),
});

describe('an import', () => {
  it('shows nowhere until it is finished, and then all of it does', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'My own', link: 'https://a.example/1', text: LONG })]);
    const before = seen(archive);
    const articles = Array.from({ length: 90 }, (_, n) =>
      received({
        title: `Story number ${n} of a bundle`,
        url: `https://paper.example/${n}`,
        publishedMs: START_MS - n,
        html: `<p>The bundle says ${n} words. ${LONG}</p><img data-src="sha256:${sha256(picture('a'))}">`,
      }),
    );
    const name = receiveAll(archive, articles, { publicKey: 'key', pictures: [picture('a'), picture('b')] });
    expect(seen(archive)).toEqual(before);
    expect(archive.knowsBundle(name)).toBe(false);
    expect(archive.unfinishedImports()).toMatchObject([
      { manifestSha256: name, publicKey: 'key', trusted: false, articles: 90 },
    ]);
    archive.sweep();
    healthy(archive);
    expect(archive.finishImport(name)).toEqual({ articles: 90, added: 90, improved: 0, pictures: 1 });
    expect(archive.counts()).toEqual({ articles: 91, whole: 90, unread: 91 });
    expect(archive.stats().images).toBe(1);
    expect(archive.receivedFrom('key')).toBe(90);
    expect([archive.knowsBundle(name), archive.unfinishedImports()]).toEqual([true, []]);
    healthy(archive);
    expect(found(archive, 'bundle')).toBe(0);
    while (archive.indexSome()) healthy(archive);
    expect(found(archive, 'bundle')).toBe(90);
    expect(archive.wanted()).toEqual(before.wanted);
    healthy(archive);
  });

  it('keeps its pictures to itself until it is finished, but for those that somebody sees', () => {
    const { archive } = temporaryArchive('a');
    const shows = (name: string) => `<img data-src="sha256:${sha256(picture(name))}">`;
    const readable = () => ['a', 'b'].map((name) => archive.image(sha256(picture(name))) !== null);
    const facts = () => ['a', 'b'].map((name) => archive.imageFacts(sha256(picture(name))) !== null);
    const bundle = received({ html: `<p>${LONG}</p>${shows('a')}${shows('b')}` });
    const name = receiveAll(archive, [bundle], { pictures: [picture('a'), picture('b')] });
    expect([readable(), facts()]).toEqual([
      [false, false],
      [false, false],
    ]);
    const link = 'https://a.example/1';
    const { added } = readFeed(archive, 'a', [item({ guid: '1', title: 'My own', link, text: LONG })]);
    const lead = 'https://a.example/lead';
    archive.addPage(added[0]!, page({ text: LONG, imageUrls: [lead] }), fetchedFrom(link));
    archive.addImage(lead, picture('b'), INFO);
    expect([readable(), facts()]).toEqual([
      [false, true],
      [false, true],
    ]);
    archive.finishImport(name);
    expect([readable(), facts()]).toEqual([
      [true, true],
      [true, true],
    ]);
    healthy(archive);
  });

  it('does not move what stood in a list at an earlier moment', () => {
    const { archive, clock } = temporaryArchive('a');
    const name = receiveAll(archive, [received({ publishedMs: START_MS - 10 })]);
    readFeed(archive, 'a', [item({ guid: '1', title: 'Came meanwhile', publishedMs: START_MS - 20 })]);
    const asOfMs = clock.now();
    archive.finishImport(name);
    const list = (asOf: number) => archive.articles({ view: { kind: 'all' }, offset: 0, limit: 9, asOfMs: asOf });
    expect(list(asOfMs)).toMatchObject({ total: 1, unread: 1, items: [{ title: 'Came meanwhile' }] });
    readFeed(archive, 'a', [item({ guid: '2', title: 'Came later', publishedMs: START_MS - 30 })]);
    expect(list(asOfMs).total).toBe(1);
    expect(list(Number.MAX_SAFE_INTEGER).items.map(({ title }) => title)).toEqual([
      TITLE,
      'Came meanwhile',
      'Came later',
    ]);
  });

  it('stands beside others that were begun before anything of them had come', () => {
    const { archive } = temporaryArchive('a');
    const names = ['one', 'two', 'three'].map((name) => sha256(name));
    for (const manifestSha256 of names) archive.beginImport({ manifestSha256, publicKey: null, trusted: false });
    const [one = '', two = '', three = ''] = names;
    archive.receive(two, bundleOf(3).map(prepareReceived));
    archive.finishImport(two);
    readFeed(archive, 'a', [item({ guid: '1', title: 'Came meanwhile' })]);
    archive.receive(one, [received({ url: 'https://paper.example/story/first' })].map(prepareReceived));
    archive.receive(
      three,
      [received({ title: 'Of the third of them', url: 'https://paper.example/story/third' })].map(prepareReceived),
    );
    archive.finishImport(three);
    archive.finishImport(one);
    expect(titles(archive)).toHaveLength(6);
    healthy(archive);
  });

  it('that ends after one that was begun later does not show in lists of before, nor is it marked read with them', () => {
    const { archive, clock } = temporaryArchive('a');
    const earlier = receiveAll(archive, [received({ url: 'https://paper.example/story/first' })], { publicKey: 'key' });
    const later = receiveAll(archive, bundleOf(2));
    archive.finishImport(later);
    readFeed(archive, 'a', [item({ guid: '1', title: 'Came meanwhile', text: 'Some words.' })]);
    const asOfMs = clock.now();
    archive.finishImport(earlier);
    expect(archive.articles({ view: { kind: 'all' }, offset: 0, limit: 9, asOfMs }).total).toBe(3);
    expect(archive.markAllRead({ kind: 'all' }, asOfMs)).toBe(3);
    expect(listed(archive).filter(({ read }) => !read)).toMatchObject([{ title: TITLE }]);
    while (archive.indexSome());
    expect([found(archive, 'tells some length'), archive.receivedFrom('key')]).toEqual([1, 1]);
    readFeed(archive, 'a', [item({ guid: '2', title: 'Came later' })]);
    expect(archive.articles({ view: { kind: 'all' }, offset: 0, limit: 9, asOfMs: clock.now() }).total).toBe(5);
    healthy(archive);
  });

  it('gives back exactly what came', () => {
    const { archive } = temporaryArchive();
    const html = `<p>Тексты &amp; <b>more</b></p>\n<img alt="&gt;" data-src="sha256:${sha256(picture('a'))}"><img alt="gone">`;
    const facts = {
      title: '  Заголовок ',
      url: 'HTTPS://paper.example/x',
      urlCut: true,
      sourceTitle: '',
      byline: 'Who',
      language: 'ru',
      direction: 'rtl',
      publishedMs: START_MS - 77,
      fetchedMs: START_MS - 7,
      complete: false,
      html,
    } as const;
    importAll(archive, [received(facts)], { pictures: [picture('a')] });
    const exported = only(archive);
    expect(exported).toMatchObject({ ...facts, sortMs: START_MS - 77, stored: 'headline' });
    const url = `sha256:${sha256(picture('a'))}`;
    expect([...exported.images]).toEqual([[url, { state: 'stored', sha256: sha256(picture('a')) }]]);
    expect(archive.image(sha256(picture('a')))?.bytes).toEqual(picture('a'));
    expect(archive.exported(exported.ref)).toEqual(exported);
    expect(archive.exported(exported.ref + 1)).toBeNull();
  });

  it('places what has no date at the time of import, and what lies ahead no more than a day ahead', () => {
    const { archive } = temporaryArchive();
    const far = received({ title: 'From the far future', publishedMs: START_MS + 1e12, url: null });
    importAll(archive, [far, received({ title: 'Without any date at all', publishedMs: null, url: null })]);
    const [first, second] = out(archive);
    expect(first).toMatchObject({ title: 'From the far future', publishedMs: START_MS + 1e12 });
    expect(first!.sortMs - START_MS).toBeLessThan(86_400_000 + 1000);
    expect(Math.abs(second!.sortMs - START_MS)).toBeLessThan(1000);
    expect(article(archive)).toMatchObject({ read: false, starred: false, feedId: null, feedTitle: 'The Paper' });
  });

  it('that was broken off goes on where it was, also with another word on its sender', () => {
    const { dir, archive, close } = temporaryArchive();
    const articles = bundleOf(10);
    const begun = { manifestSha256: NAME, publicKey: null, trusted: false };
    archive.beginImport(begun);
    archive.receive(NAME, articles.slice(0, 4).map(prepareReceived));
    archive.receive(NAME, articles.slice(2, 6).map(prepareReceived));
    close();
    const again = openArchive({ dir, now: Date.now });
    onTestFinished(() => again.close());
    expect(again.check()).toMatchObject({ ok: true, articles: 0 });
    const stored = again.beginImport({ ...begun, publicKey: 'key' });
    expect([...stored].sort()).toEqual(
      articles
        .slice(0, 6)
        .map((one) => one.item)
        .sort(),
    );
    again.receive(NAME, articles.slice(6).map(prepareReceived));
    expect(again.finishImport(NAME)).toMatchObject({ articles: 10, added: 10 });
    expect(again.receivedFrom('key')).toBe(10);
    expect(() => again.finishImport(NAME)).toThrow('No such import');
    healthy(again);
  });

  it('that will not be finished is taken back piece by piece, and what others share stays', () => {
    const { dir, archive, close } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'My own', imageUrls: ['https://a.example/a.png'], text: LONG })]);
    const shared = picture('shared');
    archive.addImage('https://a.example/a.png', shared, INFO);
    const before = seen(archive);
    const html = (name: string) => `<p>unmistakable</p><img data-src="sha256:${sha256(picture(name))}">`;
    const articles = Array.from({ length: 250 }, (_, n) =>
      received({
        title: `A longer story ${n}`,
        url: `https://paper.example/${n}`,
        html: html(n % 2 ? 'shared' : 'own'),
      }),
    );
    const name = receiveAll(archive, articles, {
      publicKey: 'key',
      pictures: [shared, picture('own'), picture('none')],
    });
    const other = receiveAll(archive, articles.slice(0, 2), { pictures: [shared, picture('own')] });
    let steps = 0;
    while (archive.dropSomeOfImport(name)) {
      steps += 1;
      healthy(archive);
      expect(seen(archive)).toEqual(before);
    }
    expect(steps).toBeGreaterThan(3);
    expect(archive.dropSomeOfImport(name)).toBe(false);
    expect(archive.unfinishedImports()).toMatchObject([{ manifestSha256: other, articles: 2 }]);
    expect(archive.image(sha256(picture('none')))).toBeNull();
    expect(archive.finishImport(other)).toMatchObject({ added: 2, pictures: 1 });
    expect(archive.stats().images).toBe(2);
    healthy(archive);
    close();
    expect(readFileSync(join(dir, 'archive.db')).includes('the bytes of none')).toBe(false);
  });

  it('of one bundle beside another one with the same articles makes each of them once', () => {
    const { archive } = temporaryArchive();
    const articles = bundleOf(5);
    const one = receiveAll(archive, articles, { publicKey: 'one' });
    const two = receiveAll(archive, [...articles, received()], { publicKey: 'two' });
    expect(archive.finishImport(two)).toMatchObject({ articles: 6, added: 6 });
    expect(archive.finishImport(one)).toMatchObject({ articles: 5, added: 0, improved: 0 });
    expect([archive.receivedFrom('one'), archive.receivedFrom('two')]).toEqual([0, 6]);
    expect(archive.counts().articles).toBe(6);
    healthy(archive);
  });

  it('finds what a feed brought while it went on, or forgot', () => {
    const { archive } = temporaryArchive('a', 'b');
    readFeed(archive, 'b', [item({ guid: '9', title: 'Soon to be forgotten', link: 'https://b.example/s/9' })]);
    const name = receiveAll(archive, [
      received(),
      received({ title: 'Soon to be forgotten', url: 'https://b.example/s/9' }),
    ]);
    readFeed(archive, 'a', [item({ guid: '1', title: 'Their headline', link: URL, text: 'A teaser.' })]);
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.filter(({ id }) => id !== 'b'),
    }));
    archive.forgetFeed(feed('b'));
    healthy(archive);
    expect(archive.finishImport(name)).toEqual({ articles: 2, added: 1, improved: 1, pictures: 0 });
    expect(titles(archive).sort()).toEqual(['Soon to be forgotten', 'Their headline']);
    healthy(archive);
  });
});

describe('what is here already', () => {
  const own = (archive: Archive, fields: Parameters<typeof item>[0] = {}) =>
    readFeed(archive, 'a', [item({ guid: '1', title: 'My headline', link: URL, text: 'A teaser.', ...fields })]);

  it('as a headline or teaser shows the bundle’s text, under its own headline, and is still wanted', () => {
    const { archive } = temporaryArchive('a');
    const { added } = own(archive);
    archive.mark(added, { read: true, starred: true });
    expect(importAll(archive, [received()], { publicKey: 'key' })).toMatchObject({ added: 0, improved: 1 });
    expect(article(archive)).toMatchObject({
      title: 'My headline',
      feedTitle: 'The feed a',
      origin: 'bundle',
      versions: 2,
      read: true,
      starred: true,
      stored: 'whole',
      receivedFrom: { sender: null, publicKey: 'key', signed: true },
    });
    expect(archive.pagesWanted(9, null).map(({ url }) => url)).toEqual([URL]);
    expect([found(archive, 'teaser'), found(archive, 'bundle'), found(archive, 'headline')]).toEqual([0, 1, 1]);
    healthy(archive);
    // And when the page comes, it is the one to believe.
    archive.addPage(added[0]!, page({ text: LONG }), fetchedFrom(URL));
    expect(article(archive)).toMatchObject({ origin: 'page', receivedFrom: null });
    expect(found(archive, 'bundle')).toBe(0);
    healthy(archive);
  });

  it('is no longer wanted once somebody trusted brought all of it', () => {
    const { archive } = temporaryArchive('a');
    own(archive);
    importAll(archive, [received({ complete: false })], { publicKey: 'key', trusted: true });
    expect(archive.wanted().pages).toBe(1);
    importAll(archive, [received()], { publicKey: 'stranger' });
    expect(archive.wanted().pages).toBe(1);
    expect(importAll(archive, [received()], { publicKey: 'key', trusted: true }).improved).toBe(0);
    expect(archive.wanted().pages).toBe(0);
    healthy(archive);
  });

  it('and verified wins over any bundle; unverified only over a shorter or partial one', () => {
    const longer = received({ text: LONG.repeat(3) });
    for (const [arrival, origin] of [
      [undefined, 'page'],
      [UNVERIFIED, 'bundle'],
    ] as const) {
      const { archive } = temporaryArchive('a');
      const { added } = own(archive);
      archive.addPage(added[0]!, page({ text: LONG }), fetchedFrom(URL, undefined, arrival));
      importAll(archive, [received({ text: LONG.repeat(4), complete: false })]);
      importAll(archive, [received({ text: 'Nothing but a claim.' })]);
      expect(article(archive)).toMatchObject({ origin: 'page', versions: 2 });
      importAll(archive, [longer]);
      expect(article(archive).origin).toBe(origin);
      healthy(archive);
    }
  });

  it('falls back on a bundle when its page turns out to be the network’s', () => {
    const { archive } = temporaryArchive('a');
    const { added } = own(archive);
    importAll(archive, [received()]);
    archive.addPage(added[0]!, page({ text: LONG.repeat(2) }), fetchedFrom(URL, undefined, UNVERIFIED, sha256('stub')));
    expect(article(archive).origin).toBe('page');
    archive.withdrawPages(sha256('stub'));
    expect(article(archive)).toMatchObject({ origin: 'bundle', title: 'My headline' });
    expect(found(archive, 'bundle')).toBe(1);
    healthy(archive);
  });

  it('is known by headline and time where the address was cut, or is of a mirror', () => {
    const { archive } = temporaryArchive('a');
    own(archive, { title: TITLE, link: 'https://paper.example/read?id=7&token=mine', publishedMs: START_MS - 5_000 });
    importAll(archive, [
      received({ url: 'https://paper.example/read', urlCut: true }),
      received({ url: 'https://mirror.example/story/1', byline: 'x' }),
    ]);
    expect(only(archive)).toMatchObject({ url: 'https://paper.example/read?id=7&token=mine', urlCut: false });
    // Two pages of one site at the same moment are two articles, and so is another day's.
    importAll(archive, [
      received({ url: 'https://paper.example/read?id=8' }),
      received({ publishedMs: START_MS, url: null }),
    ]);
    expect(archive.counts().articles).toBe(3);
    healthy(archive);
  });

  it('of its own goes out and comes back without a change, dated or not', () => {
    const { archive } = temporaryArchive('a');
    const items = [
      { guid: '1', title: 'Short', link: 'https://paper.example/read?id=1', publishedMs: null },
      { guid: '2', title: TITLE, link: 'https://paper.example/read?id=2', publishedMs: START_MS },
      { guid: '3', title: 'Whole address', link: 'https://paper.example/three', publishedMs: null },
    ];
    readFeed(
      archive,
      'a',
      items.map((one) => item({ ...one, text: `${one.guid} ${LONG}` })),
    );
    const gone = out(archive).map(({ html, title, url, publishedMs, language }) => {
      const cut = url!.replace(/\?.*/, '');
      return received({ html, title, url: cut, urlCut: cut !== url, publishedMs, language, complete: false });
    });
    expect(importAll(archive, gone)).toMatchObject({ articles: 3, added: 0, improved: 0 });
    expect(archive.lookUp(gone)).toEqual(['known', 'known', 'known']);
    expect(article(archive).versions).toBe(1);
    healthy(archive);
  });

  it('never leads to a request: what nobody subscribed to is not asked for', () => {
    const { archive } = temporaryArchive('a');
    importAll(archive, [received({ complete: false, html: `<p>x</p><img data-src="sha256:${sha256('missing')}">` })]);
    expect([archive.wanted(), archive.pagesWanted(9, null), archive.imagesWanted(9)]).toEqual([
      { pages: 0, images: 0 },
      [],
      [],
    ]);
    expect(article(archive).images).toMatchObject({ gone: 1, wanted: 0 });
    // Until a subscription carries it: then it is that source's.
    own(archive, { title: 'As the source has it' });
    expect(article(archive)).toMatchObject({ feedId: 'a', versions: 2 });
    expect(archive.wanted().pages).toBe(1);
    expect(archive.feeds()).toMatchObject([{ total: 1, unread: 1 }]);
    healthy(archive);
  });

  it('by a cut address gets the whole one from its own feed, or from another bundle', () => {
    const cut = received({ url: 'https://paper.example/read', urlCut: true });
    const { archive } = temporaryArchive('a');
    importAll(archive, [cut]);
    expect(only(archive).urlCut).toBe(true);
    readFeed(archive, 'a', [
      item({ title: TITLE, link: 'https://paper.example/read?id=7', publishedMs: START_MS - 5_000 }),
    ]);
    expect(only(archive)).toMatchObject({ urlCut: false, url: 'https://paper.example/read?id=7' });
    healthy(archive);
    const second = temporaryArchive().archive;
    importAll(second, [cut]);
    importAll(second, [received({ url: 'https://paper.example/read?id=7', text: LONG.repeat(3) })]);
    expect(only(second)).toMatchObject({ urlCut: false, url: 'https://paper.example/read?id=7' });
    healthy(second);
  });

  it('gets a whole address also with a text that is no better than what is here', () => {
    const bundles = [
      received({ url: 'https://paper.example/read', urlCut: true }),
      received({ url: 'https://paper.example/read?id=7' }),
      received({ url: 'https://paper.example/read?id=7', text: 'A teaser.', complete: false }),
    ];
    const results = orders(bundles).map((order) => {
      const { archive, close } = temporaryArchive();
      for (const one of order) importAll(archive, [one]);
      const { url, urlCut, html } = only(archive);
      healthy(archive);
      close();
      return { url, urlCut, html };
    });
    const { html } = bundles[0]!;
    expect(results).toEqual(results.map(() => ({ url: 'https://paper.example/read?id=7', urlCut: false, html })));
  });
});

describe('bundles', () => {
  it('change nothing when they come again, also in another bundle', () => {
    const { archive } = temporaryArchive();
    const bundle = [received(), received({ title: 'Another headline here', url: null })];
    importAll(archive, bundle, { publicKey: 'one' });
    const before = out(archive);
    expect(importAll(archive, bundle, { publicKey: 'one' })).toEqual({
      articles: 2,
      added: 0,
      improved: 0,
      pictures: 0,
    });
    importAll(archive, bundle.slice(1), { publicKey: 'two' });
    expect(out(archive)).toEqual(before);
    expect([archive.receivedFrom('one'), archive.receivedFrom('two')]).toEqual([2, 0]);
    healthy(archive);
  });

  it('of one article come to the same in any order', () => {
    const shown = `<img data-src="sha256:${sha256(picture('a'))}">`;
    const bundles = [
      received({ text: 'A teaser.', complete: false }),
      received({ text: LONG.repeat(4), complete: false }),
      received({ html: `<p>${LONG}</p>` }),
      received({ html: `<p>${LONG}</p>${shown}` }),
      received({ html: `<p>${LONG.replace('long', 'LONG')}</p>` }),
    ];
    const results = orders(bundles).map((order) => {
      const { archive, close } = temporaryArchive();
      for (const one of order) importAll(archive, [one], { pictures: one.html.includes('img') ? [picture('a')] : [] });
      const { html, complete } = only(archive);
      if (order[0] === bundles[4]) healthy(archive);
      close();
      return { html, complete };
    });
    expect(results).toEqual(results.map(() => ({ html: bundles[3]!.html, complete: true })));
  }, 60_000);

  it('with one article twice bring it once, whole, in any order', () => {
    const html = `<p>${LONG}</p>`;
    const twice = [
      received({ text: LONG.repeat(9), complete: false }),
      received({ html, sourceTitle: 'A mirror', publishedMs: START_MS - 9_000 }),
      received({ text: 'Teaser.', title: 'A headline  that is LONG enough', publishedMs: null }),
      received({ text: 'Cut.', url: 'https://paper.example/story/1', urlCut: true, publishedMs: START_MS - 9_000 }),
    ];
    for (const order of orders(twice)) {
      const { archive, close } = temporaryArchive();
      expect(importAll(archive, order, { publicKey: 'key' })).toEqual({
        articles: 4,
        added: 1,
        improved: 0,
        pictures: 0,
      });
      expect(only(archive)).toMatchObject({ html, complete: true, sourceTitle: 'A mirror' });
      expect(archive.lookUp(order)).toEqual(order.map(() => 'known'));
      expect([archive.receivedFrom('key'), found(archive, 'headline'), archive.counts().whole]).toEqual([1, 1, 1]);
      healthy(archive);
      expect(importAll(archive, order.slice(1))).toMatchObject({ added: 0, improved: 0 });
      close();
    }
  }, 60_000);

  it('with a cut and a whole address of one article bring it with the whole one', () => {
    const cut = received({ url: 'https://paper.example/story', urlCut: true, text: LONG.repeat(3) });
    const whole = received({ url: 'https://paper.example/story?id=1' });
    for (const order of orders([cut, whole])) {
      const { archive, close } = temporaryArchive();
      importAll(archive, order);
      expect(only(archive)).toMatchObject({ url: whole.url, urlCut: false, html: cut.html });
      expect(archive.lookUp([received({ url: whole.url, title: 'Under another headline' })])).toEqual(['known']);
      healthy(archive);
      close();
    }
  });

  it('bring each of what is told apart in them', () => {
    const { archive } = temporaryArchive();
    const apart = [
      received({ url: 'https://paper.example/live/2026' }),
      received({ url: 'https://paper.example/live/2026', title: 'Another headline of the same page' }),
      received({ url: 'https://paper.example/briefing', title: 'The briefing of the day' }),
      received({
        url: 'https://paper.example/briefing',
        title: 'The briefing of the day',
        publishedMs: START_MS - 2e8,
      }),
      received({ url: 'https://mirror.example/live/2026' }),
      received({ url: 'https://paper.example/', title: 'Weather' }),
      received({ url: 'https://paper.example/', title: 'Weather', text: 'Rain.' }),
      received({ url: null, title: 'A headline without any date', publishedMs: null }),
      received({ url: null, title: 'A headline without any date', publishedMs: null, text: 'Other words.' }),
      received({ url: 'https://paper.example/read', urlCut: true, title: 'The Paper', publishedMs: null }),
      received({ url: 'https://paper.example/read', urlCut: true, title: 'The Paper', publishedMs: null, text: 'Oh.' }),
    ];
    expect(importAll(archive, apart)).toMatchObject({ articles: apart.length, added: apart.length });
    healthy(archive);
  });

  it('with one article twice give its pictures up with what is left out', () => {
    const { archive } = temporaryArchive();
    const shows = (name: string) => `<img data-src="sha256:${sha256(picture(name))}">`;
    const twice = [
      received({ html: `<p>${LONG}</p>${shows('a')}` }),
      received({ html: `<p>Teaser.</p>${shows('a')}${shows('b')}`, complete: false }),
    ];
    const pictures = [picture('a'), picture('b')];
    expect(importAll(archive, twice, { pictures })).toMatchObject({ added: 1, pictures: 1 });
    expect([archive.image(sha256(pictures[0]!)), archive.image(sha256(pictures[1]!))]).toMatchObject([{}, null]);
    healthy(archive);
  });

  it('with hundreds of articles under one headline bring each, and each of what is there twice once', () => {
    const { archive } = temporaryArchive();
    const place = { url: 'https://paper.example/', title: 'Weather' };
    const alike = Array.from({ length: 300 }, (_, n) => received({ ...place, text: `Rain in town ${n}.` }));
    expect(importAll(archive, alike)).toMatchObject({ added: 300 });
    const twice = alike.map((_, n) => received({ url: `https://paper.example/${n >> 1}`, text: `Rain, ${n}.` }));
    expect(importAll(archive, twice)).toMatchObject({ added: 150 });
    healthy(archive);
  });

  it('bring the pictures that an earlier one lacked, and no sooner than they are finished', () => {
    const { archive } = temporaryArchive();
    const one = received({ html: `<p>${LONG}</p><img data-src="sha256:${sha256(picture('a'))}">` });
    importAll(archive, [one]);
    const again = receiveAll(archive, [one], { publicKey: 'key', pictures: [picture('a')] });
    expect(article(archive).images).toMatchObject({ gone: 1, stored: 0 });
    healthy(archive);
    expect(archive.finishImport(again)).toEqual({ articles: 1, added: 0, improved: 1, pictures: 1 });
    expect(article(archive).images).toMatchObject({ gone: 0, stored: 1 });
    healthy(archive);
  });

  it('say beforehand how much of them is new', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [
      item({ guid: '1', title: 'A teaser only', link: 'https://a.example/s/1', text: 'Teaser.' }),
    ]);
    importAll(archive, [received()]);
    const asked = [
      received(),
      received({ url: 'https://a.example/s/1' }),
      received({ url: 'https://paper.example/other/2' }),
      received({ byline: 'the same article' }),
    ];
    expect(archive.lookUp(asked)).toEqual(['known', 'fuller', 'new', 'known']);
  });

  it('may be forgotten by their sender, of whom nothing is left in the file', () => {
    const { dir, archive, close } = temporaryArchive();
    const key = 'RWQunmistakablekey';
    const name = sha256(`${key} ${received().item}`);
    importAll(archive, [received()], { publicKey: key });
    receiveAll(archive, bundleOf(3), { publicKey: key, trusted: true });
    archive.forgetSender(key);
    expect([archive.receivedFrom(key), archive.knowsBundle(name)]).toEqual([0, false]);
    expect(archive.unfinishedImports()).toMatchObject([{ publicKey: null, trusted: false }]);
    expect(article(archive).receivedFrom).toEqual({ sender: null, publicKey: null, signed: false });
    healthy(archive);
    for (const file of ['archive.db', 'archive.db-wal']) {
      const bytes = readFileSync(join(dir, file));
      expect([bytes.includes(key), bytes.includes(name)]).toEqual([false, false]);
    }
    expect(importAll(archive, [received()], { publicKey: 'another' })).toMatchObject({ added: 0, improved: 0 });
    close();
  });
});

/** Each of them first, with the rest behind it forwards and backwards. */
function orders<T>(all: readonly T[]): T[][] {
  return all.flatMap((_, at) => {
    const turned = [...all.slice(at), ...all.slice(0, at)];
    return [turned, [turned[0]!, ...turned.slice(1).reverse()]];
  });
}

describe('a selection', () => {
  it('may be of a tag, a time, some articles, or what a label was not given', () => {
    const { archive, dir, close } = temporaryArchive('a');
    const many = Array.from({ length: 6 }, (_, n) =>
      item({ guid: `${n}`, title: `n${n}`, text: `word${n} ${LONG}`, publishedMs: START_MS - n }),
    );
    const { added } = readFeed(archive, 'a', many);
    const names = (selection: Partial<Selection>) => {
      const chosen = out(archive, selection).map(({ title }) => title);
      expect(archive.estimate({ ...EVERYTHING, ...selection }).articles).toBe(chosen.length);
      return chosen;
    };
    expect(names({ sinceMs: START_MS - 3, untilMs: START_MS - 1 })).toEqual(['n2', 'n3']);
    expect(names({ ids: [added[4]!, added[1]!, 'none' as ArticleId] })).toEqual(['n1', 'n4']);
    expect(names({ query: 'word3' })).toEqual(['n3']);
    expect(names({ query: '' })).toEqual([]);
    expect(names({ notGivenTo: 'red stick' })).toHaveLength(6);
    expect(archive.tags()).toEqual([]);
    const refs = out(archive, { ids: added.slice(0, 4) }).map(({ ref }) => ref);
    archive.given('red stick', refs);
    archive.given('red stick', refs.slice(0, 1));
    expect(names({ notGivenTo: 'red stick' })).toEqual(['n4', 'n5']);
    expect(names({ notGivenTo: 'blue stick' })).toHaveLength(6);
    expect(archive.labels()).toMatchObject([{ name: 'red stick', articles: 4 }]);
    // More of one is here now.
    archive.addPage(added[2]!, page({ text: LONG.repeat(2), imageUrls: ['https://a.example/p'] }), fetchedFrom(URL));
    expect(names({ notGivenTo: 'red stick' })).toEqual(['n2', 'n4', 'n5']);
    archive.given('red stick', refs);
    archive.addImage('https://a.example/p', picture('p'), INFO);
    expect(names({ notGivenTo: 'red stick' })).toEqual(['n2', 'n4', 'n5']);
    archive.forgetLabel('red stick');
    expect(archive.labels()).toEqual([]);
    expect(names({ notGivenTo: 'red stick' })).toHaveLength(6);
    close();
    expect(readFileSync(join(dir, 'archive.db')).includes('red stick')).toBe(false);
    const connection = new Sqlite(join(dir, 'archive.db'));
    connection.exec(`INSERT INTO tag SELECT n, 'mine' FROM article WHERE title = 'n5'`);
    connection.close();
    const again = openArchive({ dir, now: Date.now });
    onTestFinished(() => again.close());
    expect(again.tags()).toEqual(['mine']);
    expect(out(again, { tag: 'mine' }).map(({ title }) => title)).toEqual(['n5']);
  });

  it('tells what the source calls itself, whether the text is the article, and how much it will be', () => {
    const { archive } = temporaryArchive('a');
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((one) => ({ ...one, title: 'My private name' })),
    }));
    const { added } = archive.addItems(feed('a'), [
      item({ guid: '1', title: 'Read', link: 'https://www.a.example/1', publishedMs: 3, text: 'Teaser.' }),
      item({ guid: '2', title: 'Not read', link: 'https://www.a.example/2', publishedMs: 2, text: LONG }),
      item({ guid: '3', title: 'Nowhere to read', publishedMs: 1, text: 'All there is.' }),
    ]);
    expect(out(archive).map(({ sourceTitle }) => sourceTitle)).toEqual(['www.a.example', 'www.a.example', '']);
    readFeed(archive, 'a', []);
    const lead = 'https://a.example/lead';
    archive.addPage(added[0]!, page({ text: LONG, imageUrls: [lead] }), fetchedFrom('https://www.a.example/1'));
    archive.addImage(lead, picture('lead'), INFO);
    const all = out(archive);
    expect(all.map(({ complete }) => complete)).toEqual([true, false, true]);
    expect(all.map(({ sourceTitle }) => sourceTitle)).toEqual(all.map(() => 'The feed a'));
    expect(JSON.stringify(all)).not.toContain('My private name');
    expect(all[0]?.fetchedMs).toBeGreaterThan(START_MS);
    const { textBytes, ...rest } = archive.estimate(EVERYTHING);
    expect(rest).toEqual({ articles: 3, headlines: 0, pictures: 1, pictureBytes: picture('lead').length });
    expect(textBytes).toBeGreaterThan(100);
  });

  it('is of one moment while it is held still, for readers; the writer goes on', () => {
    const { archive, dir, clock } = temporaryArchive('a');
    const reader = openArchiveReader({ dir, now: clock.now });
    onTestFinished(() => reader.close());
    const still = reader.holdStill();
    const second = reader.holdStill();
    const harmless = archive.holdStill();
    readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
    expect([reader.counts().articles, archive.counts().articles]).toEqual([0, 1]);
    still.end();
    still.end();
    expect(reader.counts().articles).toBe(0);
    second.end();
    harmless.end();
    expect(reader.counts().articles).toBe(1);
    const elsewhere = openArchiveReader({ dir: `${dir}/nothing`, now: clock.now });
    elsewhere.holdStill().end();
    elsewhere.close();
  });

  it('is compared by keys that say nothing of an address with a query, nor of who asked', () => {
    const { archive } = temporaryArchive('a');
    readFeed(archive, 'a', [
      item({ guid: '1', title: 'One', link: `${URL}#part`, text: LONG }),
      item({ guid: '2', title: 'A headline', link: 'https://a.example/2' }),
    ]);
    importAll(archive, [
      received({ title: 'The  Other', url: 'https://paper.example/r', urlCut: true, publishedMs: 0 }),
    ]);
    const keys = [...archive.holdings()].map(({ key, level }) => [key.toString('hex'), level]);
    const of = (text: string) => sha256(text).slice(0, 16);
    expect(keys).toEqual([
      [of(`url ${URL}`), 'text'],
      [of('headline the other\n1970-01-01T00:00:00.000Z'), 'whole'],
    ]);
    const key = (url: string | null) =>
      archive.holdingKey({ url, urlCut: false, title: 'The Other', publishedMs: null }).toString('hex');
    const bare = of('headline the other\n');
    expect([key(null), key('https://a.example/?q'), key('https://me@a.example/'), key('none')]).toEqual(
      Array(4).fill(bare),
    );
    expect(key('https://a.example/x#y')).toBe(of('url https://a.example/x'));
  });
});

describe('words that were worked out elsewhere', () => {
  const bring = (archive: Archive, articles: readonly ReceivedArticle[]) =>
    archive.finishImport(receiveAll(archive, articles));

  it('are found like those of the writer, and nothing is left to do', () => {
    const { dir, archive } = temporaryArchive();
    bring(archive, [
      received({ title: 'Котёнок', text: 'Дождь идёт, ½ дня' }),
      received({ title: 'Cats', text: 'It rains' }),
    ]);
    expect([archive.toBeIndexed(), found(archive, 'котенок'), found(archive, 'rain')]).toEqual([2, 0, 0]);
    const reader = openArchiveReader({ dir, now: Date.now });
    onTestFinished(() => reader.close());
    archive.indexArrived([...reader.arrivedWords()]);
    expect([archive.toBeIndexed(), found(archive, 'котенок'), found(archive, 'rain')]).toEqual([0, 1, 1]);
    expect(archive.indexSome()).toBe(false);
    healthy(archive);
  });

  it('are left alone where the article has changed since, or was indexed by then', () => {
    const { archive } = temporaryArchive();
    const short = received({ text: 'A short walrus. '.repeat(40), complete: false });
    bring(archive, [short]);
    const words = [...archive.arrivedWords()];
    bring(archive, [received({ text: 'A much longer penguin. '.repeat(80) })]);
    archive.indexArrived(words);
    expect([found(archive, 'walrus'), archive.toBeIndexed()]).toEqual([0, 1]);
    while (archive.indexSome());
    archive.indexArrived(words);
    archive.indexArrived([...archive.arrivedWords()]);
    expect([found(archive, 'walrus'), found(archive, 'penguin')]).toEqual([0, 1]);
    healthy(archive);
  });
});

describe('a damaged archive', () => {
  it('keeps labels and an unfinished import, which goes on', () => {
    const { dir, archive, close } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', text: LONG })]);
    archive.given('stick', [only(archive).ref]);
    importAll(archive, [received({ url: 'https://paper.example/another' })], { publicKey: 'key' });
    archive.beginImport({ manifestSha256: NAME, publicKey: 'key', trusted: false });
    archive.receive(NAME, bundleOf(30).map(prepareReceived));
    archive.receiveImage(NAME, picture('p'), INFO);
    close();
    const connection = new Sqlite(join(dir, 'archive.db'));
    connection.pragma('foreign_keys = OFF');
    connection.exec(`DELETE FROM version WHERE n = (SELECT max(n) FROM version);
      DELETE FROM incoming_article WHERE n = (SELECT min(n) FROM incoming_article)`);
    connection.close();
    writeFileSync(join(dir, 'archive.damaged'), '');
    const saved = openArchive({ dir, now: Date.now });
    onTestFinished(() => saved.close());
    expect(saved.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }], articles: 2 });
    expect(saved.labels()).toMatchObject([{ name: 'stick', articles: 1 }]);
    expect(saved.receivedFrom('key')).toBe(1);
    const stored = saved.beginImport({ manifestSha256: NAME, publicKey: 'key', trusted: false });
    expect(stored.size).toBe(28);
    saved.receive(
      NAME,
      bundleOf(30)
        .filter(({ item: name }) => !stored.has(name))
        .map(prepareReceived),
    );
    expect(saved.finishImport(NAME)).toMatchObject({ added: 30 });
    while (saved.indexSome());
    expect(found(saved, 'story')).toBe(30);
    expect(saved.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }], articles: 32 });
  });

  it('asks nobody for the pictures of a bundle, whether they never came or are lost', () => {
    const { dir, archive, close } = temporaryArchive();
    const shows = (name: string) => `<p>${LONG}</p><img data-src="sha256:${sha256(picture(name))}">`;
    importAll(archive, [received({ html: shows('never came') })]);
    const salvaged = (): Archive => {
      writeFileSync(join(dir, 'archive.damaged'), '');
      return openArchive({ dir, now: Date.now });
    };
    close();
    const first = salvaged();
    expect([first.imagesWanted(9), first.wanted().images]).toEqual([[], 0]);
    importAll(first, [received({ title: 'Another one', url: null, html: shows('lost') })], {
      pictures: [picture('lost')],
    });
    first.close();
    const connection = new Sqlite(join(dir, 'archive.db'));
    connection.exec('PRAGMA foreign_keys = OFF; DELETE FROM image');
    connection.close();
    const second = salvaged();
    onTestFinished(() => second.close());
    expect([second.imagesWanted(9), second.wanted().images]).toEqual([[], 0]);
    expect(out(second).map(({ images }) => [...images.values()][0]?.state)).toEqual(['gone', 'gone']);
    expect(second.check().problems.filter(({ what }) => what !== 'salvaged')).toEqual([]);
  });

  it('is seen as one, beside an unfinished import too', () => {
    const { dir, archive, close } = temporaryArchive();
    receiveAll(archive, bundleOf(3), { pictures: [picture('p')] });
    importAll(archive, [received()]);
    close();
    const connection = new Sqlite(join(dir, 'archive.db'));
    connection.pragma('foreign_keys = OFF');
    connection.exec(`DELETE FROM incoming_article WHERE n = 1; DELETE FROM incoming_image; DELETE FROM status`);
    connection.close();
    const reader = openArchiveReader({ dir, now: Date.now });
    onTestFinished(() => reader.close());
    expect([...new Set(reader.check().problems.map(({ what }) => what))]).toEqual([
      'an article without a list row',
      'an article that search finds and no list shows',
      'a picture’s bytes without an address',
    ]);
  });
});

/** Runs the import until it is killed, or ends. @returns what it said */
async function importUntilKilled(dir: string, count: number, after: RegExp, afterMs: number): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'importing-process.ts'), dir, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (after.test(said)) resolve();
    });
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  await Promise.race([begun, ended]);
  await pause(afterMs);
  child.kill('SIGKILL');
  await ended;
  return said;
}

it('after kill -9 at random moments there is nothing of the bundle or all of it, and it goes on or is dropped', async () => {
  const COUNT = 400;
  const dir = temporaryFolder();
  openArchive({ dir, now: Date.now }).close();
  let stored = 0;
  for (let kill = 0; kill < 12; kill += 1) {
    const late = kill % 3 === 2;
    const said = await importUntilKilled(dir, COUNT, late ? /all stored/ : /stored/, Math.random() * (late ? 60 : 25));
    const archive = openArchive({ dir, now: Date.now });
    try {
      const report = archive.check();
      expect(report.problems).toEqual([]);
      expect([0, COUNT]).toContain(report.articles);
      expect(out(archive)).toHaveLength(report.articles);
      if (said.includes('finished')) expect(report.articles).toBe(COUNT);
      const [unfinished] = archive.unfinishedImports();
      stored = Math.max(stored, unfinished?.articles ?? 0);
      if (report.articles === COUNT) {
        if (unfinished !== undefined) expect(archive.finishImport(NAME).added).toBe(0);
        while (archive.indexSome());
        expect(found(archive, 'story')).toBe(COUNT);
        break;
      }
      // Now and then it is given up, and that is broken off too.
      if (kill % 4 === 3) for (let n = 0; n < 2; n += 1) archive.dropSomeOfImport(NAME);
      expect(archive.check().problems).toEqual([]);
    } finally {
      archive.close();
    }
  }
  expect(stored).toBeGreaterThan(0);
  expect(await importUntilKilled(dir, COUNT, /done/, 0)).toContain('done');
  const archive = openArchive({ dir, now: Date.now });
  expect(archive.check()).toMatchObject({ problems: [], articles: COUNT });
  expect(out(archive).every(({ images }) => [...images.values()].every(({ state }) => state === 'stored'))).toBe(true);
  archive.close();
}, 120_000);

describe('an export in a format for others', () => {
  const { folder: _, ...selection } = EVERYTHING;
  const jobFor = (folder: string) =>
    ({
      kind: 'export',
      selection,
      title: 'News',
      pictures: false,
      maxBytes: null,
      splitBytes: null,
      signWith: null,
      keyPassphrase: null,
      lock: { kind: 'none' },
      telling: { queries: false, fetchTimes: false },
      have: null,
      folder,
      name: 'news',
      exactName: true,
      overwrites: false,
    }) as const;

  it.each(['html', 'json', 'json-feed', 'text', 'epub', 'markdown'] as const)(
    'as %s tells a label what it gave',
    async (format) => {
      const { archive, clock, dir } = temporaryArchive('a');
      readFeed(archive, 'a', [item({ guid: '1', title: 'The first one', link: 'https://a.example/1', text: LONG })]);
      const watch = { goOn: () => undefined, onProgress: () => undefined };
      const { refs } = await exportJob({ ...jobFor(temporaryFolder()), format }, { dir, now: clock.now }, watch);
      archive.given('Anya', refs);
      readFeed(archive, 'a', [item({ guid: '2', title: 'The second one', link: 'https://a.example/2', text: LONG })]);
      expect(out(archive, { notGivenTo: 'Anya' }).map(({ title }) => title)).toEqual(['The second one']);
    },
  );

  it('is of one moment, though it reads twice: nothing stands in it that its list does not name', async () => {
    const { archive, clock, dir } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'The first one', link: 'https://a.example/1', text: LONG })]);
    const folder = temporaryFolder();
    let looks = 0;
    const onProgress = (): void => {
      looks += 1;
      if (looks > 1) return;
      readFeed(archive, 'a', [item({ guid: '2', title: 'The second one', link: 'https://a.example/2', text: LONG })]);
    };
    const { result } = await exportJob(
      { ...jobFor(folder), format: 'html' },
      { dir, now: clock.now },
      { goOn: () => undefined, onProgress },
    );
    expect(result.articles).toBe(1);
    expect(archive.counts().articles).toBe(2);
    const [file = ''] = readdirSync(folder);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain('The second one');
  });
});
