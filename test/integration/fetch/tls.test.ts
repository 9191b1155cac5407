import { beforeAll, describe, expect, it } from 'vitest';
import { answer, answerBytes, cutAfter, hangUp, silence } from '../../helpers/hostile-server.ts';
import { createTestAuthority, type Certificate, type TestAuthority } from '../../helpers/test-authority.ts';
import { QUICK, bodyText, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

let authority: TestAuthority;
let good: Certificate;

beforeAll(() => {
  authority = createTestAuthority();
  good = authority.issue(['127.0.0.1', 'news.test']);
});

function trusting(limits = {}): ReturnType<typeof testFetcher> {
  return testFetcher({ extraCa: [authority.ca], lookup: async () => ['127.0.0.1'], limits });
}

describe('https', () => {
  it('works by name and by address, resumes its session and stamps the handshake', async () => {
    const server = await hostileServer({ tls: good });
    server.on('/', answer({ body: 'secret news', framing: 'close' }));
    const fetcher = trusting();
    const byName = await fetcher.fetch(typed(server.url('/', 'news.test')));
    expect(bodyText(byName)).toBe('secret news');
    expect(byName.phases.tlsMs).toBeGreaterThanOrEqual(byName.phases.tcpMs ?? Infinity);
    expect(bodyText(await fetcher.fetch(typed(server.url('/', 'news.test'))))).toBe('secret news');
    expect(bodyText(await fetcher.fetch(typed(server.url('/'))))).toBe('secret news');
  });

  it('stays on HTTP/1.1 with a server that prefers HTTP/2', async () => {
    const server = await hostileServer({ tls: { ...good, ALPNProtocols: ['h2', 'http/1.1'] } });
    server.otherwise(answer({ body: 'x' }));
    const fetcher = trusting();
    await Promise.all(['/1', '/2', '/3'].map((path) => fetcher.fetch(typed(server.url(path)))));
    expect(server.protocols).toEqual(['http/1.1', 'http/1.1']);
  });

  it('a server that speaks nothing but HTTP/2 is a refused handshake', async () => {
    const server = await hostileServer({ tls: { ...good, ALPNProtocols: ['h2'] } });
    expect((await trusting().fetch(typed(server.url('/')))).outcome).toBe('TLS_ALERT');
  });

  it('a cut body without close_notify and without framing is not proven', async () => {
    const server = await hostileServer({ tls: good });
    const bytes = answerBytes({ body: 'x'.repeat(50_000), framing: 'close' });
    server.on('/', cutAfter(bytes, 20_000));
    server.on('/length', cutAfter(answerBytes({ body: 'x'.repeat(50_000) }), 20_000));
    expect(await trusting().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'OK', framingProven: false });
    expect((await trusting().fetch(typed(server.url('/length')))).outcome).toBe('TRUNC');
  });

  it('the phases after the handshake keep their names', async () => {
    const server = await hostileServer({ tls: good });
    server.on('/silence', silence());
    server.on('/end', hangUp());
    expect((await trusting(QUICK).fetch(typed(server.url('/silence')))).outcome).toBe('HTTP_BLACKHOLE');
    expect((await trusting().fetch(typed(server.url('/end')))).outcome).toBe('TCP_RST');
  });
});

describe('a handshake that goes wrong is named', () => {
  it.each([
    ['swallow', 'TLS_BLACKHOLE'],
    ['reset', 'TLS_RST'],
    ['close', 'TLS_RST'],
    ['plain text', 'TLS_INTERCEPT'],
    ['alert 40', 'TLS_ALERT'],
    ['alert 112', 'TLS_ALERT'],
    ['alert 49', 'TLS_ALERT'],
  ] as const)('the greeting meets "%s": %s', async (connection, expected) => {
    const server = await hostileServer({ tls: good, connection });
    const limits = connection === 'swallow' ? QUICK : {};
    const outcome = await trusting(limits).fetch(typed(server.url('/')));
    expect(outcome).toMatchObject({ outcome: expected, status: null, redirects: [] });
    expect(outcome.phases.tcpMs).not.toBeNull();
  });

  it.each(['reset at once', 'close at once'] as const)('hung up on before any greeting, "%s": TCP_RST', async (how) => {
    const server = await hostileServer({ tls: good, connection: how });
    expect(await trusting().fetch(typed(server.url('/')))).toMatchObject({
      outcome: 'TCP_RST',
      phases: { tlsMs: null },
    });
  });

  it('an authority nobody trusts, and one the person was not asked about: TLS_INTERCEPT', async () => {
    const stranger = createTestAuthority('National trust');
    const server = await hostileServer({ tls: stranger.issue(['127.0.0.1']) });
    server.on('/', answer({ body: 'x' }));
    expect((await trusting().fetch(typed(server.url('/')))).outcome).toBe('TLS_INTERCEPT');
    expect((await testFetcher().fetch(typed(server.url('/')))).outcome).toBe('TLS_INTERCEPT');
    expect(server.requests).toEqual([]);
  });

  it('a certificate for another host: TLS_INTERCEPT', async () => {
    const server = await hostileServer({ tls: authority.issue(['block.isp.test']) });
    expect((await trusting().fetch(typed(server.url('/', 'news.test')))).outcome).toBe('TLS_INTERCEPT');
    expect((await trusting().fetch(typed(server.url('/')))).outcome).toBe('TLS_INTERCEPT');
  });

  it('expired, or not valid yet: TLS_CLOCK', async () => {
    const expired = await hostileServer({ tls: authority.issue(['127.0.0.1'], { fromDays: -20, days: 10 }) });
    const early = await hostileServer({ tls: authority.issue(['127.0.0.1'], { fromDays: 5, days: 10 }) });
    expect((await trusting().fetch(typed(expired.url('/')))).outcome).toBe('TLS_CLOCK');
    expect((await trusting().fetch(typed(early.url('/')))).outcome).toBe('TLS_CLOCK');
  });

  it('no version in common: TLS_ALERT', async () => {
    const server = await hostileServer({ tls: { ...good, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } });
    expect((await trusting().fetch(typed(server.url('/')))).outcome).toBe('TLS_ALERT');
  });
});
