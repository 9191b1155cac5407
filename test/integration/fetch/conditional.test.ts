import { describe, expect, it } from 'vitest';
import type { Validators } from '../../../shared/model.ts';
import { answer, inTurn } from '../../helpers/hostile-server.ts';
import { bodyText, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const NOW = Date.UTC(2026, 10, 22, 9, 0, 0);

describe('validators', () => {
  const etags = [
    '"plain"',
    'W/"weak"',
    'unquoted',
    '"with, comma"',
    '""',
    '"a b"',
    '"\u00e9\u00ff\u0080"',
    "'single'",
    'W/weird"',
  ];

  it.each(etags)('%s goes back as it came, byte for byte', async (etag) => {
    const server = await hostileServer();
    const lastModified = 'Sat, 01 Nov 2026 10:00:00 +0300 (odd)';
    server.on(
      '/',
      inTurn(answer({ body: 'x', headers: { ETag: etag, 'Last-Modified': lastModified } }), answer({ status: 304 })),
    );
    const fetcher = testFetcher();
    const first = await fetcher.fetch(typed(server.url('/')));
    if (first.outcome !== 'OK') throw new Error(first.reason);
    // Through storage as UTF-8 text and back, as the archive keeps them.
    const validators = JSON.parse(Buffer.from(JSON.stringify(first.validators)).toString('utf8')) as Validators;
    const second = await fetcher.fetch(typed(server.url('/'), { validators }));
    expect(second).toMatchObject({ outcome: 'NOT_MODIFIED', status: 304 });
    expect(server.requests[1]?.headers).toMatchObject({ 'if-none-match': etag, 'if-modified-since': lastModified });
  });

  it('one alone is sent alone, and one that cannot stand in a header not at all', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'x' }));
    const fetcher = testFetcher();
    await fetcher.fetch(typed(server.url('/'), { validators: { etag: null, lastModified: 'Yesterday' } }));
    await fetcher.fetch(typed(server.url('/'), { validators: { etag: '"a\r\nX: y"', lastModified: '\u0440' } }));
    expect(server.requests[0]?.headers['if-modified-since']).toBe('Yesterday');
    expect(server.requests[0]?.headers['if-none-match']).toBeUndefined();
    expect(server.requests[1]?.headers['if-none-match']).toBeUndefined();
    expect(server.requests[1]?.headers['if-modified-since']).toBeUndefined();
    expect(server.requests[1]?.head).not.toContain('X: y');
  });

  it('an enormous one is not kept', async () => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'x', headers: { ETag: `"${'x'.repeat(9_000)}"` } }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({
      outcome: 'OK',
      validators: { etag: null },
    });
  });

  it('are sent along a redirect, for the last address gave them', async () => {
    const server = await hostileServer();
    server.on('/', answer({ status: 301, headers: { Location: '/feed' } }));
    server.on('/feed', answer({ status: 304 }));
    const validators = { etag: '"1"', lastModified: null };
    expect((await testFetcher().fetch(typed(server.url('/'), { validators }))).outcome).toBe('NOT_MODIFIED');
    expect(server.requests[1]?.headers['if-none-match']).toBe('"1"');
  });
});

describe('"not modified" to a request that asked no condition', () => {
  it('is asked once more', async () => {
    const server = await hostileServer();
    server.on('/', inTurn(answer({ status: 304 }), answer({ body: 'after all' })));
    expect(bodyText(await testFetcher().fetch(typed(server.url('/'))))).toBe('after all');
  });

  it("and is the server's failure the second time", async () => {
    const server = await hostileServer();
    server.on('/', answer({ status: 304 }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'HTTP_5XX', status: 304 });
    expect(server.requests).toHaveLength(2);
  });
});

describe('statuses', () => {
  it.each([
    [400, 'HTTP_4XX'],
    [401, 'HTTP_4XX'],
    [403, 'HTTP_4XX'],
    [404, 'HTTP_4XX'],
    [410, 'GONE'],
    [429, 'HTTP_429'],
    [451, 'STUB'],
    [500, 'HTTP_5XX'],
    [502, 'HTTP_5XX'],
    [503, 'HTTP_503'],
    [511, 'CAPTIVE'],
    [799, 'HTTP_5XX'],
  ])('%i is %s, with a sentence', async (status, expected) => {
    const server = await hostileServer();
    server.on('/', answer({ status, body: '<html>an error page</html>' }));
    const outcome = await testFetcher().fetch(typed(server.url('/')));
    expect(outcome).toMatchObject({ outcome: expected, status });
    expect(outcome.reason).toMatch(/^[A-Z0-9].*\.$/);
    expect(outcome).not.toHaveProperty('body');
  });

  it('a challenge for humans is told from a refusal', async () => {
    const server = await hostileServer();
    server.on('/', answer({ status: 403, headers: { 'CF-Mitigated': 'challenge' }, body: 'Just a moment' }));
    expect((await testFetcher().fetch(typed(server.url('/')))).outcome).toBe('SERVER_CHALLENGE');
  });

  it('an error keeps the connection', async () => {
    const server = await hostileServer();
    server.otherwise(answer({ status: 404, body: 'no' }));
    const fetcher = testFetcher();
    for (const path of ['/1', '/2', '/3']) await fetcher.fetch(typed(server.url(path)));
    expect(server.connections()).toBe(1);
  });
});

describe('when to come back', () => {
  const hour = 3_600_000;
  it.each([
    ['120', 120_000],
    ['3600', hour],
    ['1', 60_000],
    ['0', 60_000],
    ['999999999999', 24 * hour],
    [new Date(NOW + 2 * hour).toUTCString(), 2 * hour],
    ['Sun, 22 Nov 2036 09:00:00 GMT', 24 * hour],
    ['Sun, 22 Nov 2020 09:00:00 GMT', 60_000],
    ['soon', null],
    ['-5', null],
  ])('Retry-After: %s', async (value, waitMs) => {
    const server = await hostileServer();
    server.on('/', answer({ status: 429, headers: { 'Retry-After': value } }));
    const outcome = await testFetcher({ now: () => NOW }).fetch(typed(server.url('/')));
    expect(outcome.retryAtMs).toBe(waitMs === null ? null : NOW + waitMs);
  });

  it("is counted by the server's clock when it shows one", async () => {
    const server = await hostileServer();
    const date = 'Mon, 23 Nov 2026 09:00:00 GMT';
    const headers = { Date: date, 'Retry-After': 'Mon, 23 Nov 2026 10:00:00 GMT' };
    server.on('/', answer({ status: 503, headers }));
    const outcome = await testFetcher({ now: () => NOW }).fetch(typed(server.url('/')));
    expect(outcome).toMatchObject({ outcome: 'HTTP_503', retryAtMs: NOW + hour });
  });

  it.each([
    [{ 'Cache-Control': 'max-age=600' }, 600_000],
    [{ 'Cache-Control': 'public, max-age="900", must-revalidate', Age: '300' }, 600_000],
    [{ 'Cache-Control': 'max-age=31536000' }, 6 * hour],
    [{ 'Cache-Control': 'max-age=60', Age: '100' }, 0],
    [{ 'Cache-Control': 'no-cache, max-age=600' }, 0],
    [{ 'Cache-Control': 'no-store' }, 0],
    [{ Expires: '0' }, 0],
    [{ Date: 'Sun, 22 Nov 2026 09:00:00 GMT', Expires: 'Sun, 22 Nov 2026 09:30:00 GMT' }, hour / 2],
    [{ 'Cache-Control': 'max-age=600', Expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }, 600_000],
    [{}, null],
    [{ 'Cache-Control': 'private' }, null],
  ])('%o is fresh for %s ms', async (headers, freshForMs) => {
    const server = await hostileServer();
    server.on('/', answer({ body: 'x', headers }));
    expect(await testFetcher().fetch(typed(server.url('/')))).toMatchObject({ outcome: 'OK', freshForMs });
  });
});
