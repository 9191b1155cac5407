import type { Priority } from '../../shared/schedule.ts';
import type { Database } from './database.ts';

/** What a source's own rule, or its folder's, makes of its pages and pictures. */
const RANKS: Readonly<Record<Priority, number>> = { low: 0, normal: 1, high: 2 };
const PRIORITY_OF_RANK = ['low', 'normal', 'high'] as const;
/** Before everything else: the reader starred the article, or opened it while only its headline was here. */
const WAITED_FOR = 3;

export function rankOf(priority: Priority): number {
  return RANKS[priority];
}

export function priorityOf(rank: number): Priority {
  return PRIORITY_OF_RANK[rank] ?? 'normal';
}

/** Of the row `s` of status: the highest of its sources. One that came from none is like any other. */
const RANK = `CASE WHEN s.starred_ms IS NOT NULL OR s.asked = 1 THEN ${WAITED_FOR} ELSE max(
    coalesce((SELECT f.rank FROM feed f WHERE f.n = s.feed), ${RANKS.normal}),
    coalesce((SELECT max(f.rank) FROM also_in o JOIN feed f ON f.n = o.feed WHERE o.article = s.article), ${RANKS.low})) END`;

/** `article`: a column with its number, or a parameter. */
export function rankOfArticle(article: string): string {
  return `(SELECT ${RANK} FROM status s WHERE s.article = ${article})`;
}
const PAGE_RANK = rankOfArticle('page.article');
/** Of the row of picture at hand: the highest of the articles that show it; none does, and it waits until one does. */
const PICTURE_RANK = `coalesce((SELECT max(${RANK}) FROM asset x JOIN version v ON v.n = x.version
    JOIN article a ON a.n = v.article AND a.shown = v.n JOIN status s ON s.article = a.n WHERE x.picture = picture.n), -1)`;

/** What is wanted and ranked otherwise than it should be. */
export const WRONG_PAGE_RANKS = `SELECT article FROM page WHERE state = 1 AND rank <> ${PAGE_RANK}`;
export const WRONG_PICTURE_RANKS = `SELECT n FROM picture WHERE state = 1 AND rank <> ${PICTURE_RANK}`;

/** Those that a feed brought first, and those it only carries too. */
const OF_FEEDS = `SELECT article FROM status WHERE feed IN (SELECT value FROM json_each(@these))
  UNION SELECT article FROM also_in WHERE feed IN (SELECT value FROM json_each(@these))`;
const THESE = 'SELECT value FROM json_each(@these)';

/** To be called when the rank of feeds changed: what is still wanted of them follows. */
export function rankAllOf(database: Database, feeds: readonly number[]): void {
  rankWanted(database, OF_FEEDS, feeds);
}

/** To be called when articles were starred or asked for, or got or lost a source. */
export function rankArticles(database: Database, articles: readonly number[]): void {
  rankWanted(database, THESE, articles);
}

/** To be called when pictures came to be wanted or shown, or are no more. */
export function rankPictures(database: Database, pictures: readonly number[]): void {
  if (pictures.length === 0) return;
  database
    .sql(`UPDATE picture SET rank = ${PICTURE_RANK} WHERE state = 1 AND n IN (${THESE}) AND rank <> ${PICTURE_RANK}`)
    .run({ these: JSON.stringify(pictures) });
}

function rankWanted(database: Database, articles: string, these: readonly number[]): void {
  if (these.length === 0) return;
  const bind = { these: JSON.stringify(these) };
  database
    .sql(`UPDATE page SET rank = ${PAGE_RANK} WHERE state = 1 AND article IN (${articles}) AND rank <> ${PAGE_RANK}`)
    .run(bind);
  database
    .sql(
      `UPDATE picture SET rank = ${PICTURE_RANK} WHERE state = 1 AND rank <> ${PICTURE_RANK}
         AND n IN (SELECT x.picture FROM article a JOIN asset x ON x.version = a.shown WHERE a.n IN (${articles}))`,
    )
    .run(bind);
}

/** For an archive that was put together from what was left of it. */
export function rankEverything(database: Database): void {
  database.connection.exec(`
    UPDATE page SET rank = ${PAGE_RANK} WHERE state = 1;
    UPDATE picture SET rank = ${PICTURE_RANK} WHERE state = 1;
  `);
}
