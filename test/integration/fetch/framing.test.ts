import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FetchKind } from '../../../shared/model.ts';
import { answer, answerBytes, cutAfter, endless, inTurn, raw } from '../../helpers/hostile-server.ts';
import { bodyText, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const BODY = Array.from({ length: 3_000 }, (_, index) => `<item><guid>${index * 7919}</guid></item>`).join('\n');
const gzip = zlib.gzipSync(BODY);
const brotli = zlib.brotliCompressSync(BODY);
const zstd = zlib.zstdCompressSync(BODY);

describe('a whole answer is OK', () => {
  const whole = {
    'with a length': { parts: { body: BODY }, proven: true },
    chunked: { parts: { body: BODY, framing: 'chunked' }, proven: true },
    'ended by closing': { parts: { body: BODY, framing: 'close' }, proven: false },
    'gzip with a length': { parts: { body: gzip, headers: { 'Content-Encoding': 'gzip' } }, proven: true },
    'gzip ended by closing': {
      parts: { body: gzip, framing: 'close', headers: { 'Content-Encoding': 'x-gzip' } },
      proven: true,
    },
    'brotli chunked': {
      parts: { body: brotli, framing: 'chunked', headers: { 'Content-Encoding': 'br' } },
      proven: true,
    },
    'deflate as zlib': {
      parts: { body: zlib.deflateSync(BODY), headers: { 'Content-Encoding': 'deflate' } },
      proven: true,
    },
    'deflate without wrapper': {
      parts: { body: zlib.deflateRawSync(BODY), headers: { 'Content-Encoding': 'deflate' } },
      proven: true,
    },
    'gzip twice': {
      parts: { body: zlib.gzipSync(gzip), headers: { 'Content-Encoding': ['gzip', 'gzip'] } },
      proven: true,
    },
    'a charset in Content-Encoding': { parts: { body: BODY, headers: { 'Content-Encoding': 'UTF-8' } }, proven: true },
  } as const;

  it.each(Object.entries(whole))('%s', async (_name, { parts, proven }) => {
    const server = await hostileServer();
    server.on('/', answer(parts));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(bodyText(outcome)).toBe(BODY);
    expect(outcome).toMatchObject({ outcome: 'OK', framingProven: proven });
    expect(outcome.wireBytes).toBe(Buffer.byteLength(parts.body));
  });

  it('in a million chunks of one byte', async () => {
    const server = await hostileServer();
    const body = 'abcdefghij'.repeat(100_000);
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
    const chunks = body.replace(/./g, '1\r\n$&\r\n');
    server.on('/', raw(`${head}${chunks}0\r\n\r\n`));
    expect(bodyText(await testFetcher().fetch(typed(server.url('/'))))).toBe(body);
  });

  it('nothing at all is a whole answer when that was announced, compressed or not', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: '', headers: { 'Content-Encoding': 'gzip' } }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'OK', framingProven: true });
  });
});

describe('a cut answer is TRUNC, however it is cut', () => {
  const withLength = answerBytes({ body: BODY });
  const chunked = answerBytes({ body: BODY, framing: 'chunked' });
  const chunkedClose = answerBytes({ body: BODY, framing: 'chunked', headers: { Connection: 'close' } });
  const lengthClose = answerBytes({ body: BODY, headers: { Connection: 'close' } });
  const untilClose = answerBytes({ body: BODY, framing: 'close' });
  const encoded = { 'Content-Encoding': 'gzip' };
  const cut = {
    'length, closed': cutAfter(withLength, 16_384),
    'length, reset': cutAfter(withLength, 16_384, 'reset'),
    'length and Connection: close, closed': cutAfter(lengthClose, 16_384),
    'length and Connection: close, reset': cutAfter(lengthClose, 16_384, 'reset'),
    'chunked, closed': cutAfter(chunked, 16_384),
    'chunked, between chunks': cutAfter(chunked, chunked.indexOf('\r\n3e8\r\n', 8_000) + 2),
    'chunked, only the last chunk missing': cutAfter(chunked, chunked.length - 5),
    'chunked and Connection: close, closed': cutAfter(chunkedClose, chunkedClose.length - 5),
    'chunked and Connection: close, reset': cutAfter(chunkedClose, chunkedClose.length - 5, 'reset'),
    'until close, reset': cutAfter(untilClose, 16_384, 'reset'),
    'in the headers': cutAfter(withLength, 10),
    'gzip, framing intact': answer({ body: gzip.subarray(0, 4_000), headers: encoded }),
    'gzip, chunks intact': answer({ body: gzip.subarray(0, 4_000), headers: encoded, framing: 'chunked' }),
    'gzip until close': answer({ body: gzip.subarray(0, 4_000), headers: encoded, framing: 'close' }),
    'gzip without its last nine bytes': answer({ body: gzip.subarray(0, -9), headers: encoded }),
    'gzip without its last eight bytes, which were announced': cutAfter(
      answerBytes({ body: gzip, headers: encoded }),
      answerBytes({ body: gzip, headers: encoded }).length - 8,
    ),
    'a second gzip stream without its end': answer({
      body: Buffer.concat([gzip, gzip.subarray(0, 4_000)]),
      headers: encoded,
    }),
    'deflate, framing intact': answer({
      body: zlib.deflateSync(BODY).subarray(0, 4_000),
      headers: { 'Content-Encoding': 'deflate' },
    }),
    'gzip, nothing until close': answer({ body: '', headers: encoded, framing: 'close' }),
    'brotli, framing intact': answer({ body: brotli.subarray(0, 3_000), headers: { 'Content-Encoding': 'br' } }),
    'brotli without its last byte': answer({ body: brotli.subarray(0, -1), headers: { 'Content-Encoding': 'br' } }),
    'inner gzip of two': answer({
      body: zlib.gzipSync(gzip.subarray(0, 4_000)),
      headers: { 'Content-Encoding': 'gzip, gzip' },
    }),
    'a part nobody asked for': answer({ status: 206, body: BODY, headers: { 'Content-Range': 'bytes 0-9/100' } }),
  };

  it.each(Object.entries(cut))('%s', async (_name, behaviour) => {
    const server = await hostileServer();
    server.on('/', behaviour);
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(outcome.outcome).toBe('TRUNC');
    expect(outcome).not.toHaveProperty('body');
    expect(outcome).not.toHaveProperty('validators');
  });

  it('except where nothing but the closed connection ends it: then it is not proven', async () => {
    const server = await hostileServer();
    server.on('/', cutAfter(untilClose, 16_384));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'OK', framingProven: false });
  });
});

describe('a gzip stream that is whole but for its checksum', () => {
  it.each([8, 5, 1])('lacks %i bytes: delivered, and the document must prove its end', async (missing) => {
    const server = await hostileServer();
    const headers = { 'Content-Encoding': 'gzip' };
    const fetcher = testFetcher();
    for (const framing of ['length', 'chunked', 'close'] as const) {
      server.on(`/${framing}`, answer({ body: gzip.subarray(0, gzip.length - missing), headers, framing }));
      const outcome = await fetcher.fetch(typed(server.url(`/${framing}`)));
      expect(bodyText(outcome)).toBe(BODY);
      expect(outcome).toMatchObject({ outcome: 'OK', trailerMissing: true, framingProven: false });
    }
  });

  it('with something behind its end is delivered as it was packed', async () => {
    const server = await hostileServer();
    const body = Buffer.concat([gzip, Buffer.from('<!-- page cache -->')]);
    server.on('/', answer({ body, headers: { 'Content-Encoding': 'gzip' } }));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(bodyText(outcome)).toBe(BODY);
    expect(outcome).toMatchObject({ trailerMissing: false, framingProven: true });
  });

  it('several of them, ended by closing, may lack one: not proven', async () => {
    const server = await hostileServer();
    const body = Buffer.concat([gzip, gzip]);
    server.on('/', answer({ body, headers: { 'Content-Encoding': 'gzip' }, framing: 'close' }));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(bodyText(outcome)).toBe(BODY + BODY);
    expect(outcome).toMatchObject({ trailerMissing: false, framingProven: false });
  });
});

describe('codings that cannot be trusted', () => {
  const refused = {
    'zstd unasked': answer({ body: zstd, headers: { 'Content-Encoding': 'zstd' } }),
    'zstd cut': answer({ body: zstd.subarray(0, 2_000), headers: { 'Content-Encoding': 'zstd' } }),
    'an unknown coding': answer({ body: BODY, headers: { 'Content-Encoding': 'aes128gcm' } }),
    'plain text called gzip': answer({ body: BODY, headers: { 'Content-Encoding': 'gzip' } }),
    'gzip with a wrong checksum': answer({ body: damaged(gzip), headers: { 'Content-Encoding': 'gzip' } }),
    'a transfer compressed unasked': raw(
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n'),
      ]),
    ),
    'three layers': answer({ body: gzip, headers: { 'Content-Encoding': 'gzip, gzip, gzip' } }),
    'chunk sizes that are none': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n'),
    'two lengths': raw('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!'),
  };

  it.each(Object.entries(refused))('%s is BAD_ENCODING', async (_name, behaviour) => {
    const server = await hostileServer();
    server.on('/', behaviour);
    expect((await testFetcher().fetch(typed(server.url('/')))).outcome).toBe('BAD_ENCODING');
  });

  it('asks for what it can prove, and never for zstd', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: BODY }));
    await testFetcher().fetch(typed(server.url('/')));
    expect(server.requests[0]?.headers['accept-encoding']).toBe('br, gzip');
  });
});

describe('too much is TOO_LARGE', () => {
  it('a feed that announces 50 MB is refused by its announcement', async () => {
    const server = await hostileServer();
    server.on('/', endless('HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n', Buffer.alloc(65_536, 'x')));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(outcome.outcome).toBe('TOO_LARGE');
    expect(outcome.wireBytes).toBeLessThan(1_000_000);
  });

  it.each(['feed', 'page', 'image'] as FetchKind[])('a %s without end is left at the cap', async (kind) => {
    const server = await hostileServer();
    const size = 65_536;
    server.on('/', endless('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n', Buffer.alloc(size, 'x')));
    const wireBytes = { feed: 1_000_000, page: 1_000_000, image: 1_000_000 };
    const outcome = await testFetcher({ limits: { wireBytes } }).fetch(typed(server.url('/'), { kind }));
    expect(outcome).toMatchObject({ outcome: 'TOO_LARGE', status: 200 });
  });

  it('a bomb of 64 MB in 64 KB bursts in front of the cap, gzip and brotli', async () => {
    const server = await hostileServer();
    const zeros = Buffer.alloc(64_000_000);
    server.on('/gzip', answer({ body: zlib.gzipSync(zeros), headers: { 'Content-Encoding': 'gzip' } }));
    const options = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } };
    server.on('/br', answer({ body: zlib.brotliCompressSync(zeros, options), headers: { 'Content-Encoding': 'br' } }));
    const nested = zlib.gzipSync(zlib.gzipSync(zeros));
    server.on('/twice', answer({ body: nested, headers: { 'Content-Encoding': 'gzip, gzip' } }));
    const fetcher = testFetcher();
    for (const path of ['/gzip', '/br', '/twice'])
      expect((await fetcher.fetch(typed(server.url(path)))).outcome).toBe('TOO_LARGE');
  });

  it('a body that is not wanted is not read: an error page without end costs next to nothing', async () => {
    const server = await hostileServer();
    server.on('/', endless('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', Buffer.alloc(4_096, 'x')));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(outcome).toMatchObject({ outcome: 'HTTP_4XX', status: 404 });
    expect(outcome.wireBytes).toBeLessThan(200_000);
  });

  it('a second answer that nobody asked for is not given to the next request', async () => {
    const server = await hostileServer();
    const twice = Buffer.concat([answerBytes({ body: 'mine' }), answerBytes({ body: 'smuggled' })]);
    server.on('/', inTurn(raw(twice), answer({ body: 'honest' })));
    const fetcher = testFetcher();
    expect(bodyText(await fetcher.fetch(typed(server.url('/'))))).toBe('mine');
    expect(bodyText(await fetcher.fetch(typed(server.url('/'))))).toBe('honest');
  });

  it('one failure leaves the next request alone', async () => {
    const server = await hostileServer();
    const broken = cutAfter(answerBytes({ body: BODY }), 9_000);
    server.on(
      '/',
      inTurn(answer({ body: gzip, headers: { 'Content-Encoding': 'gzip' } }), broken, answer({ body: BODY })),
    );
    const fetcher = testFetcher();
    expect((await fetcher.fetch(typed(server.url('/')))).outcome).toBe('OK');
    expect((await fetcher.fetch(typed(server.url('/')))).outcome).toBe('TRUNC');
    expect((await fetcher.fetch(typed(server.url('/')))).outcome).toBe('OK');
  });
});

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32LE(0xdeadbeef, copy.length - 8);
  return copy;
}
