/** "Fit in 50 MB: newest first, pictures last", for formats that are written as they are read. */
import { setImmediate as othersWork } from 'node:timers/promises';
import type { ExportedArticle } from '../archive/archive.ts';
import type { Watch } from './sink.ts';

export type Fitted = {
  /** By `ref`; null: all of them. */
  readonly kept: ReadonlySet<number> | null;
  readonly leftOut: number;
  /** What words leave to pictures. */
  readonly spareBytes: number;
};

/**
 * The newest until the room is full. One long read must not keep everything older out: what would take more than a
 * quarter of the room comes after all others, if it still fits, as in bundles.
 * @param articles newest first
 * @param bytesOf what an article takes without pictures, at most
 * @param roomBytes null: there is no limit, and nothing is read
 */
export async function fitWords(
  articles: Iterable<ExportedArticle>,
  bytesOf: (article: ExportedArticle) => number,
  roomBytes: number | null,
  watch: Watch,
): Promise<Fitted> {
  if (roomBytes === null) return { kept: null, leftOut: 0, spareBytes: Infinity };
  const kept = new Set<number>();
  let spareBytes = Math.max(0, roomBytes);
  let leftOut = 0;
  let isFull = false;
  const long: { readonly ref: number; readonly bytes: number }[] = [];
  for (const article of articles) {
    watch.goOn();
    const bytes = isFull ? 0 : bytesOf(article);
    const isLong = bytes > roomBytes / 4;
    if (!isLong && bytes > spareBytes) isFull = true;
    if (isFull) leftOut += 1;
    else if (isLong) long.push({ ref: article.ref, bytes });
    else {
      kept.add(article.ref);
      spareBytes -= bytes;
    }
    watch.onProgress({ phase: 'reading', done: kept.size, total: null, bytes: roomBytes - spareBytes });
    await othersWork();
  }
  for (const { ref, bytes } of long) {
    if (bytes > spareBytes) leftOut += 1;
    else {
      kept.add(ref);
      spareBytes -= bytes;
    }
  }
  return { kept, leftOut, spareBytes };
}

export function* keptOf(articles: Iterable<ExportedArticle>, { kept }: Fitted): Generator<ExportedArticle> {
  for (const article of articles) if (kept === null || kept.has(article.ref)) yield article;
}
