import type { ArticleId, FeedId } from '../../shared/model.ts';
import type { Worth } from '../../shared/planning.ts';
import type { PageWanted } from './face.ts';
import { feedNumbers, type Store } from './store.ts';
import { mostWorth, newestInTurns, type Queue } from './waiting.ts';

const PAGES: Queue = {
  table: 'page',
  number: 'article',
  waits: 'c.state = 1',
  order: 'c.sort_ms DESC, c.article',
  lead: '0',
  feedTextLength: 'w.feed_text_length',
  carried: `(EXISTS (SELECT 1 FROM status s WHERE s.article = c.article AND s.feed IN (SELECT value FROM json_each(@feeds)))
    OR EXISTS (SELECT 1 FROM also_in o WHERE o.article = c.article AND o.feed IN (SELECT value FROM json_each(@feeds))))`,
};

type WantedRow = {
  id: ArticleId;
  feed_id: FeedId | null;
  feed_url: string | null;
  url: string;
  title: string;
  feed_text_length: number | null;
  also_in: string;
};

export function pagesWanted(
  store: Store,
  limit: number,
  feedIds: readonly FeedId[] | null,
  worth: Worth | null = null,
): PageWanted[] {
  const { database } = store;
  const asked = { database, nowMs: store.now(), limit, feeds: feedIds && feedNumbers(database, feedIds) };
  const chosen = worth === null ? newestInTurns(PAGES, asked, false) : mostWorth(PAGES, asked, worth);
  const details = database.sql<WantedRow>(
    `SELECT a.id, f.id AS feed_id, f.url AS feed_url, a.url, a.title,
       (SELECT max(v.text_length) FROM version v WHERE v.article = a.n AND v.origin = 'feed') AS feed_text_length,
       (SELECT json_group_array(o.id) FROM also_in i JOIN feed o ON o.n = i.feed WHERE i.article = a.n) AS also_in
     FROM article a JOIN status s ON s.article = a.n LEFT JOIN feed f ON f.n = s.feed WHERE a.n = ?`,
  );
  return chosen.flatMap(({ n, ...candidate }) => {
    const row = details.get(n);
    if (row === undefined) return [];
    const { id, feed_id: feedId, feed_url: feedUrl, url, title } = row;
    const feedIds = [...(feedId === null ? [] : [feedId]), ...(JSON.parse(row.also_in) as FeedId[])];
    const feedTextLength = row.feed_text_length ?? 0;
    return [{ articleId: id, feedId, feedIds, feedUrl, url, title, feedTextLength, candidate }];
  });
}
