import type { Database } from './database.ts';

/** What it takes to weigh a text that came in a bundle against another one. */
export type BundleText = {
  readonly complete: boolean;
  /** In characters. */
  readonly textLength: number;
  /** How many of its pictures are here. */
  readonly pictures: number;
  readonly fingerprint: Uint8Array;
};

type Row = {
  n: number;
  origin: string;
  text_length: number;
  feed: number | null;
  complete: number;
  fingerprint: Buffer;
  vouched: string | null;
};

const OF_ARTICLE = `SELECT v.n, v.origin, v.text_length, v.feed, v.complete, v.fingerprint, p.vouched
  FROM version v LEFT JOIN provenance p ON p.version = v.n WHERE v.article = ? ORDER BY v.n DESC`;

/**
 * Which version an article shows: of what this archive fetched itself the page, unless the feed's own body is longer; of
 * each the latest. A text out of a bundle takes its place only where it is longer, and never that of a whole one that a
 * server vouched for. Null: there is none.
 */
export function preferred(database: Database, article: number): number | null {
  const versions = database.sql<Row>(OF_ARTICLE).all(article);
  const own = ownOf(database, article, versions);
  const brought = bestBundle(database, versions);
  if (brought === null) return own?.n ?? null;
  return own === null || isFuller(brought, own, isWhole(database, article, own)) ? brought.n : own.n;
}

/** Whether a text out of a bundle, if it were here, would be shown in the place of what is. */
export function wouldBeShown(database: Database, article: number, text: BundleText): boolean {
  const versions = database.sql<Row>(OF_ARTICLE).all(article);
  const brought = bestBundle(database, versions);
  if (brought !== null && compare(text, brought) >= 0) return false;
  const own = ownOf(database, article, versions);
  return own === null || isFuller(text, own, isWhole(database, article, own));
}

function ownOf(database: Database, article: number, all: readonly Row[]): Row | null {
  const versions = all.filter((version) => version.origin !== 'bundle');
  if (versions.length === 0) return null;
  const home = database.sql<{ feed: number | null }>('SELECT feed FROM status WHERE article = ?').get(article)?.feed;
  const page = versions.find((version) => version.origin === 'page' || version.origin === 'sample');
  // Another feed's words are shown only while the article's own feed says nothing.
  const ofFeed = versions.filter((version) => version.origin === 'feed' && version.text_length > 0);
  const own = ofFeed.find((version) => version.feed === home) ?? ofFeed[0];
  if (page !== undefined && page.text_length > 0) {
    return own !== undefined && own.text_length > page.text_length ? own : page;
  }
  return own ?? page ?? versions[0] ?? null;
}

/** The article itself: read from its page, or longer than that, or there is no page to read. */
function isWhole(database: Database, article: number, own: Row): boolean {
  if (own.text_length === 0) return false;
  if (own.origin === 'sample') return true;
  if (own.origin === 'page') return own.complete === 1;
  const page = database.sql<{ state: number }>('SELECT state FROM page WHERE article = ?').get(article);
  return page === undefined || page.state === 2;
}

/** What is said to be complete and is shorter than a teaser is not: the longer text decides in every case. */
function isFuller(text: Pick<BundleText, 'complete' | 'textLength'>, own: Row, ownIsWhole: boolean): boolean {
  // Null: not noted, as in archives of the first version.
  if (ownIsWhole && (own.vouched !== 'none' || !text.complete)) return false;
  return text.textLength > own.text_length;
}

function bestBundle(database: Database, versions: readonly Row[]): (BundleText & { readonly n: number }) | null {
  const brought = versions.filter((version) => version.origin === 'bundle');
  const weighed = brought.map((version) => ({
    n: version.n,
    complete: version.complete === 1,
    textLength: version.text_length,
    pictures: picturesHere(database, version.n),
    fingerprint: version.fingerprint,
  }));
  return weighed.sort((a, b) => compare(a, b) || a.n - b.n)[0] ?? null;
}

/** The better one first. The last word has the text itself, so that the order in which bundles come does not matter. */
function compare(a: BundleText, b: BundleText): number {
  return (
    Number(b.complete) - Number(a.complete) ||
    b.textLength - a.textLength ||
    b.pictures - a.pictures ||
    Buffer.compare(a.fingerprint, b.fingerprint)
  );
}

/** The same as `ORDER BY`, of versions `v` of articles `a`. */
export const BEST_FIRST = `v.complete DESC, v.text_length DESC, ${picturesHereOf('a.shown')} DESC, v.fingerprint`;

/** Pictures of a version that are stored, as part of a statement. */
export function picturesHereOf(version: '?' | 'a.shown'): string {
  return `(SELECT count(DISTINCT p.n) FROM asset x JOIN picture p ON p.n = x.picture
    WHERE x.version = ${version} AND p.state = 2)`;
}

export function picturesHere(database: Database, version: number): number {
  return database.sql<{ count: number }>(`SELECT ${picturesHereOf('?')} AS count`).get(version)?.count ?? 0;
}
