// `larder fetch --json` says in `outcome` what happened to each source, in the words of the network study (2.1), for whoever checks
// from outside. Real faults on loopback, with the limits a person has; so this takes as long as the longest of them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { OUTCOMES } from '../../../shared/outcome.ts';
import {
  answer,
  cutBody,
  freezeBody,
  redirect,
  silence,
  startHostileServer,
  type HostileServerOptions,
} from '../../helpers/hostile-server.ts';
import { runLarder, startLarder } from '../../helpers/larder-process.ts';
import { rss, rssOfSize, stubHtml } from '../../helpers/made-news.ts';
import { openSilentPort } from '../../helpers/silent-port.ts';
import { createTestAuthority } from '../../helpers/test-authority.ts';
import { closeLater } from './world-of-test.ts';

const FEED = rss({ items: [{ title: 'First' }] });
const BIG = rssOfSize(60_000);
const HTML = { 'Content-Type': 'text/html' };

test('larder fetch --json names every outcome exactly, and ends with a summary of them', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'larder-outcomes-'));
  closeLater({ close: async () => rmSync(dir, { recursive: true, force: true }) });
  const authority = createTestAuthority();
  const certificate = authority.issue(['127.0.0.1']);
  const caPath = join(dir, 'root.pem');
  writeFileSync(caPath, authority.ca);
  const server = async (options: HostileServerOptions) => closeLater(await startHostileServer(options));
  const secure = await server({ tls: certificate });
  const plain = await server({});
  const silent = await openSilentPort();
  closeLater({ close: async () => silent.close() });
  const closed = await server({});
  await closed.close();

  const packed = gzipSync(BIG);
  const gzip = { 'Content-Encoding': 'gzip' };
  const wanted: Record<string, string> = {};
  const at = (url: string, outcome: string): void => void (wanted[url] = outcome);
  const behaves = (path: string, behaviour: Parameters<typeof secure.on>[1], outcome: string, over = secure): void => {
    over.on(path, behaviour);
    at(over.url(path), outcome);
  };
  behaves('/ok', answer({ body: FEED }), 'OK');
  // Each with a server of its own, for two of them would keep all others of one waiting.
  behaves('/frozen', freezeBody({ body: BIG }, 0), 'FROZEN', await server({ tls: certificate }));
  behaves('/partial', freezeBody({ body: BIG }, 16_384), 'PARTIAL', await server({ tls: certificate }));
  behaves('/cut', cutBody({ body: BIG }, 30_000), 'TRUNC', plain);
  behaves('/cut-gzip', answer({ body: packed.subarray(0, packed.length >> 1), headers: gzip }), 'TRUNC', plain);
  behaves('/cut-close', cutBody({ body: BIG, framing: 'close' }, 30_000), 'TRUNC', plain);
  behaves('/zstd', answer({ body: zstdCompressSync(BIG), headers: { 'Content-Encoding': 'zstd' } }), 'BAD_ENCODING');
  behaves('/mute', silence(), 'HTTP_BLACKHOLE', await server({}));
  behaves('/429', answer({ status: 429, body: 'slow down' }), 'HTTP_429');
  behaves('/503', answer({ status: 503, body: 'later' }), 'HTTP_503');
  behaves('/404', answer({ status: 404, body: 'no' }), 'HTTP_4XX');
  behaves('/410', answer({ status: 410, body: 'gone' }), 'GONE');
  behaves('/500', answer({ status: 500, body: 'oops' }), 'HTTP_5XX');
  behaves('/451', answer({ status: 451, body: 'no' }), 'SERVER_LEGAL');
  behaves(
    '/challenge',
    answer({ status: 403, body: 'x', headers: { 'cf-mitigated': 'challenge' } }),
    'SERVER_CHALLENGE',
  );
  behaves('/451-plain', answer({ status: 451, body: stubHtml('x'), headers: HTML }), 'STUB', plain);
  behaves('/stub', answer({ body: stubHtml('x'), headers: HTML }), 'STUB', plain);
  behaves('/511', answer({ status: 511, body: 'sign in', headers: HTML }), 'CAPTIVE', plain);
  behaves('/page', answer({ body: stubHtml('x'), headers: HTML }), 'NOT_A_FEED');
  behaves('/circle', redirect('/circle'), 'REDIRECT_LOOP');
  at(closed.url('/'), 'TCP_REFUSED');
  at(`http://127.0.0.1:${silent.port}/`, 'TCP_BLACKHOLE');
  at((await server({ connection: 'reset at once' })).url('/'), 'TCP_RST');
  at((await server({ connection: 'close at once' })).url('/'), 'TCP_RST');
  at((await server({ tls: certificate, connection: 'reset' })).url('/'), 'TLS_RST');
  at((await server({ tls: certificate, connection: 'swallow' })).url('/'), 'TLS_BLACKHOLE');
  at((await server({ tls: certificate, connection: 'alert 40' })).url('/'), 'TLS_ALERT');
  at((await server({ tls: certificate, connection: 'plain text' })).url('/'), 'TLS_INTERCEPT');
  at((await server({ tls: createTestAuthority().issue(['127.0.0.1']) })).url('/'), 'TLS_INTERCEPT');
  at((await server({ tls: authority.issue(['block.isp.test']) })).url('/'), 'TLS_INTERCEPT');
  at(`http://${'b'.repeat(56)}.onion/feed`, 'REFUSED_TARGET');

  const list = join(dir, 'list.opml');
  const outlines = Object.keys(wanted).map((url, index) => `<outline text="${index}" xmlUrl="${url}"/>`);
  writeFileSync(list, `<opml version="2.0"><body>${outlines.join('')}</body></opml>`);
  const archive = join(dir, 'archive');
  expect((await runLarder(archive, ['import', list])).code).toBe(0);
  const { finished } = startLarder(archive, ['fetch', '--json', '--feeds-only'], undefined, {
    NODE_EXTRA_CA_CERTS: caPath,
  });
  const { code, records } = await finished;
  const sources = records();
  const { summary } = sources.pop() as { summary: Record<string, unknown> };
  expect(Object.fromEntries(sources.map(({ url, outcome }) => [url, outcome]))).toEqual(wanted);
  for (const { outcome } of sources) expect(OUTCOMES).toContain(outcome);
  expect(code).toBe(3);
  expect(summary).toMatchObject({ sources: Object.keys(wanted).length, ok: 2 });
});
