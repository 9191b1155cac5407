import type { ArticleId, FeedId } from '../../shared/model.ts';
import type { Worth } from '../../shared/planning.ts';
import type { Database } from './database.ts';
import type { ImageWanted } from './face.ts';
import { feedNumbers, type Store } from './store.ts';
import { mostWorth, newestInTurns, type Queue } from './waiting.ts';

/** Only pictures that some article shows (see ranks.ts); those of a version that is not shown wait until it is. */
const PICTURES: Queue = {
  table: 'picture',
  number: 'n',
  waits: 'c.state = 1 AND c.rank >= 0',
  order: 'c.lead DESC, c.sort_ms DESC, c.n',
  lead: 'w.lead',
  feedTextLength: '0',
  carried: `EXISTS (SELECT 1 FROM asset x JOIN version v ON v.n = x.version JOIN status s ON s.article = v.article
    WHERE x.picture = c.n AND (s.feed IN (SELECT value FROM json_each(@feeds))
      OR EXISTS (SELECT 1 FROM also_in o WHERE o.article = v.article AND o.feed IN (SELECT value FROM json_each(@feeds)))))`,
};

/** The first that shows it. */
const SHOWN_BY = `SELECT i.url, a.id, a.title, a.url AS page_url
  FROM picture i JOIN asset x ON x.picture = i.n JOIN version v ON v.n = x.version
  JOIN article a ON a.n = v.article AND a.shown = v.n WHERE i.n = ? LIMIT 1`;
type ShownBy = { url: string; id: ArticleId; title: string; page_url: string | null };

/** Without `worth`: lead pictures of all articles, newest first, before any second picture; hosts taking turns. */
export function imagesWanted(
  store: Store,
  limit: number,
  worth: Worth | null = null,
  feedIds: readonly FeedId[] | null = null,
): ImageWanted[] {
  const { database } = store;
  const asked = { database, nowMs: store.now(), limit, feeds: feedIds && feedNumbers(database, feedIds) };
  const chosen = worth === null ? newestInTurns(PICTURES, asked, true) : mostWorth(PICTURES, asked, worth);
  return chosen.flatMap(({ n, ...candidate }) => {
    const row = database.sql<ShownBy>(SHOWN_BY).get(n);
    if (row === undefined) return [];
    const { url, id: articleId, title, page_url: pageUrl } = row;
    return [{ url, articleId, title, pageUrl, feedIds: feedsThatShow(database, n), candidate }];
  });
}

/** Also those that only carry an article that another source brought first. */
function feedsThatShow(database: Database, picture: number): FeedId[] {
  return database
    .sql<{ id: FeedId }>(
      `WITH showing (article) AS (
         SELECT DISTINCT v.article FROM asset s JOIN version v ON v.n = s.version WHERE s.picture = ?
       ) SELECT id FROM feed WHERE n IN (SELECT t.feed FROM showing JOIN status t USING (article)
           UNION SELECT o.feed FROM showing JOIN also_in o USING (article)) ORDER BY n`,
    )
    .all(picture)
    .map(({ id }) => id);
}
