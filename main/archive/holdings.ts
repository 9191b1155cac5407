import { hash } from 'node:crypto';
import { isoTime } from '../../shared/json-line.ts';
import { parseHttpUrl, stripTracking } from '../../shared/url.ts';
import type { Database } from './database.ts';
import type { Holding } from './face.ts';
import type { Received } from './identity.ts';

const KEY_BYTES = 8;
/** A list of any length holds no more than this, and blocks no writer between two. */
const BATCH = 1_000;

/** By what two archives can know an article as the same (docs/notes/bundles.md). */
export function holdingKey({ url, urlCut, title, publishedMs }: Received): Buffer {
  const address = urlCut || url === null ? null : telling(url);
  return digest(address === null ? headline(title, publishedMs) : `url ${address}`);
}

/** Null: it has parts that may be personal, so that the other one knows it without them. */
function telling(address: string): string | null {
  const parsed = parseHttpUrl(address);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') return null;
  // What only counted clicks is taken off on the way out as well.
  const url = stripTracking(parsed);
  // Sites that route in the fragment have all their pages at one address.
  if (/^#[!/]/.test(url.hash)) return null;
  url.hash = '';
  return url.href.includes('?') ? null : url.href;
}

function headline(title: string, publishedMs: number | null): string {
  const published = isoTime(publishedMs) ?? '';
  return `headline ${title.toLowerCase().replace(/\s+/g, ' ').trim()}\n${published}`;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, KEY_BYTES);
}

/** Of every article with a text, in no order. */
export function* holdings(database: Database): IterableIterator<Holding> {
  const batch = database.sql<{
    n: number;
    url: string | null;
    url_cut: number;
    title: string;
    published_ms: number | null;
    stored: 1 | 2;
  }>(
    `SELECT a.n, a.url, a.url_cut, a.title, a.published_ms, a.stored FROM status s JOIN article a ON a.n = s.article
     WHERE s.article > ? AND a.stored > 0 ORDER BY s.article LIMIT ${BATCH}`,
  );
  let last = 0;
  for (;;) {
    const rows = batch.all(last);
    for (const { url, url_cut: cut, title, published_ms: publishedMs, stored } of rows) {
      const key = holdingKey({ url, urlCut: cut === 1, title, publishedMs });
      yield { key, level: stored === 2 ? 'whole' : 'text' };
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH) return;
    last = end.n;
  }
}
