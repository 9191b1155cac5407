import { hash, X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOriginMemory } from '../../../main/fetch/origin-memory.ts';
import { answer, type HostileServer } from '../../helpers/hostile-server.ts';
import { createTestAuthority, type TestAuthority } from '../../helpers/test-authority.ts';
import { bodyText, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

let authority: TestAuthority;
let national: TestAuthority;

beforeAll(() => {
  authority = createTestAuthority('Public test root');
  national = createTestAuthority('National test root');
});

const lookup = async (): Promise<string[]> => ['127.0.0.1'];

async function secure(issuer: TestAuthority, name = 'news.test', framing?: 'close'): Promise<HostileServer> {
  const server = await hostileServer({ tls: issuer.issue([name]) });
  server.otherwise(answer({ body: 'secret news', ...(framing ? { framing } : {}) }));
  return server;
}

function spki(pem: string): string {
  return hash('sha256', new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }));
}

describe('who vouched for an answer', () => {
  it('a public root, by name and key; also when the session is resumed and no certificate is shown', async () => {
    const server = await secure(authority, 'news.test', 'close');
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup });
    const expected = {
      outcome: 'OK',
      authority: 'tls',
      issuer: { class: 'public', name: 'Public test root', rootSpki: spki(authority.ca) },
      address: '127.0.0.1',
      route: 'direct',
      connections: 1,
      stranger: null,
    };
    expect(await fetcher.fetch(typed(server.url('/1', 'news.test')))).toMatchObject(expected);
    expect(await fetcher.fetch(typed(server.url('/2', 'news.test')))).toMatchObject(expected);
    expect(server.connections()).toBe(2);
    expect(server.resumed).toEqual([false, true]);
  });

  it('nobody, over http', async () => {
    const server = await hostileServer();
    server.otherwise(answer({ body: 'x' }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ authority: 'none', issuer: null });
  });

  it('21 a root that the owner trusts for one source, for that source only', async () => {
    const server = await secure(national);
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup });
    const url = server.url('/', 'news.test');
    expect(await fetcher.fetch(typed(url, { pins: [national.ca] }))).toMatchObject({
      outcome: 'OK',
      authority: 'pinned',
      issuer: { class: 'pinned', name: 'National test root', rootSpki: spki(national.ca) },
    });
    // Neither its connection, which is idle now, nor its session serves anybody else.
    expect((await fetcher.fetch(typed(url))).outcome).toBe('TLS_INTERCEPT');
    expect((await fetcher.fetch(typed(url, { pins: [authority.ca] }))).outcome).toBe('TLS_INTERCEPT');
    expect(server.requests).toHaveLength(1);
  });

  it('a certificate of the server itself may be pinned; the name must still fit', async () => {
    const leaf = national.issue(['news.test']);
    const server = await hostileServer({ tls: leaf });
    server.otherwise(answer({ body: 'x' }));
    const fetcher = testFetcher({ lookup });
    const pinned = await fetcher.fetch(typed(server.url('/', 'news.test'), { pins: [leaf.cert] }));
    expect(pinned).toMatchObject({ outcome: 'OK', authority: 'pinned' });
    const other = await fetcher.fetch(typed(server.url('/', 'other.test'), { pins: [leaf.cert] }));
    expect(other.outcome).toBe('TLS_INTERCEPT');
  });

  it('a pin takes nothing away: a source that moved to a public root is public', async () => {
    const server = await secure(authority);
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup });
    const outcome = await fetcher.fetch(typed(server.url('/', 'news.test'), { pins: [national.ca] }));
    expect(outcome).toMatchObject({ outcome: 'OK', authority: 'tls', issuer: { class: 'public' } });
  });

  it('a pin that cannot be read trusts nobody', async () => {
    const server = await secure(national);
    const fetcher = testFetcher({ lookup });
    const broken = national.ca.replace(/[A-Z]{6}/, '!!!!!!');
    for (const pin of ['', 'nonsense', broken])
      expect((await fetcher.fetch(typed(server.url('/', 'news.test'), { pins: [pin] }))).outcome).toBe('TLS_INTERCEPT');
  });

  it('20 roots of this device count only on request, and are told apart from public ones', async () => {
    const good = await secure(authority);
    const watched = await secure(national);
    const dir = mkdtempSync(join(tmpdir(), 'larder-roots-'));
    try {
      writeFileSync(join(dir, 'device.pem'), national.ca);
      writeFileSync(join(dir, 'public.pem'), authority.ca);
      // Node reads the device's store once in a process, from where these say.
      const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'device-roots.ts')], {
        env: {
          ...process.env,
          SSL_CERT_FILE: join(dir, 'device.pem'),
          SSL_CERT_DIR: dir,
          NODE_EXTRA_CA_CERTS: join(dir, 'public.pem'),
          URLS: JSON.stringify([good.url('/', 'news.test'), watched.url('/', 'news.test')]),
        },
      });
      expect(JSON.parse(stdout)).toEqual({
        without: [
          ['OK', 'tls', 'public', 'Public test root'],
          ['TLS_INTERCEPT', 'none', null, null],
        ],
        with: [
          ['OK', 'tls', 'public', 'Public test root'],
          ['OK', 'local', 'local', 'National test root'],
        ],
        again: [
          ['OK', 'tls', 'public', 'Public test root'],
          ['TLS_INTERCEPT', 'none', null, null],
        ],
      });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('is remembered with the address, for a day on which names fail', async () => {
    const server = await secure(authority);
    const origins = createOriginMemory();
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup, origins });
    const url = server.url('/', 'news.test');
    await fetcher.fetch(typed(url));
    expect(origins.addresses(new URL(url).origin)).toEqual(['127.0.0.1']);
    expect(origins.issuer(new URL(url).origin)?.class).toBe('public');
  });
});

describe('who answered in the place of the host', () => {
  it('is told by the hash of the certificate', async () => {
    const leaf = authority.issue(['block.isp.test']);
    const server = await hostileServer({ tls: leaf });
    const stranger = hash('sha256', new X509Certificate(leaf.cert).raw);
    const trusting = testFetcher({ extraCa: [authority.ca], lookup });
    const untrusting = testFetcher({ lookup });
    for (const fetcher of [trusting, untrusting]) {
      const outcome = await fetcher.fetch(typed(server.url('/', 'news.test')));
      expect(outcome).toMatchObject({ outcome: 'TLS_INTERCEPT', stranger, authority: 'none', issuer: null });
    }
    const plain = await hostileServer({ tls: leaf, connection: 'plain text' });
    const outcome = await trusting.fetch(typed(plain.url('/', 'news.test')));
    expect(outcome).toMatchObject({ outcome: 'TLS_INTERCEPT', stranger: null, redirects: [] });
  });

  it('dates that do not fit accuse nobody, and say which way', async () => {
    const expired = await hostileServer({ tls: authority.issue(['news.test'], { fromDays: -20, days: 10 }) });
    const early = await hostileServer({ tls: authority.issue(['news.test'], { fromDays: 5, days: 10 }) });
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup });
    expect(await fetcher.fetch(typed(expired.url('/', 'news.test')))).toMatchObject({
      outcome: 'TLS_CLOCK',
      stranger: null,
      certificateOff: 'ahead',
    });
    expect(await fetcher.fetch(typed(early.url('/', 'news.test')))).toMatchObject({
      outcome: 'TLS_CLOCK',
      certificateOff: 'behind',
    });
  });

  it('a good answer over a session that was resumed is not believed of anybody else', async () => {
    const first = await secure(authority, 'news.test', 'close');
    const fetcher = testFetcher({ extraCa: [authority.ca], lookup });
    const { port } = first;
    expect(bodyText(await fetcher.fetch(typed(first.url('/', 'news.test'))))).toBe('secret news');
    await first.close();
    const impostor = await hostileServer({ tls: national.issue(['news.test']), port });
    impostor.otherwise(answer({ body: 'false news' }));
    expect((await fetcher.fetch(typed(impostor.url('/', 'news.test')))).outcome).toBe('TLS_INTERCEPT');
  });
});
