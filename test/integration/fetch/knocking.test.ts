import { beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher, FetcherOptions } from '../../../main/fetch/fetcher.ts';
import { answer } from '../../helpers/hostile-server.ts';
import { createTestAuthority, type TestAuthority } from '../../helpers/test-authority.ts';
import { QUICK, hostileServer, testFetcher } from './quick-fetcher.ts';

let authority: TestAuthority;

beforeAll(() => {
  authority = createTestAuthority();
});

const ADDRESS = '203.0.114.10';

function fetcherAt(server: { host: string; port: number }, options: Partial<FetcherOptions> = {}): Fetcher {
  return testFetcher({
    extraCa: [authority.ca],
    lookup: async () => [ADDRESS],
    reach: () => ({ host: server.host, port: server.port }),
    ...options,
    limits: { hostGapMs: 1, ...options.limits },
  });
}

const page = (url: string, signal?: AbortSignal): Parameters<Fetcher['fetch']>[0] => ({
  url,
  kind: 'page',
  allowPrivate: false,
  ...(signal ? { signal } : {}),
});

describe('knocking at one address', () => {
  it('who waits for leave takes a connection of its host that becomes free, and holds nobody up', async () => {
    const server = await hostileServer({ tls: authority.issue(['news.com', 'other.com']) });
    let closing = 3;
    server.otherwise((request, socket) =>
      answer({ body: 'x', framing: (closing -= 1) >= 0 ? 'close' : 'length' })(request, socket),
    );
    const other = await hostileServer();
    other.otherwise(answer({ body: 'y' }));
    const fetcher = fetcherAt(server, {
      lookup: async (name) => [name === 'plain.com' ? '203.0.115.1' : ADDRESS],
      reach: (address) => (address === ADDRESS ? server : other),
      limits: { handshakesPerMinute: 4, connectionsAtFirst: 1, connectionsAtMost: 1 },
    });
    const waiting = Array.from({ length: 12 }, (_, index) => fetcher.fetch(page(`https://news.com/${index}`)));
    expect((await fetcher.fetch(page('http://plain.com/'))).outcome).toBe('OK');
    const outcomes = await Promise.all(waiting);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(12).fill('OK'));
    expect(server.connections()).toBe(4);
  });

  it('an idle connection of a neighbour makes room for a request, which need not wait until it is closed', async () => {
    const server = await hostileServer({ tls: authority.issue(['a.com', 'b.com', 'c.com']) });
    server.otherwise(answer({ body: 'x' }));
    const fetcher = fetcherAt(server, { limits: { connectionsPerAddress: 2 } });
    for (const host of ['a', 'b', 'c']) expect((await fetcher.fetch(page(`https://${host}.com/`))).outcome).toBe('OK');
    expect(server.connections()).toBe(3);
    // The third took the place of one: that neighbour has to connect anew.
    expect(await fetcher.fetch(page('https://a.com/'))).toMatchObject({ outcome: 'OK', connections: 1 });
  });

  it('a swallowed greeting is not repeated: the next request is told so, without a socket', async () => {
    const server = await hostileServer({ tls: authority.issue(['news.com']), connection: 'swallow' });
    const fetcher = fetcherAt(server, { limits: QUICK });
    const first = await fetcher.fetch(page('https://news.com/1'));
    expect(first).toMatchObject({ outcome: 'TLS_BLACKHOLE', connections: 1 });
    const second = await fetcher.fetch(page('https://news.com/2'));
    expect(second).toMatchObject({ outcome: 'TLS_BLACKHOLE', connections: 0 });
    expect(second.reason).toMatch(/left alone/);
    expect(server.connections()).toBe(1);
    fetcher.forgiveSilence();
    expect(await fetcher.fetch(page('https://news.com/3'))).toMatchObject({ connections: 1 });
    fetcher.forgetNetwork();
    expect(await fetcher.fetch(page('https://news.com/4'))).toMatchObject({ connections: 1 });
  });

  it('waiting counts towards no limit, ends with the request, and blames nobody', async () => {
    const server = await hostileServer({ tls: authority.issue(['news.com']) });
    server.otherwise(answer({ body: 'x', framing: 'close' }));
    const fetcher = fetcherAt(server, { limits: { totalTimeoutMs: { feed: 500, page: 500, image: 500 } } });
    const abort = new AbortController();
    const fetches = [1, 2, 3, 4, 5].map((n) => fetcher.fetch(page(`https://news.com/${n}`, abort.signal)));
    setTimeout(() => abort.abort(), 1_500);
    const outcomes = await Promise.all(fetches);
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['CANCELLED', 'CANCELLED', 'OK', 'OK', 'OK']);
    expect(Math.max(...outcomes.map(({ phases }) => phases.totalMs))).toBeLessThan(500);
    expect(server.connections()).toBe(3);
  });
});

describe('when names fail', () => {
  it.each([
    ['ENOTFOUND', 'DNS_NX'],
    ['ESERVFAIL', 'DNS_FAIL'],
    ['10.10.34.34', 'DNS_BOGON'],
  ])('%s: the address where the host proved itself serves https, never http', async (answered, outcome) => {
    const server = await hostileServer({ tls: authority.issue(['news.com']) });
    server.otherwise(answer({ body: 'x' }));
    const dialed: string[] = [];
    let failing = false;
    const fetcher = fetcherAt(server, {
      lookup: async () => {
        if (!failing) return [ADDRESS];
        if (answered.startsWith('10')) return [answered];
        throw Object.assign(new Error('no'), { code: answered });
      },
      reach(address) {
        dialed.push(address);
        return server;
      },
    });
    expect(await fetcher.fetch(page('https://news.com/'))).toMatchObject({ outcome: 'OK', dnsBlocked: false });
    failing = true;
    fetcher.forgetNetwork();
    const stale = await fetcher.fetch(page('https://news.com/'));
    expect(stale).toMatchObject({ outcome: 'OK', dnsBlocked: true, address: ADDRESS, authority: 'tls' });
    expect((await fetcher.fetch(page('http://news.com/'))).outcome).toBe(outcome);
    expect((await fetcher.fetch(page('https://other.com/'))).outcome).toBe(outcome);
    expect(new Set(dialed)).toEqual(new Set([ADDRESS]));
    await server.close();
    fetcher.forgetNetwork();
    expect(await fetcher.fetch(page('https://news.com/'))).toMatchObject({ outcome, dnsBlocked: false });
  });

  it('a silent resolver is waited for once in two minutes, and not for every page', async () => {
    const server = await hostileServer({ tls: authority.issue(['news.com']) });
    server.otherwise(answer({ body: 'x', framing: 'close' }));
    let asked = 0;
    let failing = false;
    const fetcher = fetcherAt(server, {
      lookup() {
        asked += 1;
        return failing ? new Promise(() => undefined) : Promise.resolve([ADDRESS]);
      },
      limits: { lookupTimeoutMs: 500 },
    });
    await fetcher.fetch(page('https://news.com/'));
    failing = true;
    fetcher.forgetNetwork();
    expect(await fetcher.fetch(page('https://news.com/1'))).toMatchObject({ outcome: 'OK', dnsBlocked: true });
    // Longer than a failure is remembered otherwise.
    await new Promise((resolve) => setTimeout(resolve, 5_100));
    expect(await fetcher.fetch(page('https://news.com/2'))).toMatchObject({ outcome: 'OK', dnsBlocked: true });
    expect(asked).toBe(2);
  }, 15_000);

  it('40 names whose resolver is silent keep 5 good ones waiting for less than two seconds', async () => {
    const server = await hostileServer();
    server.otherwise(answer({ body: 'x' }));
    const fetcher = testFetcher({
      lookup: (name) => (name.startsWith('good') ? Promise.resolve([ADDRESS]) : new Promise(() => undefined)),
      reach: () => server,
      limits: { lookupTimeoutMs: 3_000 },
    });
    const startMs = performance.now();
    const silent = Array.from({ length: 40 }, (_, index) => fetcher.fetch(page(`http://silent${index}.com/`)));
    const good = await Promise.all([1, 2, 3, 4, 5].map((n) => fetcher.fetch(page(`http://good${n}.com/`))));
    expect(good.map(({ outcome }) => outcome)).toEqual(Array(5).fill('OK'));
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect(new Set((await Promise.all(silent)).map(({ outcome }) => outcome))).toEqual(new Set(['DNS_FAIL']));
  });
});
