import type { ArticlePage, Input, ListView } from '../../shared/contract.ts';
import type { ArticleId, ArticleSummary, FeedId } from '../../shared/model.ts';
import type { Database } from './database.ts';
import { STORED } from './schema.ts';

/** Rows of "status" that a view shows, less the question of time; `@` names are bound. */
type Selection = {
  readonly where: string;
  readonly bind: Record<string, string | number>;
  readonly unreadOnly: boolean;
  /** It has few rows and an index of its own: those are looked at, rather than everything that is unread. */
  readonly few: boolean;
};

const EVERYTHING = 'TRUE';
/**
 * `@feeds`: JSON list of feed numbers. An article belongs to the feed that brought it first and to those that carry it too;
 * of the latter there are few, so that they are looked up once and not for every row.
 */
const IN_FEEDS = `(s.feed IN (SELECT value FROM json_each(@feeds))
  OR s.article IN (SELECT o.article FROM also_in o WHERE o.feed IN (SELECT value FROM json_each(@feeds))))`;

export function selectionOf(database: Database, view: ListView): Selection {
  const plain = { bind: {}, unreadOnly: false, few: false };
  switch (view.kind) {
    case 'all':
      return { ...plain, where: EVERYTHING };
    case 'unread':
      return { ...plain, where: EVERYTHING, unreadOnly: true };
    case 'today':
      return { ...plain, where: 's.sort_ms >= @sinceMs', bind: { sinceMs: view.sinceMs }, few: true };
    case 'starred':
      return { ...plain, where: 's.starred_ms IS NOT NULL', few: true };
    case 'saved':
      return { ...plain, where: 's.saved = 1', few: true };
    case 'feed': {
      const { unreadOnly } = view;
      const feed = database.sql<{ n: number }>('SELECT n FROM feed WHERE id = ?').get(view.feedId)?.n ?? -1;
      const also = database.sql('SELECT 1 FROM also_in WHERE feed = ? LIMIT 1').get(feed) !== undefined;
      // The plain form is answered from the index of that feed alone.
      if (!also) return { where: 's.feed = @feed', bind: { feed }, unreadOnly, few: true };
      return { where: IN_FEEDS, bind: { feeds: JSON.stringify([feed]) }, unreadOnly, few: false };
    }
    case 'folder': {
      const feeds = JSON.stringify(feedsInFolder(database, view.path));
      return { where: IN_FEEDS, bind: { feeds }, unreadOnly: view.unreadOnly, few: false };
    }
  }
}

function feedsInFolder(database: Database, path: readonly string[]): number[] {
  return database
    .sql<{ n: number; folder: string }>('SELECT n, folder FROM feed WHERE subscribed = 1')
    .all()
    .filter(({ folder }) => {
      const names = JSON.parse(folder) as string[];
      return path.every((name, level) => names[level] === name);
    })
    .map(({ n }) => n);
}

/**
 * Rows `offset .. offset + limit` of a view as it stood at `asOfMs`: what arrived later is left out, and in a list of unread
 * articles those that were read since stay. Walks one covering index, so that a deep offset costs milliseconds.
 * `unread` is how many of the view's articles are unread now.
 */
export function articles(database: Database, query: Input<'articles.list'>): ArticlePage {
  const selection = selectionOf(database, query.view);
  const newest = newestAt(database, query.asOfMs);
  const { unreadOnly } = selection;
  const parameters = { ...selection.bind, newest, ...(unreadOnly && { asOfMs: query.asOfMs }) };
  const conditions = conditionsOf(selection);
  // Two walks in the same order, merged: nearly all rows of a big archive are read, and stay out of the way.
  const list = unreadOnly
    ? `SELECT s.article, s.sort_ms FROM status s WHERE ${conditions.unread}
       UNION ALL SELECT s.article, s.sort_ms FROM status s INDEXED BY status_read WHERE ${conditions.readSince}
       ORDER BY 2 DESC, 1`
    : `SELECT s.article, s.sort_ms FROM status s WHERE ${conditions.present} ORDER BY s.sort_ms DESC, s.article`;
  const rows = database
    .sql<{ article: number }>(`${list} LIMIT @limit OFFSET @offset`)
    .all({ ...parameters, limit: query.limit, offset: query.offset });
  return {
    items: rows.map(({ article }) => summary(database, article)).filter((row) => row !== null),
    ...countsOf(database, selection, newest, query.asOfMs),
  };
}

function conditionsOf({ where, few }: Selection): { present: string; unread: string; readSince: string } {
  // A plus sign keeps SQLite from walking what the condition allows, where the view's own index is the shorter way.
  const present = `${where} AND +s.article <= @newest`;
  const unread = `${present} AND ${few ? '+' : ''}s.read_ms IS NULL`;
  return { present, unread, readSince: `${present} AND s.read_ms > @asOfMs` };
}

function countsOf(
  database: Database,
  selection: Selection,
  newest: number,
  asOfMs: number,
): { total: number; unread: number } {
  const conditions = conditionsOf(selection);
  const count = (condition: string, bound: object): number =>
    database.sql<{ count: number }>(`SELECT count(*) AS count FROM status s WHERE ${condition}`).get(bound)?.count ?? 0;
  const bound = { ...selection.bind, newest };
  const readSince = selection.unreadOnly ? count(conditions.readSince, { ...bound, asOfMs }) : 0;
  if (selection.where === EVERYTHING) {
    // The totals are kept; only what has arrived since is counted.
    const all = database.sql<{ articles: number; unread: number }>('SELECT articles, unread FROM totals').get();
    const unread = (all?.unread ?? 0) - count('s.article > @newest AND +s.read_ms IS NULL', { newest });
    if (selection.unreadOnly) return { total: unread + readSince, unread };
    return { total: (all?.articles ?? 0) - count('s.article > @newest', { newest }), unread };
  }
  const unread = count(conditions.unread, bound);
  return { total: selection.unreadOnly ? unread + readSince : count(conditions.present, bound), unread };
}

/** The last article that had arrived by then. Numbers rise as time does, so that one number stands for the moment. */
export function newestAt(database: Database, asOfMs: number): number {
  return (
    database
      .sql<{ article: number }>('SELECT article FROM status WHERE seen_ms <= ? ORDER BY article DESC LIMIT 1')
      .get(asOfMs)?.article ?? 0
  );
}

export type SummaryRow = {
  id: ArticleId;
  feed_id: FeedId | null;
  feed_title: string;
  title: string;
  url: string | null;
  excerpt: string;
  direction: 'ltr' | 'rtl';
  sort_ms: number;
  published_ms: number | null;
  stored: 0 | 1 | 2;
  read_ms: number | null;
  starred_ms: number | null;
};

export const SUMMARY_COLUMNS = `a.id, f.id AS feed_id, coalesce(f.given_title, f.own_title, f.url, a.source_title, '') AS feed_title,
  a.title, a.url, a.excerpt, a.direction, s.sort_ms, a.published_ms, a.stored, s.read_ms, s.starred_ms`;
export const SUMMARY_TABLES = 'article a JOIN status s ON s.article = a.n LEFT JOIN feed f ON f.n = s.feed';

export function summary(database: Database, article: number): ArticleSummary | null {
  const row = database.sql<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM ${SUMMARY_TABLES} WHERE a.n = ?`).get(article);
  return row ? summaryOf(row) : null;
}

export function summaryOf(row: SummaryRow): ArticleSummary {
  return {
    id: row.id,
    feedId: row.feed_id,
    feedTitle: row.feed_title,
    title: row.title,
    url: row.url,
    excerpt: row.excerpt,
    direction: row.direction,
    sortMs: row.sort_ms,
    publishedMs: row.published_ms,
    stored: STORED[row.stored],
    read: row.read_ms !== null,
    starred: row.starred_ms !== null,
  };
}
