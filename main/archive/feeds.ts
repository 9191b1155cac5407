import type { FeedId, FeedSummary, Library } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { Database } from './database.ts';
import type { FeedToFetch } from './face.ts';
import { knownDomains, SEEMS_GONE } from './feed-outcomes.ts';
import { clearLog } from './attempt-log.ts';
import { unindexArticle, unindexMany, writing } from './search-index.ts';
import { feedNumber, type Store } from './store.ts';

/** Brings the feed table in line with library.json. Feeds that are gone from there stay as sources of their articles. */
export function reconcile(database: Database, library: Library): void {
  database.transaction(() => {
    database.sql('UPDATE feed SET subscribed = 0 WHERE subscribed = 1').run();
    const upsert = database.sql(
      `INSERT INTO feed (id, url, given_title, site_url, folder, place, subscribed) VALUES (@id, @url, @title, @siteUrl, @folder, @place, 1)
       ON CONFLICT (id) DO UPDATE SET given_title = @title, site_url = @siteUrl, folder = @folder, place = @place, subscribed = 1,
         url = @url`,
    );
    const moved = database.sql<{ n: number }>('SELECT n FROM feed WHERE id = ? AND url <> ?');
    for (const [place, { id, url, title, siteUrl, folder }] of library.subscriptions.entries()) {
      const elsewhere = moved.get(id, url);
      if (elsewhere) forgetLearned(database, elsewhere.n);
      upsert.run({ id, url, title, siteUrl, folder: JSON.stringify(folder), place });
    }
    database.sql('DELETE FROM feed_move WHERE feed IN (SELECT n FROM feed WHERE subscribed = 0)').run();
    database
      .sql(`DELETE FROM quarantine WHERE what = 'feed' AND feed IN (SELECT n FROM feed WHERE subscribed = 0)`)
      .run();
    // The owner's word is kept whoever forgets to: without it there is no log.
    if (!library.network.log) clearLog(database);
    // A source without articles has nothing left to say.
    const silent = database
      .sql<{ n: number; url: string }>(
        `SELECT n, url FROM feed WHERE subscribed = 0 AND NOT EXISTS (SELECT 1 FROM status WHERE feed = feed.n)
           AND NOT EXISTS (SELECT 1 FROM also_in WHERE feed = feed.n)`,
      )
      .all();
    for (const { n, url } of silent) {
      forgetOrigins(database, n, new Set([hostOf(url)]));
      database.sql('DELETE FROM feed WHERE n = ?').run(n);
    }
  });
}

/** At another address nothing is known of what the server last sent, nor of what the line did to it. */
function forgetLearned(database: Database, feed: number): void {
  database
    .sql(
      `UPDATE feed SET etag = NULL, last_modified = NULL, sha256 = NULL, fresh_until_ms = NULL, retry_at_ms = NULL,
         domains = '[]', https_tried_ms = NULL, https_ok_ms = NULL, gone_days = 0, gone_first_ms = NULL, gone_last_ms = NULL,
         dns_blocked = 0 WHERE n = ?`,
    )
    .run(feed);
  database.sql('DELETE FROM feed_move WHERE feed = ?').run(feed);
  database.sql(`DELETE FROM quarantine WHERE what = 'feed' AND feed = ?`).run(feed);
}

export function feedsToFetch(database: Database): FeedToFetch[] {
  return database
    .sql<{
      id: FeedId;
      url: string;
      title: string;
      etag: string | null;
      last_modified: string | null;
      sha256: FeedToFetch['sha256'];
      last_attempt_ms: number | null;
      last_success_ms: number | null;
      retry_at_ms: number | null;
      fresh_until_ms: number | null;
      own_title: string | null;
      own_site_url: string | null;
      domains: string;
      https_tried_ms: number | null;
      https_ok_ms: number | null;
    }>(
      `SELECT id, url, coalesce(given_title, own_title, url) AS title, etag, last_modified, sha256, last_attempt_ms,
         last_success_ms, retry_at_ms, fresh_until_ms, own_title, own_site_url, domains, https_tried_ms, https_ok_ms FROM feed WHERE subscribed = 1 ORDER BY place`,
    )
    .all()
    .map((row) => ({
      id: row.id,
      url: row.url,
      title: row.title,
      validators: { etag: row.etag, lastModified: row.last_modified },
      sha256: row.sha256,
      lastAttemptMs: row.last_attempt_ms,
      lastSuccessMs: row.last_success_ms,
      retryAtMs: row.retry_at_ms,
      freshUntilMs: row.fresh_until_ms,
      ownTitle: row.own_title,
      ownSiteUrl: row.own_site_url,
      knownDomains: knownDomains(row),
      httpsTriedMs: row.https_tried_ms,
      httpsOkMs: row.https_ok_ms,
    }));
}

/** Sources in the library's order; behind them those that were unsubscribed and whose articles were kept. */
export function feeds(database: Database): FeedSummary[] {
  return database
    .sql<FeedRow>(
      `SELECT f.id, coalesce(f.given_title, f.own_title, f.url) AS title, f.url, coalesce(f.site_url, f.own_site_url) AS siteUrl,
         f.folder, t.total, t.unread, f.last_success_ms AS lastSuccessMs, f.last_attempt_ms AS lastAttemptMs,
         f.last_outcome AS lastOutcome, f.last_reason AS lastReason, f.subscribed, f.last_route AS lastRoute,
         f.last_bytes AS lastBytes, f.total_bytes AS totalBytes, f.authority, ${SEEMS_GONE} IS TRUE AS seemsGone,
         f.dns_blocked AS dnsBlocked
       FROM feed f JOIN tally t ON t.feed = f.n ORDER BY f.subscribed DESC, f.place, f.n`,
    )
    .all()
    .map((row) => ({
      ...row,
      folder: JSON.parse(row.folder) as string[],
      subscribed: row.subscribed === 1,
      seemsGone: row.seemsGone === 1,
      dnsBlocked: row.dnsBlocked === 1,
    }));
}

type FeedRow = Omit<FeedSummary, 'folder' | 'subscribed' | 'seemsGone' | 'dnsBlocked'> & {
  folder: string;
  subscribed: number;
  seemsGone: number;
  dnsBlocked: number;
};

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
    database.sql('DELETE FROM also_in WHERE feed = ?').run(feed);
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
    database.sql('DELETE FROM quarantine WHERE feed = ?').run(feed);
    database.sql('DELETE FROM feed_move WHERE feed = ?').run(feed);
    database.sql('DELETE FROM attempt WHERE feed = ?').run(feed);
    const doomed = database
      .sql<{ article: number }>('SELECT article FROM status WHERE feed = ? AND starred_ms IS NULL AND saved = 0')
      .all(feed);
    unindexMany(store, doomed.length, () => {
      for (const { article } of doomed) deleteArticle(store, article);
    });
    dropOrphanPictures(database);
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

/** What was learned of these hosts goes too, unless something that stays needs them. */
function forgetOrigins(database: Database, feed: number, hosts: ReadonlySet<string>): void {
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
  }
}

function hostOf(url: string): string {
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
  database.sql('DELETE FROM image WHERE n NOT IN (SELECT image FROM picture WHERE image IS NOT NULL)').run();
}
