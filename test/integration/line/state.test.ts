// The network study, its section 7, cases 53 to 62: what the line as a whole is, and what a reader does when it changes.
import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createLine } from '../../../main/connectivity/memory.ts';
import { lineView, observe } from '../../../main/connectivity/line.ts';
import type { Attempt } from '../../../main/connectivity/events.ts';
import type { FeedId } from '../../../shared/model.ts';
import { answer, ranged, type Behaviour, type ConnectionBehaviour } from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { pageHtml, pngBytes, rss } from '../../helpers/made-news.ts';
import { newReader, newWorld, QUICK } from './world-of-test.ts';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 86_400_000;

describe('state', () => {
  // 53, the interface that goes in the middle of a fetch, takes a real one: namespaces.test.ts.

  test('54 another network, or waking from sleep, wipes what was heard of the line', () => {
    const attempt = (origin: string, atMs: number): Attempt => ({
      kind: 'attempt',
      atMs,
      tookMs: 100,
      origin: `https://${origin}`,
      domain: origin,
      outcome: 'OK',
      route: 'direct',
      recentlyGood: true,
      verified: true,
      stranger: null,
      portalUrl: null,
      bytes: 5_000,
      transferMs: 50,
      handshakeMs: 80,
      certificateOff: null,
      serverDateMs: null,
      anchorByOwner: false,
    });
    let memory = observe(createLine(), { kind: 'network', atMs: 0, identity: 'home', hasInterface: true });
    memory = observe(observe(memory, attempt('one.org', 1_000)), attempt('two.net', 2_000));
    expect(lineView(memory, 2_000).state).toBe('open');
    const elsewhere = observe(memory, { kind: 'network', atMs: 3_000, identity: 'cafe', hasInterface: true });
    expect(lineView(elsewhere, 3_000).state).toBe('unknown');
    const nowhere = observe(memory, { kind: 'network', atMs: 3_000, identity: null, hasInterface: false });
    expect(lineView(nowhere, 3_000)).toMatchObject({ state: 'offline', reason: { kind: 'no-interface' } });
    const awake = observe(memory, { kind: 'woke', atMs: 3_000 });
    // One answer is not enough again: it was heard of nobody since.
    expect(lineView(observe(awake, attempt('one.org', 4_000)), 4_000).reason).not.toEqual({
      kind: 'answers',
      origins: 2,
    });
  });

  test.each([
    ['54 another network', 'cafe'],
    ['54 a network after none', null],
  ] as const)('%s: within 10 s everything that is not just had is asked', async (_name, between) => {
    const world = await newWorld();
    const sites = await Promise.all(['one-paper.org', 'two-paper.net'].map((name) => world.site(name)));
    for (const site of sites)
      site.on('/feed', answer({ body: rss({ items: [{ title: site.name }] }), framing: 'close' }));
    let place: string | null = 'home';
    const network = { everyMs: 100, interfaces: () => (place === null ? {} : interfacesAt(place)) };
    const reader = await newReader(world, { automatic: true, network });
    for (const site of sites) await reader.subscribe(site.url('/feed'));
    await until(() => reader.titles().length === 2);
    reader.wait(7 * MINUTE_MS);
    place = between;
    await new Promise((resolve) => setTimeout(resolve, 300));
    place = 'cafe';
    const startMs = performance.now();
    await until(() => sites.every((site) => site.paths().length === 2));
    console.log(`first headlines ${Math.round(performance.now() - startMs)} ms after the network changed`);
    expect(performance.now() - startMs).toBeLessThan(15_000);
  });

  test('55, 56, 57 eight answer and thirty are swallowed: ALLOWLIST; one more answers: it stays; two more: OPEN', async () => {
    const { reader, anchors, foreign, dark, idOf } = await worldOfForty();
    expect((await reader.pass()).summary).toMatchObject({ state: 'open', ok: 38, failed: 0 });

    for (const site of foreign) dark.add(site.name);
    reader.wait(30 * MINUTE_MS);
    const pass = await reader.pass();
    console.log(`8 anchors and 30 swallowed: ${pass.summary.state} after a pass of ${pass.ms} ms`);
    expect(pass.summary).toMatchObject({ state: 'allowlist', ok: 8, failed: 30 });
    expect(foreign.map((site) => pass.outcome(site.url('/feed')))).toEqual(foreign.map(() => 'TLS_BLACKHOLE'));
    expect((await reader.status()).reason).toEqual({ kind: 'only-some-answer', answering: 8, dark: 30 });
    expect(reader.titles()).toHaveLength(38);

    const [first, second, third] = foreign;
    dark.delete(first?.name ?? '');
    reader.wait(2 * MINUTE_MS);
    expect((await reader.pass()).summary).toMatchObject({ state: 'allowlist', ok: 9 });
    // Whoever answers while others do not is learned as one that works during shutdowns, and that is kept.
    expect(anchorsOf(reader)).toEqual(originsOf([...anchors, ...(first ? [first] : [])]));

    for (const site of [second, third]) dark.delete(site?.name ?? '');
    reader.wait(2 * MINUTE_MS);
    const confirming = [second, third].flatMap((site) => idOf(site) ?? []);
    expect((await reader.pass({ feedIds: confirming })).summary).toMatchObject({ state: 'open', ok: 2 });
  });

  test('55 the dark ones are asked by one scout in five minutes, however long it lasts', async () => {
    const { reader, foreign, anchors, dark, idOf } = await worldOfForty();
    await reader.pass();
    for (const site of foreign) dark.add(site.name);
    for (const site of anchors) {
      const id = idOf(site) ?? ('' as FeedId);
      await reader.larder.handlers['schedule.source']({ id, priority: null, everyMinutes: 30 });
    }
    reader.wait(30 * MINUTE_MS);
    await reader.pass();
    const knocks = () => foreign.reduce((sum, site) => sum + site.server.connections(), 0);
    const before = knocks();
    const heard = anchors.map((site) => site.paths().length);
    await reader.live(60 * MINUTE_MS, 30_000);
    expect((await reader.status()).state).toBe('allowlist');
    console.log(`30 dark sources, an hour of approved sites only: ${knocks() - before} knocks`);
    expect(knocks() - before).toBeGreaterThanOrEqual(8);
    expect(knocks() - before).toBeLessThanOrEqual(15);
    expect(anchors.every((site, index) => site.paths().length > (heard[index] ?? 0))).toBe(true);
  });

  test('57 the line is open again: within a minute all that failed on the way are asked, and who said to wait is not', async () => {
    const { reader, foreign, dark } = await worldOfForty();
    const [busy, ...others] = foreign;
    busy?.on(
      '/feed',
      answer({ status: 429, body: 'slow down', headers: { 'Retry-After': '86400' }, framing: 'close' }),
    );
    await reader.pass();
    for (const site of others) dark.add(site.name);
    reader.wait(30 * MINUTE_MS);
    await reader.pass();
    expect((await reader.status()).state).toBe('allowlist');
    await reader.live(20 * MINUTE_MS, MINUTE_MS);
    dark.clear();
    const heard = others.map((site) => site.paths().length);
    let passedMs = 0;
    for (; (await reader.status()).state !== 'open' && passedMs < 10 * MINUTE_MS; passedMs += 15_000)
      await reader.live(15_000);
    expect((await reader.status()).state).toBe('open');
    console.log(`the line was seen to be open ${passedMs / 1000} s after it was`);
    await reader.live(75_000);
    expect(others.filter((site, index) => site.paths().length === heard[index])).toEqual([]);
    expect(busy?.paths()).toHaveLength(1);
  });

  test('58 a window of two minutes after three days without a line: every source’s headlines are asked for, and once', async () => {
    const { reader, anchors, foreign, dark } = await worldOfForty();
    const all = [...anchors, ...foreign];
    await reader.round();
    for (const site of all) dark.add(site.name);
    reader.wait(7 * 60 * MINUTE_MS);
    await reader.live(3 * MINUTE_MS, MINUTE_MS);
    expect((await reader.status()).state).toBe('offline');
    reader.wait(3 * 24 * 60 * MINUTE_MS);
    await reader.round();
    const heard = all.map((site) => site.paths().length);
    dark.clear();
    await reader.live(2 * MINUTE_MS);
    for (const site of all) dark.add(site.name);
    expect(all.map((site, index) => site.paths().length - (heard[index] ?? 0))).toEqual(all.map(() => 1));
  });

  test('59 a picture that was cut goes on where it stopped in the next window', async () => {
    const { site, reader } = await worldOfPicture();
    site.on('/boat.png', ranged(NOISE, '"strong"', { cutFirstAt: 30_000 }));
    expect((await reader.pass({ feedsOnly: false })).summary).toMatchObject({ articles: 1, images: 0 });
    reader.wait(24 * 60 * MINUTE_MS);
    await reader.restart();
    expect((await reader.pass({ feedsOnly: false })).summary.images).toBe(1);
    const [whole, rest] = site.server.requests.filter(({ path }) => path === '/boat.png');
    expect(whole?.headers).not.toHaveProperty('range');
    expect(rest?.headers).toMatchObject({ 'if-range': '"strong"', range: 'bytes=29744-' });
    expect(storedImage(reader)?.equals(NOISE)).toBe(true);
  });

  test('59 when it is another picture by then, it is taken from the start', async () => {
    const { site, reader } = await worldOfPicture();
    site.on('/boat.png', ranged(NOISE, '"strong"', { cutFirstAt: 30_000 }));
    await reader.pass({ feedsOnly: false });
    const other = pngBytes(150, 33, false);
    site.on('/boat.png', ranged(other, '"changed"'));
    reader.wait(24 * 60 * MINUTE_MS);
    await reader.restart();
    expect((await reader.pass({ feedsOnly: false })).summary.images).toBe(1);
    expect(storedImage(reader)?.equals(other)).toBe(true);
  });

  test('60 thirty seconds on and ninety off for an hour: one question a source and pass, no item twice, the archive whole', async () => {
    const world = await newWorld();
    let mode: ConnectionBehaviour = 'serve';
    const names = ['one-flaps.org', 'two-flaps.net', 'three-flaps.com'];
    const sites = await Promise.all(names.map((name) => world.site(name, { connection: () => mode })));
    const reader = await newReader(world);
    for (const site of sites) await reader.subscribe(site.url('/feed'));
    for (let minute = 0; minute < 60; minute += 2) {
      for (const site of sites) {
        const items = Array.from({ length: 1 + minute }, (_, index) => ({ title: `${site.name} ${index}` }));
        site.on('/feed', answer({ body: rss({ title: site.name, items }), framing: 'close' }));
      }
      for (const [behaviour, ms] of [
        ['serve', 30_000],
        ['reset', 90_000],
      ] as const) {
        mode = behaviour;
        const before = sites.map((site) => site.server.connections());
        await reader.pass();
        const opened = sites.map((site, index) => site.server.connections() - (before[index] ?? 0));
        expect(Math.max(...opened)).toBeLessThanOrEqual(1);
        reader.wait(ms);
      }
    }
    const titles = reader.titles();
    expect(titles).toHaveLength(3 * 59);
    expect(new Set(titles).size).toBe(titles.length);
    expect(reader.larder.archive.check()).toMatchObject({ ok: true, problems: [] });
  });

  test('61 the clock jumps two years ahead and back: every pass asks every source once, and none is put off for years', async () => {
    const world = await newWorld();
    const site = await world.site('steady-paper.org');
    const busy = await world.site('busy-paper.net');
    site.on(
      '/feed',
      answer({ body: rss({ items: [{ title: 'First' }] }), headers: { 'Cache-Control': 'max-age=3600' } }),
    );
    busy.on('/feed', answer({ status: 429, body: 'slow down', headers: { 'Retry-After': '3600' } }));
    const reader = await newReader(world);
    for (const one of [site, busy]) await reader.subscribe(one.url('/feed'));
    await reader.pass();
    reader.wait(2 * YEAR_MS);
    await reader.pass();
    expect(site.server.requests).toHaveLength(2);
    expect(busy.server.requests).toHaveLength(2);
    // Told while the clock was two years ahead: that hour must not become two years.
    reader.wait(-2 * YEAR_MS + 2 * 60 * MINUTE_MS);
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('OK');
    expect(site.server.requests).toHaveLength(3);
    expect(busy.server.requests).toHaveLength(3);
    expect(reader.titles()).toEqual(['First']);
    expect((await reader.status()).sinceMs ?? 0).toBeLessThanOrEqual(reader.nowMs());
    expect(reader.larder.archive.check().ok).toBe(true);
  });

  test('61 a clock that is two years off, either way, and set right again: nobody is asked every minute, and nobody never', async () => {
    for (const years of [2, -2]) {
      const { reader, sites } = await worldOfSome(3);
      await reader.live(MINUTE_MS);
      reader.wait(years * YEAR_MS);
      await reader.live(10 * MINUTE_MS, 30_000);
      reader.wait(-years * YEAR_MS);
      await reader.live(10 * MINUTE_MS, 30_000);
      for (const site of sites) expect(site.paths().length).toBe(3);
      await reader.live(13 * 60 * MINUTE_MS, 10 * MINUTE_MS);
      for (const site of sites) expect(site.paths().length).toBeGreaterThan(4);
      for (const site of sites) expect(site.paths().length).toBeLessThan(24);
    }
  });

  test('62 a nightly curfew is learned after five nights: the headlines are had before the hour', async () => {
    let nowMs = 0;
    const isOff = (): boolean => new Date(nowMs).getHours() >= 1 && new Date(nowMs).getHours() < 9;
    const { reader, sites } = await worldOfSome(12, () => (isOff() ? 'reset at once' : 'serve'));
    const live = async (untilMs: number): Promise<void> => {
      while (reader.nowMs() < untilMs) {
        nowMs = reader.nowMs();
        await reader.live(4 * MINUTE_MS, 4 * MINUTE_MS);
      }
    };
    await live(localNight(6, 0, 30));
    for (const site of sites) site.on('/feed', editionOf(`Late news of ${site.name}`));
    const { current } = await reader.larder.handlers['windows.get']({});
    expect(current?.forecast.curfewMs).toBe(localNight(6, 1));
    await live(localNight(6, 1));
    expect(reader.titles().filter((title) => title.startsWith('Late news'))).toHaveLength(12);
    await live(localNight(6, 2));
    expect((await reader.status()).state).toBe('offline');
    const { nextMs } = await reader.larder.handlers['windows.get']({});
    expect(nextMs).toBe(localNight(6, 9));
  });
});

/** An hour of this device's day; the first is a Monday in winter, so that no clock is changed meanwhile. */
function localNight(day: number, hour: number, minute = 0): number {
  return new Date(2026, 0, 12 + day, hour, minute).getTime();
}

async function worldOfSome(
  count: number,
  connection: () => ConnectionBehaviour = () => 'serve',
): Promise<{ reader: LineReader; sites: Site[] }> {
  const world = await newWorld();
  const names = Array.from({ length: count }, (_, index) => `some-paper-${index}.org`);
  const certificate = world.authority.issue(names);
  const sites = await Promise.all(names.map((name) => world.site(name, { connection, certificate })));
  const reader = await newReader(world, { nowMs: localNight(0, 12), limits: QUICK });
  for (const site of sites) {
    site.on('/feed', editionOf(site.name));
    await reader.subscribe(site.url('/feed'));
  }
  return { reader, sites };
}

/** With a validator, so that asking again costs little and is done hourly. */
function editionOf(title: string): Behaviour {
  return answer({ body: rss({ items: [{ title }] }), headers: { ETag: `"${title}"` }, framing: 'close' });
}

function interfacesAt(place: string): Record<string, NetworkInterfaceInfo[]> {
  const address = place === 'home' ? '192.168.1.20' : '10.20.30.40';
  const mac = '02:00:00:00:00:01';
  const one = {
    address,
    netmask: '255.255.255.0',
    family: 'IPv4',
    mac,
    internal: false,
    cidr: `${address}/24`,
  } as const;
  return { wlan0: [one] };
}

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const NOISE = pngBytes(160, 99, false);

/** One article with one picture; the sites are spared nothing. */
async function worldOfPicture(): Promise<{ site: Site; reader: LineReader; world: LineWorld }> {
  const world = await newWorld();
  const site = await world.site('pictures-paper.org');
  const image = `<p><img src="${site.url('/boat.png')}" alt="A boat" width="300" height="200"></p>`;
  site.on('/feed', answer({ body: rss({ items: [{ title: 'First', link: site.url('/first') }] }) }));
  site.on('/first', answer({ body: pageHtml('First', image), headers: { 'Content-Type': 'text/html' } }));
  const reader = await newReader(world);
  await reader.subscribe(site.url('/feed'));
  return { site, reader, world };
}

function storedImage(reader: LineReader): Buffer | null {
  const body = reader.larder.archive.body(reader.articleId('First'));
  const [image] = [...(body?.images.values() ?? [])];
  const stored = image?.sha256 ? reader.larder.archive.image(image.sha256) : null;
  return stored && Buffer.from(stored.bytes);
}

function originsOf(sites: readonly Site[]): string[] {
  return sites.map(({ origin }) => origin).toSorted((a, b) => a.localeCompare(b));
}

function anchorsOf(reader: LineReader): string[] {
  return reader.larder.archive
    .origins()
    .filter(({ anchor }) => anchor)
    .map(({ origin }) => origin)
    .toSorted((a, b) => a.localeCompare(b));
}

/** Eight that always answer, and thirty whose greetings are swallowed while they are in `dark`. */
async function worldOfForty() {
  const world = await newWorld();
  const dark = new Set<string>();
  const nameOf = (index: number): string => `${index < 8 ? 'domestic' : 'foreign'}-paper-${index}.org`;
  const names = Array.from({ length: 38 }, (_, index) => nameOf(index));
  const certificate = world.authority.issue(names);
  const sites: Site[] = [];
  for (const name of names) {
    const connection = (): ConnectionBehaviour => (dark.has(name) ? 'swallow' : 'serve');
    const site = await world.site(name, { certificate, connection });
    site.on('/feed', answer({ body: rss({ title: name, items: [{ title: name }] }), framing: 'close' }));
    sites.push(site);
  }
  const reader = await newReader(world, { limits: { ...QUICK, tlsTimeoutMs: 1_500 } });
  const ids = new Map<Site, FeedId>();
  for (const site of sites) ids.set(site, await reader.subscribe(site.url('/feed')));
  const idOf = (site: Site | undefined): FeedId | undefined => site && ids.get(site);
  return { reader, anchors: sites.slice(0, 8), foreign: sites.slice(8), dark, idOf };
}
