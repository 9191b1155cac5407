import type { CanonicalFeed } from './canonical.ts';
import { enclosuresOf, itemImage, mediaNodes, usableAddress, webAddress } from './media.ts';
import { authorsOf } from './persons.ts';
import { MAX_GUID_LENGTH, MAX_LIST, type RawFeed, type RawItem, type RawText } from './raw.ts';
import { attributeOf, childrenOf, firstText, nodes, readXml, textOf, type Fields, type Node } from './xml-reader.ts';

/** Canonical XML, through rss-parser, to a feed as it stands: first in each list of names is the one that says it best. */
export async function mapXml(canonical: CanonicalFeed): Promise<RawFeed> {
  const { feed, items, abouts } = await readXml(canonical.xml, canonical.names);
  const isAtom = canonical.format === 'atom';
  const links = [...nodes(feed, 'link'), ...nodes(feed, 'atom:link')];
  const image = itemImage(feed, []) ?? webAddress(firstText(feed, 'logo', 'atom:logo')) ?? null;
  const icon = webAddress(firstText(feed, 'icon', 'atom:icon'));
  return {
    format: canonical.format,
    id: firstText(feed, 'id', 'atom:id', 'guid', 'dc:identifier'),
    title: firstRawText(feed, TITLES),
    description: firstRawText(feed, [
      'subtitle',
      'tagline',
      'description',
      'atom.subtitle',
      'atom.tagline',
      'dc.description',
      'dcterms.description',
      'summary',
      'itunes.summary',
      'itunes.subtitle',
      'googleplay.description',
      'media.description',
    ]),
    link: feedLink(links),
    selfUrl: relLink(links, 'self') ?? webAddress(firstText(feed, 'itunes:new-feed-url')),
    language: canonicalLanguage(firstText(feed, 'language', 'dc:language', 'dcterms:language') ?? canonical.language),
    authors: authorsOf(feed, 'managingEditor', 'itunes:owner', 'dc:publisher', 'webMaster'),
    image: image ?? icon,
    icon,
    categories: categoriesOf(feed),
    pollAfterMs: pollAfter(feed),
    items: items.map((item, index) => mapItem(item, abouts[index] ?? null, isAtom)),
    complete: canonical.complete,
  };
}

const TITLES = ['title', 'atom.title', 'dc.title', 'dcterms.title', 'media.title', 'itunes.title'];
const PUBLISHED = [
  'pubDate',
  'published',
  'issued',
  'atom:published',
  'atom:issued',
  'dc:date',
  'dcterms:date',
  'dc:issued',
  'dcterms:issued',
  'date',
  'prism:publicationDate',
  'dcterms:available',
  'dc:available',
  'created',
  'atom:created',
  'dcterms:created',
  'dc:created',
  'dcterms:dateSubmitted',
  'prism:coverDate',
];
const UPDATED = [
  'updated',
  'atom:updated',
  'modified',
  'atom:modified',
  'dcterms:modified',
  'dc:modified',
  'lastBuildDate',
];
const CONTENTS = [
  'content',
  'content.encoded',
  'atom.content',
  'xhtml.body',
  'xhtml.div',
  'body',
  'fulltext',
  'fullitem',
];
const SUMMARIES = [
  'summary',
  'description',
  'atom.summary',
  'dc.description',
  'dcterms.description',
  'abstract',
  'dcterms.abstract',
  'itunes.summary',
  'subtitle',
  'itunes.subtitle',
  'googleplay.description',
];

function mapItem(item: Fields, about: string | null, isAtom: boolean): RawItem {
  const links = [...nodes(item, 'link'), ...nodes(item, 'atom:link')];
  const enclosures = enclosuresOf(item, links);
  const guid = firstText(item, 'guid', 'id', 'atom:id') ?? about ?? firstText(item, 'dc:identifier');
  const content = firstRawText(item, CONTENTS);
  const summary =
    firstRawText(item, isAtom ? SUMMARIES : ['description', ...SUMMARIES]) ??
    mediaText(item, 'media.description') ??
    mediaText(item, 'media.text');
  return {
    guid: guid !== null && guid.length > MAX_GUID_LENGTH ? null : guid,
    title:
      firstRawText(item, TITLES.slice(0, 4)) ?? mediaText(item, 'media.title') ?? firstRawText(item, TITLES.slice(4)),
    link: itemLink(item, links, guid),
    comments: webAddress(firstText(item, 'comments')) ?? relLink(links, 'replies'),
    publishedMs: firstDate(item, PUBLISHED),
    updatedMs: firstDate(item, UPDATED),
    authors: authorsOf(item, 'contributor', 'dc:contributor'),
    categories: categoriesOf(item),
    image: itemImage(item, enclosures),
    summary,
    content,
    enclosures,
  };
}

function firstRawText(fields: Fields, names: readonly string[]): RawText | null {
  for (const name of names) {
    for (const node of nodes(fields, `t:${name}`)) {
      const text = rawText(node);
      if (text) return text;
    }
  }
  return null;
}

function rawText(node: Node): RawText | null {
  const value = textOf(node);
  if (value === '') return null;
  return { value, kind: attributeOf(node, 'kind') === 'text' ? 'text' : 'html', base: attributeOf(node, 'base') };
}

function mediaText(item: Fields, name: string): RawText | null {
  const tag = `t:${name}`;
  const groups = mediaNodes(item, 'media:content');
  const inside = [...nodes(item, 'media:group'), ...groups].flatMap((node) => childrenOf(node, tag));
  for (const node of [...nodes(item, tag), ...inside]) {
    const text = rawText(node);
    if (text) return text;
  }
  return null;
}

function firstDate(fields: Fields, names: readonly string[]): number | null {
  for (const name of names) {
    const text = firstText(fields, name);
    if (text !== null) return Date.parse(text);
  }
  return null;
}

const rel = (link: Node): string => attributeOf(link, 'rel')?.toLowerCase().replace(/^.*\//, '') ?? '';

function relLink(links: readonly Node[], name: string): string | null {
  const candidates = links.filter((link) => rel(link) === name);
  const html = candidates.find((link) => /html/.test(attributeOf(link, 'type') ?? ''));
  const found = html ?? candidates[0];
  return found ? webAddress(attributeOf(found, 'href')) : null;
}

/** Where a link leads: RSS puts the address inside, Atom in an attribute, RDF now and then in a third. */
function linkAddress(link: Node): string | null {
  return textOf(link) || attributeOf(link, 'href') || attributeOf(link, 'rdf:resource') || attributeOf(link, 'url');
}

/**
 * Links to the page itself: without a relation, or `alternate`. What says most plainly that it is one comes first; other
 * types than HTML (a translation, a file) last.
 */
function pageLinks(links: readonly Node[]): Node[] {
  const rank = (link: Node): number => {
    const type = attributeOf(link, 'type') ?? '';
    if (type !== '' && !/html/i.test(type)) return 2;
    return textOf(link) !== '' || (type !== '' && rel(link) === 'alternate') ? 0 : 1;
  };
  const pages = links.filter((link) => rel(link) === '' || rel(link) === 'alternate');
  return pages.toSorted((a, b) => rank(a) - rank(b));
}

function feedLink(links: readonly Node[]): string | null {
  for (const link of pageLinks(links)) {
    const address = usableAddress(linkAddress(link));
    if (address) return address;
  }
  return null;
}

function itemLink(item: Fields, links: readonly Node[], guid: string | null): string | null {
  // FeedBurner's own address counts the click and dies with it; the original stands beside it.
  const original = webAddress(firstText(item, 'feedburner:origLink'));
  if (original) return original;
  for (const link of pageLinks(links)) {
    const address = usableAddress(linkAddress(link));
    if (address) return address;
  }
  const guidNode = nodes(item, 'guid')[0];
  const isPermanent = guidNode === undefined || attributeOf(guidNode, 'isPermaLink')?.toLowerCase() !== 'false';
  if (guid && isPermanent && webAddress(guid)) return webAddress(guid);
  const via = links.find((link) => rel(link) === 'related' || rel(link) === 'via' || rel(link) === 'self');
  return webAddress(via ? attributeOf(via, 'href') : null);
}

function categoriesOf(fields: Fields): string[] {
  const found = new Set<string>();
  const add = (text: string | null | undefined): void => {
    const tidy = text?.replace(/\s+/g, ' ').trim();
    if (tidy && found.size < MAX_LIST) found.add(tidy.slice(0, 200));
  };
  for (const node of [...nodes(fields, 'category'), ...nodes(fields, 'atom:category')]) {
    const [term, label] = [attributeOf(node, 'term'), attributeOf(node, 'label')];
    add(label ?? term ?? (textOf(node) || attributeOf(node, 'text')));
    // The term is what the site searches by, the label what it shows; they may have nothing in common.
    if (label !== null) add(term);
  }
  for (const name of ['dc:subject', 'dcterms:subject']) for (const node of nodes(fields, name)) add(textOf(node));
  for (const node of [...nodes(fields, 'itunes:category'), ...nodes(fields, 'googleplay:category')]) {
    add(attributeOf(node, 'text'));
    for (const child of childrenOf(node, 'itunes:category')) {
      add(attributeOf(child, 'text'));
      add(`${attributeOf(node, 'text') ?? ''}/${attributeOf(child, 'text') ?? ''}`);
    }
  }
  for (const node of mediaNodes(fields, 'media:category')) add(attributeOf(node, 'label') ?? textOf(node));
  for (const name of ['keywords', 'itunes:keywords', 'media:keywords']) {
    const list = name === 'media:keywords' ? mediaNodes(fields, name) : nodes(fields, name);
    for (const node of list) for (const word of (textOf(node) || attributeOf(node, 'text') || '').split(',')) add(word);
  }
  return [...found];
}

function canonicalLanguage(language: string | null): string | null {
  if (language === null || !/^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/.test(language)) return null;
  return language.replaceAll('_', '-');
}

const PERIODS_MS: Readonly<Record<string, number>> = {
  hourly: 3_600_000,
  daily: 86_400_000,
  weekly: 7 * 86_400_000,
  monthly: 30 * 86_400_000,
  yearly: 365 * 86_400_000,
};
/** Sites publish `yearly` without meaning it. */
const MAX_POLL_MS = 7 * 86_400_000;

/** RSS `ttl` (minutes), or the syndication module's period divided by its frequency. */
function pollAfter(feed: Fields): number | null {
  const ttl = firstText(feed, 'ttl');
  const period = PERIODS_MS[firstText(feed, 'sy:updatePeriod')?.toLowerCase() ?? ''];
  const frequency = Number(firstText(feed, 'sy:updateFrequency') ?? 1);
  const ms =
    ttl !== null && /^\d{1,6}$/.test(ttl)
      ? Number(ttl) * 60_000
      : period && frequency >= 1
        ? Math.round(period / frequency)
        : 0;
  return ms > 0 ? Math.min(ms, MAX_POLL_MS) : null;
}
