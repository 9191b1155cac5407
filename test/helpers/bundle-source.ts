import { hash } from 'node:crypto';
import type { ExportedArticle, Holding } from '../../main/archive/archive.ts';
import type { BundleSource } from '../../main/bundle/choose-articles.ts';
import type { Sink, Watch } from '../../main/bundle/sink.ts';
import { textOfHtml } from '../../main/archive/html-text.ts';
import type { Sha256 } from '../../shared/model.ts';

/** A PNG of one pixel whose colour is `number`: pictures that differ. */
export function pixel(number: number): Uint8Array {
  return Buffer.from(`${PNG}${number.toString(16).padStart(4, '0')}`, 'hex');
}
/** Signature, and the beginning of a header: enough for what only carries bytes. */
const PNG = '89504e470d0a1a0a0000000d49484452';

export type MadeArticle = Partial<ExportedArticle> & { readonly pictures?: readonly Uint8Array[] };

/** A few articles in memory, in place of an archive. */
export function bundleSource(articles: readonly MadeArticle[]): BundleSource {
  const blobs = new Map<string, Uint8Array>();
  const all = articles.map((article, ref) => exported(article, ref, blobs));
  return {
    *export() {
      yield* all;
    },
    exported: (ref) => all[ref] ?? null,
    image: (sha256) => {
      const bytes = blobs.get(sha256);
      return bytes === undefined ? null : { bytes, mediaType: 'image/png' };
    },
    imageFacts: (sha256) => {
      const bytes = blobs.get(sha256);
      return bytes === undefined ? null : { mediaType: 'image/png', bytes: bytes.byteLength };
    },
    holdStill: () => ({ end: () => undefined }),
    holdingKey: (article) => keyOf(article),
  };
}

export function keyOf({ url, title }: Pick<ExportedArticle, 'url' | 'title'>): Holding['key'] {
  return hash('sha256', `${url ?? ''} ${title}`, 'buffer').subarray(0, 8);
}

function exported(article: MadeArticle, ref: number, blobs: Map<string, Uint8Array>): ExportedArticle {
  const images = new Map<string, { state: 'stored' | 'wanted'; sha256: Sha256 | null }>();
  const pictures = article.pictures ?? [];
  let html = article.html ?? `<p>What happened in place ${ref}.</p>`;
  pictures.forEach((bytes, place) => {
    const sha256 = hash('sha256', bytes, 'hex') as Sha256;
    blobs.set(sha256, bytes);
    const url = `https://example.org/${ref}/${place}.png`;
    if (article.images !== undefined) return;
    images.set(url, { state: 'stored', sha256 });
    html += `<p><img data-src="${url}" alt="Picture ${place}"></p>`;
  });
  return {
    ref,
    title: `Article ${ref}`,
    url: `https://example.org/news/${ref}`,
    urlCut: false,
    sourceTitle: 'The Wire',
    byline: null,
    language: 'en',
    direction: 'ltr',
    publishedMs: Date.UTC(2026, 10, 20) - ref * 3_600_000,
    sortMs: Date.UTC(2026, 10, 20) - ref * 3_600_000,
    fetchedMs: Date.UTC(2026, 10, 21, 10, 11, 12),
    images,
    text: textOfHtml(html),
    stored: 'whole',
    complete: true,
    ...article,
    html,
  };
}

export type MemorySink = Sink & { bytes(): Buffer; readonly state: () => 'open' | 'ended' | 'abandoned' };

export function memorySink(): MemorySink {
  const parts: Uint8Array[] = [];
  let state: ReturnType<MemorySink['state']> = 'open';
  return {
    async write(bytes) {
      parts.push(Uint8Array.from(bytes));
    },
    async end() {
      state = 'ended';
    },
    async abandon() {
      state = 'abandoned';
    },
    bytes: () => Buffer.concat(parts),
    state: () => state,
  };
}

export async function listOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const NO_WATCH: Watch = { onProgress: () => undefined, goOn: () => undefined };
