// The network study, its section 7, cases 09 to 13: what can happen to a connection before anything is said on it.
import { describe, expect, test } from 'vitest';
import { createFetcher } from '../../../main/fetch/fetcher.ts';
import { DEFAULT_LIMITS } from '../../../main/fetch/limits.ts';
import { after, answer } from '../../helpers/hostile-server.ts';
import { rss } from '../../helpers/made-news.ts';
import { openSlowPort } from '../../helpers/silent-port.ts';
import { closeLater, fetchOnce, newReader, newWorld, QUICK, twoThatAnswer } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });

describe('TCP', () => {
  test('09 a closed port is TCP_REFUSED after one attempt; what was stored and learned stays', async () => {
    const world = await newWorld();
    const site = await world.site('closed-paper.org');
    site.on('/feed', answer({ body: FEED, headers: { ETag: '"first"' } }));
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    await reader.pass();
    await reader.restart();
    await site.server.close();
    world.dialed.length = 0;
    const pass = await reader.pass();
    expect(pass.outcome(site.url('/feed'))).toBe('TCP_REFUSED');
    expect(world.dialed).toEqual([`${site.addresses[0]}:443`]);
    expect(reader.titles()).toEqual(['First']);
    expect(reader.toFetch(id).validators.etag).toBe('"first"');
    const alone = await fetchOnce(world, { url: site.url('/feed') });
    expect(alone).toMatchObject({ outcome: 'TCP_REFUSED', connections: 1, phases: { tcpMs: null } });
  });

  test.each([
    ['09 a closed port', 'closed', 1],
    ['10 a reset', 'reset at once', 2],
    ['11 a greeting that is swallowed', 'swallow', 1],
  ] as const)('%s: left alone for 90 to 270 s, longer after each failure', async (_name, behaviour, strikes) => {
    const world = await newWorld();
    const site = await world.site('failing-paper.org', behaviour === 'closed' ? {} : { connection: behaviour });
    if (behaviour === 'closed') await site.server.close();
    const reader = await newReader(world, { limits: QUICK });
    await reader.subscribe(site.url('/feed'));
    await twoThatAnswer(world, reader);
    const attempts = () => world.dialed.filter((address) => address === `${site.addresses[0]}:443`).length;
    await reader.round();
    for (let strike = 1; strike < strikes; strike++) {
      reader.wait(61_000);
      await reader.round();
    }
    expect(attempts()).toBe(strikes);
    await reader.live(75_000);
    expect(attempts()).toBe(strikes);
    await reader.live(200_000);
    const soon = attempts() - strikes;
    // By chance twice: the first wait, and the second, may be as short as waits go.
    expect(soon).toBeGreaterThanOrEqual(1);
    expect(soon).toBeLessThanOrEqual(2);
    await reader.live(2 * 3_600_000, 30_000);
    // A wait is at least its base, and at most three times the one before: no storm, and it is not forgotten.
    expect(attempts()).toBeGreaterThan(strikes + soon);
    expect(attempts()).toBeLessThan(strikes + 80);
  });

  test.each([
    ['a reset right after the connection stands', 'reset at once'],
    ['an end right after the connection stands', 'close at once'],
    ['a reset in place of an answer', 'reset'],
    ['an end in place of an answer', 'close'],
  ] as const)('10 %s is TCP_RST, after one socket', async (_name, connection) => {
    const world = await newWorld();
    const site = await world.site('reset-paper.org', { scheme: 'http', connection });
    const outcome = await fetchOnce(world, { url: site.url('/feed') });
    expect(outcome).toMatchObject({ outcome: 'TCP_RST', connections: 1, status: null, rescued: null });
    expect(site.server.connections()).toBe(1);
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('TCP_RST');
    expect(reader.feed(id)).toMatchObject({ total: 0, lastOutcome: 'TCP_RST' });
  });

  test('10 over https it is a failure of the way, too', async () => {
    const world = await newWorld();
    const site = await world.site('reset-paper.org', { connection: 'reset at once' });
    // Whether the greeting had left by then is a race that nobody can see from here.
    expect(['TCP_RST', 'TLS_RST']).toContain((await fetchOnce(world, { url: site.url('/feed') })).outcome);
  });

  test('11 an attempt that is never answered is TCP_BLACKHOLE at its limit, which is 8 s', async () => {
    expect(DEFAULT_LIMITS.tcpTimeoutMs).toBe(8_000);
    const world = await newWorld();
    const site = await world.site('dark-paper.org');
    await world.blackhole(site.addresses[0] ?? '');
    const outcome = await fetchOnce(world, { url: site.url('/feed') }, { limits: QUICK });
    expect(outcome).toMatchObject({ outcome: 'TCP_BLACKHOLE', connections: 1, phases: { tcpMs: null } });
    expect(outcome.phases.totalMs).toBeGreaterThanOrEqual(QUICK.tcpTimeoutMs - 50);
    expect(outcome.phases.totalMs).toBeLessThan(QUICK.tcpTimeoutMs + 1_500);
    expect(site.server.connections()).toBe(0);
  });

  test('12 IPv6 swallowed and IPv4 slow to connect: OK within 4 s, and IPv6 is not tried again', async () => {
    const world = await newWorld();
    const addresses = ['2600:1f18::10', '203.7.120.10'];
    const site = await world.site('both-paper.org', { addresses });
    site.otherwise(after(400, answer({ body: FEED, framing: 'close' })));
    await world.blackhole('2600:1f18::10');
    const slow = await openSlowPort(500, site.server);
    closeLater({ close: async () => slow.close() });
    world.place('203.7.120.10', 443, slow);
    const fetcher = closeLater(createFetcher({ now: Date.now, ...world.fetcherOptions() }));
    const fetch = () => fetcher.fetch({ url: site.url('/feed'), kind: 'feed', allowPrivate: true });
    const first = await fetch();
    expect(first).toMatchObject({ outcome: 'OK', address: '203.7.120.10', connections: 2 });
    expect(first.phases.totalMs).toBeLessThan(4_000);
    // The attempt was not answered at once: whoever gives up after 250 ms never gets through.
    expect(first.phases.tcpMs).toBeGreaterThan(500);
    expect(await fetch()).toMatchObject({ outcome: 'OK', connections: 1 });
    expect(world.dialed).toEqual(['[2600:1f18::10]:443', '203.7.120.10:443', '203.7.120.10:443'].map(bare));
  });

  test('13 two connections are fine and more are swallowed: nine requests need no third, and see no failure', async () => {
    const world = await newWorld();
    const site = await world.site('policed-paper.org', { connection: (number) => (number <= 2 ? 'serve' : 'swallow') });
    site.otherwise(answer({ body: FEED }));
    const limits = { ...DEFAULT_LIMITS, ...QUICK };
    const fetcher = closeLater(createFetcher({ now: Date.now, ...world.fetcherOptions(limits) }));
    const outcomes = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        fetcher.fetch({ url: site.url(`/${index}`), kind: 'page', allowPrivate: false }),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(9).fill('OK'));
    expect(site.server.connections()).toBeLessThanOrEqual(2);
  });

  test('13 a server that closes after every answer does not get a fourth connection within the minute', async () => {
    const world = await newWorld();
    const site = await world.site('policed-paper.org', { connection: (number) => (number <= 2 ? 'serve' : 'swallow') });
    site.otherwise(answer({ body: FEED, framing: 'close' }));
    const limits = { ...DEFAULT_LIMITS, ...QUICK };
    const fetcher = closeLater(createFetcher({ now: Date.now, ...world.fetcherOptions(limits) }));
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 6_000);
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        fetcher.fetch({ url: site.url(`/${index}`), kind: 'page', allowPrivate: false, signal: abort.signal }),
      ),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'OK')).toHaveLength(2);
    // Of the others one may have found out; the rest did not knock any more.
    for (const { outcome } of outcomes) expect(['OK', 'TLS_BLACKHOLE', 'CANCELLED']).toContain(outcome);
    expect(outcomes.reduce((sum, { connections }) => sum + connections, 0)).toBeLessThanOrEqual(3);
    expect(world.dialed.length).toBeLessThanOrEqual(3);
    expect(site.server.connections()).toBeLessThanOrEqual(3);
  });
});

function bare(address: string): string {
  return address.replace(/[[\]]/g, '');
}
