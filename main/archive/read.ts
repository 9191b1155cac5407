import type { Article, ArticleId, Enclosure, Outcome, Sha256 } from '../../shared/model.ts';
import { unpackText } from './body-codec.ts';
import type { Database } from './database.ts';
import type { ArticleBody } from './face.ts';
import { PICTURE_STATES } from './images.ts';
import { SUMMARY_COLUMNS, SUMMARY_TABLES, summaryOf, type SummaryRow } from './lists.ts';
import { textOfVersion } from './search-index.ts';

type ArticleRow = SummaryRow & {
  byline: string | null;
  language: string | null;
  fetched_ms: number | null;
  origin: Article['origin'];
  versions: number;
  words: number | null;
  shown: number;
  page_outcome: Outcome | null;
  enclosures: string | null;
  sender_key: string | null;
};

export function article(database: Database, id: ArticleId): Article | null {
  const row = database
    .sql<ArticleRow>(
      `SELECT ${SUMMARY_COLUMNS}, a.byline, a.language, v.stored_ms AS fetched_ms, v.origin, v.words, a.shown,
         (SELECT count(*) FROM version WHERE article = a.n) AS versions,
         iif(p.state = 2, NULL, p.outcome) AS page_outcome, a.enclosures, r.key AS sender_key
       FROM ${SUMMARY_TABLES} LEFT JOIN version v ON v.n = a.shown LEFT JOIN page p ON p.article = a.n
       LEFT JOIN received_from r ON r.version = v.n WHERE a.id = ?`,
    )
    .get(id);
  if (row === undefined) return null;
  return {
    ...summaryOf(row),
    byline: row.byline,
    language: row.language,
    fetchedMs: row.fetched_ms,
    origin: row.origin,
    versions: row.versions,
    words: row.words ?? 0,
    images: countImages(database, row.shown),
    pageOutcome: row.page_outcome,
    enclosures: row.enclosures === null ? [] : (JSON.parse(row.enclosures) as Enclosure[]),
    // Who a key belongs to is not the archive's to know.
    receivedFrom:
      row.origin === 'bundle' ? { sender: null, publicKey: row.sender_key, signed: row.sender_key !== null } : null,
  };
}

function countImages(database: Database, version: number): Article['images'] {
  const counts = { stored: 0, wanted: 0, refused: 0, gone: 0 };
  const rows = database
    .sql<{ state: 1 | 2 | 3 | 4; count: number }>(
      `SELECT i.state, count(*) AS count FROM asset s JOIN picture i ON i.n = s.picture WHERE s.version = ? GROUP BY i.state`,
    )
    .all(version);
  for (const { state, count } of rows) counts[PICTURE_STATES[state]] = count;
  return counts;
}

export function body(database: Database, id: ArticleId): ArticleBody | null {
  const row = database
    .sql<{
      title: string;
      byline: string | null;
      url: string | null;
      language: string | null;
      direction: 'ltr' | 'rtl';
      published_ms: number | null;
      shown: number | null;
      codec: number | null;
      body: Buffer | null;
    }>(
      `SELECT a.title, a.byline, a.url, a.language, a.direction, a.published_ms, a.shown, v.codec, v.body
       FROM article a LEFT JOIN version v ON v.n = a.shown WHERE a.id = ?`,
    )
    .get(id);
  if (row === undefined) return null;
  return {
    title: row.title,
    byline: row.byline,
    url: row.url,
    language: row.language,
    direction: row.direction,
    publishedMs: row.published_ms,
    html: row.body === null || row.codec === null ? '' : unpackText(row.codec, row.body),
    images: imagesOf(database, row.shown),
  };
}

/** Pictures of one version, by the addresses in its text. */
export function imagesOf(database: Database, version: number | null): ArticleBody['images'] {
  const images = new Map<string, { state: 'wanted' | 'stored' | 'refused' | 'gone'; sha256: Sha256 | null }>();
  const pictures = database
    .sql<{ url: string; state: 1 | 2 | 3 | 4; sha256: Sha256 | null }>(
      `SELECT i.url, i.state, lower(hex(b.sha256)) AS sha256 FROM asset s JOIN picture i ON i.n = s.picture
       LEFT JOIN image b ON b.n = i.image WHERE s.version = ? ORDER BY s.place`,
    )
    .all(version);
  for (const { url, state, sha256 } of pictures) {
    images.set(url, { state: PICTURE_STATES[state], sha256: state === 2 ? sha256 : null });
  }
  return images;
}

export function text(database: Database, id: ArticleId): string | null {
  const shown = database.sql<{ shown: number }>('SELECT shown FROM article WHERE id = ?').get(id)?.shown;
  return shown === undefined ? null : textOfVersion(database, shown);
}
