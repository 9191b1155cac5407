import type { ParsedFeed, ParsedItem } from '../../../shared/model.ts';
import { mergeDuplicates, textHash } from './identity.ts';
import { webAddress } from './media.ts';
import type { RawFeed, RawItem } from './raw.ts';
import { bodyText, titleText } from './texts.ts';

/** What a site says of itself is a paragraph; some put a whole page there. */
const MAX_DESCRIPTION_LENGTH = 10_000;

/** The feed as the rest of the program sees it: titles as text, bodies cleaned, duplicates merged. */
export function finishFeed(raw: RawFeed, encoding: string, documentUrl: string | null): ParsedFeed {
  // Without a document's address: the one it gives for itself, or the site's.
  const base = documentUrl ?? webAddress(raw.selfUrl) ?? webAddress(raw.link);
  const description = bodyText(raw.description, base);
  const items = raw.items.filter(saysSomething).map((item) => finishItem(item, base, raw));
  return {
    format: raw.format,
    encoding,
    id: raw.id,
    title: titleText(raw.title),
    description: description?.text.slice(0, MAX_DESCRIPTION_LENGTH).toWellFormed() ?? null,
    link: absoluteLink(raw.link, base),
    selfUrl: raw.selfUrl,
    language: raw.language,
    author: raw.authors.join(', ') || null,
    image: raw.image ?? description?.imageUrls[0] ?? null,
    icon: raw.icon,
    categories: raw.categories,
    pollAfterMs: raw.pollAfterMs,
    items: mergeDuplicates(items),
    complete: raw.complete,
  };
}

/** Anything at all: an empty `<item/>` is no article. */
function saysSomething(item: RawItem): boolean {
  return Object.values(item).some((value) => (Array.isArray(value) ? value.length > 0 : value !== null));
}

/** Where an item names no author or category, the feed's are its own (RFC 4287 section 4.2.1; podcasts mean the same). */
function finishItem(raw: RawItem, base: string | null, feed: RawFeed): ParsedItem {
  const summary = bodyText(raw.summary, base);
  const content = bodyText(raw.content, base);
  const shown = content ?? summary;
  const item = {
    guid: raw.guid,
    title: titleText(raw.title),
    link: absoluteLink(raw.link, base),
    comments: raw.comments,
    publishedMs: raw.publishedMs,
    updatedMs: raw.updatedMs,
    authors: raw.authors.length > 0 ? raw.authors : feed.authors,
    categories: raw.categories.length > 0 ? raw.categories : feed.categories,
    image: raw.image ?? shown?.imageUrls[0] ?? null,
    summaryHtml: summary?.html ?? null,
    summaryText: summary?.text ?? null,
    contentHtml: content?.html ?? null,
    contentText: content?.text ?? null,
    enclosures: raw.enclosures,
    imageUrls: shown?.imageUrls ?? [],
  };
  return { ...item, textHash: textHash(item) };
}

function absoluteLink(link: string | null, base: string | null): string | null {
  if (link === null || base === null) return link;
  return URL.parse(link, base)?.href ?? link;
}
