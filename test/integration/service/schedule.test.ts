// What the owner decided about when to fetch, through the same handlers as every host: held, shown, kept, and obeyed.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, test } from 'vitest';
import type { FeedId } from '../../../shared/model.ts';
import type { DueReason, HoursRule } from '../../../shared/schedule.ts';
import { after, answer, type ConnectionBehaviour } from '../../helpers/hostile-server.ts';
import type { LineReader, ReaderOptions } from '../../helpers/line-reader.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { pageHtml, pngBytes, rss } from '../../helpers/made-news.ts';
import { newReader, newWorld, QUICK } from '../line/world-of-test.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
/** Noon of this device, so that no test meets midnight by chance. */
const NOON_MS = new Date(2026, 10, 25, 12).getTime();
const NAMES = ['one-paper.org', 'two-paper.net', 'three-paper.com'];

describe('what holds everything back', () => {
  test('paused: what is on its way ends, nothing can be asked for, and what was added meanwhile comes afterwards', async () => {
    const world = await newWorld();
    const slow = await world.site('slow-paper.org');
    slow.on('/feed', after(20_000, answer({ body: rss({ items: [{ title: 'Late' }] }) })));
    const [other] = await sitesOf(world, ['other-paper.net']);
    const reader = await newReader(world, AT_ONCE);
    const id = await reader.subscribe(slow.url('/feed'));
    await until(() => slow.paths().length === 1);
    await reader.setSchedule({ paused: true });
    await until(async () => (await reader.status()).activity.phase === 'idle');
    expect((await reader.status()).hold).toEqual({ kind: 'paused' });
    const start = async () => reader.larder.handlers['fetch.start']({ feedIds: null });
    await expect(start()).rejects.toMatchObject({ code: 'PAUSED' });
    await expect(reader.pass()).rejects.toMatchObject({ code: 'PAUSED' });
    const { handlers } = reader.larder;
    for (const byHand of [
      async () => handlers['feeds.discover']({ url: slow.url('/') }),
      async () => handlers['pages.save']({ url: slow.url('/') }),
      async () => reader.testRoute(id, { via: 'direct', url: null }),
    ])
      await expect(byHand()).rejects.toMatchObject({ code: 'PAUSED' });
    expect(slow.paths()).toEqual(['/feed']);
    await reader.subscribe(other?.url('/feed') ?? '');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(other?.paths()).toEqual([]);
    await reader.setSchedule({ paused: false });
    await until(() => reader.titles().includes('First of other-paper.net'));
  });

  test('stopped by hand: nothing starts by itself for a quarter of an hour, unless more is asked for', async () => {
    const { reader, sites } = await readerOf(NAMES);
    const asked = () => sites.reduce((sum, site) => sum + site.paths().length, 0);
    await reader.larder.handlers['fetch.stop']({});
    const hold = { kind: 'stopped', untilMs: NOON_MS + 15 * MINUTE_MS };
    expect((await reader.status()).hold).toEqual(hold);
    expect((await reader.larder.handlers['schedule.get']({})).hold).toEqual(hold);
    await reader.live(14 * MINUTE_MS, MINUTE_MS);
    expect(asked()).toBe(0);
    await reader.live(2 * MINUTE_MS, MINUTE_MS);
    expect((await reader.status()).hold).toBeNull();
    expect(asked()).toBeGreaterThanOrEqual(3);
    await reader.larder.handlers['fetch.stop']({});
    expect((await reader.status()).hold?.kind).toBe('stopped');
    await reader.larder.handlers['fetch.start']({ feedIds: null });
    expect((await reader.status()).hold).toBeNull();
  });

  test('what is fetched by hand is counted, too', async () => {
    const { reader, sites, ids } = await readerOf(NAMES);
    const spent = async () => (await reader.larder.handlers['schedule.get']({})).spent.dayBytes;
    await reader.larder.handlers['pages.save']({ url: sites[0]?.url('/first') ?? '' });
    const saved = await spent();
    expect(saved).toBeGreaterThan(0);
    await reader.testRoute(ids[0] ?? id(''), { via: 'direct', url: null });
    const tested = await spent();
    expect(tested).toBeGreaterThan(saved);
    // Kept with the next piece of work.
    await reader.round();
    const all = await spent();
    await reader.restart({ nowMs: reader.nowMs() });
    expect(await spent()).toBe(all);
  });

  test('only when asked: nothing goes by itself, and what is asked for goes with its texts and pictures', async () => {
    const { reader, sites } = await readerOf(NAMES);
    await reader.setSchedule({ onlyWhenAsked: true });
    await reader.live(2 * MINUTE_MS);
    expect(sites.map((site) => site.paths())).toEqual([[], [], []]);
    expect((await reader.status()).hold).toEqual({ kind: 'only-when-asked' });
    expect((await reader.pass({ feedsOnly: false })).summary).toMatchObject({ ok: 3, articles: 3, images: 3 });
  });

  test('quiet hours: until they end, and not for what the reader asks', async () => {
    const { reader, sites, ids } = await readerOf(NAMES);
    await reader.setSchedule({ quietHours: [{ days: EVERY_DAY, fromMinute: 11 * 60 + 30, toMinute: 12 * 60 + 30 }] });
    await reader.live(MINUTE_MS);
    expect(sites.flatMap((site) => site.paths())).toEqual([]);
    expect((await reader.status()).hold).toEqual({ kind: 'quiet-hours', untilMs: NOON_MS + 30 * MINUTE_MS });
    await reader.pass({ feedIds: ids.slice(0, 1) });
    expect(sites.map((site) => site.paths().length)).toEqual([1, 0, 0]);
    reader.wait(30 * MINUTE_MS);
    expect((await reader.status()).hold).toBeNull();
    await reader.round();
    expect(reader.titles()).toHaveLength(3);
  });

  test('hours that are never allowed: it says so, and waits', async () => {
    const { reader, sites } = await readerOf(NAMES);
    const always: HoursRule = { days: EVERY_DAY, fromMinute: 0, toMinute: 1_440 };
    await reader.setSchedule({ allowedHours: [always], quietHours: [always] });
    const { problems, hold } = await reader.larder.handlers['schedule.get']({});
    expect(problems).toEqual([{ kind: 'never-allowed' }]);
    expect(hold?.kind).toBe('quiet-hours');
    await reader.live(MINUTE_MS);
    expect(sites.flatMap((site) => site.paths())).toEqual([]);
  });

  test('a day’s bytes are spent: until midnight, whoever asks; and none were there to begin with', async () => {
    const { reader, sites } = await readerOf(NAMES);
    await reader.setSchedule({ dayBudgetBytes: 0 });
    await reader.live(MINUTE_MS);
    await reader.pass();
    expect(sites.flatMap((site) => site.paths())).toEqual([]);
    expect((await reader.larder.handlers['schedule.get']({})).problems).toEqual([
      { kind: 'budget-zero', which: 'day' },
    ]);

    await reader.setSchedule({ dayBudgetBytes: null });
    await reader.round();
    const asked = sites.flatMap((site) => site.paths()).length;
    const { dayBytes } = (await reader.larder.handlers['schedule.get']({})).spent;
    await reader.setSchedule({ dayBudgetBytes: dayBytes });
    const midnightMs = new Date(2026, 10, 26).getTime();
    expect((await reader.status()).hold).toEqual({ kind: 'day-budget', untilMs: midnightMs });
    reader.wait(8 * HOUR_MS);
    await reader.live(MINUTE_MS);
    expect((await reader.pass()).summary.sources).toBe(0);
    expect(sites.flatMap((site) => site.paths())).toHaveLength(asked);
    reader.wait(midnightMs - reader.nowMs() + MINUTE_MS);
    expect((await reader.status()).hold).toBeNull();
  });

  test('a budget is kept, to the byte, by what goes by itself', async () => {
    const { reader } = await readerOf(NAMES.concat('four-paper.info', 'five-paper.io', 'six-paper.dev'));
    await reader.setSchedule({ dayBudgetBytes: 60_000 });
    await reader.live(11 * HOUR_MS, 30 * MINUTE_MS);
    const { spent } = await reader.larder.handlers['schedule.get']({});
    expect(spent.dayBytes).toBeGreaterThan(10_000);
    expect(spent.dayBytes).toBeLessThanOrEqual(60_000);
  });

  test.each([
    ['headlines and texts, as it comes', 'texts', ['/feed', '/first']],
    ['headlines', 'headlines', ['/feed']],
    ['everything', 'all', ['/feed', '/first', '/first.png']],
  ] as const)('a link that costs: %s', async (_what, onMetered, paths) => {
    const { reader, sites } = await readerOf(['one-paper.org'], { link: () => ({ metered: true, onBattery: null }) });
    await reader.setSchedule({ onMetered });
    await reader.live(MINUTE_MS);
    expect(sites[0]?.paths()).toEqual(paths);
  });

  test('a link that costs, and the owner wants nothing over it: nothing by itself', async () => {
    let metered = true;
    const { reader, sites } = await readerOf(['one-paper.org'], { link: () => ({ metered, onBattery: null }) });
    await reader.setSchedule({ onMetered: 'nothing' });
    await reader.live(MINUTE_MS);
    expect((await reader.status()).hold).toEqual({ kind: 'metered' });
    expect(sites[0]?.paths()).toEqual([]);
    metered = false;
    await reader.round();
    expect(sites[0]?.paths()).toHaveLength(3);
  });
});

describe('why a source is or is not asked', () => {
  test('rules of a source and of its folder, and what their servers and the line say', async () => {
    const world = await newWorld();
    const dark = new Set<string>();
    const names = [...NAMES, 'busy-paper.info', 'fresh-paper.io', 'refused-paper.dev'];
    const sites = await sitesOf(world, names, (name) => (dark.has(name) ? 'reset at once' : 'serve'));
    const [, , , busy, fresh, refused] = sites;
    busy?.on('/feed', answer({ status: 429, body: 'slow down', headers: { 'Retry-After': '3600' } }));
    fresh?.on(
      '/feed',
      answer({ body: rss({ items: [{ title: 'Kept' }] }), headers: { 'Cache-Control': 'max-age=7200' } }),
    );
    refused?.on('/feed', answer({ status: 403, body: 'no' }));
    const reader = await newReader(world, { nowMs: NOON_MS });
    const ids: FeedId[] = [];
    await reader.larder.handlers['folders.add']({ path: ['World'] });
    for (const [index, site] of sites.entries()) {
      const folder = index === 1 ? ['World'] : [];
      ids.push((await reader.larder.handlers['feeds.add']({ url: site.url('/feed'), title: null, folder })).id);
    }
    const kinds = async () => Object.values(await reasons(reader)).map(({ kind }) => kind);
    expect(await kinds()).toEqual(names.map(() => 'new'));
    await reader.larder.handlers['schedule.source']({ id: ids[0] ?? id(''), priority: 'high', everyMinutes: 30 });
    await reader.larder.handlers['schedule.folder']({ path: ['World'], priority: 'low', everyMinutes: 120 });
    await reader.round();
    reader.wait(MINUTE_MS);
    const { sources } = await reader.larder.handlers['schedule.get']({});
    expect(sources.map(({ priority }) => priority)).toEqual(['high', 'low', 'normal', 'normal', 'normal', 'normal']);
    expect(sources.map(({ reason }) => reason)).toMatchObject([
      { kind: 'rule', everyMs: 30 * MINUTE_MS },
      { kind: 'rule', everyMs: 120 * MINUTE_MS },
      { kind: 'rests' },
      { kind: 'retry-after', atMs: NOON_MS + HOUR_MS },
      { kind: 'fresh', atMs: NOON_MS + 2 * HOUR_MS },
      { kind: 'breaker', failures: 1 },
    ]);
    expect(sources.every(({ isDue }) => !isDue)).toBe(true);

    reader.wait(34 * MINUTE_MS);
    await reader.round();
    expect(sites.slice(0, 3).map((site) => site.paths().filter((path) => path === '/feed').length)).toEqual([2, 1, 1]);
    await reader.setSchedule({ paused: true });
    expect(await kinds()).toEqual(names.map(() => 'held'));
  });
});

describe('the queue and the windows', () => {
  test('what is shown as next is what is fetched next', async () => {
    const names = Array.from({ length: 8 }, (_unused, index) => `paper-${index}.org`);
    const { reader, sites, ids } = await readerOf(names, { limits: ONE_AT_A_TIME });
    for (const [index, priority] of (['low', 'high', 'normal'] as const).entries()) {
      await reader.larder.handlers['schedule.source']({ id: ids[index] ?? id(''), priority, everyMinutes: null });
    }
    await reader.pass();
    const { first, kinds } = await reader.larder.handlers['queue.get']({});
    expect(kinds.find(({ kind }) => kind === 'article')).toMatchObject({ count: 8 });
    expect(first.map(({ kind }) => kind)).toEqual(Array(8).fill('article'));
    expect(first[0]?.feedId).toBe(ids[1]);
    expect(first.at(-1)?.feedId).toBe(ids[0]);
    expect(first.map(({ value }) => value)).toEqual(first.map(({ value }) => value).toSorted((a, b) => b - a));
    const order = await fetchedInOrder(reader, sites);
    expect(order.map((name) => `First of ${name}`)).toEqual(first.map(({ title }) => title));
  });

  test('the text that the reader opened goes before all others', async () => {
    const names = Array.from({ length: 8 }, (_unused, index) => `paper-${index}.org`);
    const { reader, sites } = await readerOf(names, { limits: ONE_AT_A_TIME });
    await reader.pass();
    await reader.larder.handlers['articles.want']({ id: reader.articleId('First of paper-5.org') });
    const { first } = await reader.larder.handlers['queue.get']({});
    expect(first[0]).toMatchObject({ title: 'First of paper-5.org', asked: true });
    expect(first[1]).toMatchObject({ asked: false });
    expect((await fetchedInOrder(reader, sites))[0]).toBe('paper-5.org');
  });

  test('it is fetched also on a link on which nothing but headlines goes by itself', async () => {
    const link = () => ({ metered: true, onBattery: null });
    const { reader, sites } = await readerOf(['one-paper.org', 'two-paper.net'], { ...AT_ONCE, link });
    await reader.larder.handlers['fetch.stop']({});
    await reader.setSchedule({ onMetered: 'headlines' });
    await until(() => reader.titles().length === 2);
    await until(async () => (await reader.status()).activity.phase === 'idle');
    await reader.larder.handlers['articles.want']({ id: reader.articleId('First of one-paper.org') });
    await until(() => reader.text('First of one-paper.org') !== '');
    expect(sites[1]?.paths().filter((path) => path === '/first')).toEqual([]);
  });

  test('a window has what came in it, also after a restart, and nothing after it was forgotten', async () => {
    const { reader } = await readerOf(NAMES);
    await reader.live(2 * MINUTE_MS);
    const { current, hours, networks } = await reader.larder.handlers['windows.get']({});
    expect(current).toMatchObject({ state: 'open', headlines: 3, texts: 3, images: 3 });
    expect(current?.bytes).toBeGreaterThan(3_000);
    expect(hours).toMatchObject([{ headlines: 3, texts: 3, images: 3, bytes: current?.bytes }]);
    expect(networks).toBe(0); // nothing was written down yet
    await reader.restart();
    const again = await reader.larder.handlers['windows.get']({});
    expect(again.windows).toMatchObject([{ headlines: 3, texts: 3, images: 3, bytes: current?.bytes }]);
    expect(again.hours).toMatchObject([{ headlines: 3, bytes: current?.bytes }]);
    expect(again.networks).toBe(1);
    await reader.larder.handlers['windows.forget']({});
    expect(await reader.larder.handlers['windows.get']({})).toMatchObject({ windows: [], hours: [], networks: 0 });
    await reader.restart();
    expect(await reader.larder.handlers['windows.get']({})).toMatchObject({ windows: [], hours: [], networks: 0 });
  });
});

describe('prepare for a shutdown', () => {
  test('it fills what is missing, can be stopped and goes on, and says when nothing is left', async () => {
    const { reader, ids } = await readerOf(NAMES);
    const view = async () => {
      reader.wait(10_000);
      return reader.larder.handlers['preparation.get']({});
    };
    await reader.pass();
    expect(await view()).toBeNull();
    await reader.larder.handlers['preparation.start']({ goal: { kind: 'bytes', bytes: 1_000_000_000 }, folders: [] });
    expect(await view()).toMatchObject({ state: 'running', progress: 0, missing: { texts: 3 } });
    await reader.larder.handlers['preparation.stop']({});
    expect(await view()).toMatchObject({ state: 'stopped' });
    await reader.larder.handlers['preparation.start']({ goal: { kind: 'bytes', bytes: 1_000_000_000 }, folders: [] });
    await reader.pass({ feedIds: ids.slice(0, 1), feedsOnly: false });
    const half = await view();
    expect(half).toMatchObject({ state: 'running', startedMs: expect.any(Number) as number });
    expect(half?.doneBytes).toBeGreaterThan(0);
    expect(half?.missing.texts).toBe(2);
    await reader.round();
    expect(await view()).toMatchObject({ state: 'nothing-left', missing: { texts: 0, images: 0 } });
    await reader.larder.handlers['preparation.clear']({});
    expect(await view()).toBeNull();
  });

  test('it is reached when so much is stored, and waits while there is no line', async () => {
    const { reader } = await readerOf(NAMES);
    await reader.larder.handlers['preparation.start']({ goal: { kind: 'bytes', bytes: 100 }, folders: [] });
    reader.wait(10_000);
    expect(await reader.larder.handlers['preparation.get']({})).toMatchObject({ state: 'nothing-left' });
    await reader.round();
    reader.wait(10_000);
    expect(await reader.larder.handlers['preparation.get']({})).toMatchObject({ state: 'reached', progress: 1 });
  });
});

describe('a new start', () => {
  test('goes on where it was: what is stored is not fetched again', async () => {
    const names = Array.from({ length: 12 }, (_unused, index) => `paper-${index}.org`);
    const { reader, sites } = await readerOf(names, { limits: ONE_AT_A_TIME });
    const running = reader.round();
    await until(() => sites.filter((site) => site.paths().includes('/first')).length >= 4);
    await reader.restart();
    await running;
    const stored = sites.filter((site) => reader.text(`First of ${site.name}`) !== '');
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.length).toBeLessThan(12);
    await reader.live(MINUTE_MS);
    for (const site of sites) expect(reader.text(`First of ${site.name}`)).not.toBe('');
    for (const site of stored) expect(site.paths().filter((path) => path === '/first')).toHaveLength(1);
    for (const site of sites) expect(site.paths().filter((path) => path === '/feed')).toHaveLength(1);
  });

  test('knows who did not answer, and what was spent', async () => {
    const world = await newWorld();
    const sites = await sitesOf(world, NAMES);
    const silent = await world.site('silent-paper.info', { connection: 'swallow' });
    const reader = await newReader(world, { nowMs: NOON_MS, limits: QUICK });
    for (const site of [...sites, silent]) await reader.subscribe(site.url('/feed'));
    await reader.round();
    const before = await reader.larder.handlers['schedule.get']({});
    expect(silent.server.connections()).toBe(1);
    expect(before.spent.dayBytes).toBeGreaterThan(3_000);
    await reader.restart();
    const after = await reader.larder.handlers['schedule.get']({});
    expect(after.spent).toEqual(before.spent);
    expect(after.sources.at(-1)?.reason).toEqual(before.sources.at(-1)?.reason);
    reader.wait(85_000);
    await reader.round();
    expect(silent.server.connections()).toBe(1);
    reader.wait(5 * MINUTE_MS);
    await reader.round();
    expect(silent.server.connections()).toBe(2);
  });
});

describe('bad weather', () => {
  test('a server that asks to wait for one page is not asked for the others, also after a restart', async () => {
    const world = await newWorld();
    const site = await world.site('busy-paper.org');
    const items = Array.from({ length: 30 }, (_unused, at) => ({ title: `Item ${at}`, link: site.url(`/page/${at}`) }));
    site.on('/feed', answer({ body: rss({ items }) }));
    site.otherwise(answer({ status: 429, body: 'slow down', headers: { 'Retry-After': '3600' } }));
    const reader = await newReader(world, { nowMs: NOON_MS });
    await reader.subscribe(site.url('/feed'));
    await reader.round();
    const asked = site.paths().length;
    expect(asked).toBeLessThanOrEqual(1 + 4); // those that were on their way to it at once
    await reader.restart();
    await reader.live(50 * MINUTE_MS, 5 * MINUTE_MS);
    expect(site.paths()).toHaveLength(asked);
  });

  test('after many short runs a picture is still begun: their ends were not the line’s', async () => {
    const { reader, sites } = await readerOf(NAMES, { limits: QUICK });
    await reader.pass({ feedsOnly: true });
    for (let run = 0; run < 30; run++) {
      reader.wait(20_000);
      await reader.restart();
      reader.wait(HOUR_MS);
      await reader.pass({ feedsOnly: true });
    }
    reader.wait(15_000);
    await reader.pass({ feedsOnly: false });
    for (const site of sites) expect(site.paths()).toContain('/first.png');
  });

  test('closing does not wait for runs that wait for their turn', async () => {
    const { reader, sites } = await readerOf(NAMES);
    for (const site of sites) site.on('/feed', after(15_000, answer({ body: rss({ items: [] }) })));
    const runs = [reader.pass(), reader.pass(), reader.pass()];
    await until(() => sites.every((site) => site.paths().length === 1));
    const startMs = performance.now();
    await reader.restart();
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect((await Promise.all(runs)).map(({ summary }) => summary.ok)).toEqual([0, 0, 0]);
    expect(sites.map((site) => site.paths().length)).toEqual([1, 1, 1]);
  });

  test('a picture that is too large for a link that costs is left, and what it moved is spent, also after a restart', async () => {
    const { reader, sites } = await readerOf(NAMES, { link: () => ({ metered: true, onBattery: null }) });
    const large = pngBytes(400, 90, false);
    expect(large.length).toBeGreaterThan(300_000);
    sites[0]?.on('/first.png', answer({ body: large, headers: { 'Content-Type': 'image/png' }, framing: 'close' }));
    await reader.setSchedule({ onMetered: 'all' });
    await reader.round();
    const { dayBytes } = (await reader.larder.handlers['schedule.get']({})).spent;
    expect(dayBytes).toBeGreaterThan(100_000);
    await reader.live(30 * MINUTE_MS, 5 * MINUTE_MS);
    expect(sites[0]?.paths().filter((path) => path === '/first.png')).toHaveLength(1);
    await reader.restart();
    expect((await reader.larder.handlers['schedule.get']({})).spent.dayBytes).toBeGreaterThanOrEqual(dayBytes);
  });

  test('5,000 sources are imported and planned in small steps', async () => {
    const world = await newWorld();
    const reader = await newReader(world, { nowMs: NOON_MS });
    const outlines = Array.from({ length: 5_000 }, (_unused, n) => `<outline xmlUrl="https://site-${n}.org/feed"/>`);
    const opml = `<opml version="2.0"><body>${outlines.join('')}</body></opml>`;
    const bytesBase64 = Buffer.from(opml).toString('base64');
    const { added } = await reader.larder.handlers['opml.import']({ bytesBase64 });
    expect(added).toBe(5_000);
    await reader.larder.handlers['schedule.get']({});
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await reader.live(2 * MINUTE_MS);
    delay.disable();
    console.log(`5,000 sources, none of which answers: longest step ${Math.round(delay.max / 1e6)} ms`);
    const startMs = performance.now();
    const { sources } = await reader.larder.handlers['schedule.get']({});
    await reader.larder.handlers['queue.get']({});
    console.log(`5,000 sources: shown in ${Math.round(performance.now() - startMs)} ms`);
    expect(sources).toHaveLength(5_000);
    // Nobody of them is there: after some questions the line is known to be down, and 5,000 more are not asked.
    expect(world.questions()).toBeLessThan(1_500);
  });

  test('a source that posts ten thousand items at once: all headlines are kept, and its texts take turns with others', async () => {
    const world = await newWorld();
    const { site: flood } = await floodOf(world, 10_000);
    const others = await sitesOf(world, NAMES, () => 'serve', 5);
    const reader = await newReader(world, { nowMs: NOON_MS });
    for (const site of [flood, ...others]) await reader.subscribe(site.url('/feed'));
    await reader.pass();
    const { total } = reader.larder.archive.articles({ view: { kind: 'all' }, offset: 0, limit: 1, asOfMs: NOON_MS });
    expect(total).toBe(10_000 + 3 * 5);
    const asked: string[] = [];
    const round = reader.round();
    await until(() => flood.paths().length > 60);
    asked.push(...others.flatMap((site) => site.paths()).filter((path) => path !== '/feed'));
    await reader.larder.handlers['fetch.stop']({});
    await round;
    expect(asked.filter((path) => path.startsWith('/first') && !path.endsWith('.png'))).toHaveLength(15);
  });

  test('the system says there is a network, and nobody answers: one question at a time, and no storm', async () => {
    const world = await newWorld();
    let mode: ConnectionBehaviour = 'serve';
    const names = Array.from({ length: 12 }, (_unused, index) => `paper-${index}.org`);
    const sites = await sitesOf(world, names, () => mode);
    const reader = await newReader(world, { nowMs: NOON_MS, limits: { ...QUICK, tlsTimeoutMs: 400 } });
    for (const site of sites) await reader.subscribe(site.url('/feed'));
    await reader.round();
    mode = 'swallow';
    const before = sites.reduce((sum, site) => sum + site.server.connections(), 0);
    reader.wait(7 * HOUR_MS);
    await reader.live(10 * MINUTE_MS);
    const attempts = sites.reduce((sum, site) => sum + site.server.connections(), 0) - before;
    console.log(`nobody answers: ${attempts} attempts in ten minutes`);
    expect((await reader.status()).state).toBe('offline');
    expect(attempts).toBeGreaterThanOrEqual(12);
    expect(attempts).toBeLessThanOrEqual(12 + 41); // a look every quarter of a minute, one question each
    mode = 'serve';
    await reader.live(2 * MINUTE_MS);
    expect((await reader.status()).state).toBe('open');
    expect(sites.every((site) => site.paths().length > 1)).toBe(true);
  });
});

/** Looks at once, and then only when something changes: what happens is a handler's doing. */
const AT_ONCE: ReaderOptions = { automatic: true, rounds: { firstMs: 0, atMostMs: 10_000_000 } };
const ONE_AT_A_TIME = { connectionsAtFirst: 1, connectionsAtLeast: 1, connectionsAtMost: 1, connectionsPerHost: 1 };

const id = (text: string): FeedId => text as FeedId;

/** Each with a feed of some articles, whose pages have a picture. */
async function sitesOf(
  world: LineWorld,
  names: readonly string[],
  connection: (name: string) => ConnectionBehaviour = () => 'serve',
  articles = 1,
): Promise<Site[]> {
  const certificate = world.authority.issue(names);
  const picture = answer({ body: pngBytes(), headers: { 'Content-Type': 'image/png' } });
  const sites: Site[] = [];
  for (const [index, name] of names.entries()) {
    const site = await world.site(name, { certificate, connection: () => connection(name) });
    const items = Array.from({ length: articles }, (_unused, at) => {
      const path = at === 0 ? '/first' : `/first-${at}`;
      const title = at === 0 ? `First of ${name}` : `First of ${name}, ${at}`;
      const shown = `<p><img src="${site.url(`${path}.png`)}" alt="A boat" width="300" height="${200 + index}"></p>`;
      const page = pageHtml(title, shown);
      site.on(path, answer({ body: page, headers: { 'Content-Type': 'text/html' }, framing: 'close' }));
      site.on(
        `${path}.png`,
        answer({ body: pngBytes(9 + at, 50 + index * 10), headers: { 'Content-Type': 'image/png' }, framing: 'close' }),
      );
      return { title, link: site.url(path) };
    });
    site.otherwise(picture);
    site.on('/feed', answer({ body: rss({ title: name, items }), framing: 'close' }));
    sites.push(site);
  }
  return sites;
}

async function readerOf(
  names: readonly string[],
  options: ReaderOptions = {},
): Promise<{ world: LineWorld; sites: Site[]; reader: LineReader; ids: FeedId[] }> {
  const world = await newWorld();
  const sites = await sitesOf(world, names);
  const reader = await newReader(world, { nowMs: NOON_MS, ...options });
  const ids: FeedId[] = [];
  for (const site of sites) ids.push(await reader.subscribe(site.url('/feed')));
  return { world, sites, reader, ids };
}

async function floodOf(world: LineWorld, count: number): Promise<{ site: Site }> {
  const site = await world.site('flood-paper.info');
  const items = Array.from({ length: count }, (_unused, at) => ({
    title: `Flood ${at}`,
    link: site.url(`/flood/${at}`),
  }));
  site.on('/feed', answer({ body: rss({ title: 'Flood', items }) }));
  site.otherwise(answer({ body: pageHtml('Flood'), headers: { 'Content-Type': 'text/html' } }));
  return { site };
}

/** Sites in the order in which their texts were asked for by themselves. */
async function fetchedInOrder(reader: LineReader, sites: readonly Site[]): Promise<string[]> {
  await reader.round();
  const asked = sites.flatMap((site) =>
    site.server.requests.filter(({ path }) => path === '/first').map(({ atMs }) => ({ name: site.name, atMs })),
  );
  return asked.toSorted((a, b) => a.atMs - b.atMs).map(({ name }) => name);
}

async function reasons(reader: LineReader): Promise<Record<string, DueReason>> {
  const { sources } = await reader.larder.handlers['schedule.get']({});
  return Object.fromEntries(sources.map((source) => [source.id, source.reason]));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > deadlineMs) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
