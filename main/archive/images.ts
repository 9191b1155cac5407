import { hash } from 'node:crypto';
import type { ArticleId, FeedId, ImageInfo, Sha256 } from '../../shared/model.ts';
import { afterAttempt, MAX_PAUSE_MS, isHearsay, type Verdict } from './attempts.ts';
import type { Database } from './database.ts';
import type { Arrival, ImageWanted, StoredImage } from './face.ts';
import { releaseWhenVerified } from './quarantine.ts';
import type { Store } from './store.ts';
import { inTurns } from './turns.ts';
import { setStored } from './versions.ts';

const WANTED = 1;
const STORED = 2;
const REFUSED = 3;
const GONE = 4;
export const PICTURE_STATES = { 1: 'wanted', 2: 'stored', 3: 'refused', 4: 'gone' } as const;

type WantedRow = { n: number; url: string; id: ArticleId; title: string; page_url: string | null; sort_ms: number };

/** Lead pictures of all articles, newest first, before any second picture; hosts taking turns. */
export function imagesWanted(store: Store, limit: number): ImageWanted[] {
  const { database } = store;
  const nowMs = store.now();
  const hosts = database
    .sql<{ host: string }>(
      `WITH RECURSIVE next (host) AS (
         SELECT min(host) FROM picture WHERE state = ${WANTED}
         UNION ALL SELECT (SELECT min(host) FROM picture WHERE state = ${WANTED} AND host > next.host) FROM next WHERE host IS NOT NULL
       ) SELECT host FROM next WHERE host IS NOT NULL`,
    )
    .all();
  // Only pictures that some article shows; those of a version that is not shown wait until it is.
  const newest = database.sql<WantedRow>(
    `SELECT i.n, i.url, a.id, a.title, a.url AS page_url, i.sort_ms
     FROM picture i JOIN asset s ON s.picture = i.n JOIN version v ON v.n = s.version JOIN article a ON a.n = v.article AND a.shown = v.n
     WHERE i.state = ${WANTED} AND i.host = @host AND i.lead = @lead
       AND (i.retry_ms <= @nowMs OR i.retry_ms > @nowMs + ${MAX_PAUSE_MS})
     GROUP BY i.n ORDER BY i.lead DESC, i.sort_ms DESC, i.n LIMIT @count`,
  );
  const take = (lead: number, count: number): WantedRow[] =>
    inTurns(
      hosts.map(({ host }) => newest.all({ host, lead, nowMs, count })),
      count,
    );
  const leads = take(1, limit);
  const rows = leads.length < limit ? [...leads, ...take(0, limit - leads.length)] : leads;
  return rows.map(({ n, url, id, title, page_url: pageUrl }) => {
    return { url, articleId: id, title, pageUrl, feedIds: feedsThatShow(database, n) };
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

/** Stored once for the same bytes, however many addresses lead to them. */
export function addImage(
  store: Store,
  url: string,
  bytes: Uint8Array,
  info: ImageInfo,
  arrival: Arrival | null = null,
): void {
  const { database } = store;
  const sha256 = hash('sha256', bytes, 'buffer');
  database.transaction(() => {
    database
      .sql(`INSERT OR IGNORE INTO image (sha256, media_type, width, height, complete, bytes) VALUES (?, ?, ?, ?, ?, ?)`)
      .run(sha256, info.mediaType, info.width, info.height, Number(info.complete), bytes);
    const image = database.sql<{ n: number }>('SELECT n FROM image WHERE sha256 = ?').get(sha256)?.n;
    database
      .sql(`UPDATE picture SET state = ${STORED}, image = ?, outcome = 'OK', reason = NULL, vouched = ? WHERE url = ?`)
      .run(image, arrival?.authority ?? null, url);
    settleArticles(store, url);
    releaseWhenVerified(store, 'image', url, arrival);
  });
}

export function imageTried(store: Store, url: string, verdict: Verdict): void {
  const { database } = store;
  database.transaction(() => {
    const row = database
      .sql<{ attempts: number; state: number }>('SELECT attempts, state FROM picture WHERE url = ?')
      .get(url);
    if (row === undefined || row.state === STORED) return;
    const { final, attempts, pauseMs } = afterAttempt(verdict.outcome, row.attempts, isHearsay(verdict, url));
    const missing =
      verdict.outcome !== 'NOT_AN_IMAGE' && verdict.outcome !== 'TOO_LARGE' && verdict.outcome !== 'REFUSED_TARGET';
    const state = !final ? WANTED : missing ? GONE : REFUSED;
    database
      .sql('UPDATE picture SET state = ?, attempts = ?, retry_ms = ?, outcome = ?, reason = ? WHERE url = ?')
      .run(state, attempts, store.now() + pauseMs, verdict.outcome, verdict.reason, url);
    if (state !== WANTED) settleArticles(store, url);
  });
}

export function imageHosts(database: Database, sha256: Sha256): string[] {
  const hosts = database
    .sql<{ host: string }>(
      `SELECT DISTINCT p.host FROM image i JOIN picture p ON p.image = i.n WHERE i.sha256 = ? ORDER BY p.host`,
    )
    .all(Buffer.from(sha256, 'hex'));
  return [...new Set(hosts.map(({ host }) => host.replace(/:\d+$/, '')))];
}

/** Brings the articles that show a picture in line with what became of it. */
export function settleArticles(store: Store, url: string): void {
  const articles = store.database
    .sql<{ n: number }>(
      `SELECT DISTINCT a.n FROM picture i JOIN asset s ON s.picture = i.n JOIN version v ON v.n = s.version
       JOIN article a ON a.n = v.article AND a.shown = v.n WHERE i.url = ?`,
    )
    .all(url);
  for (const { n } of articles) setStored(store, n);
}

export function image(database: Database, sha256: Sha256): StoredImage | null {
  const row = database
    .sql<{ bytes: Buffer; media_type: string }>('SELECT bytes, media_type FROM image WHERE sha256 = ?')
    .get(Buffer.from(sha256, 'hex'));
  return row ? { bytes: row.bytes, mediaType: row.media_type } : null;
}
