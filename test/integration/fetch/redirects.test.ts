import { describe, expect, it } from 'vitest';
import { answer, redirect, type HostileServer } from '../../helpers/hostile-server.ts';
import { bodyText, hostileServer, testFetcher, typed } from './quick-fetcher.ts';
import type { Fetcher } from '../../../main/fetch/fetcher.ts';

const PUBLIC = '203.0.114.10';

/** A fetcher for which every name ending in `.com` is a public address, and all public addresses are this server. */
function fetcherOnPublicWeb(server: HostileServer, names: Record<string, readonly string[]> = {}): Fetcher {
  return testFetcher({
    lookup: async (name) => names[name] ?? (name.endsWith('.com') ? [PUBLIC] : []),
    reach: (address, port) => (address === PUBLIC ? { host: server.host, port: server.port } : { host: address, port }),
  });
}

describe('redirects', () => {
  it('are followed hop by hop, and told', async () => {
    const server = await hostileServer();
    server.on('/a', redirect('b', 301));
    server.on('/b', redirect('/c?x=1#part', 308));
    server.on('/c?x=1', answer({ body: 'here' }));
    const outcome = await testFetcher().fetch(typed(server.url('/a')));
    expect(bodyText(outcome)).toBe('here');
    expect(outcome.finalUrl).toBe(server.url('/c?x=1'));
    expect(outcome.redirects).toEqual([
      { url: server.url('/a'), status: 301 },
      { url: server.url('/b'), status: 308 },
    ]);
    expect(server.connections()).toBe(1);
  });

  it('a circle is REDIRECT_LOOP at its second round, an endless line at the cap', async () => {
    const server = await hostileServer();
    server.on('/a', redirect('/b'));
    server.on('/b', redirect('/a'));
    server.on('/self', redirect('/self'));
    server.otherwise((request, socket) => redirect(`${request.path}x`)(request, socket));
    const fetcher = testFetcher();
    expect((await fetcher.fetch(typed(server.url('/a')))).outcome).toBe('REDIRECT_LOOP');
    expect((await fetcher.fetch(typed(server.url('/self')))).outcome).toBe('REDIRECT_LOOP');
    expect(server.requests).toHaveLength(3);
    expect((await fetcher.fetch(typed(server.url('/x')))).outcome).toBe('REDIRECT_LOOP');
    expect(server.requests).toHaveLength(3 + 11);
  });

  it.each(['file:///etc/passwd', 'javascript:alert(1)', 'ftp://example.com/', 'data:text/xml,<rss/>', 'http://'])(
    'to %s is REFUSED_TARGET',
    async (location) => {
      const server = await hostileServer();
      server.on('/', redirect(location));
      expect((await testFetcher().fetch(typed(server.url('/')))).outcome).toBe('REFUSED_TARGET');
    },
  );

  it('to a host that is not there tells of that host, not of the one before', async () => {
    const gone = await hostileServer();
    const server = await hostileServer();
    server.on('/', redirect(gone.url('/feed')));
    await gone.close();
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({
      outcome: 'TCP_REFUSED',
      status: null,
      finalUrl: gone.url('/feed'),
      redirects: [{ url: server.url('/'), status: 302 }],
      phases: { tcpMs: null, firstByteMs: null },
    });
  });

  it('raw UTF-8 in a Location is not taken for Latin-1', async () => {
    const server = await hostileServer();
    server.on('/', redirect(Buffer.from('/новости').toString('latin1')));
    server.on(encodeURI('/новости'), answer({ body: 'found' }));
    expect(bodyText(await testFetcher().fetch(typed(server.url('/'))))).toBe('found');
  });

  it("without an address, or a 300, are the server's failure", async () => {
    const server = await hostileServer();
    server.on('/', answer({ status: 302 }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'HTTP_5XX', status: 302 });
  });
});

describe('private addresses', () => {
  it.each([
    'http://127.0.0.1/',
    'http://localhost/',
    'http://x.localhost/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://0.0.0.0/',
    'http://224.0.0.1/',
    'http://printer/',
    'http://facebookcorewwwi.onion/',
  ])('%s is not asked unless meant, whether linked or redirected to', async (url) => {
    const server = await hostileServer();
    server.on('/', redirect(url));
    const lookedUp: string[] = [];
    const fetcher = testFetcher({
      lookup: async (name) => {
        lookedUp.push(name);
        return name === 'news.com' ? [PUBLIC] : ['192.168.1.7'];
      },
      reach: (address, port) => {
        if (address !== PUBLIC) throw new Error(`connected to ${address}`);
        return { host: server.host, port: server.port ?? port };
      },
    });
    const linked = await fetcher.fetch({ url, kind: 'page', allowPrivate: false });
    expect(linked.outcome).toBe('REFUSED_TARGET');
    const redirected = await fetcher.fetch({ url: 'http://news.com/', kind: 'feed', allowPrivate: true });
    expect(redirected).toMatchObject({ outcome: 'REFUSED_TARGET', redirects: [{ status: 302 }] });
    expect(lookedUp.filter((name) => name.endsWith('onion') || name.endsWith('localhost'))).toEqual([]);
  });

  it.each([
    'http://10.1.2.3/',
    'http://192.168.0.1/login?mac=00:11',
    'http://172.20.1.1:8080/',
    'http://100.64.0.1/',
    'http://[fd00::1]/',
  ])("%s is a network's door when the open web leads there, and is not asked", async (url) => {
    const server = await hostileServer();
    server.on('/', redirect(url));
    const fetcher = fetcherOnPublicWeb(server);
    expect((await fetcher.fetch({ url, kind: 'page', allowPrivate: false })).outcome).toBe('REFUSED_TARGET');
    expect(await fetcher.fetch({ url: 'http://news.com/', kind: 'feed', allowPrivate: true })).toMatchObject({
      outcome: 'CAPTIVE',
      status: 302,
      finalUrl: 'http://news.com/',
      portalUrl: url,
      stranger: new URL(url).hostname,
      connections: 1,
    });
  });

  it('a redirect within the private network that the person named is followed', async () => {
    const server = await hostileServer();
    server.on('/', redirect('/feed'));
    server.on('/feed', answer({ body: 'private news' }));
    const fetcher = testFetcher({ lookup: async () => ['127.0.0.1'] });
    expect(bodyText(await fetcher.fetch(typed(server.url('/', 'nas.local'))))).toBe('private news');
  });

  it('a public name with a private answer is DNS_BOGON, and nothing is connected to', async () => {
    const server = await hostileServer();
    const answers = ['127.0.0.1', '10.10.34.34', '0.0.0.0', '172.31.31.2', '100.64.0.9', 'd0::11', 'fd00::1', '::'];
    for (const address of answers) {
      const fetcher = fetcherOnPublicWeb(server, { 'news.com': [address] });
      for (const allowPrivate of [false, true]) {
        const outcome = await fetcher.fetch({ url: server.url('/', 'news.com'), kind: 'feed', allowPrivate });
        expect(outcome).toMatchObject({ outcome: 'DNS_BOGON', phases: { tcpMs: null } });
      }
    }
    expect(server.connections()).toBe(0);
  });

  it('the public one of several answers is used, and only that', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'public' }));
    const fetcher = fetcherOnPublicWeb(server, { 'news.com': ['127.0.0.1', PUBLIC] });
    expect(bodyText(await fetcher.fetch({ url: 'http://news.com/', kind: 'page', allowPrivate: false }))).toBe(
      'public',
    );
  });

  it('a name that changes its answer between look-up and connection gains nothing: the checked address is used', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'public' }));
    let asked = 0;
    const fetcher = testFetcher({
      lookup: async () => [asked++ === 0 ? PUBLIC : '127.0.0.1'],
      reach: (address) => {
        expect(address).toBe(PUBLIC);
        return { host: server.host, port: server.port };
      },
    });
    expect((await fetcher.fetch({ url: 'http://news.com/', kind: 'page', allowPrivate: false })).outcome).toBe('OK');
    expect(asked).toBe(1);
  });

  it('a connection made with permission is not lent to a request without', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'private' }));
    const fetcher = testFetcher({ lookup: async () => ['127.0.0.1'] });
    for (const name of ['127.0.0.1', 'nas.local']) {
      const url = server.url('/', name);
      expect((await fetcher.fetch(typed(url))).outcome).toBe('OK');
      expect((await fetcher.fetch(typed(url, { allowPrivate: false }))).outcome).toBe('REFUSED_TARGET');
    }
    expect(server.requests).toHaveLength(2);
  });
});

describe('what a request tells', () => {
  it('is an honest name and nothing about the reader: no cookies, no referrer, no language', async () => {
    const server = await hostileServer();
    server.on('/', answer({ status: 302, headers: { Location: '/next', 'Set-Cookie': 'id=1; Path=/' } }));
    server.on('/next', answer({ body: 'x' }));
    await testFetcher().fetch(typed(server.url('/'), { kind: 'page' }));
    const [first, second] = server.requests;
    expect(Object.keys(second?.headers ?? {}).sort()).toEqual(Object.keys(first?.headers ?? {}).sort());
    expect(Object.keys(first?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(first?.headers['user-agent']).toBe('Mozilla/5.0 (compatible; feed reader)');
  });

  it('keeps name and password within the site, and only over https', async () => {
    const server = await hostileServer();
    server.on('/feed', redirect('http://news.com/next'));
    server.on('/other', redirect('http://other.com/next'));
    server.on('/next', answer({ body: 'x' }));
    const fetcher = fetcherOnPublicWeb(server);
    const outcome = await fetcher.fetch({
      url: 'http://me:s%C3%A9cret@news.com/feed',
      kind: 'feed',
      allowPrivate: false,
    });
    expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual([
      `Basic ${Buffer.from('me:sécret').toString('base64')}`,
      undefined,
    ]);
    expect(outcome.finalUrl).toBe('http://news.com/next');
    expect(JSON.stringify(outcome.redirects)).not.toContain('cret');
    await fetcher.fetch({ url: 'http://me:secret@news.com/other', kind: 'feed', allowPrivate: false });
    expect(server.requests.at(-1)?.headers['authorization']).toBeUndefined();
  });

  it("takes no name and password from a stranger's redirect", async () => {
    const server = await hostileServer();
    server.on('/', redirect('http://admin:admin@news.com/next'));
    server.on('/next', answer({ body: 'x' }));
    await fetcherOnPublicWeb(server).fetch({ url: 'http://news.com/', kind: 'feed', allowPrivate: false });
    expect(server.requests.at(-1)).toMatchObject({ path: '/next' });
    expect(server.requests.at(-1)?.headers['authorization']).toBeUndefined();
  });
});
