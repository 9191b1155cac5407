import {
  type FeedId,
  type FeedSummary,
  type FetchOutcome,
  isSuccess,
  type Library,
  type Outcome,
  type ParsedFeed,
} from '../../shared/model.ts';
import type { Database } from './database.ts';
import type { FeedFacts, FeedToFetch } from './face.ts';
import { unindexArticle, unindexMany, writing } from './search-index.ts';
import { feedNumber, type Store } from './store.ts';

/** What the page or feed calls itself is shown in a narrow column. */
const MAX_TITLE_LENGTH = 200;

/** Brings the feed table in line with library.json. Feeds that are gone from there stay as sources of their articles. */
export function reconcile(database: Database, library: Library): void {
  database.transaction(() => {
    database.sql('UPDATE feed SET subscribed = 0 WHERE subscribed = 1').run();
    const upsert = database.sql(
      `INSERT INTO feed (id, url, given_title, site_url, folder, place, subscribed) VALUES (@id, @url, @title, @siteUrl, @folder, @place, 1)
       ON CONFLICT (id) DO UPDATE SET given_title = @title, site_url = @siteUrl, folder = @folder, place = @place, subscribed = 1,
         -- At another address nothing is known of what the server last sent.
         etag = iif(url = @url, etag, NULL), last_modified = iif(url = @url, last_modified, NULL),
         sha256 = iif(url = @url, sha256, NULL), fresh_until_ms = iif(url = @url, fresh_until_ms, NULL),
         retry_at_ms = iif(url = @url, retry_at_ms, NULL), url = @url`,
    );
    for (const [place, { id, url, title, siteUrl, folder }] of library.subscriptions.entries()) {
      upsert.run({ id, url, title, siteUrl, folder: JSON.stringify(folder), place });
    }
    // A source without articles has nothing left to say.
    database
      .sql(
        `DELETE FROM feed WHERE subscribed = 0 AND NOT EXISTS (SELECT 1 FROM status WHERE feed = feed.n)
           AND NOT EXISTS (SELECT 1 FROM also_in WHERE feed = feed.n)`,
      )
      .run();
  });
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
    }>(
      `SELECT id, url, coalesce(given_title, own_title, url) AS title, etag, last_modified, sha256, last_attempt_ms,
         last_success_ms, retry_at_ms, fresh_until_ms FROM feed WHERE subscribed = 1 ORDER BY place`,
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
    }));
}

export function feedDone(store: Store, feedId: FeedId, feed: Omit<ParsedFeed, 'items'>, facts: FeedFacts): void {
  const nowMs = store.now();
  store.passes.delete(feedId);
  store.database
    .sql(
      `UPDATE feed SET own_title = coalesce(?, own_title), own_site_url = coalesce(?, own_site_url),
         language = coalesce(?, language), etag = ?, last_modified = ?, sha256 = ?, fresh_until_ms = ?, retry_at_ms = NULL,
         last_attempt_ms = ?, last_success_ms = ?, last_outcome = 'OK', last_reason = NULL WHERE id = ?`,
    )
    .run(
      feed.title?.trim().slice(0, MAX_TITLE_LENGTH) || null,
      feed.link,
      feed.language,
      facts.validators.etag,
      facts.validators.lastModified,
      facts.sha256,
      facts.freshForMs === null ? null : nowMs + facts.freshForMs,
      nowMs,
      nowMs,
      feedId,
    );
}

export function feedTried(
  store: Store,
  feedId: FeedId,
  fetched: FetchOutcome,
  verdict: { readonly outcome: Outcome; readonly reason: string },
): void {
  const { database } = store;
  const nowMs = store.now();
  store.passes.delete(feedId);
  const success = isSuccess(verdict.outcome);
  database.transaction(() => {
    database
      .sql(
        `UPDATE feed SET last_attempt_ms = ?, last_success_ms = iif(?, ?, last_success_ms), last_outcome = ?, last_reason = ?,
           retry_at_ms = ? WHERE id = ?`,
      )
      .run(nowMs, Number(success), nowMs, verdict.outcome, verdict.reason, fetched.retryAtMs, feedId);
    // The same bytes as before: servers change an ETag without changing a byte. Where none were kept the document had
    // been cut short, and with its ETag the server would answer "not modified" for ever.
    if (verdict.outcome === 'OK' && fetched.outcome === 'OK') {
      database
        .sql(
          `UPDATE feed SET etag = ?, last_modified = ?, fresh_until_ms = ?
           WHERE id = ? AND (etag IS NOT NULL OR last_modified IS NOT NULL)`,
        )
        .run(
          fetched.validators.etag,
          fetched.validators.lastModified,
          fetched.freshForMs === null ? null : nowMs + fetched.freshForMs,
          feedId,
        );
    }
  });
}

/** Sources in the library's order; behind them those that were unsubscribed and whose articles were kept. */
export function feeds(database: Database): FeedSummary[] {
  return database
    .sql<{
      id: FeedId;
      title: string;
      url: string;
      siteUrl: string | null;
      folder: string;
      total: number;
      unread: number;
      lastSuccessMs: number | null;
      lastAttemptMs: number | null;
      lastOutcome: Outcome | null;
      lastReason: string | null;
      subscribed: number;
    }>(
      `SELECT f.id, coalesce(f.given_title, f.own_title, f.url) AS title, f.url, coalesce(f.site_url, f.own_site_url) AS siteUrl,
         f.folder, t.total, t.unread, f.last_success_ms AS lastSuccessMs, f.last_attempt_ms AS lastAttemptMs,
         f.last_outcome AS lastOutcome, f.last_reason AS lastReason, f.subscribed
       FROM feed f JOIN tally t ON t.feed = f.n ORDER BY f.subscribed DESC, f.place, f.n`,
    )
    .all()
    .map((row) => ({ ...row, folder: JSON.parse(row.folder) as string[], subscribed: row.subscribed === 1 }));
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
    const doomed = database
      .sql<{ article: number }>('SELECT article FROM status WHERE feed = ? AND starred_ms IS NULL AND saved = 0')
      .all(feed);
    unindexMany(store, doomed.length, () => {
      for (const { article } of doomed) deleteArticle(store, article);
    });
    dropOrphanPictures(database);
    database
      .sql(
        'DELETE FROM feed WHERE n = @feed AND subscribed = 0 AND NOT EXISTS (SELECT 1 FROM status WHERE feed = @feed)',
      )
      .run({ feed });
  });
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
