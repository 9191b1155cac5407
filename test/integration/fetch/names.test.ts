import { describe, expect, it } from 'vitest';
import { createLookup } from '../../../main/fetch/lookup.ts';
import { answer } from '../../helpers/hostile-server.ts';
import { startNameServer, type NameAnswer } from '../../helpers/name-server.ts';
import { QUICK, bodyText, closeLater, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const PUBLIC = '203.0.114.10';

async function nameServer(answers: (name: string) => NameAnswer): ReturnType<typeof startNameServer> {
  const server = await startNameServer(answers);
  closeLater(server);
  return server;
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

describe('names', () => {
  it('twelve silent ones do not delay a good one, nor each other', async () => {
    const names = await nameServer((name) => (name.startsWith('good') ? [PUBLIC] : 'silent'));
    const server = await hostileServer();
    server.otherwise(answer({ body: 'good news' }));
    const fetcher = testFetcher({
      dnsServers: [names.address],
      reach: () => ({ host: server.host, port: server.port }),
      limits: { lookupTimeoutMs: 2_500 },
    });
    const startMs = performance.now();
    const silent = Array.from({ length: 12 }, (_, index) =>
      fetcher.fetch({ url: `http://silent${index}.com/`, kind: 'feed', allowPrivate: false }),
    );
    const good = await fetcher.fetch({ url: 'http://good.com/', kind: 'feed', allowPrivate: false });
    expect(bodyText(good)).toBe('good news');
    expect(performance.now() - startMs).toBeLessThan(1_000);
    const outcomes = await Promise.all(silent);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(12).fill('DNS_FAIL'));
    expect(performance.now() - startMs).toBeLessThan(4_500);
  });

  it.each([
    [3, 'DNS_NX'],
    [2, 'DNS_FAIL'],
    [5, 'DNS_FAIL'],
    ['empty', 'DNS_FAIL'],
    ['silent', 'DNS_FAIL'],
  ] as const)('answered with %s is %s', async (known, expected) => {
    const names = await nameServer(() => known);
    const lookup = createLookup({
      timeoutMs: 2_000,
      monotonicMs: () => performance.now(),
      servers: [names.address],
      system: async () => {
        throw Object.assign(new Error('no'), { code: 'ENOTFOUND' });
      },
    });
    await expect(lookup.resolve('news.com')).rejects.toMatchObject({ outcome: expected });
  });

  it('are asked of the system when the servers say nothing or no, but only two at once', async () => {
    const names = await nameServer((name) => (name === 'vpn.corp.com' ? 3 : 'silent'));
    const asked: string[] = [];
    const release: (() => void)[] = [];
    const lookup = createLookup({
      timeoutMs: 2_000,
      monotonicMs: () => performance.now(),
      servers: [names.address],
      system: async (name) => {
        asked.push(name);
        if (name.startsWith('stuck')) await new Promise<void>((resolve) => release.push(resolve));
        return ['10.9.8.7'];
      },
    });
    expect((await lookup.resolve('vpn.corp.com')).addresses).toEqual(['10.9.8.7']);
    expect((await lookup.resolve('printer')).addresses).toEqual(['10.9.8.7']);
    expect(names.questions).not.toContain('printer');
    const stuck = Array.from({ length: 6 }, (_, index) => lookup.resolve(`stuck${index}.com`));
    const settled = await Promise.allSettled(stuck);
    expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
    expect(asked).toEqual(['vpn.corp.com', 'printer', 'stuck0.com', 'stuck1.com']);
    // Nobody waits for the other four any more: they are not asked late.
    for (const resolve of release) resolve();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toHaveLength(4);
  });

  it("are remembered for a while: a host's feeds ask once", async () => {
    const names = await nameServer(() => [PUBLIC]);
    let nowMs = 0;
    const lookup = createLookup({ timeoutMs: 2_000, monotonicMs: () => nowMs, servers: [names.address] });
    await Promise.all([1, 2, 3].map(() => lookup.resolve('news.com')));
    await lookup.resolve('news.com');
    expect(names.questions).toHaveLength(2); // A and AAAA
    nowMs = 200_000;
    await lookup.resolve('news.com');
    expect(names.questions).toHaveLength(4);
  });

  it('localhost is this machine, whatever a server says, and the hosts file is heard', async () => {
    const names = await nameServer(() => [PUBLIC]);
    const server = await hostileServer();
    server.on('/', answer({ body: 'home' }));
    const fetcher = testFetcher({ dnsServers: [names.address] });
    expect(bodyText(await fetcher.fetch(typed(server.url('/', 'localhost'))))).toBe('home');
    expect(bodyText(await fetcher.fetch(typed(server.url('/', 'feeds.localhost'))))).toBe('home');
    expect(names.questions).toEqual([]);
  });

  it('an IPv6 literal is an address like any other', async ({ skip }) => {
    const server = await hostileServer({ host: '::1' }).catch(() => null);
    if (!server) return skip('this machine has no IPv6 loopback');
    server.on('/', answer({ body: 'six' }));
    expect(bodyText(await testFetcher().fetch(typed(server.url('/'))))).toBe('six');
  });

  it('a server that is not there is a failure to look up, not a missing name', async () => {
    const outcome = await testFetcher({ lookup: never, limits: QUICK }).fetch(typed('http://news.com/'));
    expect(outcome).toMatchObject({ outcome: 'DNS_FAIL', phases: { lookupMs: null } });
  });
});
