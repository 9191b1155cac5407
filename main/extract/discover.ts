/** Feeds that a page announces, or at least links to. */
import { Parser } from 'htmlparser2';
import type { FeedCandidate, FeedFormat } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { decodeBytes } from './charset.ts';
import type { Source } from './protocol.ts';

/** A page announces its feeds at its start; blogs link to theirs at the end. The longest such pages have 2 MB. */
const MAX_LENGTH = 4_000_000;
/** More is a directory of feeds, not a site's own. */
const MAX_CANDIDATES = 20;
const MAX_TITLE_LENGTH = 200;

const FEED_TYPES: Readonly<Record<string, FeedFormat>> = {
  'application/rss+xml': 'rss',
  'application/rss': 'rss',
  'text/rss+xml': 'rss',
  'text/rss': 'rss',
  'application/rdf+xml': 'rdf',
  'application/atom+xml': 'atom',
  'application/atom': 'atom',
  'text/atom+xml': 'atom',
  'application/feed+json': 'json',
};
/** Types that many other things have too: believed when the address or the title speaks of a feed. */
const VAGUE_TYPES = new Set(['application/xml', 'text/xml', 'application/json', '']);

const FEED_PATH =
  /(?:^|[/._-])(?:rss|atom|feeds?|rdf|xmlfeed|newsfeed)(?:[/._-]|\d?$)|\.(?:rss|atom|rdf)$|(?:^|\/)(?:index|news|posts?|blog)\.xml$|feed\.json$/i;
const FEED_QUERY = /(?:^|[?&])(?:feed=(?:rss2?|atom|rdf)|format=(?:rss|feed|atom)|alt=rss|rss(?:=|&|$)|output=rss)/i;
const FEED_HOST = /^(?:feeds?\d?|rss)\./i;
const FEED_WORDS = /\b(?:rss|atom|feed|syndicat\w+|newsfeed)\b|лента|подписка|خوراک/i;
/** Pages about feeds and other things that merely look like one. */
const NOT_A_FEED =
  /\/(?:wp-json|oembed|xmlrpc\.php|sitemap|opensearch|osd\.xml|manifest|wlwmanifest|rsd)\b|\.(?:html?|jpe?g|png|gif|svg|css|js|pdf|mp3|zip)$/i;
/** Services that subscribe to a feed rather than being one. */
const SUBSCRIBE_SERVICE =
  /(?:^|\.)(?:feedly\.com|inoreader\.com|netvibes\.com|newsblur\.com|theoldreader\.com|addtoany\.com|facebook\.com|twitter\.com|x\.com|add\.my\.yahoo\.com|bloglines\.com|subtome\.com)$/i;

type Found = {
  readonly url: string;
  readonly title: string | null;
  readonly format: FeedFormat | null;
  readonly rank: number;
};

/**
 * Feeds announced by a page, best first, each once: link rel=alternate as the page orders them, comments' feeds after the
 * others, then links on the page that look like feeds of the same site. Never throws: what is no page announces nothing.
 */
export function discoverFeeds(bytes: Uint8Array, source: Source): FeedCandidate[] {
  const { text } = decodeBytes(bytes, { contentType: source.contentType, kind: 'html' });
  const found: Found[] = [];
  let baseUrl = source.url;
  let anchor: { href: string; text: string; title: string } | null = null;

  function link(attributes: Readonly<Record<string, string>>): void {
    const rel = (attributes['rel'] ?? '').toLowerCase().split(/\s+/);
    if (!rel.includes('alternate') && !rel.includes('feed')) return;
    if (rel.includes('stylesheet')) return;
    const url = parseHttpUrl(feedAddress(attributes['href'] ?? ''), baseUrl);
    if (!url || (attributes['href'] ?? '').trim() === '') return;
    const type = (attributes['type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const title = titleOf(attributes['title'] ?? '');
    const format = FEED_TYPES[type] ?? null;
    const believed = format !== null || (VAGUE_TYPES.has(type) && (rel.includes('feed') || looksLikeFeed(url)));
    if (!believed || isApi(url)) return;
    // A language version of the page itself has `hreflang` and no type.
    if (format === null && attributes['hreflang'] !== undefined) return;
    found.push({ url: url.href, title, format, rank: isComments(url, title) ? 1 : 0 });
  }

  function anchorEnded(): void {
    if (!anchor) return;
    const url = parseHttpUrl(feedAddress(anchor.href), baseUrl);
    const words = `${anchor.text} ${anchor.title}`;
    if (url && !isApi(url) && !SUBSCRIBE_SERVICE.test(url.hostname) && isSameSite(url, source.url)) {
      const byPath = looksLikeFeed(url);
      const byWords =
        !NOT_A_FEED.test(url.pathname) &&
        FEED_WORDS.test(words) &&
        /(?:^|\b)(?:rss|atom|xml)\b/i.test(`${words} ${url.pathname}`);
      if (byPath || byWords) {
        const title = titleOf(anchor.title) ?? titleOf(anchor.text);
        const rank = (byPath && byWords ? 2 : byPath ? 3 : 4) + (isComments(url, title) ? 3 : 0);
        found.push({ url: url.href, title, format: null, rank });
      }
    }
    anchor = null;
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'base' && attributes['href']) {
        baseUrl = parseHttpUrl(attributes['href'], source.url)?.href ?? baseUrl;
      } else if (name === 'link') {
        link(attributes);
      } else if (name === 'a' && attributes['href']) {
        anchorEnded();
        anchor = { href: attributes['href'], text: '', title: attributes['title'] ?? attributes['aria-label'] ?? '' };
      } else if (name === 'img' && anchor) {
        anchor.text += ` ${attributes['alt'] ?? ''}`;
      }
    },
    ontext(words) {
      if (anchor && anchor.text.length < MAX_TITLE_LENGTH) anchor.text += words;
    },
    onclosetag(name) {
      if (name === 'a') anchorEnded();
    },
  });
  parser.end(text.slice(0, MAX_LENGTH));
  return bestFirst(found);
}

function bestFirst(found: readonly Found[]): FeedCandidate[] {
  const byUrl = new Map<string, Found>();
  for (const candidate of found.toSorted((one, other) => one.rank - other.rank)) {
    const key = candidate.url
      .replace(/^https?:\/\/(?:www\.)?/, '')
      .replace(/\/(?=$|\?)/, '')
      .replace(/#.*$/, '');
    if (!byUrl.has(key)) byUrl.set(key, candidate);
  }
  return [...byUrl.values()].slice(0, MAX_CANDIDATES).map(({ url, title, format }) => ({ url, title, format }));
}

/** `feed://host/x` and `feed:https://host/x` are addresses that browsers once handed to readers. */
function feedAddress(href: string): string {
  return href
    .trim()
    .replace(/^feed:(?=https?:)/i, '')
    .replace(/^feed:\/\//i, 'https://');
}

function looksLikeFeed(url: URL): boolean {
  if (NOT_A_FEED.test(url.pathname)) return false;
  return (
    FEED_PATH.test(url.pathname) ||
    FEED_QUERY.test(url.search) ||
    (FEED_HOST.test(url.hostname) && url.pathname !== '/')
  );
}

function isApi(url: URL): boolean {
  return /\/(?:wp-json|oembed)\b|xmlrpc\.php|wlwmanifest|opensearch/i.test(url.href);
}

function isComments(url: URL, title: string | null): boolean {
  return (
    /\/comments?\b|comments?(?:\/feed|=)|[?&]withcomments/i.test(url.href) ||
    /\bcomments?\b|комментар|Kommentar/i.test(title ?? '')
  );
}

function isSameSite(url: URL, pageUrl: string): boolean {
  const page = parseHttpUrl(pageUrl);
  return (
    page !== null &&
    (registrableDomain(url.hostname) === registrableDomain(page.hostname) ||
      /(?:^|\.)(?:feedburner\.com|feedpress\.(?:me|it)|libsyn\.com)$/i.test(url.hostname))
  );
}

function titleOf(text: string): string | null {
  const title = text.replace(/\s+/g, ' ').trim().slice(0, MAX_TITLE_LENGTH).toWellFormed();
  return title === '' ? null : title;
}
