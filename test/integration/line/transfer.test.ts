// The network study, its section 7, cases 25 to 38: transfers that are cut, frozen or strangled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFetcher } from '../../../main/fetch/fetcher.ts';
import { DEFAULT_LIMITS } from '../../../main/fetch/limits.ts';
import { createOriginMemory } from '../../../main/fetch/origin-memory.ts';
import { startCurtainProxy } from '../../helpers/curtain-proxy.ts';
import {
  answer,
  answerBytes,
  cutBody,
  dribble,
  freezeBody,
  ranged,
  startHostileServer,
  type AnswerParts,
  type Behaviour,
} from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { pageHtml, pngBytes, rss, rssOfSize } from '../../helpers/made-news.ts';
import { closeLater, fetchOnce, newReader, newWorld, QUICK } from './world-of-test.ts';

/** The size of the feed in the measurements of section 8.1. */
const BIG_BYTES = 142_799;
const BIG = rssOfSize(BIG_BYTES);
const FEED = rss({ items: [{ title: 'First' }] });
const ZIPPED = { 'Content-Encoding': 'gzip' };

describe('transfer', () => {
  test('25 frozen after 16 KB: FROZEN at 15 s of idleness; whole items are kept, its ETag is not', async () => {
    expect(DEFAULT_LIMITS.idleTimeoutMs).toBe(15_000);
    const { reader, site, id } = await readerOf('https', freezeBody({ body: BIG, headers: { ETag: '"big"' } }, 16_384));
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('PARTIAL');
    const kept = reader.titles();
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(16);
    expect(reader.text('Item 3')).not.toBe('');
    expect(reader.feed(id)).toMatchObject({ lastOutcome: 'PARTIAL', total: kept.length });
    expect(reader.toFetch(id)).toMatchObject({ validators: { etag: null, lastModified: null }, sha256: null });
    site.on('/feed', answer({ body: BIG, headers: { ETag: '"big"' } }));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(site.server.requests.at(-1)?.headers).not.toHaveProperty('if-none-match');
    expect(site.server.requests.at(-1)?.headers).not.toHaveProperty('if-modified-since');
    expect(reader.titles()).toHaveLength(Math.floor(BIG_BYTES / 1_200));
    expect(reader.toFetch(id).validators.etag).toBe('"big"');
  });

  test('25 over http nobody vouches for what came: FROZEN, and not one item is stored', async () => {
    const { reader, site, id } = await readerOf('http', freezeBody({ body: BIG, headers: { ETag: '"big"' } }, 16_384));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('FROZEN');
    expect(reader.titles()).toEqual([]);
    expect(reader.toFetch(id).validators.etag).toBeNull();
  });

  test('25 the same for a compressed feed: what can be unpacked is salvaged', async () => {
    const body = gzipSync(BIG);
    const { reader, site } = await readerOf(
      'https',
      freezeBody({ body, headers: ZIPPED }, Math.floor(body.length / 2)),
    );
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('PARTIAL');
    expect(reader.titles().length).toBeGreaterThan(30);
  });

  test('26 frozen before the first byte of the body: FROZEN, and no row of the feed is touched', async () => {
    const { reader, site, id } = await readerOf('https', freezeBody({ body: BIG, headers: { ETag: '"big"' } }, 0));
    const outcome = await reader.pass();
    expect(outcome.outcome(site.url('/feed'))).toBe('FROZEN');
    expect(reader.feed(id)).toMatchObject({
      total: 0,
      lastOutcome: 'FROZEN',
      lastSuccessMs: null,
      title: site.url('/feed'),
    });
    expect(reader.toFetch(id)).toMatchObject({ validators: { etag: null, lastModified: null }, sha256: null });
  });

  test('27 a curtain of 16 KiB before a server with ranges: the whole feed comes in small parts, its bytes equal', async () => {
    const { outcome, curtain } = await fetchBehindCurtain({ ranges: true });
    expect(outcome.outcome).toBe('OK');
    expect(outcome.outcome === 'OK' && Buffer.from(outcome.body).equals(Buffer.from(BIG))).toBe(true);
    // 8 KiB each, and what it took to find out.
    expect(curtain.connections()).toBeGreaterThanOrEqual(Math.floor(BIG_BYTES / 8_192));
    expect(curtain.connections()).toBeLessThan(30);
  });

  test('27 parts take no more than three new connections to a public address in a minute', async () => {
    const world = await newWorld();
    const site = await world.site('far-paper.org');
    site.on('/feed', ranged(Buffer.from(BIG), '"big"'));
    const curtain = closeLater(await startCurtainProxy({ to: site.server, bytes: 16_384 }));
    world.place(site.addresses[0] ?? '', 443, curtain);
    const origins = createOriginMemory();
    origins.froze(site.origin);
    origins.provedRanges(site.origin);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 5_000);
    const limits = { ...DEFAULT_LIMITS, ...QUICK };
    const outcome = await fetchOnce(world, { url: site.url('/feed'), signal: abort.signal }, { origins, limits });
    expect(outcome.outcome).toBe('CANCELLED');
    expect(curtain.connections()).toBeGreaterThan(1);
    expect(curtain.connections()).toBeLessThanOrEqual(3);
  });

  test('28 a curtain before a server that ignores ranges: it stops after two, and remembers that parts do not help', async () => {
    const { outcome, curtain, origins, origin } = await fetchBehindCurtain({ ranges: false });
    expect(outcome.outcome).toBe('FROZEN');
    expect(curtain.connections()).toBeLessThanOrEqual(3);
    expect(origins.freezes(origin)).toBe(true);
    expect(origins.curtainHard(origin)).toBe(true);
  });

  test('28 a server that says it has no ranges is not asked for parts at all', async () => {
    const world = await newWorld();
    const site = await world.site('far-paper.org');
    // Its headers in a record of their own, so that they are heard.
    const bytes = answerBytes({ body: BIG, headers: { ETag: '"big"', 'Accept-Ranges': 'none' } });
    const head = bytes.indexOf('\r\n\r\n') + 4;
    site.on('/feed', (_request, socket) => {
      socket.write(bytes.subarray(0, head));
      setTimeout(() => socket.write(bytes.subarray(head)), 100);
    });
    const curtain = closeLater(await startCurtainProxy({ to: site.server, bytes: 16_384 }));
    world.place(site.addresses[0] ?? '', 443, curtain);
    expect((await fetchOnce(world, { url: site.url('/feed') }, { limits: QUICK })).outcome).toBe('FROZEN');
    expect(curtain.connections()).toBe(1);
    expect(site.server.requests.filter(({ headers }) => 'range' in headers)).toEqual([]);
  });

  test('28 where pages freeze, the site is left alone with pages for five minutes, and its feed goes on', async () => {
    const world = await newWorld();
    const site = await world.site('frozen-paper.org');
    const items = Array.from({ length: 6 }, (_, index) => ({
      title: `Item ${index}`,
      link: site.url(`/page/${index}`),
    }));
    site.on('/feed', answer({ body: rss({ items }), framing: 'close' }));
    site.otherwise(freezeBody({ body: BIG }, 8_000));
    const reader = await newReader(world, { limits: QUICK });
    const id = await reader.subscribe(site.url('/feed'));
    await reader.larder.handlers['schedule.source']({ id, priority: null, everyMinutes: 30 });
    const pages = () => site.paths().filter((path) => path.startsWith('/page/')).length;
    await reader.round();
    const first = pages();
    expect(first).toBeLessThanOrEqual(4); // as many as go to one host at once
    await reader.live(4 * 60_000, 30_000);
    expect(pages()).toBe(first);
    await reader.live(90 * 60_000, 60_000);
    expect(pages()).toBeGreaterThan(first);
    expect(site.paths().filter((path) => path === '/feed').length).toBeGreaterThan(1);
  });

  test('29 two of six sources freeze: the line is degraded, and pictures are left for later', async () => {
    const world = await newWorld();
    const names = ['one.org', 'two.net', 'three.com', 'four.info', 'five.io', 'six.dev'].map(
      (name) => `foreign-${name}`,
    );
    const sites = await Promise.all(names.map((name) => world.site(name)));
    const picture = await world.site('pictures.org');
    const large = pngBytes(200, 90, false);
    picture.otherwise(answer({ body: large, headers: { 'Content-Type': 'image/png' } }));
    for (const site of sites) serveNews(site, picture);
    const reader = await newReader(world, { limits: QUICK });
    for (const site of sites) await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).summary.state).toBe('open');
    for (const site of sites.slice(0, 2)) site.on('/feed', freezeBody({ body: BIG }, 16_384));
    for (const site of sites.slice(2)) serveNews(site, picture, 'later');
    reader.wait(3_600_000);
    await reader.restart();
    const pass = await reader.pass({ feedsOnly: false });
    const status = await reader.status();
    expect(status).toMatchObject({ state: 'degraded', reason: { kind: 'transfers-freeze', origins: 2 } });
    expect(pass.summary.articles).toBeGreaterThan(0);
    expect(pass.summary.images).toBe(0);
    expect(reader.larder.archive.stats().images).toBe(0);
    // At most what it says of its length was taken.
    expect(pass.summary.bytes).toBeLessThan(large.length);
  });

  test.each([
    ['30 a length and then the end', 'length', 'end'],
    ['30 a length and then a reset', 'length', 'reset'],
    ['31 chunks without the last one', 'chunked', 'end'],
    ['31 chunks and then a reset', 'chunked', 'reset'],
  ] as const)('%s: TRUNC', async (_name, framing, how) => {
    const parts: AnswerParts = { body: BIG, framing, headers: { ETag: '"cut"' } };
    for (const scheme of ['http', 'https'] as const) {
      const { reader, site, id, world } = await readerOf(scheme, cutBody(parts, 60_000, how));
      expect(await fetchOnce(world, { url: site.url('/feed') })).toMatchObject({ outcome: 'TRUNC', status: 200 });
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe(scheme === 'https' ? 'PARTIAL' : 'TRUNC');
      expect(reader.titles().length > 40).toBe(scheme === 'https');
      expect(reader.toFetch(id)).toMatchObject({ validators: { etag: null }, sha256: null });
    }
  });

  test.each(['http', 'https'] as const)(
    '32 a feed over %s whose end only the connection tells, cut in the middle: found by its missing root',
    async (scheme) => {
      const parts: AnswerParts = { body: BIG, framing: 'close', headers: { ETag: '"cut"' } };
      const { reader, site, id } = await readerOf(scheme, cutBody(parts, 60_000));
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe(scheme === 'https' ? 'PARTIAL' : 'TRUNC');
      expect(reader.titles().length > 40).toBe(scheme === 'https');
      expect(reader.toFetch(id)).toMatchObject({ validators: { etag: null, lastModified: null }, sha256: null });
    },
  );

  test.each(['http', 'https'] as const)(
    '33 a feed over %s whose end only the connection tells, whole: OK, and learned from',
    async (scheme) => {
      const { reader, site, id } = await readerOf(
        scheme,
        answer({ body: BIG, framing: 'close', headers: { ETag: '"whole"' } }),
      );
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
      expect(reader.titles()).toHaveLength(Math.floor(BIG_BYTES / 1_200));
      expect(reader.toFetch(id).validators.etag).toBe('"whole"');
    },
  );

  const packers = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync } as const;
  test.each(
    (['gzip', 'br', 'deflate'] as const).flatMap((coding) =>
      (['length', 'chunked', 'close'] as const).map((framing) => [coding, framing] as const),
    ),
  )('34 half of a %s stream in intact framing (%s) is TRUNC, where other clients say OK', async (coding, framing) => {
    const packed = packers[coding](Buffer.from(BIG));
    const body = packed.subarray(0, Math.floor(packed.length / 2));
    const whole = answer({ body, framing, headers: { 'Content-Encoding': coding, ETag: '"half"' } });
    const { reader, site, id, world } = await readerOf('https', whole);
    const outcome = await fetchOnce(world, { url: site.url('/feed') });
    expect(outcome.outcome).toBe('TRUNC');
    expect(outcome).not.toHaveProperty('body');
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('PARTIAL');
    expect(reader.titles().length).toBeGreaterThan(10);
    expect(reader.toFetch(id)).toMatchObject({ validators: { etag: null }, sha256: null });
  });

  test('35 a gzip stream without its last 8 bytes: OK where the document closes, TRUNC where it does not', async () => {
    const withoutTrailer = (text: string): Buffer => gzipSync(text).subarray(0, -8);
    const headers = { ...ZIPPED, ETag: '"x"' };
    const closed = await readerOf('https', answer({ body: withoutTrailer(BIG), headers }));
    expect(await fetchOnce(closed.world, { url: closed.site.url('/feed') })).toMatchObject({
      outcome: 'OK',
      trailerMissing: true,
      framingProven: false,
    });
    expect((await closed.reader.pass()).outcome(closed.site.url('/feed'))).toBe('OK');
    expect(closed.reader.titles()).toHaveLength(Math.floor(BIG_BYTES / 1_200));
    const open = await readerOf('http', answer({ body: withoutTrailer(BIG.slice(0, 60_000)), headers }));
    expect((await open.reader.pass()).outcome(open.site.url('/feed'))).toBe('TRUNC');
    expect(open.reader.titles()).toEqual([]);
    expect(open.reader.toFetch(open.id).validators.etag).toBeNull();
  });

  test('36 zstd that nobody asked for is a coding that cannot be read, never an empty feed', async () => {
    const packed = zstdCompressSync(Buffer.from(BIG));
    for (const body of [packed, packed.subarray(0, Math.floor(packed.length / 2))]) {
      const { reader, site, id } = await readerOf('https', answer({ body, headers: { 'Content-Encoding': 'zstd' } }));
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe('BAD_ENCODING');
      expect(reader.titles()).toEqual([]);
      expect(reader.feed(id).lastSuccessMs).toBeNull();
      expect(site.server.requests[0]?.headers['accept-encoding']).not.toContain('zstd');
    }
  });

  test('37 a byte every 200 ms is SLOW, and its place is free again', async () => {
    expect(DEFAULT_LIMITS).toMatchObject({ goodputWindowMs: 30_000, minGoodputBytesPerSecond: 256 });
    const world = await newWorld();
    const site = await world.site('dribbling-paper.org');
    const bytes = answerBytes({ body: FEED });
    site.on('/feed', (request, socket) => {
      const head = bytes.indexOf('\r\n\r\n') + 4;
      socket.write(bytes.subarray(0, head));
      dribble(bytes.subarray(head), 200)(request, socket);
    });
    site.on('/other', answer({ body: FEED }));
    const limits = { ...QUICK, goodputWindowMs: 1_500, connectionsPerHost: 1 };
    const fetcher = closeLater(createFetcher({ now: Date.now, ...world.fetcherOptions(limits) }));
    const get = (path: string) => fetcher.fetch({ url: site.url(path), kind: 'feed', allowPrivate: true });
    const [slow, behind] = await Promise.all([get('/feed'), get('/other')]);
    expect(slow.outcome).toBe('SLOW');
    expect(behind.outcome).toBe('OK');
    expect(slow.phases.totalMs).toBeLessThan(6_000);
  });

  test('38 which sources come first: those the owner put first, then what is worth most for its bytes', async () => {
    const world = await newWorld();
    const names = ['low', 'middle', 'high'].map((name) => `${name}-paper.org`);
    const limits = { connectionsAtFirst: 1, connectionsAtLeast: 1, connectionsAtMost: 1 };
    const reader = await newReader(world, { limits });
    const sites: Site[] = [];
    for (const [index, name] of names.entries()) {
      const site = await world.site(name);
      serveNews(site, site);
      sites.push(site);
      const id = await reader.subscribe(site.url('/feed'));
      const priority = (['low', 'normal', 'high'] as const)[index] ?? 'normal';
      await reader.larder.handlers['schedule.source']({ id, priority, everyMinutes: null });
    }
    await reader.round();
    const order = (path: string): string[] =>
      sites
        .flatMap(({ name, server }) =>
          server.requests.filter((one) => one.path === path).map(({ atMs }) => ({ name, atMs })),
        )
        .toSorted((a, b) => a.atMs - b.atMs)
        .map(({ name }) => name);
    expect(order('/feed')).toEqual(names.toReversed());
    expect(order('/first')).toEqual(names.toReversed());
  });
});

/** A site on loopback itself, which is spared no connection, behind 16 KiB per connection. */
async function fetchBehindCurtain({ ranges }: { readonly ranges: boolean }) {
  const world = await newWorld();
  const certificate = world.authority.issue(['127.0.0.1']);
  const server = closeLater(await startHostileServer({ tls: certificate }));
  const curtain = closeLater(await startCurtainProxy({ to: server, bytes: 16_384 }));
  const body = Buffer.from(BIG);
  // It claims to have ranges, which is what makes them worth a try.
  const claiming = answer({ body, headers: { ETag: '"big"', 'Accept-Ranges': 'bytes' } });
  server.on('/feed', ranges ? ranged(body, '"big"') : claiming);
  const origin = `https://127.0.0.1:${curtain.port}`;
  const origins = createOriginMemory();
  const partsDir = mkdtempSync(join(tmpdir(), 'larder-parts-'));
  closeLater({ close: async () => rmSync(partsDir, { recursive: true, force: true }) });
  const outcome = await fetchOnce(world, { url: `${origin}/feed` }, { origins, partsDir, limits: QUICK });
  return { outcome, curtain, origins, origin };
}

async function readerOf(
  scheme: 'http' | 'https',
  behaviour: Behaviour,
): Promise<{ world: LineWorld; site: Site; reader: LineReader; id: Awaited<ReturnType<LineReader['subscribe']>> }> {
  const world = await newWorld();
  const site = await world.site('cut-paper.org', { scheme });
  site.on('/feed', behaviour);
  const reader = await newReader(world, { limits: { ...QUICK, headersTimeoutMs: 5_000, tlsTimeoutMs: 5_000 } });
  return { world, site, reader, id: await reader.subscribe(site.url('/feed')) };
}

/** A feed of one item, its page and a picture elsewhere. */
function serveNews(site: Site, picture: Site, edition = 'first'): void {
  const title = `${edition} news of ${site.name}`;
  site.on('/feed', answer({ body: rss({ title: site.name, items: [{ title, link: site.url(`/${edition}`) }] }) }));
  site.on(
    `/${edition}`,
    answer({
      body: pageHtml(
        title,
        `<p><img src="${picture.url(`/${site.name}.png`)}" alt="A boat" width="400" height="300"></p>`,
      ),
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    }),
  );
}
