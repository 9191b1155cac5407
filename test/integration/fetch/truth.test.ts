import { beforeAll, describe, expect, it } from 'vitest';
import zlib from 'node:zlib';
import type { Fetcher, FetcherOptions } from '../../../main/fetch/fetcher.ts';
import type { FetchOutcome } from '../../../shared/model.ts';
import {
  answer,
  answerBytes,
  cutAfter,
  endless,
  freezeAfter,
  inTurn,
  redirect,
  type HostileServer,
} from '../../helpers/hostile-server.ts';
import { createTestAuthority, type TestAuthority } from '../../helpers/test-authority.ts';
import { bodyText, hostileServer, testFetcher } from './quick-fetcher.ts';

const PUBLIC = '203.0.114.10';
const BODY = Array.from({ length: 3_000 }, (_, index) => `<item><guid>${index * 7919}</guid></item>`).join('\n');
const STUB = '<html><title>Access is restricted</title><p>By order of the authority.</p></html>';

let authority: TestAuthority;

beforeAll(() => {
  authority = createTestAuthority();
});

type Web = { readonly plain: HostileServer; readonly secure: HostileServer; readonly fetcher: Fetcher };

/** Names ending in `.com` are public; http and https of all of them are these two servers. */
async function web(options: Partial<FetcherOptions> = {}): Promise<Web> {
  const plain = await hostileServer();
  const secure = await hostileServer({ tls: authority.issue(['news.com', 'www.news.com', 'other.com']) });
  const fetcher = testFetcher({
    extraCa: [authority.ca],
    lookup: async (name) => (name === 'door.com' ? ['10.0.0.1'] : name.endsWith('.com') ? [PUBLIC] : []),
    reach: (_address, port) => (port === 443 ? secure : plain),
    ...options,
  });
  return { plain, secure, fetcher };
}

const get = (fetcher: Fetcher, url: string, more = {}): Promise<FetchOutcome> =>
  fetcher.fetch({ url, kind: 'feed', allowPrivate: false, ...more });

const rescuedText = (outcome: FetchOutcome): string =>
  outcome.outcome === 'OK' || !outcome.rescued ? '' : Buffer.from(outcome.rescued.body).toString('utf8');

describe('who vouches for an answer', () => {
  it.each([
    ['https://news.com/feed', [], 'tls', null],
    ['http://news.com/feed', [], 'none', null],
    ['http://news.com/a', ['https://www.news.com/feed'], 'tls', null],
    ['https://news.com/a', ['https://other.com/feed'], 'tls', null],
    ['https://news.com/a', ['http://news.com/feed'], 'none', null],
    ['http://news.com/a', ['https://other.com/feed'], 'none', 'other.com'],
    ['http://news.com/a', ['http://other.com/feed'], 'none', 'other.com'],
    ['https://news.com/a', ['http://news.com/b', 'https://other.com/feed'], 'none', 'other.com'],
    ['http://news.com/a', ['http://other.com/b', 'https://news.com/feed'], 'tls', null],
  ] as const)('%s by way of %j: %s', async (url, steps, expected, stranger) => {
    const { plain, secure, fetcher } = await web();
    for (const server of [plain, secure]) {
      server.on('/feed', answer({ body: BODY }));
      if (steps[0]) server.on('/a', redirect(steps[0]));
      if (steps[1]) server.on('/b', redirect(steps[1]));
    }
    expect(await get(fetcher, url)).toMatchObject({ outcome: 'OK', authority: expected, stranger });
  });

  it('nobody, when nobody answered', async () => {
    const { secure, fetcher } = await web();
    await secure.close();
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ outcome: 'TCP_REFUSED', authority: 'none' });
  });

  it("the server's clock is read from verified answers only, time in caches added", async () => {
    const { plain, secure, fetcher } = await web();
    const headers = { Date: 'Sun, 22 Nov 2026 09:00:00 GMT', Age: '90' };
    for (const server of [plain, secure]) server.on('/feed', answer({ body: BODY, headers }));
    const serverDateMs = Date.UTC(2026, 10, 22, 9, 1, 30);
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ serverDateMs });
    expect(await get(fetcher, 'http://news.com/feed')).toMatchObject({ serverDateMs: null });
  });
});

describe('a cut body whose server is known', () => {
  const packed = {
    '': Buffer.from(BODY),
    gzip: zlib.gzipSync(BODY),
    br: zlib.brotliCompressSync(BODY),
    deflate: zlib.deflateSync(BODY),
  };

  it.each(Object.entries(packed))(
    'packed as "%s": all that came is there to be read, and nothing is learned',
    async (coding, body) => {
      const { secure, plain, fetcher } = await web({ limits: { idleTimeoutMs: 300 } });
      const headers = {
        'Content-Type': 'application/rss+xml',
        ETag: '"1"',
        ...(coding === '' ? {} : { 'Content-Encoding': coding }),
      };
      const bytes = answerBytes({ body, headers });
      const most = Math.floor(bytes.length * 0.9);
      const half = answer({ body: body.subarray(0, Math.floor(body.length * 0.9)), headers, framing: 'chunked' });
      const cuts = { '/frozen': freezeAfter(bytes, most), '/closed': cutAfter(bytes, most), '/packed': half };
      for (const [path, behaviour] of Object.entries(cuts)) {
        if (path === '/packed' && coding === '') continue;
        secure.on(path, behaviour);
        plain.on(path, behaviour);
        const outcome = await get(fetcher, `https://news.com${path}`);
        expect(outcome).toMatchObject({
          outcome: path === '/frozen' ? 'FROZEN' : 'TRUNC',
          authority: 'tls',
          rescued: { contentType: 'application/rss+xml' },
          strangerBody: null,
        });
        expect(outcome).not.toHaveProperty('validators');
        expect(BODY.startsWith(rescuedText(outcome))).toBe(true);
        expect(rescuedText(outcome).length).toBeGreaterThan(BODY.length * 0.6);
        const unknown = await get(fetcher, `http://news.com${path}`);
        expect(unknown).toMatchObject({ authority: 'none', rescued: null });
      }
    },
  );

  it('of which not one byte came leaves nothing', async () => {
    const { secure, fetcher } = await web({ limits: { idleTimeoutMs: 300 } });
    const bytes = answerBytes({ body: BODY });
    secure.on('/feed', freezeAfter(bytes, bytes.indexOf('\r\n\r\n') + 4));
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ outcome: 'FROZEN', rescued: null });
  });

  it('that is slow, so that it is left, is there to be read, too', async () => {
    const { secure, fetcher } = await web({ limits: { totalTimeoutMs: { feed: 500, page: 500, image: 500 } } });
    secure.on('/feed', (_request, socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\nbegun');
      const timer = setInterval(() => socket.write('x'), 40);
      socket.on('close', () => clearInterval(timer));
    });
    const outcome = await get(fetcher, 'https://news.com/feed');
    expect(outcome.outcome).toBe('SLOW');
    expect(rescuedText(outcome)).toMatch(/^begunx+$/);
  });
});

describe('an error that anybody may have written', () => {
  it('comes with the beginning of its page, unpacked; one that the server vouches for does not', async () => {
    const { plain, secure, fetcher } = await web();
    const page = answer({
      status: 403,
      body: zlib.gzipSync(STUB),
      headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'text/html' },
    });
    for (const server of [plain, secure]) server.on('/feed', page);
    const open = await get(fetcher, 'http://news.com/feed');
    expect(open).toMatchObject({ outcome: 'HTTP_4XX', strangerBody: { contentType: 'text/html' } });
    expect(open.outcome !== 'OK' && Buffer.from(open.strangerBody?.body ?? []).toString()).toBe(STUB);
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ outcome: 'HTTP_4XX', strangerBody: null });
  });

  it('is read for 64 KB and two seconds at most, and may be cut or packed in unknown ways', async () => {
    const { plain, fetcher } = await web();
    plain.on('/endless', endless('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', Buffer.alloc(4_096, 'x')));
    plain.on('/frozen', freezeAfter(answerBytes({ status: 503, body: STUB }), 120));
    plain.on(
      '/zstd',
      answer({ status: 403, body: zlib.zstdCompressSync(STUB), headers: { 'Content-Encoding': 'zstd' } }),
    );
    const long = await get(fetcher, 'http://news.com/endless');
    expect(long.outcome !== 'OK' && long.strangerBody?.body.length).toBe(65_536);
    expect(long.wireBytes).toBeLessThan(300_000);
    const startMs = performance.now();
    const frozen = await get(fetcher, 'http://news.com/frozen');
    expect(frozen.outcome).toBe('HTTP_503');
    expect(frozen.outcome !== 'OK' && frozen.strangerBody?.body.length).toBeGreaterThan(10);
    expect(performance.now() - startMs).toBeLessThan(6_000);
    expect(await get(fetcher, 'http://news.com/zstd')).toMatchObject({ outcome: 'HTTP_4XX', strangerBody: null });
  });

  it('451 is a stub in the open, and the law where the server says so itself', async () => {
    const { plain, secure, fetcher } = await web();
    const blocked = answer({ status: 451, headers: { Link: '<http://isp.example/>; rel="blocked-by"' }, body: STUB });
    for (const server of [plain, secure]) server.on('/feed', blocked);
    expect(await get(fetcher, 'http://news.com/feed')).toMatchObject({ outcome: 'STUB', status: 451 });
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ outcome: 'SERVER_LEGAL', status: 451 });
  });
});

describe("a network's door", () => {
  it('by 511: CAPTIVE, with an address for a browser that tells nothing of the feed', async () => {
    const { plain, fetcher } = await web();
    plain.on('/secret-token/feed?key=abcdef123', answer({ status: 511, body: STUB }));
    plain.on('/elsewhere', answer({ status: 511, headers: { Location: 'https://login.isp.example/hello' } }));
    const outcome = await get(fetcher, 'http://news.com/secret-token/feed?key=abcdef123');
    expect(outcome).toMatchObject({ outcome: 'CAPTIVE', portalUrl: 'http://news.com/' });
    expect(await get(fetcher, 'http://news.com/elsewhere')).toMatchObject({
      outcome: 'CAPTIVE',
      portalUrl: 'https://login.isp.example/hello',
    });
  });

  it.each([
    ['http://10.0.0.1/login?mac=00:11&url=http://news.com/feed?key=abcdef123', 'http://10.0.0.1/login?mac=00%3A11'],
    ['http://10.0.0.1/login?r=http%3A%2F%2Fnews.com%2Ffeed%3Fkey%3Dabcdef123', 'http://10.0.0.1/login'],
    [
      `http://10.0.0.1/login?r=${Buffer.from('http://news.com/feed?key=abcdef123').toString('base64url')}`,
      'http://10.0.0.1/login',
    ],
    ['http://10.0.0.1/login/abcdef123/', 'http://10.0.0.1/'],
    ['http://door.com/start', 'http://door.com/start'],
  ])('by a redirect to %s', async (location, portalUrl) => {
    const { plain, fetcher } = await web();
    plain.on('/feed?key=abcdef123', redirect(location));
    const outcome = await get(fetcher, 'http://news.com/feed?key=abcdef123');
    expect(outcome).toMatchObject({ outcome: 'CAPTIVE', portalUrl, stranger: new URL(location).hostname });
    expect(plain.requests).toHaveLength(1);
  });

  it('is none where the server itself leads there: that is refused', async () => {
    const { secure, fetcher } = await web();
    secure.on('/feed', redirect('http://10.0.0.1/login'));
    secure.on('/name', redirect('http://door.com/'));
    expect(await get(fetcher, 'https://news.com/feed')).toMatchObject({ outcome: 'REFUSED_TARGET', portalUrl: null });
    expect(await get(fetcher, 'https://news.com/name')).toMatchObject({ outcome: 'REFUSED_TARGET', portalUrl: null });
  });

  it("is none at this machine's own address, nor where data centres keep their secrets", async () => {
    const { plain, fetcher } = await web();
    for (const address of ['127.0.0.1', '169.254.169.254', '[::1]', '0.0.0.0']) {
      plain.on('/feed', redirect(`http://${address}/`));
      expect(await get(fetcher, 'http://news.com/feed')).toMatchObject({ outcome: 'REFUSED_TARGET', portalUrl: null });
    }
  });
});

describe('what was learned of a source', () => {
  const validators = { etag: '"1"', lastModified: 'Sat, 01 Nov 2026 10:00:00 GMT' };

  it.each([
    ['https://news.com/a', 'https://www.news.com/feed', true],
    ['http://news.com/a', 'https://news.com/feed', true],
    ['http://news.com/a', 'http://www.news.com/feed', true],
    ['https://news.com/a', 'http://news.com/feed', false],
    ['https://news.com/a', 'https://other.com/feed', false],
    ['http://news.com/a', 'http://other.com/feed', false],
  ])('is sent from %s to %s: %s', async (from, to, sent) => {
    const { plain, secure, fetcher } = await web();
    for (const server of [plain, secure]) {
      server.on('/a', redirect(to));
      server.on('/feed', answer({ body: BODY }));
    }
    expect(bodyText(await get(fetcher, from, { validators }))).toBe(BODY);
    const last = [...plain.requests, ...secure.requests].find(({ path }) => path === '/feed');
    expect(last?.headers['if-none-match']).toBe(sent ? '"1"' : undefined);
    expect(last?.headers['if-modified-since']).toBe(sent ? validators.lastModified : undefined);
  });

  it('a "not changed" from another site, which was told nothing, is asked again and then no news', async () => {
    const { secure, fetcher } = await web();
    secure.on('/a', redirect('https://other.com/feed'));
    secure.on('/feed', inTurn(answer({ status: 304 }), answer({ body: BODY })));
    expect(bodyText(await get(fetcher, 'https://news.com/a', { validators }))).toBe(BODY);
  });
});
