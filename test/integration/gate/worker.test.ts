import { afterAll, describe, expect, it } from 'vitest';
import { createExtractor } from '../../../main/extract/extractor.ts';

const extractor = createExtractor({
  workerUrl: new URL('../../../main/extract/extract.worker.ts', import.meta.url),
});
afterAll(() => extractor.close());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what the gate asks of the extract worker', () => {
  it('is a look at anything, which is never refused', async () => {
    const source = { contentType: 'text/html', url: 'http://example.org/feed' };
    const stub = await extractor.run(
      'look',
      encode('<title>Blocked</title><p>This site is blocked by law.</p>'),
      source,
    );
    expect(stub).toMatchObject({ kind: 'html', title: 'Blocked' });
    expect(stub.stubWords).toBeGreaterThanOrEqual(5);
    expect(await extractor.run('look', new Uint8Array(0), source)).toMatchObject({ kind: 'empty', stubWords: 0 });
    expect(await extractor.run('look', Uint8Array.of(255, 254, 0, 1, 2, 3), source)).toMatchObject({ stubWords: 0 });
  });

  it('is the whole items of a feed that broke off, and no others', async () => {
    const cut = encode('<rss><channel><title>Site</title><item><guid>1</guid></item><item><guid>2</guid><title>Ha');
    const source = { contentType: null, url: 'https://example.org/feed' };
    const feed = await extractor.run('feed', cut, { ...source, cut: true });
    expect(feed.complete).toBe(false);
    expect(feed.items.map(({ guid }) => guid)).toEqual(['1']);
  });
});
