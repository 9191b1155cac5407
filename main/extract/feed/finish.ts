import type { ParsedFeed, ParsedItem } from '../../../shared/model.ts';
import { mergeDuplicates, textHash } from './identity.ts';
import { webAddress } from './media.ts';
import type { RawFeed, RawItem } from './raw.ts';
import { bodyText, titleText } from './texts.ts';

/** The feed as the rest of the program sees it: titles as text, bodies cleaned, duplicates merged. */
export function finishFeed(raw: RawFeed, encoding: string, documentUrl: string | null): ParsedFeed {
  // Without a document's address, relative ones are meant for the site.
  const base = documentUrl ?? webAddress(raw.link);
  const description = bodyText(raw.description, base);
  const items = raw.items.filter(saysSomething).map((item) => finishItem(item, base));
  return {
    format: raw.format,
    encoding,
    id: raw.id,
    title: titleText(raw.title),
    description: description?.text ?? null,
    link: absoluteLink(raw.link, base),
    selfUrl: raw.selfUrl,
    language: raw.language,
    author: raw.author,
    image: raw.image ?? description?.imageUrls[0] ?? null,
    icon: raw.icon,
    categories: raw.categories,
    pollAfterMs: raw.pollAfterMs,
    items: mergeDuplicates(items),
    complete: raw.complete,
  };
}

/** An empty `<item/>`, or one of which the end of the file left nothing that could be recognised again. */
function saysSomething(item: RawItem): boolean {
  return Boolean(item.guid ?? item.link ?? item.title ?? item.summary ?? item.content) || item.enclosures.length > 0;
}

function finishItem(raw: RawItem, base: string | null): ParsedItem {
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
    authors: raw.authors,
    categories: raw.categories,
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
