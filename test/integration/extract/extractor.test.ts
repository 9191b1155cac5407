import { afterEach, describe, expect, it } from 'vitest';
import { createExtractor, type Extractor, type ExtractorOptions } from '../../../main/extract/extractor.ts';
import type { ParsedFeed } from '../../../shared/model.ts';

const DOUBLE = new URL('misbehaving.worker.ts', import.meta.url);
const REAL = new URL('../../../main/extract/extract.worker.ts', import.meta.url);
const SOURCE = { contentType: 'text/html', url: 'https://news.example/a' };

const open: Extractor[] = [];
function extractor(options: Partial<ExtractorOptions> = {}): Extractor {
  const created = createExtractor({ workerUrl: DOUBLE, ...options });
  open.push(created);
  return created;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

type Echo = { order: string; job: string; threadId: number; length: number };
const send = async (to: Extractor, order: string): Promise<Echo> =>
  (await to.run('feed', new TextEncoder().encode(order), SOURCE)) as ParsedFeed & Echo;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => (error as { code: string }).code,
  );

describe('the extractor', () => {
  it('answers each caller with its own answer, in one thread', async () => {
    const one = extractor();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => send(one, `job ${index}`)));
    expect(answers.map(({ order }) => order)).toEqual(Array.from({ length: 20 }, (_, index) => `job ${index}`));
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(1);
  });

  it('passes on a refusal with its code and details', async () => {
    await expect(send(extractor(), 'refuse')).rejects.toMatchObject({ code: 'NOT_A_FEED', details: { at: 1 } });
  });

  it("posts only the view's own bytes, and leaves them with the caller", async () => {
    const pool = new TextEncoder().encode('before|order|after');
    const view = pool.subarray(7, 12);
    const answer = (await extractor().run('feed', view, SOURCE)) as ParsedFeed & Echo;
    expect(answer).toMatchObject({ order: 'order', length: 5 });
    expect(new TextDecoder().decode(view)).toBe('order');
  });

  it.each(['hang', 'exit', 'throw'])(
    'refuses the input on which the thread would %s, and runs every other job',
    async (order) => {
      const one = extractor({ deadlineMs: { feed: 1500 } });
      const jobs = ['a', 'b', order, 'c', 'd', order, 'e'].map((job) =>
        send(one, job).then(
          (answer) => answer.order,
          (error: { code: string }) => error.code,
        ),
      );
      expect(await Promise.all(jobs)).toEqual(['a', 'b', 'EXTRACT_TIMEOUT', 'c', 'd', 'EXTRACT_TIMEOUT', 'e']);
    },
  );

  it('survives an input that eats memory', async () => {
    const one = extractor({ maxHeapMb: 64 });
    expect(await codeOf(send(one, 'eat'))).toBe('EXTRACT_TIMEOUT');
    expect((await send(one, 'after')).order).toBe('after');
  });

  it('counts the deadline from when a job is begun, not from when it was asked for', async () => {
    const one = extractor({ deadlineMs: { feed: 1000 } });
    const hanging = [codeOf(send(one, 'hang')), codeOf(send(one, 'hang'))];
    const patient = send(one, 'patient');
    expect(await Promise.all(hanging)).toEqual(['EXTRACT_TIMEOUT', 'EXTRACT_TIMEOUT']);
    expect((await patient).order).toBe('patient');
  });

  it('uses several threads when told to', async () => {
    const one = extractor({ workers: 2, deadlineMs: { feed: 3000 } });
    const hanging = codeOf(send(one, 'hang'));
    const start = performance.now();
    await send(one, 'a');
    expect(performance.now() - start).toBeLessThan(2500);
    expect(await hanging).toBe('EXTRACT_TIMEOUT');
  });

  it('refuses what is open when it is closed, and everything after', async () => {
    const one = extractor();
    const hanging = codeOf(send(one, 'hang'));
    const waiting = codeOf(send(one, 'waiting'));
    await one.close();
    expect(await Promise.all([hanging, waiting, codeOf(send(one, 'late'))])).toEqual(['CLOSED', 'CLOSED', 'CLOSED']);
  });
});

describe('the worker itself', () => {
  const words = '<p>The council met on Tuesday, and after three hours of talk, which nobody enjoyed, it went home.</p>';

  it('reads pages, feeds of pages and images, and refuses what is none', async () => {
    const one = extractor({ workerUrl: REAL });
    const html = new TextEncoder().encode(
      `<html><head><title>t</title><link rel=alternate type=application/rss+xml href=/rss></head><body><article>${words.repeat(8)}</article></body></html>`,
    );
    const [article, feeds, image, opml] = await Promise.all([
      one.run('page', html, SOURCE),
      one.run('discover', html, SOURCE),
      codeOf(one.run('image', html, {})),
      codeOf(one.run('opml', new TextEncoder().encode('nothing'), {})),
    ]);
    expect(article).toMatchObject({ title: 't', complete: true, language: 'en' });
    expect(feeds).toEqual([{ url: 'https://news.example/rss', title: null, format: 'rss' }]);
    expect([image, opml]).toEqual(['IMAGE_INVALID', 'OPML_INVALID']);
  });

  it('is stopped on a page that takes too long, and reads the next', async () => {
    const one = extractor({ workerUrl: REAL, deadlineMs: { page: 30 } });
    const small = new TextEncoder().encode(`<html><body>${words.repeat(8)}</body></html>`);
    const large = new TextEncoder().encode(`<html><body>${words.repeat(55_000)}</body></html>`);
    const slow = codeOf(one.run('page', large, SOURCE));
    const next = codeOf(one.run('image', small, {}));
    expect(await slow).toBe('EXTRACT_TIMEOUT');
    expect(await next).toBe('IMAGE_INVALID');
  });
});
