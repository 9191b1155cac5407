// The proxies people really run: squid and dante, as the system's packages have them, on free ports of loopback.
import { beforeEach, describe, expect, test } from 'vitest';
import type { DialRoute } from '../../../shared/model.ts';
import { answer } from '../../helpers/hostile-server.ts';
import type { LineWorld, Site } from '../../helpers/line-world.ts';
import { rss } from '../../helpers/made-news.ts';
import {
  missingDante,
  missingSquid,
  startDante,
  startSquid,
  type ProxyAccount,
  type RealProxy,
  type RealProxyOptions,
} from '../../helpers/real-proxy.ts';
import { closeLater, fetchOnce, newReader, newWorld } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });
const ACCOUNT = { username: 'reader-of-tests', password: 'p:ss wörd' };
const PLAIN_ACCOUNT = { username: 'reader-of-tests', password: 'pass-word-1' };

const kinds = [
  { kind: 'http', name: 'squid', start: startSquid, missing: missingSquid() },
  { kind: 'socks5', name: 'dante', start: startDante, missing: missingDante() },
] as const;

describe.each(kinds)('$name', ({ kind, name, start, missing }) => {
  if (missing !== null) console.log(`skipped: all of ${name}: ${missing}`);
  beforeEach(({ skip }) => (missing === null ? undefined : skip(missing)));

  type Scene = { readonly world: LineWorld; readonly site: Site; readonly url: string; readonly proxy: RealProxy };

  /** A site whose name only the proxy knows. */
  async function scene(scheme: 'http' | 'https', options: RealProxyOptions = {}): Promise<Scene> {
    const world = await newWorld();
    const site = await world.site(`behind-${name}.org`, { scheme });
    world.answers(site.name, 3);
    site.on('/feed', answer({ body: FEED, headers: { ETag: '"x"' } }));
    const proxy = closeLater(await start({ hosts: { [site.name]: '127.0.0.1' }, ...options }));
    return { world, site, url: `${scheme}://${site.name}:${site.server.port}/feed`, proxy };
  }

  const via = (proxy: RealProxy, account: ProxyAccount | null = null): DialRoute => ({
    via: kind,
    id: 'ours',
    host: proxy.host,
    port: proxy.port,
    username: account?.username ?? null,
    password: account?.password ?? null,
  });

  test.each(['http', 'https'] as const)(
    'a feed over %s comes through it, and its name is asked there only',
    async (scheme) => {
      const { world, site, url, proxy } = await scene(scheme);
      const outcome = await fetchOnce(world, { url, via: via(proxy) });
      expect(outcome).toMatchObject({
        outcome: 'OK',
        route: 'ours',
        address: null,
        authority: scheme === 'https' ? 'tls' : 'none',
      });
      expect(site.server.requests).toHaveLength(1);
      expect(site.server.requests[0]?.headers['host']).toBe(`${site.name}:${site.server.port}`);
      expect(site.server.requests[0]?.headers).not.toHaveProperty('proxy-authorization');
      expect(world.questions()).toBe(0);
      expect(world.dialed.filter((address) => address !== `127.0.0.1:${proxy.port}`)).toEqual([]);
    },
  );

  test('a whole pass through it stores the feed, and says by which way it came', async () => {
    const { world, url, proxy } = await scene('https');
    const reader = await newReader(world);
    const id = await reader.subscribe(url);
    const proxyId = await reader.addProxy({ kind, port: proxy.port });
    await reader.setRoutes(id, { direct: 'never', chain: [{ via: 'proxy', proxyId, url: null }] });
    expect((await reader.pass()).outcome(url)).toBe('OK');
    expect(reader.titles()).toEqual(['First']);
    expect(reader.feed(id)).toMatchObject({ lastRoute: proxyId, authority: 'tls' });
    expect(await reader.testRoute(id, { via: 'proxy', proxyId, url: null })).toMatchObject({ outcome: 'OK' });
    expect(world.questions()).toBe(0);
  });

  test('it refuses: PROXY_REJECT, and nothing reaches the site', async () => {
    const { world, site, url, proxy } = await scene('http', { denies: true });
    const outcome = await fetchOnce(world, { url, via: via(proxy) });
    expect(outcome).toMatchObject({ outcome: 'PROXY_REJECT', status: null });
    expect(site.server.connections()).toBe(0);
  });

  test('it wants a password: without one and with a wrong one PROXY_REJECT, with the right one OK', async () => {
    const { world, site, url, proxy } = await scene('https', { account: PLAIN_ACCOUNT });
    const reasons: string[] = [];
    for (const account of [null, { ...PLAIN_ACCOUNT, password: 'wrong-secret' }]) {
      const refused = await fetchOnce(world, { url, via: via(proxy, account) });
      expect(refused.outcome).toBe('PROXY_REJECT');
      reasons.push(refused.reason);
    }
    expect(reasons.join()).not.toMatch(/wrong-secret|cGFzcy/);
    expect(site.server.connections()).toBe(0);
    expect((await fetchOnce(world, { url, via: via(proxy, PLAIN_ACCOUNT) })).outcome).toBe('OK');
  });

  test('a password with colons, spaces and letters of other scripts is sent as it is', async () => {
    const { world, url, proxy } = await scene('http', { account: ACCOUNT });
    expect((await fetchOnce(world, { url, via: via(proxy, ACCOUNT) })).outcome).toBe('OK');
  });

  test('it is stopped: PROXY_DOWN, without a socket or a question anywhere else', async () => {
    const { world, site, url, proxy } = await scene('https');
    await proxy.close();
    const outcome = await fetchOnce(world, { url, via: via(proxy) });
    expect(outcome).toMatchObject({ outcome: 'PROXY_DOWN', route: 'ours', status: null });
    expect(site.server.connections()).toBe(0);
    expect(world.questions()).toBe(0);
  });

  test('a dead server and an unknown name behind it speak of the far side, not of the proxy', async () => {
    const { world, site, proxy } = await scene('http');
    await site.server.close();
    const dead = await fetchOnce(world, { url: `http://${site.name}:${site.server.port}/feed`, via: via(proxy) });
    expect(['TCP_REFUSED', 'TCP_BLACKHOLE', 'TCP_RST']).toContain(dead.outcome);
    const unknown = await fetchOnce(world, { url: 'http://nobody-knows-this-paper.org/feed', via: via(proxy) });
    expect(['DNS_NX', 'DNS_FAIL', 'TCP_BLACKHOLE']).toContain(unknown.outcome);
    expect(world.questions()).toBe(0);
  });

  test('a certificate for another host is seen through it, too', async () => {
    const { world, proxy } = await scene('https');
    const stub = await world.site('stub-behind.org', { certificate: world.authority.issue(['block.isp.test']) });
    const other = closeLater(await start({ hosts: { 'wanted-paper.org': '127.0.0.1' } }));
    expect(other.port).not.toBe(proxy.port);
    const url = `https://wanted-paper.org:${stub.server.port}/feed`;
    const outcome = await fetchOnce(world, { url, via: via(other) });
    expect(outcome).toMatchObject({ outcome: 'TLS_INTERCEPT', route: 'ours' });
    expect(stub.server.requests).toEqual([]);
  });
});
