import process from 'node:process';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collectBody } from '../../../main/fetch/body.ts';
import { codingsOf, decodeBody, type Coding } from '../../../main/fetch/decode.ts';
import { FetchFailure } from '../../../main/fetch/failure.ts';
import { freshForMs, httpDateMs, requestHeaders, retryAtMs, validatorsOf } from '../../../main/fetch/headers.ts';

const TEXT = 'Солнце взошло. '.repeat(40);
const packed: Record<Coding, Buffer> = {
  gzip: zlib.gzipSync(TEXT),
  br: zlib.brotliCompressSync(TEXT),
  deflate: zlib.deflateSync(TEXT),
};

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
    for (let length = 0; length < whole.length; length++) {
      // Two bytes decide between zlib and raw deflate; one alone may look like the latter, and broken.
      const expected = coding === 'deflate' && length === 1 ? /TRUNC|BAD_ENCODING/ : /TRUNC/;
      await expect(decodeBody(whole.subarray(0, length), [coding], 1e6, 'h')).rejects.toMatchObject({
        outcome: expect.stringMatching(expected),
      });
    }
    expect((await decodeBody(whole, [coding], 1e6, 'h')).toString()).toBe(TEXT);
  });

  it('the cap holds on the spot and on the threads, to the byte', async () => {
    for (const size of [500_000, 5_000_000]) {
      const wire = zlib.gzipSync(Buffer.alloc(size));
      expect(await decodeBody(wire, ['gzip'], size, 'h')).toHaveLength(size);
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
          expect(Buffer.isBuffer(result) || result instanceof FetchFailure).toBe(true);
        },
      ),
    );
  });

  it('codings are read from lists and repeated headers, in order', () => {
    expect(codingsOf({ 'content-encoding': ['GZIP, br', 'identity'] }, 'h')).toEqual(['gzip', 'br']);
    expect(codingsOf({}, 'h')).toEqual([]);
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
