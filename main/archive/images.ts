import { hash } from 'node:crypto';
import type { ImageInfo, Sha256 } from '../../shared/model.ts';
import { afterAttempt, isHearsay, type Verdict } from './attempts.ts';
import type { Database } from './database.ts';
import type { Arrival, StoredImage } from './face.ts';
import { releaseWhenVerified } from './quarantine.ts';
import { rankPictures } from './ranks.ts';
import type { Store } from './store.ts';
import { setStored } from './versions.ts';

const WANTED = 1;
const STORED = 2;
const REFUSED = 3;
const GONE = 4;
export const PICTURE_STATES = { 1: 'wanted', 2: 'stored', 3: 'refused', 4: 'gone' } as const;

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
      .sql<{ n: number; attempts: number; state: number }>('SELECT n, attempts, state FROM picture WHERE url = ?')
      .get(url);
    if (row === undefined || row.state === STORED) return;
    const { final, attempts, pauseMs } = afterAttempt(verdict.outcome, row.attempts, isHearsay(verdict, url));
    const missing =
      verdict.outcome !== 'NOT_AN_IMAGE' && verdict.outcome !== 'TOO_LARGE' && verdict.outcome !== 'REFUSED_TARGET';
    const state = !final ? WANTED : missing ? GONE : REFUSED;
    database
      .sql('UPDATE picture SET state = ?, attempts = ?, retry_ms = ?, outcome = ?, reason = ? WHERE url = ?')
      .run(state, attempts, store.now() + pauseMs, verdict.outcome, verdict.reason, url);
    if (row.state !== WANTED) rankPictures(database, [row.n]);
    if (state !== WANTED) settleArticles(store, url);
  });
}

export function imageHosts(database: Database, sha256: Sha256): string[] {
  const hosts = database
    .sql<{ host: string }>(
      `SELECT DISTINCT p.host FROM image i JOIN picture p ON p.image = i.n WHERE i.sha256 = ? AND p.host <> '' ORDER BY p.host`,
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

/** Somebody sees it, as part of a statement on `image`. */
export const IS_SEEN = `EXISTS (SELECT 1 FROM picture p JOIN asset x ON x.picture = p.n JOIN version v ON v.n = x.version
  JOIN status s ON s.article = v.article WHERE p.image = image.n)`;

/** Not of an import that is not finished, and nowhere else: who knows its hash could tell what is being brought in. */
const IS_HERE = `(NOT EXISTS (SELECT 1 FROM incoming_image i WHERE i.image = image.n AND i.fresh = 1) OR ${IS_SEEN})`;

export function image(database: Database, sha256: Sha256): StoredImage | null {
  const row = database
    .sql<{ bytes: Buffer; media_type: string }>(`SELECT bytes, media_type FROM image WHERE sha256 = ? AND ${IS_HERE}`)
    .get(Buffer.from(sha256, 'hex'));
  return row ? { bytes: row.bytes, mediaType: row.media_type } : null;
}

/** Its type and size in bytes; its bytes stay where they are. */
export function imageFacts(database: Database, sha256: Sha256): { mediaType: string; bytes: number } | null {
  const row = database
    .sql<{ media_type: string; size: number }>(
      `SELECT media_type, length(bytes) AS size FROM image WHERE sha256 = ? AND ${IS_HERE}`,
    )
    .get(Buffer.from(sha256, 'hex'));
  return row ? { mediaType: row.media_type, bytes: row.size } : null;
}
