// What may enter the archive, and what a bad answer must not take from it: the real pipeline against a hostile server.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLarder, type Larder, type PassSummary, type SourceReport } from '../../../main/service/larder.ts';
import type { FeedId } from '../../../shared/model.ts';
import {
  answer,
  answerBytes,
  cutAfter,
  freezeAfter,
  inTurn,
  redirect,
  startHostileServer,
  type Behaviour,
  type HostileServer,
} from '../../helpers/hostile-server.ts';
import { QUICK } from '../fetch/quick-fetcher.ts';

const extractWorker = new URL('../../../main/extract/extract.worker.ts', import.meta.url);

let dir: string;
let server: HostileServer;
let larder: Larder;
let nowMs: number;
let freeBytes: number;
const bugs: unknown[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'larder-refresh-'));
  server = await startHostileServer();
  nowMs = Date.UTC(2026, 10, 22, 12);
  freeBytes = 10_000_000_000;
  larder = await open();
});
afterEach(async () => {
  await larder.close();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
  expect(bugs.splice(0)).toEqual([]);
});

function open(): Promise<Larder> {
  return createLarder({
    dir,
    extractWorker,
    now: () => nowMs,
    automatic: false,
    fetcher: { limits: QUICK },
    freeBytes: () => Promise.resolve(freeBytes),
    onBug: (error) => bugs.push(error),
  });
}

async function subscribe(path: string): Promise<FeedId> {
  const { id } = await larder.handlers['feeds.add']({ url: server.url(path), title: null, folder: [] });
  return id;
}

async function pass(options: { feedsOnly?: boolean } = {}): Promise<{ reports: SourceReport[]; summary: PassSummary }> {
  const reports: SourceReport[] = [];
  const summary = await larder.fetchPass(
    { feedIds: null, feedsOnly: options.feedsOnly ?? false, images: true, deadlineMs: null, budgetBytes: null },
    (report) => reports.push(report),
  );
  return { reports, summary };
}

const titles = (): string[] =>
  larder.archive
    .articles({ view: { kind: 'all' }, offset: 0, limit: 100, asOfMs: nowMs })
    .items.map((item) => item.title);

function rss(items: readonly { title: string; path?: string; body?: string }[]): string {
  const xml = items.map(
    ({ title, path, body }) =>
      `<item><title>${title}</title><guid isPermaLink="false">${title}</guid>` +
      (path ? `<link>${server.url(path)}</link>` : '') +
      (body ? `<description>${body.replaceAll('<', '&lt;')}</description>` : '') +
      '</item>',
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>The Wire</title>${xml.join('')}</channel></rss>`;
}

const prose = (topic: string): string =>
  Array.from(
    { length: 12 },
    (_unused, index) => `<p>${topic}, part ${index}: ${'a sentence of some length, '.repeat(8)}and its end.</p>`,
  ).join('');
const page = (title: string, more = ''): string =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body><article><h1>${title}</h1>${prose(title)}${more}</article></body></html>`;
const feed = (body: string, headers: Record<string, string> = {}): Behaviour =>
  answer({ body, headers: { 'Content-Type': 'application/rss+xml', ...headers } });
const html = (body: string): Behaviour => answer({ body, headers: { 'Content-Type': 'text/html; charset=utf-8' } });

/** A real 4x4 PNG, made here. */
function png(): Buffer {
  const crcTable = Array.from({ length: 256 }, (_unused, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const crc = (bytes: Buffer): number =>
    (bytes.reduce((c, byte) => (crcTable[(c ^ byte) & 255] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc(body), body.length + 4);
    return out;
  };
  const header = Buffer.from([0, 0, 0, 4, 0, 0, 0, 4, 8, 2, 0, 0, 0]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: 4 }, () => Buffer.from([0, ...Array(12).fill(120)]))));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

describe('a whole pass', () => {
  test('brings headlines, their texts and their pictures, and asks for none of them again', async () => {
    server.on(
      '/feed',
      feed(
        rss([
          { title: 'One', path: '/one' },
          { title: 'Two', path: '/two' },
        ]),
        { ETag: '"v1"' },
      ),
    );
    server.on('/one', html(page('One', `<p><img src="/pic.png" width="400" height="300" alt="A boat"></p>`)));
    server.on('/two', html(page('Two')));
    server.on('/pic.png', answer({ body: png(), headers: { 'Content-Type': 'image/png' } }));
    await subscribe('/feed');
    const first = await pass();
    expect(first.summary).toMatchObject({
      state: 'open',
      sources: 1,
      ok: 1,
      failed: 0,
      new: 2,
      articles: 2,
      images: 1,
    });
    expect(larder.archive.counts()).toMatchObject({ articles: 2, whole: 2 });

    server.on('/feed', inTurn(answer({ status: 304 })));
    const before = server.requests.length;
    const second = await pass();
    expect(second.reports[0]).toMatchObject({ outcome: 'NOT_MODIFIED', new: 0 });
    expect(server.requests.slice(before).map((request) => request.path)).toEqual(['/feed']);
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"v1"');
    expect(larder.archive.search({ query: 'sentence', offset: 0, limit: 10 }).total).toBe(2);
  });

  test('a feed’s own body is kept where the page gives nothing, and both where both are there', async () => {
    server.on('/feed', feed(rss([{ title: 'Mine', path: '/gone', body: prose('Mine') }])));
    server.on('/gone', answer({ status: 404, body: 'no' }));
    await subscribe('/feed');
    expect((await pass()).summary).toMatchObject({ new: 1, articles: 0 });
    const [item] = larder.archive.articles({ view: { kind: 'all' }, offset: 0, limit: 1, asOfMs: nowMs }).items;
    expect(item?.stored).toBe('whole');
    expect(larder.archive.text(item!.id)).toContain('Mine, part 11');
    expect(larder.archive.article(item!.id)).toMatchObject({ origin: 'feed', pageOutcome: 'HTTP_4XX' });
  });
});

describe('a bad answer takes nothing away and stores nothing false', () => {
  const good = (): string => rss([{ title: 'Kept', body: prose('Kept') }]);
  const cases: [name: string, outcome: string, behaviour: () => Behaviour][] = [
    ['a page of the network with 200', 'STUB', () => html(page('Access is restricted'))],
    ['nothing at all', 'NOT_A_FEED', () => feed('')],
    ['an entity bomb', 'TOO_DEEP', () => feed(bomb())],
    [
      'a hundred thousand nested elements',
      'TOO_DEEP',
      () => feed(`<rss version="2.0"><channel>${'<a>'.repeat(100_000)}`),
    ],
    ['half a body under a length', 'TRUNC', () => cutAfter(answerBytes({ body: good() }), 600)],
    [
      'half a body that ends with the connection',
      'TRUNC',
      () => cutAfter(answerBytes({ body: good(), framing: 'close' }), 1200),
    ],
    ['a transfer that freezes', 'FROZEN', () => freezeAfter(answerBytes({ body: good() }), 500)],
    ['a redirect loop', 'REDIRECT_LOOP', () => redirect('/feed')],
    ['50 MB', 'TOO_LARGE', () => feed(`${good()}${' '.repeat(50_000_000)}`)],
    ['a server error', 'HTTP_5XX', () => answer({ status: 500, body: 'oops' })],
  ];

  test.each(cases)('%s', async (_name, outcome, behaviour) => {
    server.on('/feed', feed(good(), { ETag: '"good"' }));
    await subscribe('/feed');
    await pass();
    expect(titles()).toEqual(['Kept']);

    server.on('/feed', behaviour());
    nowMs += 3_600_000;
    const { reports } = await pass();
    expect(reports[0]?.outcome).toBe(outcome);
    expect(reports[0]?.reason).toMatch(/^[A-Z0-9].+\.$/);
    expect(titles()).toEqual(['Kept']);
    expect(larder.archive.check()).toMatchObject({ ok: true });

    // The validators are still those of the good answer: nothing was learned from the bad one.
    server.on('/feed', answer({ status: 304 }));
    nowMs += 3_600_000;
    await pass();
    expect(server.requests.at(-1)?.headers['if-none-match']).toBe('"good"');
  });

  test('a feed that returns no items keeps what it once had', async () => {
    server.on('/feed', feed(good()));
    await subscribe('/feed');
    await pass();
    server.on('/feed', feed(rss([])));
    nowMs += 3_600_000;
    expect((await pass()).reports[0]?.outcome).toBe('OK');
    expect(titles()).toEqual(['Kept']);
  });

  test('an image that is HTML, and one that is cut, are not stored; the article stays', async () => {
    server.on('/feed', feed(rss([{ title: 'One', path: '/one' }])));
    server.on(
      '/one',
      html(
        page(
          'One',
          '<p><img src="/html.png" width="400" height="300"></p><p><img src="/cut.png" width="400" height="300"></p>',
        ),
      ),
    );
    server.on('/html.png', answer({ body: page('Log in'), headers: { 'Content-Type': 'image/png' } }));
    const whole = answerBytes({ body: png(), framing: 'close' });
    server.on('/cut.png', cutAfter(whole, whole.length - 6));
    await subscribe('/feed');
    expect((await pass()).summary).toMatchObject({ articles: 1, images: 0 });
    const [item] = larder.archive.articles({ view: { kind: 'all' }, offset: 0, limit: 1, asOfMs: nowMs }).items;
    expect(larder.archive.article(item!.id)?.images).toMatchObject({ stored: 0, refused: 1, wanted: 1 });
  });

  test('a page of 30 MB and one of 100,000 tags end in time, and the headline stays', async () => {
    server.on(
      '/feed',
      feed(
        rss([
          { title: 'Large', path: '/large' },
          { title: 'Tags', path: '/tags' },
        ]),
      ),
    );
    server.on('/large', html(`<html><body>${'<p>word word word</p>'.repeat(1_500_000)}</body></html>`));
    server.on('/tags', html(`<html><body>${'<div>'.repeat(100_000)}text</body></html>`));
    await subscribe('/feed');
    expect((await pass()).summary).toMatchObject({ new: 2 });
    expect(titles().toSorted()).toEqual(['Large', 'Tags']);
    expect(larder.archive.check()).toMatchObject({ ok: true });
  });
});

describe('a disk that is nearly full', () => {
  test('gets texts and no pictures, the status says so, and pictures come when there is room again', async () => {
    server.on('/feed', feed(rss([{ title: 'One', path: '/one' }])));
    server.on('/one', html(page('One', '<p><img src="/pic.png" width="400" height="300"></p>')));
    server.on('/pic.png', answer({ body: png(), headers: { 'Content-Type': 'image/png' } }));
    await subscribe('/feed');
    freeBytes = 100_000_000;
    nowMs += 60_000;
    expect((await pass()).summary).toMatchObject({ articles: 1, images: 0 });
    expect(larder.handlers['status.get']({})).toMatchObject({ diskLow: true, whole: 0 });
    expect(server.requests.map((request) => request.path)).not.toContain('/pic.png');
    freeBytes = 10_000_000_000;
    nowMs += 60_000;
    expect((await pass()).summary).toMatchObject({ images: 1 });
    expect(larder.handlers['status.get']({})).toMatchObject({ diskLow: false, whole: 1 });
  });
});

describe('the limits of a pass', () => {
  test('a byte budget is kept', async () => {
    const items = Array.from({ length: 12 }, (_unused, index) => ({ title: `T${index}`, path: `/p${index}` }));
    server.on('/feed', feed(rss(items)));
    for (const { title, path } of items) server.on(path, html(page(title, `<!-- ${'x'.repeat(60_000)} -->`)));
    await subscribe('/feed');
    const summary = await larder.fetchPass(
      { feedIds: null, feedsOnly: false, images: true, deadlineMs: null, budgetBytes: 300_000 },
      () => undefined,
    );
    expect(summary.bytes).toBeLessThanOrEqual(300_000);
    expect(summary.articles).toBeGreaterThan(0);
    expect(summary.articles).toBeLessThan(12);
  });

  test('a deadline ends it, and what was stored stays', async () => {
    server.on('/feed', feed(rss([{ title: 'One', path: '/silent' }])));
    server.on('/silent', freezeAfter(answerBytes({ body: page('One') }), 100));
    await subscribe('/feed');
    const summary = await larder.fetchPass(
      { feedIds: null, feedsOnly: false, images: true, deadlineMs: 300, budgetBytes: null },
      () => undefined,
    );
    expect(summary).toMatchObject({ new: 1, articles: 0 });
    expect(titles()).toEqual(['One']);
  });

  test('Retry-After is kept over a restart, and counted as no failure', async () => {
    server.on('/feed', answer({ status: 429, headers: { 'Retry-After': '3600' } }));
    await subscribe('/feed');
    expect((await pass()).reports[0]?.outcome).toBe('HTTP_429');
    await larder.close();
    larder = await open();
    nowMs += 60_000;
    const asked = server.requests.length;
    const { reports, summary } = await pass();
    expect(server.requests.length).toBe(asked);
    expect(reports[0]?.reason).toMatch(/wait/);
    expect(summary.failed).toBe(0);
    nowMs += 3_600_000;
    await pass();
    expect(server.requests.length).toBe(asked + 1);
  });
});

describe('reaching into the reader’s own network', () => {
  test('a page saved from there brings its pictures from there (a public page may not: test/integration/fetch)', async () => {
    server.on('/saved', html(page('Saved', '<p><img src="/pic.png" width="400" height="300"></p>')));
    server.on('/pic.png', answer({ body: png(), headers: { 'Content-Type': 'image/png' } }));
    const saved = await larder.handlers['pages.save']({ url: server.url('/saved') });
    expect(saved.outcome).toBe('OK');
    await pass();
    expect(server.requests.map((request) => request.path)).toContain('/pic.png');
  });
});

function bomb(): string {
  const lines = Array.from({ length: 12 }, (_unused, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`);
  return `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">${lines.join('')}]><rss version="2.0"><channel><title>&l12;</title></channel></rss>`;
}
