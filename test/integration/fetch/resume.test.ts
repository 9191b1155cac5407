import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FetcherOptions } from '../../../main/fetch/fetcher.ts';
import type { FetchOutcome } from '../../../shared/model.ts';
import {
  answer,
  cutAfter,
  inTurn,
  redirect,
  type Behaviour,
  type HostileServer,
} from '../../helpers/hostile-server.ts';
import { ranged, rangedBytes, type RangedParts } from '../../helpers/ranged-answer.ts';
import { bodyText, closeLater, hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const BODY = Array.from({ length: 4_000 }, (_, index) => `<guid>${(index * 2_654_435_761) % 999_983}</guid>\n`).join(
  '',
);
const DAY = 86_400_000;

function partsFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'larder-parts-'));
  closeLater({ close: async () => rmSync(dir, { recursive: true, force: true }) });
  return join(dir, 'parts');
}

const partsIn = (dir: string): string[] => readdirSync(dir).filter((name) => name.endsWith('.part'));

/** The first answer breaks off after so many bytes. */
function cutFirst(parts: RangedParts, bytes = 20_000, then: Behaviour = ranged(parts)): Behaviour {
  return inTurn((request, socket) => cutAfter(rangedBytes(parts, request), bytes)(request, socket), then);
}

type Run = {
  readonly first: FetchOutcome;
  readonly second: FetchOutcome;
  readonly server: HostileServer;
  readonly dir: string;
};

/** Twice the same address, by two fetchers one after the other, as by two runs of the program. */
async function twice(
  behaviour: Behaviour,
  between?: (dir: string) => void,
  options: Partial<FetcherOptions> = {},
): Promise<Run> {
  const server = await hostileServer();
  const dir = partsFolder();
  server.on('/secret-path', behaviour);
  const first = await testFetcher({ partsDir: dir, ...options }).fetch(typed(server.url('/secret-path')));
  between?.(dir);
  const validators = { etag: '"older"', lastModified: null };
  const second = await testFetcher({ partsDir: dir, ...options }).fetch(
    typed(server.url('/secret-path'), { validators }),
  );
  return { first, second, server, dir };
}

describe('a transfer that was cut', () => {
  it('goes on where it stopped, also in another run, under the condition that nothing has changed', async () => {
    const { first, second, server, dir } = await twice(cutFirst({ body: Buffer.from(BODY), etag: '"1"' }));
    expect(first.outcome).toBe('TRUNC');
    expect(bodyText(second) === BODY).toBe(true);
    expect(second).toMatchObject({ outcome: 'OK', framingProven: true, validators: { etag: '"1"' } });
    const headers = server.requests[1]?.headers ?? {};
    const from = Number(/^bytes=(\d+)-$/.exec(headers['range'] ?? '')?.[1]);
    expect(from).toBeGreaterThan(19_000);
    expect(headers['if-range']).toBe('"1"');
    expect(headers['if-none-match']).toBeUndefined();
    expect(second.wireBytes).toBe(BODY.length - from);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('leaves a private file in which neither address nor host can be read', async () => {
    await twice(cutFirst({ body: Buffer.from(BODY), etag: '"1"' }), (dir) => {
      const [name = ''] = partsIn(dir);
      expect(name).toMatch(/^[0-9a-f]{64}\.part$/);
      expect(statSync(dir).mode & 0o777).toBe(0o700);
      expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
      const head = readFileSync(join(dir, name), 'latin1').split('\n')[0] ?? '';
      expect(head).not.toContain('127.0.0.1');
      expect(head).not.toContain('secret');
      expect(JSON.parse(head)).toMatchObject({ validator: '"1"', total: BODY.length, coding: null });
    });
  });

  it('by Last-Modified where that is old enough, and not where it is fresh', async () => {
    const dates = (ageMs: number): Record<string, string> => ({
      Date: new Date().toUTCString(),
      'Last-Modified': new Date(Date.now() - ageMs).toUTCString(),
    });
    const old = { body: Buffer.from(BODY), etag: null, headers: dates(DAY) };
    const { second, server } = await twice(cutFirst(old));
    expect(bodyText(second) === BODY).toBe(true);
    expect(server.requests[1]?.headers['if-range']).toBe(old.headers['Last-Modified']);
    const fresh = await twice(cutFirst({ body: Buffer.from(BODY), etag: null, headers: dates(30_000) }));
    expect(fresh.server.requests[1]?.headers['range']).toBeUndefined();
    expect(bodyText(fresh.second) === BODY).toBe(true);
  });

  it('packed: the rest is asked for in the same packing, and all of it unpacked at the end', async () => {
    const body = zlib.gzipSync(BODY);
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'text/xml' };
    const { second, server } = await twice(cutFirst({ body, etag: '"1"', headers }, 9_000));
    expect(bodyText(second) === BODY).toBe(true);
    expect(second).toMatchObject({ contentType: 'text/xml' });
    expect(server.requests[1]?.headers['accept-encoding']).toBe('gzip');
    expect(server.requests[1]?.headers['range']).toMatch(/^bytes=\d+-$/);
  });

  it('is had whole when there is something newer meanwhile', async () => {
    const newer = ranged({ body: Buffer.from(`${BODY}new`), etag: '"2"' });
    const { second, dir } = await twice(cutFirst({ body: Buffer.from(BODY), etag: '"1"' }, 20_000, newer));
    expect(bodyText(second) === `${BODY}new`).toBe(true);
    expect(second).toMatchObject({ validators: { etag: '"2"' } });
    expect(partsIn(dir)).toEqual([]);
  });

  it('cut again and again, it still grows', async () => {
    const parts = { body: Buffer.from(BODY), etag: '"1"' };
    const server = await hostileServer();
    const dir = partsFolder();
    server.on('/', (request, socket) => cutAfter(rangedBytes(parts, request), 25_000)(request, socket));
    const fetcher = testFetcher({ partsDir: dir });
    const outcomes: string[] = [];
    let last: FetchOutcome | null = null;
    for (let round = 0; round < 8 && last?.outcome !== 'OK'; round++) {
      last = await fetcher.fetch(typed(server.url('/')));
      outcomes.push(last.outcome);
    }
    expect(last && bodyText(last) === BODY).toBe(true);
    expect(outcomes.length).toBeLessThanOrEqual(Math.ceil(BODY.length / 24_000) + 1);
  });

  it('that was stopped on purpose goes on, too', async () => {
    const server = await hostileServer();
    const dir = partsFolder();
    const parts = { body: Buffer.from(BODY), etag: '"1"' };
    server.on(
      '/',
      inTurn((request, socket) => void socket.write(rangedBytes(parts, request).subarray(0, 30_000)), ranged(parts)),
    );
    const fetcher = testFetcher({ partsDir: dir });
    const abort = new AbortController();
    const running = fetcher.fetch(typed(server.url('/'), { signal: abort.signal }));
    setTimeout(() => abort.abort(), 150);
    expect((await running).outcome).toBe('CANCELLED');
    expect(partsIn(dir)).toHaveLength(1);
    expect(bodyText(await fetcher.fetch(typed(server.url('/')))) === BODY).toBe(true);
    expect(partsIn(dir)).toEqual([]);
  });

  it('behind a redirect goes on at the address that has the body', async () => {
    const server = await hostileServer();
    const dir = partsFolder();
    server.on('/', redirect('/body'));
    server.on('/body', cutFirst({ body: Buffer.from(BODY), etag: '"1"' }));
    const fetcher = testFetcher({ partsDir: dir });
    expect((await fetcher.fetch(typed(server.url('/')))).outcome).toBe('TRUNC');
    expect(bodyText(await fetcher.fetch(typed(server.url('/')))) === BODY).toBe(true);
    expect(server.requests.map(({ path, headers }) => [path, headers['range'] !== undefined])).toEqual([
      ['/', false],
      ['/body', false],
      ['/', false],
      ['/body', true],
    ]);
  });
});

describe('a beginning that cannot be trusted is not gone on with', () => {
  const parts = { body: Buffer.from(BODY), etag: '"1"' };
  const other = BODY.replaceAll('guid', 'GUID');
  const whole = ranged({ ...parts, ignoresRanges: true });
  const wrongs: Record<string, Behaviour> = {
    'other bytes where the two overlap': ranged({ body: Buffer.from(other), etag: '"1"' }),
    'another total': ranged({ ...parts, partHeaders: { 'Content-Range': `bytes 19744-${BODY.length - 1}/999999` } }),
    'another place': ranged({
      ...parts,
      partHeaders: { 'Content-Range': `bytes 0-${BODY.length - 1}/${BODY.length}` },
    }),
    'no place': ranged({ ...parts, partHeaders: { 'Content-Range': 'bytes */*' } }),
    'another ETag': ranged({ ...parts, partHeaders: { ETag: '"2"' } }),
    'another packing': ranged({ ...parts, partHeaders: { 'Content-Encoding': 'gzip' } }),
    'several parts at once': answer({
      status: 206,
      body: 'x',
      headers: { 'Content-Type': 'multipart/byteranges; boundary=x' },
    }),
    'no such part (416)': answer({ status: 416, body: 'no' }),
    'not changed (304), though nothing was asked': answer({ status: 304 }),
  };

  it.each(Object.entries(wrongs))('%s: the whole is asked for', async (_name, wrong) => {
    const { second, server, dir } = await twice(inTurn(cutFirst(parts), wrong, whole));
    expect(bodyText(second) === BODY).toBe(true);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[1]?.headers['range']).toBeDefined();
    expect(server.requests[2]?.headers['range']).toBeUndefined();
    expect(server.requests[2]?.headers['if-none-match']).toBe('"older"');
    expect(partsIn(dir)).toEqual([]);
  });

  it.each([
    ['a weak ETag', { body: Buffer.from(BODY), etag: 'W/"1"' }],
    ['an ETag that is none', { body: Buffer.from(BODY), etag: '1' }],
    ['no validator at all', { body: Buffer.from(BODY), etag: null }],
  ])('%s: nothing is kept', async (_name, weak) => {
    const { second, server } = await twice(cutFirst(weak), (dir) => expect(() => partsIn(dir)).toThrow('ENOENT'));
    expect(bodyText(second) === BODY).toBe(true);
    expect(server.requests[1]?.headers['range']).toBeUndefined();
  });

  it('less than 4 KB is not worth a file', async () => {
    await twice(cutFirst(parts, 3_000), (dir) => expect(() => partsIn(dir)).toThrow('ENOENT'));
  });

  it.each([
    ['a flipped byte', (bytes: Buffer) => void (bytes[bytes.length - 1]! ^= 1)],
    ['a cut file', (bytes: Buffer) => bytes.subarray(0, 5_000)],
    ['an empty file', () => Buffer.alloc(0)],
    ['a head that is no JSON', (bytes: Buffer) => void (bytes[0] = 0x58)],
  ])('%s on the disk', async (_name, damage) => {
    const { second, server, dir } = await twice(cutFirst(parts), (folder) => {
      const file = join(folder, partsIn(folder)[0] ?? '');
      const bytes = readFileSync(file);
      writeFileSync(file, damage(bytes) ?? bytes);
    });
    expect(bodyText(second) === BODY).toBe(true);
    expect(server.requests[1]?.headers['range']).toBeUndefined();
    expect(partsIn(dir)).toEqual([]);
  });

  it('what does not unpack when put together is fetched once more in one piece', async () => {
    const packed = zlib.gzipSync(BODY);
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 6]! ^= 0xff;
    const headers = { 'Content-Encoding': 'gzip' };
    const rest = ranged({ body: damaged, etag: '"1"', headers });
    const { second, server } = await twice(
      inTurn(
        cutFirst({ body: packed, etag: '"1"', headers }, 9_000),
        rest,
        ranged({ body: packed, etag: '"1"', headers }),
      ),
    );
    expect(bodyText(second) === BODY).toBe(true);
    expect(server.requests).toHaveLength(3);
  });
});
