import zlib from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OUTCOMES } from '../../../shared/model.ts';
import { answerBytes, cutAfter } from '../../helpers/hostile-server.ts';
import { hostileServer, testFetcher, typed } from './quick-fetcher.ts';

const gzip = zlib.gzipSync('<rss>news</rss>'.repeat(50));
const answers = [
  answerBytes({ body: gzip, headers: { 'Content-Encoding': 'gzip', ETag: '"1"' } }),
  answerBytes({ body: gzip, framing: 'chunked', headers: { 'Content-Encoding': 'gzip' } }),
  answerBytes({ status: 301, headers: { Location: '/elsewhere' } }),
  answerBytes({ body: 'plain', framing: 'close', headers: { 'Retry-After': '120', Expires: '0' } }),
];

it('whatever a server says, a request ends in an outcome with a sentence, and soon', async () => {
  const server = await hostileServer();
  const fetcher = testFetcher({
    limits: { headersTimeoutMs: 300, idleTimeoutMs: 300, goodputWindowMs: 400, hostGapMs: 0 },
  });
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...answers),
      fc.array(fc.record({ at: fc.nat(400), byte: fc.integer({ min: 0, max: 255 }) }), { maxLength: 4 }),
      fc.nat(1_000),
      fc.constantFrom('end' as const, 'reset' as const),
      async (bytes, changes, count, how) => {
        const changed = Buffer.from(bytes);
        for (const { at, byte } of changes) if (at < changed.length) changed[at] = byte;
        const path = `/${number++}`;
        server.on(path, cutAfter(changed, count, how));
        server.otherwise(cutAfter(answers[3] ?? changed, 1_000));
        const startMs = performance.now();
        const outcome = await fetcher.fetch(typed(server.url(path)));
        expect(OUTCOMES).toContain(outcome.outcome);
        expect(outcome.reason).toMatch(/^\S.*\.$/);
        expect(performance.now() - startMs).toBeLessThan(4_000);
        expect('body' in outcome).toBe(outcome.outcome === 'OK');
      },
    ),
    { numRuns: 150 },
  );
});
