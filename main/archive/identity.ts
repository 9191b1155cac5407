import { hash } from 'node:crypto';
import type { ParsedItem } from '../../shared/model.ts';
import { urlKey } from '../../shared/url.ts';
import type { Database } from './database.ts';

/**
 * When is an item the article we already have? Feeds give items ids, links and texts, and change each of them:
 * ids are regenerated, links move to https or lose their tracking, mirrors have their own of both. So each of the three
 * is a key and any match may be the same article; but some feeds give all items one id or one link, and those must not
 * melt into one. A match is therefore doubted when something else speaks against it (see `isSame`).
 */
const GUID = 1;
const URL = 2;
const TEXT = 3;

/** Shorter texts ("Read more", a bare headline) are said alike by different articles. */
export const ENOUGH_TEXT = 200;
/** Titles shorter than this ("Update", "Weather") say too little to know an item by them. */
const TELLING_TITLE = 15;
/** So many of one headline and moment are looked at: a bundle may hold thousands of them, which wait unseen behind these. */
const MOST_ALIKE = 100;
const DAY_MS = 24 * 60 * 60 * 1000;

export type ItemKeys = {
  readonly guid: Buffer | null;
  readonly url: Buffer | null;
  readonly text: Buffer | null;
  /** The link names one page, not a front page or section that everything links to. */
  readonly urlNamesOnePage: boolean;
};

/** `textLength`: of the item's body, in characters. */
export function keysOf(feed: number, item: ParsedItem, textLength: number): ItemKeys {
  const guid = item.guid?.trim() ?? '';
  const url = item.link === null ? null : urlKey(item.link);
  return {
    guid: guid === '' ? null : digest(`${feed} ${guid}`),
    url: url === null ? null : digest(url),
    text: textLength >= ENOUGH_TEXT ? digestOfHash(item.textHash) : null,
    urlNamesOnePage: url !== null && namesOnePage(url),
  };
}

export function urlKeyOf(address: string): Buffer | null {
  const key = urlKey(address);
  return key === null ? null : digest(key);
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer').subarray(0, 16);
}

/** What is a hash already need not be hashed again. */
function digestOfHash(textHash: string): Buffer {
  return /^[0-9a-f]{32,}$/.test(textHash) ? Buffer.from(textHash.slice(0, 32), 'hex') : digest(textHash);
}

function namesOnePage(url: string): boolean {
  const path = url.slice(url.search(/[/?#]|$/));
  return path.length > 1;
}

/** Rather an article's address than a section's: it has a number, a query or a long last part. */
function looksLikeArticle(address: string | null): boolean {
  const path = address?.replace(/^https?:\/\/[^/]*/i, '') ?? '';
  const last = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return /\d/.test(last) || path.includes('?') || last.length >= 12;
}

type Candidate = {
  readonly n: number;
  readonly feed: number | null;
  readonly title: string;
  readonly url: string | null;
  readonly published_ms: number | null;
  readonly url_cut: number;
};

export type Match = { readonly article: number; readonly sameFeed: boolean };

/**
 * The article an item belongs to. Null: a new one.
 * `metByOther`: this article was already matched with a different item of the same document.
 */
export function findArticle(
  database: Database,
  feed: number,
  item: ParsedItem,
  keys: ItemKeys,
  metByOther: (article: number) => boolean,
): Match | null {
  const inFeed = (candidate: Candidate): boolean => candidate.feed === feed || isAlsoIn(database, candidate.n, feed);
  const best = (kind: number, value: Buffer | null, accepts: (candidate: Candidate) => boolean): Match | null => {
    if (value === null) return null;
    const found = candidates(database, kind, value).filter(accepts);
    const one = found.find((candidate) => sameTitle(candidate.title, item.title)) ?? found[0];
    return one === undefined ? null : { article: one.n, sameFeed: inFeed(one) };
  };

  return (
    best(GUID, keys.guid, (candidate) => {
      if (metByOther(candidate.n)) return false;
      return !isReusedGuid(candidate, item);
    }) ??
    best(TEXT, keys.text, () => true) ??
    best(URL, keys.url, (candidate) => {
      if (inFeed(candidate)) return !metByOther(candidate.n) && isSameByUrlInFeed(database, candidate, item, keys);
      return isSameByUrlElsewhere(database, candidate, item, keys);
    }) ??
    byHeadline(database, feed, item, metByOther)
  );
}

/** Feeds exist whose ids are positions ("1", "2", ...): with everything else different it is another article. */
function isReusedGuid(candidate: Candidate, item: ParsedItem): boolean {
  if (sameTitle(candidate.title, item.title)) return false;
  if (candidate.url === null || item.link === null || urlKey(candidate.url) === urlKey(item.link)) return false;
  if (candidate.published_ms === null || item.publishedMs === null) return false;
  return Math.abs(candidate.published_ms - item.publishedMs) > DAY_MS;
}

/** Same feed, same link. Another id may mean that the feed changes its ids, or that it links everything to one page. */
function isSameByUrlInFeed(database: Database, candidate: Candidate, item: ParsedItem, keys: ItemKeys): boolean {
  const titleMatches = sameTitle(candidate.title, item.title);
  if (!keys.urlNamesOnePage || sharesUrl(database, keys)) {
    return titleMatches && (keys.guid === null || sameDate(candidate, item) !== false);
  }
  const otherGuid = keys.guid !== null && hasGuid(database, candidate.n, candidate.feed);
  if (!otherGuid) return true;
  const date = sameDate(candidate, item);
  if (date === true) return true;
  return titleMatches && (date === null || Math.abs((candidate.published_ms ?? 0) - (item.publishedMs ?? 0)) <= DAY_MS);
}

/** Another feed's article at the same address: a mirror, a section's feed, a planet; or two feeds that link to one front page. */
function isSameByUrlElsewhere(
  database: Database,
  candidate: Candidate,
  item: Pick<ParsedItem, 'title'>,
  keys: Pick<ItemKeys, 'url' | 'urlNamesOnePage'>,
): boolean {
  if (!keys.urlNamesOnePage) return false;
  if (sameTitle(candidate.title, item.title)) return true;
  return looksLikeArticle(candidate.url) && !sharesUrl(database, keys);
}

/** Neither id nor link nor enough text is left: the same headline of the same moment in the same feed. */
function byHeadline(
  database: Database,
  feed: number,
  item: ParsedItem,
  metByOther: (article: number) => boolean,
): Match | null {
  if (item.publishedMs === null || (item.title ?? '').length < TELLING_TITLE) return null;
  const found = database
    .sql<Candidate>(
      `SELECT a.n, s.feed, a.title, a.url, a.published_ms, a.url_cut FROM status s JOIN article a ON a.n = s.article
       WHERE s.feed = ? AND s.sort_ms = ? LIMIT 50`,
    )
    .all(feed, item.publishedMs)
    .find((candidate) => sameTitle(candidate.title, item.title) && !metByOther(candidate.n));
  if (found) return { article: found.n, sameFeed: true };
  const wanted = { title: item.title ?? '', url: item.link, urlCut: false, publishedMs: item.publishedMs };
  const received = sameHeadline(database, wanted).find(({ n, feed: home }) => home === null && isOfBundle(database, n));
  return received && !metByOther(received.n) ? { article: received.n, sameFeed: false } : null;
}

function isOfBundle(database: Database, article: number): boolean {
  return database.sql(`SELECT 1 FROM article WHERE n = ? AND kind = 'bundle'`).get(article) !== undefined;
}

/** What an article out of a bundle can be known by. `urlCut`: parts of its address were taken off. */
export type Received = {
  readonly title: string;
  readonly url: string | null;
  readonly urlCut: boolean;
  readonly publishedMs: number | null;
};

/** The key of an address, unless parts of it were taken off: then it may be that of many pages. */
export function receivedUrlKey({ url, urlCut }: Pick<Received, 'url' | 'urlCut'>): Buffer | null {
  return url === null || urlCut ? null : urlKeyOf(url);
}

/** What an import brought is known by its address and its item from now on. */
export function addReceivedKeys(database: Database, incoming: number): void {
  database
    .sql(
      `INSERT OR IGNORE INTO article_key (kind, value, article) SELECT ${URL}, url_key, article FROM incoming_article
       WHERE import = ? AND article IS NOT NULL AND url_key IS NOT NULL ORDER BY url_key`,
    )
    .run(incoming);
  database
    .sql(
      `INSERT OR IGNORE INTO bundle_item (item, article) SELECT item, coalesce(article, same_as) FROM incoming_article
       WHERE import = ? AND coalesce(article, same_as) IS NOT NULL ORDER BY item`,
    )
    .run(incoming);
}

/** Of a row `i` of incoming_article and its article `a`: something in the lists has its item, its address, or its headline and date. */
export const MEETS_SOMETHING = `EXISTS (SELECT 1 FROM bundle_item b JOIN status s ON s.article = b.article WHERE b.item = i.item)
  OR EXISTS (SELECT 1 FROM article_key k JOIN status s ON s.article = k.article WHERE k.kind = ${URL} AND k.value = i.url_key)
  OR EXISTS (SELECT 1 FROM status s WHERE s.article IN (SELECT b.n FROM article b
    WHERE b.published_ms IS a.published_ms AND b.title = a.title ORDER BY b.n LIMIT ${MOST_ALIKE}))`;

/** The article that something out of a bundle is: by item, then by address, then by headline and date. Null: a new one. */
export function findReceived(database: Database, item: Buffer, received: Received): number | null {
  const byItem = database
    .sql<{ article: number }>(
      'SELECT b.article FROM bundle_item b JOIN status s ON s.article = b.article WHERE b.item = ? LIMIT 1',
    )
    .get(item);
  if (byItem) return byItem.article;
  const url = receivedUrlKey(received);
  if (url !== null) {
    const keys = { url, urlNamesOnePage: namesOnePage(urlKey(received.url ?? '') ?? '') };
    const found = candidates(database, URL, url).filter((candidate) =>
      isSameByUrlElsewhere(database, candidate, received, keys),
    );
    const one = found.find((candidate) => sameTitle(candidate.title, received.title)) ?? found[0];
    if (one) return one.n;
  }
  return sameHeadline(database, received)[0]?.n ?? null;
}

/**
 * Articles with this headline of this moment. One without a date, or with a headline that many have, must have come from the
 * same place too; and two pages of one site are two articles.
 */
function sameHeadline(database: Database, received: Received): Candidate[] {
  if (received.title === '') return [];
  const telling = received.title.length >= TELLING_TITLE && received.publishedMs !== null;
  return database
    .sql<Candidate>(
      `SELECT a.n, s.feed, a.title, a.url, a.published_ms, a.url_cut FROM article a JOIN status s ON s.article = a.n
       WHERE a.n IN (SELECT n FROM article WHERE published_ms IS ? AND title = ? ORDER BY n LIMIT ${MOST_ALIKE}) ORDER BY a.n`,
    )
    .all(received.publishedMs, received.title)
    .filter((candidate) => mayBeSamePage(candidate, received, telling));
}

function mayBeSamePage(candidate: Candidate, received: Received, telling: boolean): boolean {
  if (candidate.url === null || received.url === null) return telling || candidate.url === received.url;
  const cut = candidate.url_cut === 1 || received.urlCut;
  const address = (url: string): string | null => (cut ? urlKey(withoutQuery(url)) : urlKey(url));
  if (address(candidate.url) === address(received.url)) return true;
  return telling && hostOf(candidate.url) !== hostOf(received.url);
}

/** Of an article out of a bundle. */
export type KeysInBundle = {
  /** Its address, unless parts of it were taken off or it has none. */
  readonly address: string | null;
  /** Its address, if that names one page, and its headline. */
  readonly page: string | null;
  /** Its headline, its moment, and its address as far as none of that is ever taken off. */
  readonly moment: string | null;
};

/**
 * What two articles of one bundle have in common if they are one. An article that is here is known by less; but whoever made
 * the bundle had both of these, and what differed there stays apart: two headlines of a page that is written on all day, the
 * same headline on two sites.
 */
export function keysInBundle({ title, url, urlCut, publishedMs }: Received): KeysInBundle {
  const whole = url === null || urlCut ? null : urlKey(url);
  const headline = folded(title);
  const beginning = url === null ? '' : urlKey(withoutQuery(url));
  const isTelling = title.length >= TELLING_TITLE && publishedMs !== null;
  return {
    address: whole === null ? null : hashed(whole),
    page: whole !== null && namesOnePage(whole) && headline !== '' ? hashed(`${whole} ${headline}`) : null,
    moment: isTelling ? hashed(`${publishedMs} ${beginning} ${headline}`) : null,
  };
}

function hashed(text: string): string {
  return digest(text).toString('base64');
}

/** Whether one of the addresses may be the other one, cut. */
export function isSameLessQuery(a: string, b: string): boolean {
  return urlKey(withoutQuery(a)) === urlKey(withoutQuery(b));
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}

function hostOf(url: string): string {
  return url.replace(/^https?:\/\/(?:[^/@]*@)?(?:www\.)?([^/?#]*).*$/i, '$1').toLowerCase();
}

/** Null: one of the dates is not known. */
function sameDate(candidate: Candidate, item: ParsedItem): boolean | null {
  if (candidate.published_ms === null || item.publishedMs === null) return null;
  return candidate.published_ms === item.publishedMs;
}

function sameTitle(a: string, b: string | null): boolean {
  return folded(a) === folded(b ?? '') && a !== '';
}
function folded(title: string): string {
  return title.toLowerCase().replace(/\s+/g, ' ').trim();
}

function candidates(database: Database, kind: number, value: Buffer): Candidate[] {
  // A key that so many share tells nothing; the newest few suffice to find the one that is meant by its title.
  return database
    .sql<Candidate>(
      `SELECT a.n, s.feed, a.title, a.url, a.published_ms, a.url_cut FROM article_key k
       JOIN article a ON a.n = k.article JOIN status s ON s.article = k.article
       WHERE k.kind = ? AND k.value = ? ORDER BY k.article DESC LIMIT 100`,
    )
    .all(kind, value);
}

function sharesUrl(database: Database, keys: Pick<ItemKeys, 'url'>): boolean {
  return (
    database
      .sql(
        'SELECT 1 FROM article_key k JOIN status s ON s.article = k.article WHERE k.kind = ? AND k.value = ? LIMIT 2',
      )
      .all(URL, keys.url).length > 1
  );
}

function hasGuid(database: Database, article: number, feed: number | null): boolean {
  if (feed === null) return false;
  return database.sql('SELECT 1 FROM article_key WHERE article = ? AND kind = ?').get(article, GUID) !== undefined;
}

function isAlsoIn(database: Database, article: number, feed: number): boolean {
  return database.sql('SELECT 1 FROM also_in WHERE article = ? AND feed = ?').get(article, feed) !== undefined;
}

/**
 * The article of this feed that has the item's guid, or else its address, if that names one page. A foreign document in
 * the feed's place has neither.
 */
export function knownByKey(database: Database, feed: number, keys: ItemKeys): number | null {
  const find = (kind: number, value: Buffer | null): number | null => {
    if (value === null) return null;
    return (
      database
        .sql<{ article: number }>(
          `SELECT k.article FROM article_key k JOIN status s ON s.article = k.article
           WHERE k.kind = @kind AND k.value = @value AND (s.feed = @feed
             OR EXISTS (SELECT 1 FROM also_in o WHERE o.article = k.article AND o.feed = @feed)) LIMIT 1`,
        )
        .get({ kind, value, feed })?.article ?? null
    );
  };
  return find(GUID, keys.guid) ?? (keys.urlNamesOnePage ? find(URL, keys.url) : null);
}

/** What is known of an article's addresses. */
export function urlKeysOf(database: Database, article: number): Buffer[] {
  return database
    .sql<{ value: Buffer }>('SELECT value FROM article_key WHERE article = ? AND kind = ?')
    .all(article, URL)
    .map(({ value }) => value);
}

/** Takes back addresses that an article should never have been known by. */
export function dropUrlKeys(database: Database, article: number, values: readonly Buffer[]): void {
  for (const value of values) {
    database.sql('DELETE FROM article_key WHERE kind = ? AND value = ? AND article = ?').run(URL, value, article);
  }
}

/** Remembers every way the item is known. */
export function addKeys(database: Database, article: number, keys: Omit<ItemKeys, 'urlNamesOnePage'>): void {
  const known: (number | Buffer)[] = [];
  if (keys.guid) known.push(GUID, keys.guid, article);
  if (keys.url) known.push(URL, keys.url, article);
  if (keys.text) known.push(TEXT, keys.text, article);
  if (known.length === 0) return;
  // One statement for all: a call into SQLite costs as much as the row.
  const rows = Array.from({ length: known.length / 3 }, () => '(?, ?, ?)').join(', ');
  database.sql(`INSERT OR IGNORE INTO article_key (kind, value, article) VALUES ${rows}`).run(...known);
}

/** The article saved or fetched from this address before, if it is the only one. */
export function articleByUrl(database: Database, address: string): number | null {
  const url = urlKey(address);
  if (url === null) return null;
  const found = database
    .sql<{ article: number; kind: string }>(
      `SELECT k.article, a.kind FROM article_key k JOIN article a ON a.n = k.article JOIN status s ON s.article = a.n
       WHERE k.kind = ? AND k.value = ? LIMIT 2`,
    )
    .all(URL, digest(url))
    // Feeds link to front pages what does not stand there.
    .filter(({ kind }) => kind === 'saved' || namesOnePage(url));
  return found.length === 1 ? (found[0]?.article ?? null) : null;
}
