// The network study, its section 7, cases 63 to 70: ways around, and what they may not let slip.
import { describe, expect, test } from 'vitest';
import type { DialRoute } from '../../../shared/model.ts';
import type { RoutePlan } from '../../../shared/routes.ts';
import { answer, raw, startHostileServer } from '../../helpers/hostile-server.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { pageHtml, pngBytes, rss } from '../../helpers/made-news.ts';
import { startSocksDouble, type SocksDouble } from '../../helpers/socks-double.ts';
import { closeLater, fetchOnce, newReader, newWorld, QUICK } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });

describe('proxy', () => {
  test('63 the proxy is down and going directly is allowed: PROXY_DOWN by that way, and the next one serves', async () => {
    const world = await newWorld();
    const site = await world.site('wire-paper.org');
    site.on('/feed', answer({ body: FEED }));
    const port = await deadPort();
    const down = await fetchOnce(world, { url: site.url('/feed'), via: proxyAt('http', port) });
    expect(down).toMatchObject({ outcome: 'PROXY_DOWN', route: 'ours' });
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    const proxyId = await reader.addProxy({ kind: 'http', port });
    await reader.setRoutes(id, plan('auto', { proxyId }, 'direct'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(reader.feed(id)).toMatchObject({ lastRoute: 'direct', lastOutcome: 'OK', authority: 'tls' });
    // What worked is tried first from now on.
    world.dialed.length = 0;
    await reader.pass();
    expect(world.dialed.filter((address) => address === `127.0.0.1:${port}`)).toEqual([]);
  });

  test.each(['http', 'socks5'] as const)(
    '64 the %s proxy is down and going directly is forbidden: no socket and no question goes out, for feeds, texts and pictures',
    async (kind) => {
      const world = await newWorld();
      const site = await world.site('quiet-paper.org');
      const socks = closeLater(await startSocksDouble({ leadTo: () => site.server }));
      serveNews(site);
      const reader = await newReader(world);
      const id = await reader.subscribe(site.url('/feed'));
      const working = await reader.addProxy({ kind: 'socks5', port: socks.port });
      await reader.setRoutes(id, plan('never', { proxyId: working }));
      // First its headline comes, so that a text and later a picture are wanted, too.
      expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
      expect(socks.asked).toEqual(['quiet-paper.org:443']);
      const port = await deadPort();
      const dead = await reader.addProxy({ kind, port });
      await reader.setRoutes(id, plan('never', { proxyId: dead }, 'direct'));
      world.dialed.length = 0;
      const before = site.server.connections();
      const pass = await reader.pass({ feedsOnly: false });
      expect(pass.outcome(site.url('/feed'))).toBe('PROXY_DOWN');
      expect(world.dialed.filter((address) => address !== `127.0.0.1:${port}`)).toEqual([]);
      expect(world.questions()).toBe(0);
      expect(site.server.connections()).toBe(before);
    },
  );

  test('64 texts and pictures of such a source, those it shares with others too, never go directly', async () => {
    const world = await newWorld();
    const site = await world.site('quiet-paper.org');
    const other = await world.site('loud-paper.org');
    const socks = closeLater(await startSocksDouble({ leadTo: () => site.server }));
    serveNews(site);
    // The same article in a source that may go directly.
    other.on('/feed', answer({ body: rss({ title: 'Loud', items: [{ title: 'News', link: site.url('/news') }] }) }));
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    await reader.subscribe(other.url('/feed'));
    const proxyId = await reader.addProxy({ kind: 'socks5', port: socks.port });
    await reader.setRoutes(id, plan('never', { proxyId }));
    const pass = await reader.pass({ feedsOnly: false });
    expect(pass.summary).toMatchObject({ ok: 2, articles: 1, images: 1 });
    expect(new Set(socks.asked)).toEqual(new Set(['quiet-paper.org:443']));
    expect(world.questions('quiet-paper.org')).toBe(0);
    expect(world.dialed.filter((address) => site.addresses.some((one) => address.startsWith(one)))).toEqual([]);
  });

  test('64 a plan that forbids going directly and has no proxy left fails closed', async () => {
    const world = await newWorld();
    const site = await world.site('quiet-paper.org');
    serveNews(site);
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    const proxyId = await reader.addProxy({ kind: 'http', port: await deadPort() });
    await reader.setRoutes(id, plan('never', { proxyId }));
    await reader.larder.handlers['proxies.remove']({ id: proxyId });
    const pass = await reader.pass({ feedsOnly: false });
    expect(pass.outcome(site.url('/feed'))).toBe('PROXY_DOWN');
    expect(world.questions()).toBe(0);
    expect(world.dialed).toEqual([]);
    await reader.setRoutes(id, { direct: 'never', chain: [{ via: 'system', url: null }] });
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('PROXY_DOWN');
    expect(world.questions()).toBe(0);
    expect(world.dialed).toEqual([]);
  });

  test.each([
    [1, ['PROXY_REJECT']],
    [2, ['PROXY_REJECT']],
    [3, ['TCP_BLACKHOLE']],
    [4, ['TCP_BLACKHOLE', 'DNS_NX', 'DNS_FAIL']],
    [5, ['TCP_REFUSED']],
    [6, ['TCP_BLACKHOLE']],
    [7, ['PROXY_REJECT']],
    [8, ['PROXY_REJECT']],
  ])('65 SOCKS reply %i is one of %j', async (reply, expected) => {
    const world = await newWorld();
    const socks = closeLater(await startSocksDouble({ reply }));
    const outcome = await fetchOnce(world, { url: 'https://far-paper.org/feed', via: proxyAt('socks5', socks.port) });
    expect(expected).toContain(outcome.outcome);
    expect(outcome).toMatchObject({ route: 'ours', status: null, address: null });
    expect(socks.asked).toEqual(['far-paper.org:443']);
    expect(world.questions()).toBe(0);
  });

  test.each([
    [403, ['PROXY_REJECT']],
    [407, ['PROXY_REJECT']],
    [502, ['TCP_BLACKHOLE', 'TCP_REFUSED', 'TCP_RST', 'DNS_FAIL']],
    [503, ['TCP_BLACKHOLE', 'TCP_REFUSED', 'TCP_RST', 'DNS_FAIL']],
    [504, ['TCP_BLACKHOLE', 'TCP_REFUSED', 'TCP_RST', 'DNS_FAIL']],
  ])('66 CONNECT answered by %i is one of %j, and 407 says what is wanted', async (status, expected) => {
    const world = await newWorld();
    const proxy = closeLater(await startHostileServer());
    proxy.otherwise(raw(`HTTP/1.1 ${status} Whatever\r\nContent-Length: 0\r\n\r\n`));
    const outcome = await fetchOnce(world, { url: 'https://far-paper.org/feed', via: proxyAt('http', proxy.port) });
    expect(expected).toContain(outcome.outcome);
    expect(outcome).toMatchObject({ route: 'ours', status: null });
    if (status === 407) expect(outcome.reason).toMatch(/password/i);
    expect(proxy.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['CONNECT far-paper.org:443']);
    expect(world.questions()).toBe(0);
  });

  test.each([
    ['garbage', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['an answer without an end', 'HTTP/1.1 200 OK\r\n'],
  ])('66 what answers with %s carries nothing, and is not waited for', async (_name, said) => {
    const world = await newWorld();
    const proxy = closeLater(await startHostileServer());
    proxy.otherwise(raw(said));
    const limits = { ...QUICK, tunnelTimeoutMs: 1_500 };
    const via = proxyAt('http', proxy.port);
    const outcome = await fetchOnce(world, { url: 'http://far-paper.org/feed', via }, { limits });
    // Whether it waits for the far side or is no proxy at all cannot be told from half a line.
    expect(['PROXY_REJECT', 'PROXY_DOWN', 'TCP_BLACKHOLE']).toContain(outcome.outcome);
    expect(outcome.phases.totalMs).toBeLessThan(4_000);
  });

  test('67 an onion address without a SOCKS proxy is refused here: nothing is sent, no name server hears of it', async () => {
    const world = await newWorld();
    const onion = `http://${'a'.repeat(56)}.onion/feed`;
    const proxy = closeLater(await startHostileServer());
    for (const via of [undefined, proxyAt('http', proxy.port)])
      expect((await fetchOnce(world, { url: onion, ...(via && { via }) })).outcome).toBe('REFUSED_TARGET');
    expect(proxy.connections()).toBe(0);
    expect(world.questions()).toBe(0);
    expect(world.dialed).toEqual([]);
    const far = closeLater(await startHostileServer());
    far.on('/feed', answer({ body: FEED }));
    const socks = closeLater(await startSocksDouble({ leadTo: () => far }));
    const through = await fetchOnce(world, { url: onion, via: proxyAt('socks5', socks.port) });
    expect(through).toMatchObject({ outcome: 'OK', authority: 'onion' });
    expect(socks.asked).toEqual([`${'a'.repeat(56)}.onion:80`]);
    expect(world.questions()).toBe(0);
  });

  test('68 what the system says of proxies is tried in its order', async () => {
    const world = await newWorld();
    const site = await world.site('wire-paper.org');
    site.on('/feed', answer({ body: FEED }));
    const socks = closeLater(await startSocksDouble({ reply: 5 }));
    const http = closeLater(await startHostileServer());
    http.otherwise(raw('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n'));
    const pac = `SOCKS5 127.0.0.1:${socks.port}; PROXY 127.0.0.1:${http.port}; DIRECT`;
    const reader = await newReader(world, { systemProxy: async () => pac });
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(socks.asked).toHaveLength(1);
    expect(http.requests).toHaveLength(1);
    expect(world.dialed).toEqual([`127.0.0.1:${socks.port}`, `127.0.0.1:${http.port}`, `${site.addresses[0]}:443`]);
    expect(reader.feed(id).lastRoute).toBe('direct');
    // A list without DIRECT never goes directly.
    await reader.restart({ systemProxy: async () => `PROXY 127.0.0.1:${http.port}` });
    world.dialed.length = 0;
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('PROXY_REJECT');
    expect(world.dialed).toEqual([`127.0.0.1:${http.port}`]);
  });

  test('69 a mirror that carries fewer than three known items is not merged; one that carries them is', async () => {
    const { world, site, reader, id } = await mirrored();
    const mirror = await world.site('wire-mirror.net');
    await reader.setRoutes(id, mirrorPlan(mirror));
    site.on('/feed', raw(''));
    await world.blackhole(site.addresses[0] ?? '');
    mirror.on('/feed', answer({ body: itemsOf(['Item 0', 'Item 1', 'Forged']), headers: { ETag: '"mirror"' } }));
    await reader.restart();
    expect((await reader.pass()).outcome(site.url('/feed'))).not.toBe('OK');
    expect(reader.titles()).not.toContain('Forged');
    expect(reader.toFetch(id).validators.etag).toBe('"own"');
    mirror.on(
      '/feed',
      answer({ body: itemsOf(['Item 0', 'Item 1', 'Item 2', 'Fresh']), headers: { ETag: '"mirror"' } }),
    );
    await reader.restart();
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(reader.titles()).toContain('Fresh');
    expect(reader.titles().filter((title) => title === 'Item 0')).toHaveLength(1);
    // Validators are the origin's own: a mirror's mean nothing there.
    expect(reader.toFetch(id).validators.etag).not.toBe('"mirror"');
    expect(reader.feed(id).url).toBe(site.url('/feed'));
    // What only the origin knows of us is not told to a mirror.
    expect(mirror.server.requests.every((request) => request.headers['if-none-match'] !== '"own"')).toBe(true);
  });

  test('70 names at a SOCKS proxy differ per registrable domain and stay within one; an owner’s own are used as they are', async () => {
    const world = await newWorld();
    const sites = await Promise.all(
      ['one-paper.org', 'news.one-paper.org', 'two-times.net'].map((name) => world.site(name)),
    );
    for (const site of sites)
      site.on('/feed', answer({ body: rss({ title: site.name, items: [{ title: site.name }] }) }));
    const socks = closeLater(await startSocksDouble({ leadTo: (host) => serverOf(sites, host) }));
    const reader = await newReader(world);
    const proxyId = await reader.addProxy({ kind: 'socks5', port: socks.port });
    for (const site of sites)
      await reader.setRoutes(await reader.subscribe(site.url('/feed')), plan('never', { proxyId }));
    expect((await reader.pass()).summary.ok).toBe(3);
    const byHost = new Map(socks.asked.map((host, index) => [host, socks.credentials[index]]));
    expect(byHost.get('one-paper.org:443')).toBe(byHost.get('news.one-paper.org:443'));
    expect(byHost.get('one-paper.org:443')).not.toBe(byHost.get('two-times.net:443'));
    expect(byHost.get('one-paper.org:443')).toMatch(/.{8}/);
    expect(new Set(socks.credentials).size).toBe(2);

    const own = { ...proxyAt('socks5', socks.port), username: 'me', password: 'mine' };
    await fetchOnce(world, { url: 'https://one-paper.org/feed', via: own });
    expect(socks.credentials.at(-1)).toBe('me:mine');
  });
});

type ProxyRoute = Extract<DialRoute, { readonly via: 'http' | 'socks5' }>;

function proxyAt(via: 'http' | 'socks5', port: number): ProxyRoute {
  return { via, id: 'ours', host: '127.0.0.1', port, username: null, password: null };
}

function plan(direct: RoutePlan['direct'], { proxyId }: { readonly proxyId: string }, then?: 'direct'): RoutePlan {
  const chain: RoutePlan['chain'] = [{ via: 'proxy', proxyId, url: null }];
  return { direct, chain: then === undefined ? chain : [...chain, { via: then, url: null }] };
}

function mirrorPlan(mirror: Site): RoutePlan {
  return {
    direct: 'auto',
    chain: [
      { via: 'direct', url: null },
      { via: 'direct', url: mirror.url('/feed') },
    ],
  };
}

async function mirrored() {
  const world: LineWorld = await newWorld();
  const site = await world.site('wire-paper.org');
  const titles = Array.from({ length: 12 }, (_, index) => `Item ${index}`);
  site.on('/feed', answer({ body: itemsOf(titles), headers: { ETag: '"own"' } }));
  const reader = await newReader(world, { limits: QUICK });
  const id = await reader.subscribe(site.url('/feed'));
  expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
  return { world, site, reader, id };
}

function itemsOf(titles: readonly string[]): string {
  return rss({ title: 'The Wire', link: 'https://wire-paper.org/', items: titles.map((title) => ({ title })) });
}

/** One article with one picture, both of the site itself. */
function serveNews(site: Site): void {
  const image = `<p><img src="${site.url('/boat.png')}" alt="A boat" width="300" height="200"></p>`;
  site.on('/feed', answer({ body: rss({ title: 'Quiet', items: [{ title: 'News', link: site.url('/news') }] }) }));
  site.on('/news', answer({ body: pageHtml('News', image), headers: { 'Content-Type': 'text/html' } }));
  site.on('/boat.png', answer({ body: pngBytes(40), headers: { 'Content-Type': 'image/png' } }));
}

function serverOf(sites: readonly Site[], host: string): { readonly host: string; readonly port: number } {
  return sites.find((site) => site.name === host)?.server ?? { host: '127.0.0.1', port: 9 };
}

/** A port at which nobody listens. */
async function deadPort(): Promise<number> {
  const socks: SocksDouble = await startSocksDouble();
  await socks.close();
  return socks.port;
}
