import type { FeedId, FeedSummary, Library, Outcome } from '../../shared/model.ts';
import { effectiveRule } from '../../shared/schedule.ts';
import type { Database } from './database.ts';
import type { FeedToFetch } from './face.ts';
import { knownDomains, SEEMS_GONE } from './feed-outcomes.ts';
import { clearLog } from './attempt-log.ts';
import { keepExportRuns } from './export-runs.ts';
import { forgetLearned, forgetOrigins, hostOf } from './forget.ts';
import { priorityOf, rankAllOf, rankOf } from './ranks.ts';
import { rhythmOf } from './rhythms.ts';

/** Brings the feed table in line with library.json. Feeds that are gone from there stay as sources of their articles. */
export function reconcile(database: Database, library: Library): void {
  database.transaction(() => {
    database.sql('UPDATE feed SET subscribed = 0 WHERE subscribed = 1').run();
    const upsert = database.sql(
      `INSERT INTO feed (id, url, given_title, site_url, folder, place, subscribed, rank, every_minutes)
         VALUES (@id, @url, @title, @siteUrl, @folder, @place, 1, @rank, @everyMinutes)
       ON CONFLICT (id) DO UPDATE SET given_title = @title, site_url = @siteUrl, folder = @folder, place = @place, subscribed = 1,
         url = @url, rank = @rank, every_minutes = @everyMinutes`,
    );
    const before = database.sql<{ n: number; url: string; rank: number }>('SELECT n, url, rank FROM feed WHERE id = ?');
    const reranked: number[] = [];
    for (const [place, subscription] of library.subscriptions.entries()) {
      const { id, url, title, siteUrl, folder } = subscription;
      const { priority, everyMinutes } = effectiveRule(subscription, library.schedule.folders);
      const known = before.get(id);
      if (known && known.url !== url) forgetLearned(database, known.n);
      if (known && known.rank !== rankOf(priority)) reranked.push(known.n);
      const rule = { rank: rankOf(priority), everyMinutes };
      upsert.run({ id, url, title, siteUrl, folder: JSON.stringify(folder), place, ...rule });
    }
    // What its owner said of a source went with it.
    const left = database
      .sql<{ n: number }>(
        'UPDATE feed SET rank = @normal, every_minutes = NULL WHERE subscribed = 0 AND (rank <> @normal OR every_minutes IS NOT NULL) RETURNING n',
      )
      .all({ normal: rankOf('normal') });
    rankAllOf(database, [...reranked, ...left.map(({ n }) => n)]);
    for (const table of ['feed_move', 'rhythm']) {
      database.sql(`DELETE FROM ${table} WHERE feed IN (SELECT n FROM feed WHERE subscribed = 0)`).run();
    }
    database.sql(`DELETE FROM breaker WHERE key IN (SELECT 'feed ' || id FROM feed WHERE subscribed = 0)`).run();
    keepExportRuns(
      database,
      library.schedule.exports.map(({ id }) => id),
    );
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

export function feedsToFetch(database: Database, ids: readonly FeedId[] | null = null): FeedToFetch[] {
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
      rank: number;
      every_minutes: number | null;
      last_outcome: Outcome | null;
      rhythm: string | null;
    }>(
      `SELECT f.id, f.url, coalesce(f.given_title, f.own_title, f.url) AS title, f.etag, f.last_modified, f.sha256,
         f.last_attempt_ms, f.last_success_ms, f.retry_at_ms, f.fresh_until_ms, f.own_title, f.own_site_url, f.domains,
         f.https_tried_ms, f.https_ok_ms, f.rank, f.every_minutes, f.last_outcome, r.facts AS rhythm
       FROM feed f LEFT JOIN rhythm r ON r.feed = f.n AND json_valid(r.facts) WHERE f.subscribed = 1 ${ids === null ? '' : 'AND f.id IN (SELECT value FROM json_each(?))'} ORDER BY f.place`,
    )
    .all(...(ids === null ? [] : [JSON.stringify(ids)]))
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
      priority: priorityOf(row.rank),
      everyMinutes: row.every_minutes,
      lastOutcome: row.last_outcome,
      rhythm: rhythmOf(row.rhythm),
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
