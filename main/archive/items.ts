import type { ArticleId, FeedId, ParsedItem } from '../../shared/model.ts';
import { LarderError } from '../../shared/errors.ts';
import { parseHttpUrl, stripTracking } from '../../shared/url.ts';
import { directionOf, excerptOf, htmlOfText, textOfHtml } from './html-text.ts';
import type { Arrival } from './face.ts';
import { addKeys, findArticle, knownByKey, keysOf } from './identity.ts';
import { rankArticles } from './ranks.ts';
import { writing } from './search-index.ts';
import { articleIdOf, type FeedPass, feedNumber, type Store } from './store.ts';
import { addVersion, insertArticle, type NewVersion, repaint, setExcerpt, wantPage } from './versions.ts';

/** A date further ahead is a mistake and must not stay on top of every list. */
export const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;
/** What a list shows of a title; some feeds put the whole text there. */
const MAX_TITLE_LENGTH = 500;
const TITLE_FROM_TEXT_LENGTH = 80;

type Added = { readonly added: ArticleId[]; readonly changed: ArticleId[] };

/**
 * One slice of a feed's items; one transaction.
 * @throws LarderError NOT_FOUND when there is no such feed (any more)
 */
export function addItems(
  store: Store,
  feedId: FeedId,
  items: readonly ParsedItem[],
  arrival: Arrival | null = null,
): Added {
  const { database } = store;
  const feed = feedNumber(database, feedId);
  if (feed === null) throw new LarderError('NOT_FOUND', 'There is no such feed.');
  const pass = passOf(store, feedId);
  const result: Added = { added: [], changed: [] };
  const metBefore = new Map(pass.met);
  try {
    writing(store, () => {
      const source = { ...sourceOf(store, feed), arrival };
      for (const item of items) {
        const done = addItem(store, source, pass, item);
        if (done !== null) result[done.what].push(articleIdOf(database, done.article));
      }
    });
  } catch (error) {
    // Nothing of this slice was stored: nothing of it was met either.
    pass.met.clear();
    for (const [article, key] of metBefore) pass.met.set(article, key);
    throw error;
  }
  return result;
}

/** How many articles of the feed these items are, by guid or else by address. Changes nothing. */
export function knownItems(store: Store, feedId: FeedId, items: readonly ParsedItem[]): number {
  const feed = feedNumber(store.database, feedId);
  if (feed === null) return 0;
  const known = new Set<number>();
  for (const item of items) {
    const article = knownByKey(store.database, feed, keysOf(feed, item, 0));
    if (article !== null) known.add(article);
  }
  return known.size;
}

function passOf(store: Store, feedId: FeedId): FeedPass {
  const known = store.passes.get(feedId);
  if (known) return known;
  const pass: FeedPass = { startedMs: store.now(), items: 0, met: new Map() };
  store.passes.set(feedId, pass);
  return pass;
}

type Source = {
  readonly feed: number;
  readonly language: string | null;
  readonly host: string | null;
  readonly arrival: Arrival | null;
};

function sourceOf(store: Store, feed: number): Omit<Source, 'arrival'> {
  const row = store.database
    .sql<{ url: string; language: string | null }>('SELECT url, language FROM feed WHERE n = ?')
    .get(feed);
  return { feed, language: row?.language ?? null, host: parseHttpUrl(row?.url ?? '')?.host ?? null };
}

function addItem(
  store: Store,
  source: Source,
  pass: FeedPass,
  item: ParsedItem,
): { what: 'added' | 'changed'; article: number } | null {
  const { database } = store;
  pass.items += 1;
  const body = bodyOf(item);
  const keys = keysOf(source.feed, item, body.textLength);
  const identity = `${item.guid ?? ''} ${item.link ?? ''} ${item.title ?? ''}`;
  const metByOther = (article: number): boolean => (pass.met.get(article) ?? identity) !== identity;
  const match = findArticle(database, source.feed, item, keys, metByOther);
  const version = versionOf(source, item, body.html);

  if (match === null) {
    const article = insertArticle(
      store,
      {
        kind: 'feed',
        feed: source.feed,
        sourceTitle: null,
        url: withoutTracking(item.link),
        title: version.title ?? '',
        summary: item.summaryText,
        sortMs: sortMsOf(store, pass, item),
        enclosures: enclosuresOf(item),
      },
      version,
    );
    pass.met.set(article, identity);
    addKeys(database, article, keys);
    return { what: 'added', article };
  }

  const { article } = match;
  pass.met.set(article, identity);
  addKeys(database, article, keys);
  if (!match.sameFeed && !adopt(store, article, source.feed, item)) {
    const { changes } = database
      .sql('INSERT OR IGNORE INTO also_in (article, feed) VALUES (?, ?)')
      .run(article, source.feed);
    if (changes > 0) rankArticles(database, [article]);
  }
  const home = isHome(store, article, source.feed);
  // A mirror without text has nothing to add.
  if (version.text === '' && !home) return null;
  if (!addVersion(store, article, version)) return null;
  if (home) update(store, article, item, version.text);
  repaint(store, article);
  return { what: 'changed', article };
}

/** Undated items keep the document's order, newest first, also when it comes in slices. */
/** Atom entries often have only the time of their last change. */
function sortMsOf(store: Store, pass: FeedPass, item: ParsedItem): number {
  const saidMs = item.publishedMs ?? item.updatedMs;
  return saidMs === null ? pass.startedMs - pass.items : Math.min(saidMs, store.now() + MAX_AHEAD_MS);
}

/** What the feed's publisher counts clicks with is no part of the page's address, and would tell on its reader. */
function withoutTracking(link: string | null): string | null {
  const url = parseHttpUrl(link ?? '');
  return url && stripTracking(url).href;
}

/**
 * An article that came in a bundle, and that a subscription carries now, is this source's from now on: its page is wanted,
 * for whatever the bundle said, nobody here has seen it. @returns whether it was one
 */
function adopt(store: Store, article: number, feed: number, item: ParsedItem): boolean {
  const { database } = store;
  const adopted = database
    .sql<{ sort_ms: number }>(
      `UPDATE status SET feed = ? WHERE article = ? AND feed IS NULL
         AND article IN (SELECT n FROM article WHERE kind = 'bundle') RETURNING sort_ms`,
    )
    .get(feed, article);
  if (adopted === undefined) return false;
  const page = parseHttpUrl(item.link ?? '');
  if (page !== null) wantPage(database, article, page.host, adopted.sort_ms);
  rankArticles(database, [article]);
  return true;
}

function isHome(store: Store, article: number, feed: number): boolean {
  return store.database.sql('SELECT 1 FROM status WHERE article = ? AND feed = ?').get(article, feed) !== undefined;
}

/** The article's own feed gave it another link, date or teaser. The place in lists stays: they must not shuffle. */
function update(store: Store, article: number, item: ParsedItem, text: string): void {
  store.database
    .sql(
      `UPDATE article SET url = coalesce(@url, url), url_cut = iif(@url IS NULL, url_cut, 0),
         published_ms = coalesce(@publishedMs, published_ms), enclosures = coalesce(@enclosures, enclosures) WHERE n = @article`,
    )
    .run({
      url: parseHttpUrl(item.link ?? '')?.href ?? null,
      publishedMs: item.publishedMs,
      enclosures: enclosuresOf(item),
      article,
    });
  setExcerpt(store, article, item.summaryText, text);
}

function enclosuresOf(item: ParsedItem): string | null {
  return item.enclosures.length === 0 ? null : JSON.stringify(item.enclosures);
}

/** The longer of content and summary. */
function bodyOf(item: ParsedItem): { html: string; textLength: number } {
  const content = item.contentText?.length ?? 0;
  const summary = item.summaryText?.length ?? 0;
  if (content >= summary && content > 0) {
    return { html: item.contentHtml ?? htmlOfText(item.contentText ?? ''), textLength: content };
  }
  if (summary > 0) return { html: item.summaryHtml ?? htmlOfText(item.summaryText ?? ''), textLength: summary };
  return { html: item.contentHtml ?? item.summaryHtml ?? '', textLength: 0 };
}

function versionOf(source: Source, item: ParsedItem, html: string): NewVersion {
  const text = textOfHtml(html);
  const title = item.title?.trim().slice(0, MAX_TITLE_LENGTH) || excerptOf(text, TITLE_FROM_TEXT_LENGTH);
  return {
    origin: 'feed',
    feed: source.feed,
    title: title === '' ? null : title,
    byline: item.authors.length === 0 ? null : item.authors.join(', ').slice(0, MAX_TITLE_LENGTH),
    language: source.language,
    direction: directionOf(`${title} ${text.slice(0, 600)}`),
    publishedMs: item.publishedMs,
    complete: true,
    html,
    text,
    imageUrls: item.imageUrls,
    host: source.host,
    arrival: source.arrival,
    sha256: null,
  };
}
