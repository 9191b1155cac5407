import { describe, expect, it } from 'vitest';
import { after, answer, redirect, silence, type HostileServer } from '../../helpers/hostile-server.ts';
import { hostileServer, testFetcher, typed } from './quick-fetcher.ts';
import type { FetcherOptions } from '../../../main/fetch/fetcher.ts';

/** All names are public addresses that live on this server. */
function onPublicWeb(server: HostileServer): Partial<FetcherOptions> {
  return { lookup: async () => ['203.0.114.10'], reach: () => ({ host: server.host, port: server.port }) };
}

/** As the server saw them: a slow connection makes the gap after it look shorter than it was. */
function gaps(server: HostileServer, prefix: string): number[] {
  const times = server.requests.filter(({ path }) => path.startsWith(prefix)).map(({ atMs }) => atMs);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

describe('politeness', () => {
  it('never more than two connections to one host, idle ones included', async () => {
    const server = await hostileServer();
    server.otherwise(after(10, answer({ body: 'x' })));
    const fetcher = testFetcher();
    await Promise.all(Array.from({ length: 40 }, (_, index) => fetcher.fetch(typed(server.url(`/${index}`)))));
    expect(server.requests).toHaveLength(40);
    expect(server.mostAtOnce()).toBe(2);
    expect(server.connections()).toBe(2);
  });

  it("also when other hosts' redirects all lead to it", async () => {
    const server = await hostileServer();
    server.otherwise((request, socket) =>
      request.headers['host']?.startsWith('feeds')
        ? after(20, answer({ body: 'x' }))(request, socket)
        : redirect(`http://feeds.com${request.path}`)(request, socket),
    );
    const fetcher = testFetcher({ ...onPublicWeb(server), limits: { hostGapMs: 1 } });
    let done = 0;
    let most = 0;
    const timer = setInterval(() => {
      const begun = server.requests.filter(({ headers }) => headers['host'] === 'feeds.com').length;
      most = Math.max(most, begun - done);
    }, 1);
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const outcome = await fetcher.fetch({
          url: `http://h${index}.com/${index}`,
          kind: 'feed',
          allowPrivate: false,
        });
        done += 1;
        return outcome;
      }),
    );
    clearInterval(timer);
    expect(outcomes.map(({ finalUrl }) => finalUrl)).toEqual(outcomes.map((_, index) => `http://feeds.com/${index}`));
    expect(outcomes.every(({ outcome }) => outcome === 'OK')).toBe(true);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('half a second between pages of a public host and after its second feed, none on loopback', async () => {
    const server = await hostileServer();
    server.otherwise(answer({ body: 'x' }));
    const open = testFetcher(onPublicWeb(server));
    const near = testFetcher();
    const ask = (prefix: string, kind: 'feed' | 'page' | 'image', count: number): Promise<unknown>[] =>
      Array.from({ length: count }, (_, index) =>
        open.fetch({ url: `http://${prefix}.com/${prefix}${index}`, kind, allowPrivate: false }),
      );
    const nearMs = performance.now();
    await Promise.all([0, 1, 2, 3].map((n) => near.fetch(typed(server.url(`/near${n}`), { kind: 'page' }))));
    expect(performance.now() - nearMs).toBeLessThan(900);
    await Promise.all([...ask('page', 'page', 3), ...ask('feed', 'feed', 4), ...ask('picture', 'image', 3)]);
    expect(Math.min(...gaps(server, '/page'))).toBeGreaterThanOrEqual(350);
    expect(gaps(server, '/feed')[0]).toBeLessThan(450);
    expect(Math.min(...gaps(server, '/feed').slice(1))).toBeGreaterThanOrEqual(350);
    expect(Math.max(...gaps(server, '/picture'))).toBeLessThan(450);
  });

  it('hosts that swallow every request do not hold the others back', async () => {
    const server = await hostileServer();
    const good = await hostileServer();
    server.otherwise(silence());
    good.otherwise(answer({ body: 'x' }));
    const fetcher = testFetcher({
      lookup: async () => ['127.0.0.1'],
      limits: { headersTimeoutMs: 2_500, silentAfterMs: 300 },
    });
    const silent = Array.from({ length: 12 }, (_, index) => fetcher.fetch(typed(server.url('/', `s${index}.test`))));
    const startMs = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => fetcher.fetch(typed(good.url('/', `g${index}.test`)))),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'OK')).toBe(true);
    expect(performance.now() - startMs).toBeLessThan(2_000);
    expect((await Promise.all(silent)).map(({ outcome }) => outcome)).toEqual(Array(12).fill('HTTP_BLACKHOLE'));
  });

  it('waiting for a turn counts towards no limit', async () => {
    const server = await hostileServer();
    server.otherwise(after(200, answer({ body: 'x' })));
    const fetcher = testFetcher({ limits: { totalTimeoutMs: { feed: 1_000, page: 1_000, image: 1_000 } } });
    const outcomes = await Promise.all(
      Array.from({ length: 14 }, (_, index) => fetcher.fetch(typed(server.url(`/${index}`)))),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(14).fill('OK'));
    expect(Math.max(...outcomes.map(({ phases }) => phases.totalMs))).toBeLessThan(1_000);
  });
});
