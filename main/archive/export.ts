import type { Database } from './database.ts';
import type { ExportedArticle, ExportSelection } from './face.ts';
import { unpackText } from './body-codec.ts';
import { textOfHtml } from './html-text.ts';
import { imagesOf } from './read.ts';
import { STORED } from './schema.ts';
import { articlesMatching } from './search.ts';

/** Rows looked up at once: an export of any size holds no more than this, and blocks no writer between two. */
const BATCH = 100;
const CHOSEN = '(SELECT n FROM feed WHERE id IN (SELECT value FROM json_each(@feeds)))';

type Row = {
  n: number;
  sort_ms: number;
  title: string;
  url: string | null;
  feed_title: string;
  byline: string | null;
  language: string | null;
  direction: 'ltr' | 'rtl';
  published_ms: number | null;
  stored: 0 | 1 | 2;
  shown: number | null;
  codec: number | null;
  body: Buffer | null;
};

/** Newest first. Nothing of the reader leaves: no ids, no marks, no times of reading or receiving. */
export function* exportArticles(database: Database, selection: ExportSelection): IterableIterator<ExportedArticle> {
  const matching = selection.query === null ? null : articlesMatching(database, selection.query);
  // Only what is asked for stands in the statement: then an index holds all that is looked at before a row is taken.
  const conditions = [
    's.sort_ms >= @sinceMs',
    '(s.sort_ms < @sortMs OR (s.sort_ms = @sortMs AND s.article > @article))',
    selection.starred && 's.starred_ms IS NOT NULL',
    selection.unread && 's.read_ms IS NULL',
    selection.feedIds !== null &&
      `(s.feed IN ${CHOSEN} OR s.article IN (SELECT article FROM also_in WHERE feed IN ${CHOSEN}))`,
  ];
  const batch = database.sql<Row>(
    `SELECT a.n, s.sort_ms, a.title, a.url, coalesce(f.given_title, f.own_title, f.url, a.source_title, '') AS feed_title,
       a.byline, a.language, a.direction, a.published_ms, a.stored, a.shown, v.codec, v.body
     FROM status s JOIN article a ON a.n = s.article LEFT JOIN feed f ON f.n = s.feed LEFT JOIN version v ON v.n = a.shown
     WHERE ${conditions.filter((condition) => condition !== false).join(' AND ')}
     ORDER BY s.sort_ms DESC, s.article LIMIT ${BATCH}`,
  );
  let last = { sortMs: Number.MAX_SAFE_INTEGER, article: 0 };
  for (;;) {
    const rows = batch.all({
      ...last,
      sinceMs: selection.sinceMs ?? Number.MIN_SAFE_INTEGER,
      ...(selection.feedIds !== null && { feeds: JSON.stringify(selection.feedIds) }),
    });
    for (const row of rows) if (matching === null || matching.has(row.n)) yield exported(database, row);
    const end = rows.at(-1);
    if (end === undefined || rows.length < BATCH) return;
    last = { sortMs: end.sort_ms, article: end.n };
  }
}

function exported(database: Database, row: Row): ExportedArticle {
  const html = row.body === null || row.codec === null ? '' : unpackText(row.codec, row.body);
  return {
    title: row.title,
    url: row.url,
    feedTitle: row.feed_title,
    byline: row.byline,
    language: row.language,
    direction: row.direction,
    publishedMs: row.published_ms,
    html,
    images: imagesOf(database, row.shown),
    text: textOfHtml(html),
    stored: STORED[row.stored],
  };
}
