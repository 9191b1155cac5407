import type { ArticleId, FeedId, ParsedItem } from '../../shared/model.ts';
import { LarderError } from '../../shared/errors.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { directionOf, excerptOf, htmlOfText } from './html-text.ts';
import { addKeys, findArticle, keysOf } from './identity.ts';
import { wantPage } from './pages.ts';
import { articleIdOf, type FeedPass, feedNumber, newArticleId, type Store } from './store.ts';
import { addVersion, type NewVersion, repaint, setExcerpt } from './versions.ts';

/** A date further ahead is a mistake of the feed and must not stay on top of every list. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;
/** What a list shows of a title; some feeds put the whole text there. */
const MAX_TITLE_LENGTH = 500;
const TITLE_FROM_TEXT_LENGTH = 80;

type Added = { readonly added: ArticleId[]; readonly changed: ArticleId[] };

/**
 * One slice of a feed's items; one transaction.
 * @throws LarderError NOT_FOUND when there is no such feed (any more)
 */
export function addItems(store: Store, feedId: FeedId, items: readonly ParsedItem[]): Added {
  const { database } = store;
  const feed = feedNumber(database, feedId);
  if (feed === null) throw new LarderError('NOT_FOUND', 'There is no such feed.');
  const pass = passOf(store, feedId);
  const result: Added = { added: [], changed: [] };
  const metBefore = new Map(pass.met);
  try {
    database.transaction(() => {
      const source = sourceOf(store, feed);
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

function passOf(store: Store, feedId: FeedId): FeedPass {
  const known = store.passes.get(feedId);
  if (known) return known;
  const pass: FeedPass = { startedMs: store.now(), items: 0, met: new Map() };
  store.passes.set(feedId, pass);
  return pass;
}

type Source = { readonly feed: number; readonly language: string | null; readonly authority: string | null };

function sourceOf(store: Store, feed: number): Source {
  const row = store.database
    .sql<{ url: string; language: string | null }>('SELECT url, language FROM feed WHERE n = ?')
    .get(feed);
  return { feed, language: row?.language ?? null, authority: parseHttpUrl(row?.url ?? '')?.host ?? null };
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
    const article = insertArticle(store, source.feed, pass, item, version);
    pass.met.set(article, identity);
    addKeys(database, article, keys);
    const { text } = addVersion(store, article, version);
    wantPage(store, article, item.link);
    repaint(store, article);
    setExcerpt(store, article, item.summaryText, text);
    return { what: 'added', article };
  }

  const { article } = match;
  pass.met.set(article, identity);
  addKeys(database, article, keys);
  if (!match.sameFeed) {
    database.sql('INSERT OR IGNORE INTO also_in (article, feed) VALUES (?, ?)').run(article, source.feed);
  }
  // A feed that dropped an item's text says nothing about the text: an empty body never becomes a version of its own.
  if (body.textLength === 0 && !isHome(store, article, source.feed)) return null;
  const { added, text } = addVersion(store, article, version);
  if (!added) return null;
  if (isHome(store, article, source.feed)) rename(store, article, item, text);
  repaint(store, article);
  return { what: 'changed', article };
}

function isHome(store: Store, article: number, feed: number): boolean {
  return store.database.sql('SELECT 1 FROM status WHERE article = ? AND feed = ?').get(article, feed) !== undefined;
}

/** The article's own feed gave it another headline, date or place. */
function rename(store: Store, article: number, item: ParsedItem, text: string): void {
  const { database } = store;
  const link = parseHttpUrl(item.link ?? '')?.href ?? null;
  database
    .sql(
      `UPDATE article SET url = coalesce(?, url), published_ms = coalesce(?, published_ms), enclosures = coalesce(?, enclosures)
       WHERE n = ?`,
    )
    .run(link, item.publishedMs, enclosuresOf(item), article);
  setExcerpt(store, article, item.summaryText, text);
}

function insertArticle(store: Store, feed: number, pass: FeedPass, item: ParsedItem, version: NewVersion): number {
  const { database, now } = store;
  const nowMs = now();
  const { lastInsertRowid } = database
    .sql(
      `INSERT INTO article (id, kind, url, title, byline, excerpt, language, direction, published_ms, stored, enclosures)
       VALUES (?, 'feed', ?, ?, ?, '', ?, ?, ?, 0, ?)`,
    )
    .run(
      newArticleId(),
      parseHttpUrl(item.link ?? '')?.href ?? null,
      version.title ?? '',
      version.byline,
      version.language,
      version.direction,
      item.publishedMs,
      enclosuresOf(item),
    );
  const article = Number(lastInsertRowid);
  // Undated items keep the document's order, newest first, also when it comes in slices.
  const sortMs =
    item.publishedMs === null ? pass.startedMs - pass.items : Math.min(item.publishedMs, nowMs + MAX_AHEAD_MS);
  database
    .sql('INSERT INTO status (article, feed, sort_ms, seen_ms, saved) VALUES (?, ?, ?, ?, 0)')
    .run(article, feed, sortMs, nowMs);
  return article;
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
  const text = item.contentText ?? item.summaryText ?? '';
  const title = item.title?.trim().slice(0, MAX_TITLE_LENGTH) || excerptOf(text, TITLE_FROM_TEXT_LENGTH);
  return {
    origin: 'feed',
    feed: source.feed,
    title: title === '' ? null : title,
    byline: item.authors.length === 0 ? null : item.authors.join(', ').slice(0, MAX_TITLE_LENGTH),
    language: source.language,
    direction: directionOf(`${title} ${text}`),
    publishedMs: item.publishedMs,
    complete: true,
    html,
    imageUrls: item.imageUrls,
    authority: source.authority,
  };
}
