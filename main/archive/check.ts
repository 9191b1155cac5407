import { hash } from 'node:crypto';
import { unpack } from './body-codec.ts';
import type { Database } from './database.ts';
import type { CheckProblem, CheckReport } from './face.ts';
import { WRONG_PAGE_RANKS, WRONG_PICTURE_RANKS } from './ranks.ts';
import { SCHEMA_VERSION } from './schema.ts';

/** Enough to see what is wrong; a broken disk would otherwise fill the screen. */
const MAX_PROBLEMS_OF_A_KIND = 20;

/** What must be empty, each with what it means when it is not. */
const MUST_BE_EMPTY: readonly (readonly [string, string])[] = [
  [
    'an article without a list row',
    `SELECT n FROM article WHERE n NOT IN (SELECT article FROM status)
       AND n NOT IN (SELECT article FROM incoming_article WHERE article IS NOT NULL)`,
  ],
  [
    'an article of an unfinished import that stands in the lists',
    'SELECT i.article FROM incoming_article i JOIN status s ON s.article = i.article',
  ],
  ['an article that shows no version', 'SELECT n FROM article WHERE shown NOT IN (SELECT n FROM version)'],
  [
    'an article that shows another one’s version',
    'SELECT a.n FROM article a JOIN version v ON v.n = a.shown WHERE v.article <> a.n',
  ],
  [
    'an article that search cannot find',
    `SELECT article FROM status WHERE article NOT IN (SELECT article FROM indexed)
       AND article NOT IN (SELECT article FROM to_index)`,
  ],
  [
    'an article that search finds and no list shows',
    'SELECT article FROM indexed WHERE article NOT IN (SELECT article FROM status)',
  ],
  [
    'an entry of the index without its words',
    'SELECT article FROM indexed WHERE article NOT IN (SELECT id FROM word_docsize)',
  ],
  ['words in the index without an entry', 'SELECT id FROM word_docsize WHERE id NOT IN (SELECT article FROM indexed)'],
  ['a stored picture without its bytes', 'SELECT n FROM picture WHERE (state = 2) <> (image IS NOT NULL)'],
  [
    'a picture’s bytes without an address',
    `SELECT n FROM image WHERE n NOT IN (SELECT image FROM picture WHERE image IS NOT NULL)
       AND n NOT IN (SELECT image FROM incoming_image)`,
  ],
  ['a picture that no version shows', 'SELECT n FROM picture WHERE n NOT IN (SELECT picture FROM asset)'],
  ['a wanted page in the wrong place of the queue', WRONG_PAGE_RANKS],
  ['a wanted picture in the wrong place of the queue', WRONG_PICTURE_RANKS],
  [
    'a wrong count of a source',
    `SELECT t.feed FROM tally t WHERE t.total <> (SELECT count(*) FROM status WHERE feed = t.feed)
       + (SELECT count(*) FROM also_in WHERE feed = t.feed)
     OR t.unread <> (SELECT count(*) FROM status WHERE feed = t.feed AND read_ms IS NULL)
       + (SELECT count(*) FROM also_in o JOIN status s ON s.article = o.article WHERE o.feed = t.feed AND s.read_ms IS NULL)`,
  ],
  [
    'a wrong count of what is unread of a source',
    `SELECT t.feed FROM tally t LEFT JOIN (
       SELECT c.feed, count(*) FILTER (WHERE a.stored = 1) AS text, count(*) FILTER (WHERE a.stored = 2) AS whole
       FROM (SELECT feed, article FROM status UNION ALL SELECT feed, article FROM also_in) c
       JOIN status s ON s.article = c.article JOIN article a ON a.n = c.article WHERE s.read_ms IS NULL GROUP BY c.feed
     ) u ON u.feed = t.feed WHERE t.unread_text <> coalesce(u.text, 0) OR t.unread_whole <> coalesce(u.whole, 0)`,
  ],
  ['a source whose rhythm cannot be read', 'SELECT feed FROM rhythm WHERE NOT json_valid(facts)'],
  ['a source whose learned domains cannot be read', 'SELECT n FROM feed WHERE NOT json_valid(domains)'],
  // By number: where the person has been is not for the screen.
  ['an origin of which nothing can be read', 'SELECT n FROM origin WHERE NOT json_valid(facts)'],
  [
    'something not let in for a thing that is not there',
    `SELECT rowid FROM (SELECT row_number() OVER () AS rowid, what, feed, article FROM quarantine)
     WHERE (what = 'feed' AND feed IS NULL) OR (what = 'page' AND article IS NULL)`,
  ],
  [
    'wrong totals',
    `SELECT 1 FROM totals WHERE articles <> (SELECT count(*) FROM status) 
       OR images <> (SELECT count(*) FROM image) - (SELECT count(*) FROM incoming_image WHERE fresh = 1)
       OR unread <> (SELECT count(*) FROM status WHERE read_ms IS NULL)
       OR starred <> (SELECT count(*) FROM status WHERE starred_ms IS NOT NULL)
       OR whole <> (SELECT count(*) FROM status s JOIN article a ON a.n = s.article WHERE a.stored = 2)
       OR (unread_text, unread_whole) <> (SELECT count(*) FILTER (WHERE a.stored = 1), count(*) FILTER (WHERE a.stored = 2)
         FROM status s JOIN article a ON a.n = s.article WHERE s.read_ms IS NULL)`,
  ],
];

/** Integrity of file, schema, index and content. Repairs nothing. */
export function check(database: Database): CheckReport {
  const problems: CheckProblem[] = [];
  const report = (what: string, facts: readonly string[]): void => {
    problems.push(...facts.slice(0, MAX_PROBLEMS_OF_A_KIND).map((fact) => ({ what, fact })));
  };
  const schema = Number(database.connection.pragma('user_version', { simple: true }));
  attempt(report, 'the file', () => {
    // Also verifies the search index: its tables check themselves (SQLite 3.44 and later).
    const rows = database.connection.pragma('integrity_check') as { integrity_check: string }[];
    return rows.map((row) => row.integrity_check).filter((fact) => fact !== 'ok');
  });
  attempt(report, 'references between tables', () => {
    const rows = database.connection.pragma('foreign_key_check') as { table: string; rowid: number }[];
    return rows.map((row) => `${row.table} ${row.rowid}`);
  });
  if (schema !== SCHEMA_VERSION) report('schema', [`version ${schema}, expected ${SCHEMA_VERSION}`]);
  for (const [what, sql] of MUST_BE_EMPTY) {
    attempt(report, what, () => database.connection.prepare(sql).pluck().all().map(String));
  }
  attempt(report, 'a picture whose bytes are not those it is named by', () => damagedImages(database));
  attempt(report, 'a text that cannot be read', () => damagedBodies(database));
  const facts = database.sql<{ name: string; value: string }>(
    `SELECT name, value FROM fact WHERE name LIKE 'salvage %'`,
  );
  attempt(report, 'salvaged', () => facts.all().map((row) => row.value));
  const salvagedOnly = problems.every((problem) => problem.what === 'salvaged');
  return { ok: salvagedOnly, problems, articles: countArticles(database), schema };
}

function attempt(
  report: (what: string, facts: readonly string[]) => void,
  what: string,
  look: () => readonly string[],
): void {
  try {
    report(what, look());
  } catch (error) {
    // A damaged page stops the query that meets it: that is the finding.
    report(what, [error instanceof Error ? error.message : String(error)]);
  }
}

function damagedImages(database: Database): string[] {
  const damaged: string[] = [];
  const rows = database.connection.prepare<{ sha256: Buffer; bytes: Buffer }>('SELECT sha256, bytes FROM image');
  for (const row of rows.iterate()) {
    if (!hash('sha256', row.bytes, 'buffer').equals(row.sha256)) damaged.push(row.sha256.toString('hex'));
    if (damaged.length >= MAX_PROBLEMS_OF_A_KIND) break;
  }
  return damaged;
}

/** Every compressed body carries a checksum of its own. */
function damagedBodies(database: Database): string[] {
  const damaged: string[] = [];
  const rows = database.connection.prepare<{ n: number; codec: number; body: Buffer }>(
    'SELECT n, codec, body FROM version',
  );
  for (const row of rows.iterate()) {
    try {
      unpack(row.codec, row.body);
    } catch (error) {
      damaged.push(`version ${row.n}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (damaged.length >= MAX_PROBLEMS_OF_A_KIND) break;
  }
  return damaged;
}

function countArticles(database: Database): number {
  try {
    return database.sql<{ count: number }>('SELECT count(*) AS count FROM status').get()?.count ?? 0;
  } catch {
    return 0; // the file is damaged, which is reported above
  }
}
