import { beforeAll, describe, expect, it } from 'vitest';
import type { Fetcher, FetcherOptions } from '../../../main/fetch/fetcher.ts';
import { startDohServer, type DohAnswer, type DohServer } from '../../helpers/doh-server.ts';
import { answer } from '../../helpers/hostile-server.ts';
import { startNameServer, type NameServer } from '../../helpers/name-server.ts';
import { createTestAuthority, type TestAuthority } from '../../helpers/test-authority.ts';
import { bodyText, closeLater, hostileServer, testFetcher } from './quick-fetcher.ts';

let authority: TestAuthority;

beforeAll(() => {
  authority = createTestAuthority();
});

/** The system's servers lie about every name but the one of the owner's own name server. */
async function scene(
  answers: (name: string) => DohAnswer,
  options: Partial<FetcherOptions> = {},
): Promise<{ fetcher: Fetcher; doh: DohServer; system: NameServer; url: { now: string | null } }> {
  const site = await hostileServer();
  site.otherwise((request, socket) => answer({ body: `news of ${request.headers['host']}` })(request, socket));
  const doh = await startDohServer(authority.issue(['names.example.org']), answers);
  const system = await startNameServer((name) => (name === 'names.example.org' ? ['203.0.114.53'] : ['10.10.34.34']));
  closeLater(doh);
  closeLater(system);
  const url = { now: 'https://names.example.org/dns-query' as string | null };
  const fetcher = testFetcher({
    dnsServers: [system.address],
    extraCa: [authority.ca],
    dohUrl: () => url.now,
    reach: (address) =>
      address === '203.0.114.53' ? { host: '127.0.0.1', port: doh.port } : { host: site.host, port: site.port },
    ...options,
  });
  return { fetcher, doh, system, url };
}

const feed = (url: string): Parameters<Fetcher['fetch']>[0] => ({ url, kind: 'feed', allowPrivate: false });

describe('a name server of the owner over https', () => {
  it('is asked instead of the system, whose only question is where it is', async () => {
    const { fetcher, doh, system } = await scene(() => ['203.0.114.10']);
    expect(bodyText(await fetcher.fetch(feed('http://news.com/')))).toBe('news of news.com');
    expect(doh.questions.toSorted()).toEqual(['A news.com', 'AAAA news.com']);
    expect(new Set(system.questions)).toEqual(new Set(['names.example.org']));
  });

  it('answers forty names over one connection', async () => {
    const { fetcher, doh } = await scene(() => ['203.0.114.10'], { limits: { connectionsPerAddress: 64 } });
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => fetcher.fetch(feed(`http://news${index}.com/`))),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(40).fill('OK'));
    expect(doh.connections()).toBe(1);
  });

  it.each([
    ['"no such name"', 'NXDOMAIN', 'DNS_NX'],
    ['a failure', 'SERVFAIL', 'DNS_FAIL'],
    ['no address', 'empty', 'DNS_FAIL'],
    ['status 500', 500, 'DNS_FAIL'],
    ['nonsense', Buffer.from('not dns'), 'DNS_FAIL'],
    ['more than a message can hold', Buffer.alloc(70_000), 'DNS_FAIL'],
    ['silence', 'silent', 'DNS_FAIL'],
  ] as const)('fails closed: answered with %s, the system is not asked', async (_what, answered, expected) => {
    const { fetcher, system } = await scene(() => answered, { limits: { lookupTimeoutMs: 1_000 } });
    expect((await fetcher.fetch(feed('http://news.com/'))).outcome).toBe(expected);
    expect(system.questions).not.toContain('news.com');
  });

  it('one that is gone, is not who it should be, or has no address at all: DNS_FAIL, and the system is not asked', async () => {
    const gone = await scene(() => ['203.0.114.10']);
    await gone.doh.close();
    expect((await gone.fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_FAIL');
    expect(gone.system.questions).not.toContain('news.com');

    const untrusted = await scene(() => ['203.0.114.10'], { extraCa: [] });
    expect((await untrusted.fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_FAIL');
    expect(untrusted.doh.questions).toEqual([]);

    const none = await scene(() => ['203.0.114.10']);
    for (const url of ['http://names.example.org/', 'nonsense']) {
      none.url.now = url;
      expect((await none.fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_FAIL');
    }
    expect(none.system.questions).toEqual([]);
  });

  it('what it says of a public name is checked like any answer', async () => {
    const { fetcher } = await scene(() => ['10.10.34.34']);
    expect((await fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_BOGON');
  });

  it('set or taken away while the program runs, it starts afresh', async () => {
    const { fetcher, doh, url } = await scene(() => ['203.0.114.10']);
    url.now = null;
    expect((await fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_BOGON');
    url.now = 'https://names.example.org/dns-query';
    expect((await fetcher.fetch(feed('http://news.com/'))).outcome).toBe('OK');
    await doh.close();
    url.now = null;
    expect((await fetcher.fetch(feed('http://papers.com/'))).outcome).toBe('DNS_BOGON');
  });

  it('a connection to it that went silent is given up, and the next question gets a new one', async () => {
    let asked = 0;
    const { fetcher, doh } = await scene(() => ((asked += 1) <= 2 ? 'silent' : ['203.0.114.10']), {
      limits: { lookupTimeoutMs: 1_000 },
    });
    expect((await fetcher.fetch(feed('http://news.com/'))).outcome).toBe('DNS_FAIL');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await fetcher.fetch(feed('http://papers.com/'))).outcome).toBe('OK');
    expect(doh.connections()).toBe(2);
  });

  it('is not kept waiting by the limits on new connections to one address', async () => {
    const { fetcher, doh } = await scene(() => ['203.0.114.10']);
    for (let count = 1; count <= 5; count++) {
      expect((await fetcher.fetch(feed(`http://news${count}.com/`))).outcome).toBe('OK');
      doh.hangUp();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(doh.connections()).toBe(5);
  });
});
