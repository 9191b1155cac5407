import process from 'node:process';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectBody } from '../../../main/fetch/body.ts';
import { codingsOf, decodeBeginning, decodeBody, type Coding } from '../../../main/fetch/decode.ts';
import { FetchFailure } from '../../../main/fetch/failure.ts';
import { freshForMs, httpDateMs, requestHeaders, retryAtMs, validatorsOf } from '../../../main/fetch/headers.ts';

const TEXT = 'Солнце взошло. '.repeat(40);
const packed: Record<Coding, Buffer> = {
  gzip: zlib.gzipSync(TEXT),
  br: zlib.brotliCompressSync(TEXT),
  deflate: zlib.deflateSync(TEXT),
};

const text = ({ bytes }: { readonly bytes: Buffer }): string => bytes.toString();

describe('a body gathered from pieces', () => {
  it('is those pieces in order, whatever their sizes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 60 }), (sizes) => {
        const collector = collectBody();
        const pieces = sizes.map((size, index) => Buffer.alloc(size, index));
        for (const piece of pieces) collector.push(piece);
        expect(collector.take().equals(Buffer.concat(pieces))).toBe(true);
      }),
    );
  });

  it('does not keep a block of memory per byte', () => {
    const collector = collectBody();
    const read = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage();
    for (let at = 0; at < 3_000_000; at++) collector.push(read.subarray(at % 65_536, (at % 65_536) + 1));
    const after = process.memoryUsage();
    expect(collector.take()).toHaveLength(3_000_000);
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(100_000_000);
  });
});

describe('strict decoding', () => {
  it.each(['gzip', 'br', 'deflate'] as const)('%s: every prefix is TRUNC, the whole is whole', async (coding) => {
    const whole = packed[coding];
    // All of gzip's data is there without its last eight bytes: that is for the document to decide.
    const end = coding === 'gzip' ? whole.length - 8 : whole.length;
    for (let length = 0; length < end; length++) {
      // Two bytes decide between zlib and raw deflate; one alone may look like the latter, and broken.
      const expected = coding === 'deflate' && length === 1 ? /TRUNC|BAD_ENCODING/ : /TRUNC/;
      await expect(decodeBody(whole.subarray(0, length), [coding], 1e6, 'h')).rejects.toMatchObject({
        outcome: expect.stringMatching(expected),
      });
    }
    expect(text(await decodeBody(whole, [coding], 1e6, 'h'))).toBe(TEXT);
  });

  it('gzip without some or all of its last eight bytes is whole, and says so', async () => {
    const named = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 31, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3]),
      Buffer.from('a.xml\0why\0'),
    ]);
    const withHeader = Buffer.concat([named, Buffer.alloc(2), packed.gzip.subarray(10)]);
    for (const whole of [packed.gzip, withHeader, Buffer.concat([zlib.gzipSync(''), packed.gzip])])
      for (let missing = 0; missing <= 8; missing++) {
        const result = await decodeBody(whole.subarray(0, whole.length - missing), ['gzip'], 1e6, 'h');
        expect(text(result)).toBe(TEXT);
        expect(result.trailerMissing).toBe(missing > 0);
      }
    const wrong = Buffer.concat([packed.gzip.subarray(0, -8), Buffer.from('1234')]);
    await expect(decodeBody(wrong, ['gzip'], 1e6, 'h')).rejects.toMatchObject({ outcome: 'BAD_ENCODING' });
  });

  it('what stands behind the end of a stream is left out, unless it begins another that has no end', async () => {
    const stray = { zeros: Buffer.alloc(40), words: Buffer.from('<!-- cached -->'), line: Buffer.from('\r\n') };
    for (const coding of ['gzip', 'br', 'deflate'] as const)
      for (const behind of Object.values(stray)) {
        const result = await decodeBody(Buffer.concat([packed[coding], behind]), [coding], 1e6, 'h');
        expect(text(result)).toBe(TEXT);
        expect(result.trailerMissing).toBe(false);
      }
    for (const length of [1, 2, 12, 30]) {
      const second = packed.gzip.subarray(0, length);
      await expect(decodeBody(Buffer.concat([packed.gzip, second]), ['gzip'], 1e6, 'h')).rejects.toMatchObject({
        outcome: 'TRUNC',
      });
    }
  });

  it('of several gzip members all are read, and the end is as certain as it can be', async () => {
    const two = await decodeBody(Buffer.concat([packed.gzip, packed.gzip]), ['gzip'], 1e6, 'h');
    expect(text(two)).toBe(TEXT + TEXT);
    expect(two.endCertain).toBe(false);
    expect((await decodeBody(packed.gzip, ['gzip'], 1e6, 'h')).endCertain).toBe(true);
    expect((await decodeBody(packed.br, ['br'], 1e6, 'h')).endCertain).toBe(true);
  });

  it('compression of the transfer itself, which nobody asked for, is refused', () => {
    expect(() => codingsOf({ 'transfer-encoding': 'gzip, chunked' }, 'h')).toThrow(FetchFailure);
    expect(codingsOf({ 'transfer-encoding': 'chunked' }, 'h')).toEqual([]);
  });

  it('the cap holds on the spot and on the threads, to the byte', async () => {
    for (const size of [500_000, 5_000_000]) {
      const wire = zlib.gzipSync(Buffer.alloc(size));
      expect((await decodeBody(wire, ['gzip'], size, 'h')).bytes).toHaveLength(size);
      await expect(decodeBody(wire, ['gzip'], size - 1, 'h')).rejects.toMatchObject({ outcome: 'TOO_LARGE' });
    }
  });

  it('random bytes never throw anything but a failure', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom<Coding>('gzip', 'br'),
        async (bytes, coding) => {
          const result = await decodeBody(Buffer.from(bytes), [coding], 1e5, 'h').catch((error: unknown) => error);
          expect(result instanceof FetchFailure || 'bytes' in (result as object)).toBe(true);
        },
      ),
    );
  });

  it('codings are read from lists and repeated headers, in order', () => {
    expect(codingsOf({ 'content-encoding': ['GZIP, br', 'identity'] }, 'h')).toEqual(['gzip', 'br']);
    expect(codingsOf({}, 'h')).toEqual([]);
  });
});

describe('the beginning of a body that was cut off', () => {
  const long = Buffer.from(
    Array.from({ length: 3_000 }, (_, index) => `${(index * 2_654_435_761) % 999_983} `).join(''),
  );
  const begin = {
    gzip: zlib.gzipSync(long),
    br: zlib.brotliCompressSync(long),
    deflate: zlib.deflateSync(long),
    raw: zlib.deflateRawSync(long),
  };

  it.each([
    ['gzip', begin.gzip, 0.8],
    ['br', begin.br, 0.5],
    ['deflate', begin.deflate, 0.8],
    ['deflate', begin.raw, 0.8],
  ] as const)('%s gives all that its bytes hold, and nothing else', async (coding, whole, share) => {
    const got = await decodeBeginning(whole.subarray(0, Math.floor(whole.length * 0.9)), [coding], 1e6);
    expect(long.subarray(0, got?.length).equals(got ?? Buffer.alloc(1))).toBe(true);
    expect(got?.length).toBeGreaterThan(long.length * share);
  });

  it('is null where nothing can be read, and never more than its cap', async () => {
    expect(await decodeBeginning(Buffer.alloc(0), [], 1e6)).toBeNull();
    expect(await decodeBeginning(begin.gzip.subarray(0, 7), ['gzip'], 1e6)).toBeNull();
    expect(await decodeBeginning(Buffer.from('no gzip at all'), ['gzip'], 1e6)).toBeNull();
    expect(await decodeBeginning(zlib.gzipSync(Buffer.alloc(1e6)), ['gzip'], 1e5)).toHaveLength(1e5);
    expect(await decodeBeginning(Buffer.alloc(1e6), [], 1e5)).toHaveLength(1e5);
  });

  it('never throws for random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom<Coding>('gzip', 'br', 'deflate'),
        async (bytes, coding) => {
          const got = await decodeBeginning(Buffer.from(bytes), [coding], 1e5);
          expect(got === null || got.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe('headers of strangers', () => {
  const nowMs = Date.UTC(2026, 0, 1);

  it('whatever Retry-After says, nobody waits less than a minute or more than a day', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), fc.date().map(String)), (value) => {
        const at = retryAtMs({ 'retry-after': value }, nowMs);
        if (at === null) return;
        expect(at - nowMs).toBeGreaterThanOrEqual(60_000);
        expect(at - nowMs).toBeLessThanOrEqual(86_400_000);
      }),
    );
  });

  it('whatever Cache-Control and Expires say, freshness is between nothing and six hours', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(), (control, expires, age) => {
        const fresh = freshForMs({ 'cache-control': `max-age=${age}, ${control}`, expires, date: expires });
        expect(fresh === null || (fresh >= 0 && fresh <= 6 * 3_600_000)).toBe(true);
      }),
    );
  });

  it("dates are read in all three forms, and never in this machine's time zone", () => {
    const ms = Date.UTC(1994, 10, 6, 8, 49, 37);
    for (const text of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
      'Sun, 06 Nov 1994 10:49:37 +0200',
    ])
      expect(httpDateMs(text)).toBe(ms);
    expect(httpDateMs('1994')).toBeNull();
    expect(httpDateMs(null)).toBeNull();
  });

  it('any validator is kept exactly or not at all, and what is kept can be sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (etag) => {
        const kept = validatorsOf({ etag });
        expect([etag, null]).toContain(kept.etag);
        const sent = requestHeaders('feed', 'x', kept, null)['if-none-match'];
        expect(sent).toBe(kept.etag ?? undefined);
        // eslint-disable-next-line no-control-regex -- control characters are the point
        expect(sent ?? '').not.toMatch(/[\u0000-\u0008\n\r\u007f]/);
      }),
    );
  });
});
