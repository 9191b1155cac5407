import { parseHttpUrl } from '../../shared/url.ts';
import type { Database } from './database.ts';
import type { ExportedArticle, ExportSelection } from './face.ts';
import { unpackText } from './body-codec.ts';
import { textOfHtml } from './html-text.ts';
import { imagesOf } from './read.ts';
import { STORED } from './schema.ts';
import { articlesMatching } from './search.ts';
import { conditionsOf } from './selection.ts';
import { SUBSTANTIAL_TEXT } from './versions.ts';

/** Rows looked up at once: an export of any size holds no more than this, and blocks no writer between two. */
const BATCH = 100;

/**
 * The text is the article: an answer of its page, what a bundle said to be complete, or a feed's own that is longer than
 * its page or has none. Where no page could be had, a feed's text counts if it is longer than teasers are.
 */
const COMPLETE = `CASE WHEN v.text_length IS NULL OR v.text_length = 0 THEN 0 WHEN v.origin <> 'feed' THEN v.complete
  WHEN p.state = 3 THEN v.text_length >= ${SUBSTANTIAL_TEXT} ELSE p.state IS NOT 1 END`;

const ROWS = `SELECT a.n, s.sort_ms, a.title, a.url, a.url_cut,
    coalesce(f.own_title, a.source_title) AS source_title,
    a.byline, a.language, a.direction, a.published_ms, a.stored, a.shown, v.codec, v.body, ${COMPLETE} AS complete,
    iif(v.origin = 'bundle', r.fetched_ms, v.stored_ms) AS fetched_ms
  FROM status s JOIN article a ON a.n = s.article LEFT JOIN feed f ON f.n = s.feed LEFT JOIN version v ON v.n = a.shown
    LEFT JOIN received_from r ON r.version = v.n LEFT JOIN page p ON p.article = a.n`;

type Row = {
  n: number;
  sort_ms: number;
  title: string;
  url: string | null;
  url_cut: number;
  source_title: string | null;
  byline: string | null;
  language: string | null;
  direction: 'ltr' | 'rtl';
  published_ms: number | null;
  stored: 0 | 1 | 2;
  shown: number | null;
  codec: number | null;
  body: Buffer | null;
  complete: number;
  fetched_ms: number | null;
};

/** Newest first. Nothing of the reader leaves: no ids, no marks, no times of reading or receiving. */
export function* exportArticles(database: Database, selection: ExportSelection): IterableIterator<ExportedArticle> {
  const matching = selection.query === null ? null : articlesMatching(database, selection.query);
  const { where, bind } = conditionsOf(selection);
  const conditions = [...where, '(s.sort_ms < @sortMs OR (s.sort_ms = @sortMs AND s.article > @article))'];
  const batch = database.sql<Row>(
    `${ROWS} WHERE ${conditions.join(' AND ')} ORDER BY s.sort_ms DESC, s.article LIMIT ${BATCH}`,
  );
  let last = { sortMs: Number.MAX_SAFE_INTEGER, article: 0 };
  for (;;) {
    const rows = batch.all({ ...last, ...bind });
    for (const row of rows) if (matching === null || matching.has(row.n)) yield exportedOf(database, row);
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH) return;
    last = { sortMs: end.sort_ms, article: end.n };
  }
}

/** One of them again, by its `ref`. Null: it is no longer here. */
export function exported(database: Database, ref: number): ExportedArticle | null {
  const row = database.sql<Row>(`${ROWS} WHERE s.article = ?`).get(ref);
  return row === undefined ? null : exportedOf(database, row);
}

function exportedOf(database: Database, row: Row): ExportedArticle {
  const html = row.body === null || row.codec === null ? '' : unpackText(row.codec, row.body);
  return {
    ref: row.n,
    title: row.title,
    url: row.url,
    urlCut: row.url_cut === 1,
    sourceTitle: row.source_title ?? parseHttpUrl(row.url ?? '')?.host ?? '',
    byline: row.byline,
    language: row.language,
    direction: row.direction,
    publishedMs: row.published_ms,
    sortMs: row.sort_ms,
    fetchedMs: row.fetched_ms,
    html,
    images: imagesOf(database, row.shown),
    text: textOfHtml(html),
    stored: STORED[row.stored],
    complete: row.complete === 1,
  };
}
