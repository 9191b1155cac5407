import { beforeAll, describe, expect, it } from 'vitest';
import zlib from 'node:zlib';
import type { Fetcher } from '../../../main/fetch/fetcher.ts';
import { createOriginMemory, type OriginMemory } from '../../../main/fetch/origin-memory.ts';
import { startCurtainProxy, type CurtainOptions, type CurtainProxy } from '../../helpers/curtain-proxy.ts';
import { answer, type HostileServer } from '../../helpers/hostile-server.ts';
import { ranged } from '../../helpers/ranged-answer.ts';
import { createTestAuthority, type Certificate, type TestAuthority } from '../../helpers/test-authority.ts';
import { bodyText, closeLater, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

/** The size of a real feed that was measured (docs/notes/curtain.md). */
const SIZE = 142_799;
const BODY = Array.from({ length: 12_000 }, (_, index) => `<guid>${(index * 2_654_435_761) % 999_983}</guid>\n`)
  .join('')
  .slice(0, SIZE);
const CURTAIN = 16_384;

let authority: TestAuthority;
let certificate: Certificate;

beforeAll(() => {
  authority = createTestAuthority();
  certificate = authority.issue(['127.0.0.1']);
});

type Scene = {
  readonly server: HostileServer;
  readonly curtain: CurtainProxy;
  readonly fetcher: Fetcher;
  readonly origins: OriginMemory;
  readonly origin: string;
  readonly url: string;
};

async function scene(options: Partial<CurtainOptions> = {}, scheme: 'http' | 'https' = 'https'): Promise<Scene> {
  const server = await hostileServer(scheme === 'https' ? { tls: certificate } : {});
  const curtain = await startCurtainProxy({ to: server, bytes: CURTAIN, ...options });
  closeLater(curtain);
  const origins = createOriginMemory();
  const fetcher = testFetcher({
    extraCa: [authority.ca],
    origins,
    limits: { idleTimeoutMs: 400, headersTimeoutMs: 800 },
  });
  const origin = `${scheme}://127.0.0.1:${curtain.port}`;
  return { server, curtain, fetcher, origins, origin, url: `${origin}/feed` };
}

describe('a curtain that freezes each connection after 16 KiB', () => {
  it.each(['http', 'https'] as const)(
    'over %s: where the server sends parts, the same fetch goes on in small ones',
    async (scheme) => {
      const { server, curtain, fetcher, origins, origin, url } = await scene(
        { align: scheme === 'https' ? 'records' : 'bytes' },
        scheme,
      );
      server.on('/feed', ranged({ body: Buffer.from(BODY), etag: '"1"', recordBytes: 4_096 }));
      const outcome = await fetcher.fetch(typed(url));
      expect(outcome).toMatchObject({ outcome: 'OK', framingProven: true, validators: { etag: '"1"' } });
      expect(bodyText(outcome) === BODY).toBe(true);
      expect(outcome.connections).toBe(curtain.connections());
      expect(curtain.connections()).toBeLessThanOrEqual(19);
      const ranges = server.requests.slice(1).map(({ headers }) => headers['range'] ?? '');
      for (const range of ranges) {
        const [from = 0, to = 0] = range.slice('bytes='.length).split('-').map(Number);
        expect(to - from).toBe(8_191);
      }
      expect(server.requests.slice(1).map(({ headers }) => headers['if-range'])).toEqual(ranges.map(() => '"1"'));
      expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(server.requests.length);
      expect(origins.freezes(origin)).toBe(true);
      expect(origins.curtainHard(origin)).toBe(false);
    },
  );

  it('that lets not a byte of a large TLS record through is FROZEN all the same, and small parts are tried', async () => {
    const { server, curtain, fetcher, url } = await scene();
    server.on('/feed', ranged({ body: Buffer.from(BODY), etag: '"1"' }));
    expect(bodyText(await fetcher.fetch(typed(url))) === BODY).toBe(true);
    expect(server.requests[1]?.headers['range']).toBe('bytes=0-8191');
    expect(server.requests[1]?.headers['if-range']).toBeUndefined();
    expect(curtain.connections()).toBeLessThanOrEqual(20);
  });

  it('and a server that does not know ranges: FROZEN after two connections, with nothing to rescue', async () => {
    const { server, curtain, fetcher, origins, origin, url } = await scene();
    server.on('/feed', answer({ body: BODY }));
    expect(await fetcher.fetch(typed(url))).toMatchObject({ outcome: 'FROZEN', rescued: null });
    expect(curtain.connections()).toBe(2);
    expect(origins.freezes(origin)).toBe(true);
  });

  it('a packed body comes in parts of the same packing, and is unpacked strictly at the end', async () => {
    const { server, fetcher, url } = await scene({}, 'http');
    const body = zlib.gzipSync(BODY);
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/rss+xml' };
    server.on('/feed', ranged({ body, etag: '"gz"', headers }));
    const outcome = await fetcher.fetch(typed(url));
    expect(bodyText(outcome) === BODY).toBe(true);
    expect(outcome).toMatchObject({ contentType: 'application/rss+xml' });
    expect(server.requests[1]?.headers['accept-encoding']).toBe('gzip');
  });

  it('where only the unpacked body has parts that can be trusted, that is asked for', async () => {
    const { server, fetcher, origins, origin, url } = await scene({}, 'http');
    origins.provedRanges(origin);
    const plain = ranged({ body: Buffer.from(BODY), etag: '"1"' });
    const packed = ranged({ body: zlib.gzipSync(BODY), etag: 'W/"1"', headers: { 'Content-Encoding': 'gzip' } });
    server.on('/feed', (request, socket) =>
      (request.headers['accept-encoding'] === 'identity' ? plain : packed)(request, socket),
    );
    expect(bodyText(await fetcher.fetch(typed(url))) === BODY).toBe(true);
  });

  it('a server that sends the whole whatever it is asked for is left after two connections, and remembered', async () => {
    const { server, curtain, fetcher, origins, origin, url } = await scene({}, 'http');
    server.on('/feed', ranged({ body: Buffer.from(BODY), etag: '"1"', ignoresRanges: true }));
    expect((await fetcher.fetch(typed(url))).outcome).toBe('FROZEN');
    expect(curtain.connections()).toBe(2);
    expect(origins.curtainHard(origin)).toBe(true);
    expect((await fetcher.fetch(typed(url))).outcome).toBe('FROZEN');
    expect(curtain.connections()).toBe(3);
  });

  it('parts that bring nothing either are given up after two', async () => {
    const { server, curtain, fetcher, origins, origin, url } = await scene({}, 'http');
    server.on('/feed', (request, socket) => {
      if (request.before === 2) curtain.allow(0);
      ranged({ body: Buffer.from(BODY), etag: '"1"' })(request, socket);
    });
    origins.froze(origin);
    origins.provedRanges(origin);
    const outcome = await fetcher.fetch(typed(url));
    expect(outcome.outcome).toBe('FROZEN');
    expect(outcome.reason).toMatch(/^[A-Z0-9].*\.$/);
    expect(curtain.connections()).toBe(5);
    expect(origins.curtainHard(origin)).toBe(true);
  });

  it('without ranges, or with a body of more than 200 KB, it is FROZEN at the first connection', async () => {
    const { server, curtain, fetcher, url } = await scene({}, 'http');
    server.on('/feed', answer({ body: BODY, headers: { ETag: '"1"' } }));
    server.on('/big', ranged({ body: Buffer.alloc(250_000, 'x'), etag: '"1"' }));
    server.on('/weak', ranged({ body: Buffer.from(BODY), etag: 'W/"1"' }));
    expect((await fetcher.fetch(typed(url))).outcome).toBe('FROZEN');
    expect((await fetcher.fetch(typed(url.replace('feed', 'big')))).outcome).toBe('FROZEN');
    expect(curtain.connections()).toBe(2);
  });

  it('an unchanged feed costs one question, also in small parts', async () => {
    const { server, curtain, fetcher, origins, origin, url } = await scene({}, 'http');
    server.on('/feed', ranged({ body: Buffer.from(BODY), etag: '"1"' }));
    origins.froze(origin);
    origins.provedRanges(origin);
    const outcome = await fetcher.fetch(typed(url, { validators: { etag: '"1"', lastModified: null } }));
    expect(outcome.outcome).toBe('NOT_MODIFIED');
    expect(curtain.connections()).toBe(1);
  });

  it('a body that changes between two parts is begun anew, and never mixed', async () => {
    const { server, fetcher, origins, origin, url } = await scene({}, 'http');
    origins.froze(origin);
    origins.provedRanges(origin);
    const changed = BODY.replaceAll('guid', 'GUID');
    let parts = 0;
    server.on('/feed', (request, socket) => {
      parts += 1;
      const first = parts < 5;
      ranged({ body: Buffer.from(first ? BODY : changed), etag: first ? '"1"' : '"2"' })(request, socket);
    });
    expect(bodyText(await fetcher.fetch(typed(url))) === changed).toBe(true);
  });

  it('a whole piece of more than 64 KB says that the curtain is gone', async () => {
    const { server, curtain, fetcher, origins, origin, url } = await scene({}, 'http');
    server.on('/feed', answer({ body: BODY }));
    expect((await fetcher.fetch(typed(url))).outcome).toBe('FROZEN');
    expect(origins.freezes(origin)).toBe(true);
    curtain.allow(Infinity);
    expect(bodyText(await fetcher.fetch(typed(url))) === BODY).toBe(true);
    expect(origins.freezes(origin)).toBe(false);
  });

  it('stopping ends it at once', async () => {
    const { server, fetcher, origins, origin, url } = await scene({}, 'http');
    server.on('/feed', ranged({ body: Buffer.from(BODY), etag: '"1"' }));
    origins.froze(origin);
    origins.provedRanges(origin);
    const abort = new AbortController();
    let parts = 0;
    server.on('/feed', (request, socket) => {
      if (++parts === 4) abort.abort();
      ranged({ body: Buffer.from(BODY), etag: '"1"' })(request, socket);
    });
    expect((await fetcher.fetch(typed(url, { signal: abort.signal }))).outcome).toBe('CANCELLED');
    expect(server.requests).toHaveLength(4);
  });
});
