import type { FeedId } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { dropFeedBreaker, dropOriginBreakers } from './breakers.ts';
import type { Database } from './database.ts';
import { rankArticles, rankPictures } from './ranks.ts';
import { unindexArticle, unindexMany, writing } from './search-index.ts';
import { feedNumber, type Store } from './store.ts';
import { IS_NEEDED_BY_NONE } from './versions.ts';

/** At another address nothing is known of what the server last sent, nor of what the line did to it. */
export function forgetLearned(database: Database, feed: number): void {
  database
    .sql(
      `UPDATE feed SET etag = NULL, last_modified = NULL, sha256 = NULL, fresh_until_ms = NULL, retry_at_ms = NULL,
         domains = '[]', https_tried_ms = NULL, https_ok_ms = NULL, gone_days = 0, gone_first_ms = NULL, gone_last_ms = NULL,
         dns_blocked = 0 WHERE n = ?`,
    )
    .run(feed);
  dropFeedBreaker(database, feed);
  for (const table of ['feed_move', 'rhythm']) database.sql(`DELETE FROM ${table} WHERE feed = ?`).run(feed);
  database.sql(`DELETE FROM quarantine WHERE what = 'feed' AND feed = ?`).run(feed);
}

/**
 * Deletes the articles of a feed that is no longer in the library. What the person starred or what another feed carries
 * too stays; the feed then remains as its source.
 */
export function forgetFeed(store: Store, feedId: FeedId): void {
  const { database } = store;
  store.passes.delete(feedId);
  writing(store, () => {
    const feed = feedNumber(database, feedId);
    if (feed === null) return;
    const carried = database.sql<{ article: number }>('DELETE FROM also_in WHERE feed = ? RETURNING article').all(feed);
    // An article that another feed carries too moves there.
    const shared = database
      .sql<{ article: number; feed: number }>(
        `SELECT s.article, min(o.feed) AS feed FROM status s JOIN also_in o ON o.article = s.article
         WHERE s.feed = ? GROUP BY s.article`,
      )
      .all(feed);
    for (const move of shared) {
      database.sql('DELETE FROM also_in WHERE article = ? AND feed = ?').run(move.article, move.feed);
      database.sql('UPDATE status SET feed = ? WHERE article = ?').run(move.feed, move.article);
    }
    const hosts = hostsOf(database, feed);
    dropFeedBreaker(database, feed);
    for (const table of ['quarantine', 'feed_move', 'attempt', 'rhythm']) {
      database.sql(`DELETE FROM ${table} WHERE feed = ?`).run(feed);
    }
    const pictures = picturesOf(database, feed);
    const doomed = database
      .sql<{ article: number }>('SELECT article FROM status WHERE feed = ? AND starred_ms IS NULL AND saved = 0')
      .all(feed);
    unindexMany(store, doomed.length, () => {
      for (const { article } of doomed) deleteArticle(store, article);
    });
    dropOrphanPictures(database);
    rankArticles(
      database,
      [...carried, ...shared].map(({ article }) => article),
    );
    rankPictures(database, pictures);
    forgetOrigins(database, feed, hosts);
    database
      .sql(
        'DELETE FROM feed WHERE n = @feed AND subscribed = 0 AND NOT EXISTS (SELECT 1 FROM status WHERE feed = @feed)',
      )
      .run({ feed });
  });
}

/** Where a feed, its articles' pages and their pictures came from. */
function hostsOf(database: Database, feed: number): Set<string> {
  const rows = database
    .sql<{ host: string }>(
      `SELECT DISTINCT p.host FROM status s JOIN page p ON p.article = s.article WHERE s.feed = @feed
       UNION SELECT i.host FROM status s JOIN version v ON v.article = s.article JOIN asset a ON a.version = v.n
         JOIN picture i ON i.n = a.picture WHERE s.feed = @feed`,
    )
    .all({ feed });
  const url = database.sql<{ url: string }>('SELECT url FROM feed WHERE n = ?').get(feed)?.url ?? '';
  return new Set([...rows.map(({ host }) => host), hostOf(url)]);
}

/** Pictures of a feed's articles: some may stay, shown by another's. */
function picturesOf(database: Database, feed: number): number[] {
  return database
    .sql<{ picture: number }>(
      `SELECT DISTINCT x.picture FROM status s JOIN version v ON v.article = s.article JOIN asset x ON x.version = v.n
       WHERE s.feed = ?`,
    )
    .all(feed)
    .map(({ picture }) => picture);
}

/** What was learned of these hosts goes too, unless something that stays needs them. */
export function forgetOrigins(database: Database, feed: number, hosts: ReadonlySet<string>): void {
  const others = database.sql<{ url: string }>('SELECT url FROM feed WHERE n <> ?').all(feed);
  const shown = database
    .sql<{ host: string }>(
      `SELECT host FROM page WHERE host IN (SELECT value FROM json_each(@hosts))
       UNION SELECT host FROM picture WHERE host IN (SELECT value FROM json_each(@hosts))`,
    )
    .all({ hosts: JSON.stringify([...hosts]) });
  const needed = new Set([...others.map(({ url }) => hostOf(url)), ...shown.map(({ host }) => host)]);
  for (const host of hosts) {
    if (needed.has(host)) continue;
    for (const table of ['origin', 'route_record']) {
      database.sql(`DELETE FROM ${table} WHERE origin IN (?, ?)`).run(`http://${host}`, `https://${host}`);
    }
    dropOriginBreakers(database, host);
  }
}

export function hostOf(url: string): string {
  return parseHttpUrl(url)?.host ?? '';
}

function deleteArticle(store: Store, article: number): void {
  const { database } = store;
  unindexArticle(store, article);
  // In this order, for the counters' triggers look at the list row of what goes.
  database.sql('DELETE FROM also_in WHERE article = ?').run(article);
  database.sql('DELETE FROM version WHERE article = ?').run(article);
  database.sql('DELETE FROM status WHERE article = ?').run(article);
  database.sql('DELETE FROM article WHERE n = ?').run(article);
}

function dropOrphanPictures(database: Database): void {
  database.sql('DELETE FROM picture WHERE n NOT IN (SELECT picture FROM asset)').run();
  database.sql(`DELETE FROM image WHERE ${IS_NEEDED_BY_NONE}`).run();
}
