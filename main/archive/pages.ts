import type { ArticleId, Outcome, ParsedArticle, Sha256 } from '../../shared/model.ts';
import { LarderError } from '../../shared/errors.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { afterAttempt, isHearsay, type Verdict } from './attempts.ts';
import { pack } from './body-codec.ts';
import type { Database } from './database.ts';
import type { Arrival } from './face.ts';
import { addKeys, articleByUrl, urlKeyOf, urlKeysOf } from './identity.ts';
import { textOfHtml } from './html-text.ts';
import { releaseWhenVerified } from './quarantine.ts';
import { rankArticles } from './ranks.ts';
import { writing } from './search-index.ts';
import { articleIdOf, articleNumber, type Store } from './store.ts';
import {
  addVersion,
  insertArticle,
  type NewArticle,
  type NewVersion,
  repaint,
  setExcerpt,
  setStored,
} from './versions.ts';

const WANTED = 1;
const STORED = 2;
const SETTLED = 3;

/** Raw pages kept to learn from: so many of the newest, and none larger than this when packed. */
const MAX_RAW_PAGES = 100;
const MAX_RAW_PAGE_BYTES = 1024 * 1024;

export function addPage(
  store: Store,
  articleId: ArticleId,
  page: ParsedArticle,
  fetched: { readonly url: string; readonly finalUrl: string; readonly sha256: Sha256; readonly arrival: Arrival },
): void {
  const { database } = store;
  const article = articleNumber(database, articleId);
  if (article === null) throw new LarderError('NOT_FOUND', 'There is no such article.');
  writing(store, () => {
    const { arrival, sha256 } = fetched;
    const version = { ...versionOf('page', page, fetched.finalUrl), arrival, sha256 };
    const isNew = addVersion(store, article, version);
    const before = urlKeysOf(database, article);
    addUrlKeys(store, article, page, fetched);
    if (isNew && arrival.authority === 'none') noteKeys(store, article, before);
    markStored(store, article);
    releaseWhenVerified(store, 'page', articleId, arrival);
    database.sql('DELETE FROM raw_page WHERE article = ?').run(article);
    repaint(store, article);
    fillExcerpt(store, article, page.excerpt, version.text);
  });
}

/** Which addresses an unverified page added, so that they can be taken back with it. */
function noteKeys(store: Store, article: number, before: readonly Buffer[]): void {
  const { database } = store;
  const added = urlKeysOf(database, article).filter((key) => !before.some((known) => known.equals(key)));
  database
    .sql(
      `UPDATE provenance SET keys = ? WHERE version = (SELECT max(n) FROM version WHERE article = ? AND origin = 'page')`,
    )
    .run(Buffer.concat(added), article);
}

/** So many of the newest pages of a host say what is usual there. */
const USUAL_PAGES = 50;
/** Fewer say nothing. */
const ENOUGH_PAGES = 5;

/** @param host as `URL.host` has it, with its port */
export function medianTextLength(database: Database, host: string): number | null {
  const lengths = database
    .sql<{ length: number | null }>(
      `SELECT (SELECT v.text_length FROM version v WHERE v.article = p.article AND v.origin = 'page' ORDER BY v.n DESC LIMIT 1)
         AS length FROM page p WHERE p.state = ${STORED} AND p.host = ? ORDER BY p.sort_ms DESC, p.article LIMIT ${USUAL_PAGES}`,
    )
    .all(host)
    .map(({ length }) => length ?? 0)
    .filter((length) => length > 0)
    .sort((a, b) => a - b);
  return lengths.length < ENOUGH_PAGES ? null : (lengths[Math.floor(lengths.length / 2)] ?? null);
}

/** Pages of the network's own, which can name the subscriber: nothing of their bodies is kept. */
const NETWORKS_OWN: ReadonlySet<Outcome> = new Set<Outcome>(['STUB', 'CAPTIVE', 'TAMPER']);

export function pageTried(store: Store, articleId: ArticleId, verdict: Verdict, rawPage: Uint8Array | null): void {
  const { database } = store;
  const article = articleNumber(database, articleId);
  if (article === null) throw new LarderError('NOT_FOUND', 'There is no such article.');
  writing(store, () => {
    const page = database
      .sql<{ state: number; attempts: number; url: string | null }>(
        'SELECT p.state, p.attempts, a.url FROM page p JOIN article a ON a.n = p.article WHERE p.article = ?',
      )
      .get(article);
    const hearsay = isHearsay(verdict, page?.url ?? '');
    const { final, attempts, pauseMs } = afterAttempt(verdict.outcome, page?.attempts ?? 0, hearsay);
    // A page that was read before stays stored, whatever comes of a later attempt.
    database
      .sql(
        `UPDATE page SET state = iif(state = ${STORED}, ${STORED}, ?), attempts = ?, retry_ms = ?, outcome = ?, reason = ?
         WHERE article = ?`,
      )
      .run(final ? SETTLED : WANTED, attempts, store.now() + pauseMs, verdict.outcome, verdict.reason, article);
    if (page?.state === SETTLED) rankArticles(database, [article]);
    if (rawPage !== null && !NETWORKS_OWN.has(verdict.outcome)) keepRawPage(store, article, rawPage, verdict.reason);
    setStored(store, article);
  });
}

function markStored(store: Store, article: number): void {
  store.database.sql(`UPDATE page SET state = ${STORED}, outcome = 'OK', reason = NULL WHERE article = ?`).run(article);
}

function keepRawPage(store: Store, article: number, rawPage: Uint8Array, reason: string): void {
  const packed = pack(rawPage);
  if (packed.bytes.length > MAX_RAW_PAGE_BYTES) return;
  const { database } = store;
  database
    .sql('INSERT OR REPLACE INTO raw_page (article, at_ms, reason, codec, body) VALUES (?, ?, ?, ?, ?)')
    .run(article, store.now(), reason, packed.codec, packed.bytes);
  database
    .sql('DELETE FROM raw_page WHERE article NOT IN (SELECT article FROM raw_page ORDER BY at_ms DESC LIMIT ?)')
    .run(MAX_RAW_PAGES);
}

function versionOf(origin: 'page' | 'sample', page: ParsedArticle, address: string | null): NewVersion {
  return {
    origin,
    feed: null,
    title: page.title?.trim() || null,
    byline: page.byline,
    language: page.language,
    direction: page.direction,
    publishedMs: page.publishedMs,
    complete: page.complete,
    html: page.html,
    text: textOfHtml(page.html),
    imageUrls: page.imageUrls,
    host: parseHttpUrl(address ?? '')?.host ?? null,
    arrival: null,
    sha256: null,
  };
}

/**
 * The page's other addresses, so that a mirror's link finds it too. The canonical one only from the same host, or any
 * page could claim to be another site's article.
 */
function addUrlKeys(
  store: Store,
  article: number,
  page: ParsedArticle,
  fetched: { readonly url: string; readonly finalUrl: string },
): void {
  const final = parseHttpUrl(fetched.finalUrl);
  const canonical = parseHttpUrl(page.canonicalUrl ?? '');
  const addresses = [fetched.url, fetched.finalUrl];
  if (canonical !== null && canonical.host === final?.host) addresses.push(canonical.href);
  for (const address of addresses) {
    const isFrontPage = parseHttpUrl(address)?.pathname === '/';
    if (isFrontPage) continue; // where dead links are led
    addKeys(store.database, article, { guid: null, text: null, url: urlKeyOf(address) });
  }
}

function fillExcerpt(store: Store, article: number, excerpt: string | null, text: string): void {
  const known = store.database
    .sql<{ excerpt: string }>('SELECT excerpt FROM article WHERE n = ?')
    .get(article)?.excerpt;
  if (known === '') setExcerpt(store, article, excerpt, text);
}

/** @returns the article the page was kept as; the same address again adds a version to the same one */
export function savePage(store: Store, url: string, page: ParsedArticle, arrival: Arrival | null = null): ArticleId {
  const { database } = store;
  return writing(store, () => {
    const version = { ...versionOf('page', page, url), arrival };
    const known = articleByUrl(database, url);
    // A saved page belongs where the person put it: at the moment of saving, however old it is.
    const article = known ?? insertArticle(store, ofPage('saved', page, url, page.siteName, store.now()), version);
    if (known !== null) addVersion(store, article, version);
    database.sql('UPDATE status SET saved = 1 WHERE article = ?').run(article);
    addUrlKeys(store, article, page, { url, finalUrl: url });
    addKeys(database, article, { guid: null, text: null, url: urlKeyOf(url) });
    markStored(store, article);
    repaint(store, article);
    fillExcerpt(store, article, page.excerpt, version.text);
    return articleIdOf(database, article);
  });
}

/** @returns how many of the samples were not here yet */
export function addSamples(
  store: Store,
  samples: readonly { readonly key: string; readonly feedTitle: string; readonly page: ParsedArticle }[],
): number {
  const { database } = store;
  return writing(store, () => {
    let added = 0;
    for (const { key, feedTitle, page } of samples) {
      const fact = `sample ${key}`;
      if (database.sql('SELECT 1 FROM fact WHERE name = ?').get(fact)) continue;
      const sortMs = Math.min(page.publishedMs ?? store.now(), store.now());
      const version = versionOf('sample', page, page.canonicalUrl);
      insertArticle(store, ofPage('sample', page, page.canonicalUrl, feedTitle, sortMs), version);
      database.sql('INSERT INTO fact (name, value) VALUES (?, ?)').run(fact, String(store.now()));
      added += 1;
    }
    return added;
  });
}

function ofPage(
  kind: 'saved' | 'sample',
  page: ParsedArticle,
  url: string | null,
  sourceTitle: string | null,
  sortMs: number,
): NewArticle {
  const address = parseHttpUrl(url ?? '');
  return {
    kind,
    feed: null,
    sourceTitle: sourceTitle ?? address?.host ?? '',
    url: address?.href ?? null,
    title: page.title?.trim() || (address?.href ?? ''),
    summary: page.excerpt,
    sortMs,
    enclosures: null,
  };
}
