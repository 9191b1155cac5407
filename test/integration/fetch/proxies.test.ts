import { describe, expect, it } from 'vitest';
import type { Fetcher, FetcherOptions } from '../../../main/fetch/fetcher.ts';
import { answer, redirect, type HostileServer } from '../../helpers/hostile-server.ts';
import {
  startHttpProxy,
  startSocksProxy,
  type HttpProxyOptions,
  type SocksProxyOptions,
  type TestProxy,
} from '../../helpers/proxy-servers.ts';
import { createTestAuthority } from '../../helpers/test-authority.ts';
import { QUICK, bodyText, closeLater, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

async function httpProxy(options: HttpProxyOptions): Promise<TestProxy> {
  const proxy = await startHttpProxy(options);
  closeLater(proxy);
  return proxy;
}

async function socksProxy(options: SocksProxyOptions): Promise<TestProxy> {
  const proxy = await startSocksProxy(options);
  closeLater(proxy);
  return proxy;
}

/** Counts every name that is looked up and every address that is connected to. */
function watchedFetcher(options: Partial<FetcherOptions> = {}): {
  fetcher: Fetcher;
  lookedUp: string[];
  dialed: string[];
} {
  const lookedUp: string[] = [];
  const dialed: string[] = [];
  const fetcher = testFetcher({
    async lookup(name) {
      lookedUp.push(name);
      return ['203.0.114.10'];
    },
    reach(address, port) {
      dialed.push(`${address}:${port}`);
      return { host: address, port };
    },
    ...options,
  });
  return { fetcher, lookedUp, dialed };
}

async function newsServer(): Promise<HostileServer> {
  const server = await hostileServer();
  server.otherwise(answer({ body: 'far news' }));
  return server;
}

const PUBLIC = { kind: 'feed', allowPrivate: false } as const;
const SECRET = { username: 'margarita', password: 'p:a s ы%40' };

describe.each([
  ['an HTTP proxy', httpProxy],
  ['a SOCKS5 proxy', socksProxy],
] as const)('through %s', (_name, start) => {
  it('http and https go by name; here nothing is looked up and only the proxy is connected to', async () => {
    const authority = createTestAuthority();
    const plain = await newsServer();
    const secret = await hostileServer({ tls: authority.issue(['news.com']) });
    secret.otherwise(answer({ body: 'sealed news' }));
    const [toPlain, toSecret] = [await start({ to: plain }), await start({ to: secret })];
    const { fetcher, lookedUp, dialed } = watchedFetcher({ extraCa: [authority.ca] });
    const one = await fetcher.fetch({ url: 'http://news.com/a', ...PUBLIC, via: toPlain.route({ id: 'one' }) });
    const two = await fetcher.fetch({ url: 'https://news.com/b', ...PUBLIC, via: toSecret.route({ id: 'two' }) });
    expect([bodyText(one), bodyText(two)]).toEqual(['far news', 'sealed news']);
    expect(one).toMatchObject({ route: 'one', authority: 'none', address: null, connections: 1, dnsBlocked: false });
    expect(two).toMatchObject({ route: 'two', authority: 'tls', issuer: { class: 'public' }, address: null });
    expect(two.phases.lookupMs).toBeNull();
    expect(two.phases.tlsMs).toBeGreaterThanOrEqual(two.phases.tcpMs ?? Infinity);
    expect([...toPlain.asked, ...toSecret.asked].map(({ target }) => target)).toEqual(['news.com:80', 'news.com:443']);
    expect(toSecret.asked.some(({ byAddress }) => byAddress)).toBe(false);
    expect(lookedUp).toEqual([]);
    expect(dialed).toEqual([`127.0.0.1:${toPlain.port}`, `127.0.0.1:${toSecret.port}`]);
  });

  it('64 a proxy that is not there is PROXY_DOWN, with no direct socket and no question to a name server', async () => {
    const server = await newsServer();
    const proxy = await start({ to: server });
    await proxy.close();
    const { fetcher, lookedUp, dialed } = watchedFetcher({ limits: QUICK });
    for (const url of ['https://news.com/', 'http://news.com/', 'http://203.0.114.10/']) {
      const outcome = await fetcher.fetch({ url, ...PUBLIC, via: proxy.route() });
      expect(outcome).toMatchObject({ outcome: 'PROXY_DOWN', route: 'ours', connections: 1, address: null });
    }
    expect(lookedUp).toEqual([]);
    expect(new Set(dialed)).toEqual(new Set([`127.0.0.1:${proxy.port}`]));
    expect(server.connections()).toBe(0);
  });

  it('its own name may be looked up; when it is not found, the proxy is down', async () => {
    const proxy = await start({ to: await newsServer() });
    const found = watchedFetcher({ lookup: async () => ['127.0.0.1'] });
    const via = proxy.route({ host: 'proxy.office.com' });
    expect(bodyText(await found.fetcher.fetch({ url: 'http://news.com/', ...PUBLIC, via }))).toBe('far news');
    const lost = watchedFetcher({
      lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    const outcome = await lost.fetcher.fetch({ url: 'http://news.com/', ...PUBLIC, via });
    expect(outcome.outcome).toBe('PROXY_DOWN');
  });

  it('a connection is used again by the same way, and never by another', async () => {
    const server = await newsServer();
    const proxy = await start({ to: server });
    const { fetcher } = watchedFetcher();
    const ask = (id: string): Promise<unknown> => fetcher.fetch(typed(server.url('/'), { via: proxy.route({ id }) }));
    await ask('one');
    await ask('one');
    expect(proxy.connections()).toBe(1);
    await ask('two');
    expect(proxy.connections()).toBe(2);
    await fetcher.fetch(typed(server.url('/')));
    expect(proxy.connections()).toBe(2);
    expect(server.connections()).toBe(3);
  });

  it('a name and password are sent as they are, and stand in no sentence and no error', async () => {
    const proxy = await start({ to: await newsServer(), account: SECRET });
    const { fetcher } = watchedFetcher();
    const ask = (more: object): ReturnType<Fetcher['fetch']> =>
      fetcher.fetch({ url: 'http://news.com/', ...PUBLIC, via: proxy.route(more) });
    const right = await ask(SECRET);
    expect(bodyText(right)).toBe('far news');
    expect(proxy.asked[0]?.account).toEqual(SECRET);
    const wrong = await ask({ id: 'other', username: 'margarita', password: 'geheim' });
    const none = await ask({ id: 'third' });
    expect([wrong.outcome, none.outcome]).toEqual(['PROXY_REJECT', 'PROXY_REJECT']);
    expect(wrong.reason).toMatch(/name and password/);
    expect(JSON.stringify([right, wrong, none])).not.toMatch(/margarita|geheim|p:a s/);
  });

  it('one that hangs up or talks nonsense is PROXY_REJECT', async () => {
    const server = await newsServer();
    const nonsense = Buffer.from('SSH-2.0-OpenSSH_9.6\r\n\r\n\r\n\r\n');
    for (const behaviour of ['hang up', { says: nonsense }, { says: 'x'.repeat(40_000) }] as const) {
      const proxy = await start({ to: server, behaviour });
      const { fetcher } = watchedFetcher({ limits: QUICK });
      const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
      expect(outcome.outcome).toBe('PROXY_REJECT');
    }
    expect(server.connections()).toBe(0);
  });

  it('a certificate for another host is seen through it, and whose it is', async () => {
    const authority = createTestAuthority();
    const server = await hostileServer({ tls: authority.issue(['block.isp.com']) });
    const proxy = await start({ to: server });
    const { fetcher } = watchedFetcher({ extraCa: [authority.ca] });
    const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
    expect(outcome.outcome).toBe('TLS_INTERCEPT');
    expect(outcome.stranger).toMatch(/^[0-9a-f]{64}$/);
    expect(server.requests).toEqual([]);
  });

  it('addresses and names of private networks are refused before anything is sent, unless they were typed', async () => {
    const server = await newsServer();
    server.on('/out', redirect('http://127.0.0.1:1/'));
    server.on('/in', redirect('http://intranet/'));
    const proxy = await start({ to: server });
    const { fetcher } = watchedFetcher();
    const refused = [
      'http://127.0.0.1/',
      'http://192.168.1.1/',
      'http://localhost/',
      'http://nas/',
      'http://nas.local/',
    ];
    for (const url of refused) {
      const outcome = await fetcher.fetch({ url, ...PUBLIC, via: proxy.route() });
      expect([url, outcome.outcome]).toEqual([url, 'REFUSED_TARGET']);
    }
    expect(proxy.connections()).toBe(0);
    for (const url of ['http://news.com/out', 'http://news.com/in'])
      expect((await fetcher.fetch({ url, kind: 'feed', allowPrivate: true, via: proxy.route() })).outcome).not.toBe(
        'OK',
      );
    expect(proxy.asked.map(({ target }) => target)).not.toContain('intranet:80');
    expect(bodyText(await fetcher.fetch(typed('http://nas.local/', { via: proxy.route() })))).toBe('far news');
  });
});

describe('what an HTTP proxy answers', () => {
  it.each([
    ['403 Forbidden', 'PROXY_REJECT'],
    ['407 Proxy Authentication Required', 'PROXY_REJECT'],
    ['302 Found\r\nLocation: http://portal.example/', 'PROXY_REJECT'],
    ['500 Internal Server Error', 'PROXY_REJECT'],
    ['502 Bad Gateway', 'TCP_BLACKHOLE'],
    ['503 Service Unavailable', 'TCP_BLACKHOLE'],
    ['504 Gateway Timeout', 'TCP_BLACKHOLE'],
    ['503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0', 'DNS_FAIL'],
    ['503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 111', 'TCP_REFUSED'],
    ['503 Service Unavailable\r\nX-Squid-Error: ERR_CONNECT_FAIL 110', 'TCP_BLACKHOLE'],
    ['502 Bad Gateway\r\nProxy-Status: gate.example; error=dns_error; rcode="NXDOMAIN"', 'DNS_FAIL'],
    ['502 Bad Gateway\r\nProxy-Status: gate.example; error=connection_refused', 'TCP_REFUSED'],
  ] as const)('66 %s is %s', async (answered, expected) => {
    const server = await newsServer();
    const proxy = await httpProxy({
      to: server,
      behaviour: { says: `HTTP/1.1 ${answered}\r\nContent-Length: 2\r\n\r\nno` },
    });
    const { fetcher, lookedUp } = watchedFetcher();
    const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
    expect(outcome).toMatchObject({ outcome: expected, redirects: [], status: null });
    expect(outcome.reason).toMatch(/^The proxy .*\(\d{3}\)\.$/);
    expect(lookedUp).toEqual([]);
  });

  it('silence is a far side that does not answer, at the limit of a tunnel', async () => {
    const proxy = await httpProxy({ to: await newsServer(), behaviour: 'silence' });
    const { fetcher } = watchedFetcher({ limits: { tunnelTimeoutMs: 300 } });
    const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
    expect(outcome.outcome).toBe('TCP_BLACKHOLE');
  });
});

describe('what a SOCKS5 proxy answers', () => {
  it.each([
    [1, 'PROXY_REJECT'],
    [2, 'PROXY_REJECT'],
    [3, 'TCP_BLACKHOLE'],
    [4, 'TCP_BLACKHOLE'],
    [5, 'TCP_REFUSED'],
    [6, 'TCP_BLACKHOLE'],
    [7, 'PROXY_REJECT'],
    [8, 'PROXY_REJECT'],
    [99, 'PROXY_REJECT'],
  ] as const)('65 reply %i is %s', async (reply, expected) => {
    const proxy = await socksProxy({ to: await newsServer(), reply });
    const { fetcher, lookedUp } = watchedFetcher();
    const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
    expect(outcome.outcome).toBe(expected);
    expect(proxy.asked).toMatchObject([{ target: 'news.com:443', byAddress: false }]);
    expect(lookedUp).toEqual([]);
  });

  it('silence to the greeting is a proxy that is down', async () => {
    const proxy = await socksProxy({ to: await newsServer(), behaviour: 'silence' });
    const { fetcher } = watchedFetcher({ limits: { tcpTimeoutMs: 300 } });
    const outcome = await fetcher.fetch({ url: 'https://news.com/', ...PUBLIC, via: proxy.route() });
    expect(outcome.outcome).toBe('PROXY_DOWN');
  });

  it('70 it is given credentials that differ per registrable domain, and stay the same within one', async () => {
    const server = await newsServer();
    const proxy = await socksProxy({ to: server, takesAnyAccount: true });
    const { fetcher } = watchedFetcher();
    for (const host of ['a.news.com', 'b.news.com', 'papers.org', 'x.github.io', 'y.github.io'])
      await fetcher.fetch({ url: `http://${host}/`, ...PUBLIC, via: proxy.route() });
    const [first, second, ...others] = proxy.asked.map(({ account }) => account);
    expect(first?.username).toMatch(/^[0-9a-f]{32}$/);
    expect(second).toEqual(first);
    expect(new Set([first, ...others].map((account) => JSON.stringify(account))).size).toBe(4);
    const { fetcher: nextRun } = watchedFetcher();
    await nextRun.fetch({ url: 'http://a.news.com/', ...PUBLIC, via: proxy.route() });
    expect(proxy.asked.at(-1)?.account).not.toEqual(first);
  });

  it('67 an onion address goes through it only, by name, and vouches for itself; elsewhere it is refused', async () => {
    const server = await newsServer();
    const [socks, http] = [await socksProxy({ to: server }), await httpProxy({ to: server })];
    const { fetcher, lookedUp, dialed } = watchedFetcher();
    const url = `http://${'a'.repeat(56)}.onion/feed`;
    const through = await fetcher.fetch({ url, ...PUBLIC, via: socks.route() });
    expect(through).toMatchObject({ outcome: 'OK', authority: 'onion', issuer: null });
    expect(socks.asked[0]?.target).toBe(`${'a'.repeat(56)}.onion:80`);
    const sent = dialed.length;
    for (const via of [undefined, { via: 'direct' } as const, http.route()]) {
      const outcome = await fetcher.fetch({ url, ...PUBLIC, ...(via ? { via } : {}) });
      expect(outcome.outcome).toBe('REFUSED_TARGET');
    }
    expect(http.connections()).toBe(0);
    expect(dialed).toHaveLength(sent);
    expect(lookedUp).toEqual([]);
  });

  it('one that checks credentials it was not meant to get is asked again without, and from then on at once', async () => {
    // It prefers passwords when they are offered and knows none: as if its list of accounts were empty.
    const server = await newsServer();
    const proxy = await socksProxy({ to: server, account: { username: 'nobody', password: 'nothing' } });
    const { fetcher } = watchedFetcher();
    expect((await fetcher.fetch({ url: 'http://a.com/', ...PUBLIC, via: proxy.route() })).outcome).toBe('PROXY_REJECT');
    expect(proxy.connections()).toBe(2);
    expect((await fetcher.fetch({ url: 'http://b.com/', ...PUBLIC, via: proxy.route() })).outcome).toBe('PROXY_REJECT');
    expect(proxy.connections()).toBe(3);
  });
});
