/** When a page was published: from what it declares, then from what it shows, last from its address. */
import { parseDate } from './dates.ts';

/** Names of `<meta>` (name, property or itemprop) that hold the day of publication, surest first. */
const META_NAMES = [
  'article:published_time',
  'article:published',
  'og:published_time',
  'datepublished',
  'parsely-pub-date',
  'sailthru.date',
  'mediator_published_time',
  'cxenseparse:recs:publishtime',
  'cxenseparse:publishtime',
  'bt:pubdate',
  'citation_publication_date',
  'citation_date',
  'dcterms.issued',
  'dc.date.issued',
  'dcterms.created',
  'dcterms.date',
  'dc.date.created',
  'dc.date',
  'dc.date.x-metadatadate',
  'dc.created',
  'pubdate',
  'publishdate',
  'publish-date',
  'publish_date',
  'publication_date',
  'publication-date',
  'published-date',
  'published_time',
  'published_at',
  'published',
  'publish_time',
  'publishtime',
  'datecreated',
  'date.created',
  'date_published',
  'date.available',
  'og:regdate',
  'og:article:published_time',
  'weibo:article:create_at',
  'article:create_at',
  'article_date_original',
  'article.created',
  'article.published',
  'analyticsattributes.articledate',
  'apub:time',
  'firstcreate',
  'firstpublished',
  'originalpublicationdate',
  'rnews:datepublished',
  'ptime',
  'release_date',
  'displaydate',
  'pdate',
  'created',
  'date',
];

/** Before the web; a page that says so speaks of something else (1970 is a broken clock). */
const EARLIEST_MS = Date.UTC(1994, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);
/** Elements read of each rank. */
const MAX_ELEMENTS = 60;

/** `metaContents` gives the contents of all `<meta>` of a lower-case name; `declared` are dates from JSON-LD. */
export function publishedDate(
  document: Document,
  declared: readonly (string | null)[],
  metaContents: ReadonlyMap<string, readonly string[]>,
  url: string,
): number | null {
  for (const text of declared) {
    const ms = text === null ? null : dateIn(text);
    if (ms !== null) return ms;
  }
  for (const name of META_NAMES) {
    for (const text of metaContents.get(name) ?? []) {
      const ms = dateIn(text);
      if (ms !== null) return ms;
    }
  }
  return shownDate(document) ?? dateOfUrl(url);
}

/** Longest text of an element that still is a line about the date rather than the article. */
const MAX_LINE_LENGTH = 300;
/** Elements behind the headline among which a line with the date is looked for. */
const NEAR_HEADLINE = 15;

/** How sure it is that an element shows the day of publication, 0 the surest; null: no sign of it. */
function dateRank(element: Element, sinceHeadline: number): number | null {
  const item = `${element.getAttribute('itemprop') ?? ''} ${element.getAttribute('property') ?? ''}`;
  if (/\bdatePublished\b/i.test(item)) return 0;
  const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`;
  if (OTHER_DATES.test(names) || OTHER_DATES.test(item)) return null;
  if (element.localName === 'time') {
    if (element.hasAttribute('pubdate')) return 1;
    return sinceHeadline < NEAR_HEADLINE || element.closest('article, main') ? 2 : 4;
  }
  if (/(?:^|\s)(?:published|dateline|(?:entry|post|article|pub|publish|news)[-_]?date)(?:\s|$)/i.test(names)) return 3;
  if (/publish|pub[-_]?date|posted|(?:post|article|news|story)[-_]?date/i.test(names)) return 5;
  if (/date/i.test(names)) return 6;
  if (sinceHeadline < NEAR_HEADLINE) return 7;
  return /time|byline|meta|info/i.test(names) ? 8 : null;
}

/** Dates of something else: a change, a comment, another article. */
const OTHER_DATES = /modif|updat|izmen|edited|copyright|footer|comment|sidebar|related|widget|recommend|popular/i;

/** One walk over the page; linkedom's own selectors would be quadratic in long lists. */
function shownDate(document: Document): number | null {
  const ranked: Element[][] = Array.from({ length: 9 }, () => []);
  let sinceHeadline = Number.POSITIVE_INFINITY;
  for (const element of document.querySelectorAll('*')) {
    if (element.localName === 'h1') sinceHeadline = 0;
    const rank = dateRank(element, sinceHeadline);
    sinceHeadline += 1;
    const peers = rank === null ? undefined : ranked[rank];
    if (peers && peers.length < MAX_ELEMENTS) peers.push(element);
  }
  for (const element of ranked.flat()) {
    const ms = dateOfElement(element);
    if (ms !== null) return ms;
  }
  return null;
}

function dateOfElement(element: Element): number | null {
  for (const name of ['datetime', 'content', 'data-datetime', 'data-date', 'data-time', 'data-timestamp', 'title']) {
    const value = element.getAttribute(name);
    const ms = value === null || value.length > 100 ? null : dateIn(value);
    if (ms !== null) return ms;
  }
  const text = shortText(element);
  return text === null ? null : dateIn(text);
}

/** The text of an element that holds only a line; null for one that holds more, without reading all of it. */
function shortText(element: Element): string | null {
  let text = '';
  let nodes = 0;
  const waiting: Node[] = [element];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes += 1;
    if (nodes > 100 || text.length > MAX_LINE_LENGTH) return null;
    if (node.nodeType === 3) text += ` ${node.nodeValue ?? ''}`;
    else if (node.nodeName !== 'SCRIPT' && node.nodeName !== 'STYLE') {
      for (let child = node.lastChild; child; child = child.previousSibling) waiting.push(child);
    }
  }
  return text;
}

/** Shapes in which a date stands inside a line: "Published 3 May 2021, 10:20 | by X", "2024年04月24日23:52". */
const TIME = String.raw`(?:[\s,T|·•—–-]{0,4}(?:at|в|о|um|à|a las|alle)?\s{0,2}\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?(?:\s?(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2}))?)?`;
const SHAPES = [
  String.raw`\b(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s?(?:Z|[+-]\d{2}:?\d{2}))?)?`,
  String.raw`(?:19|20)\d{2}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일](?:\s{0,3}\d{1,2}[:时時시]\s?\d{2}(?::\d{2})?)?`,
  String.raw`\b(?:19|20)\d{2}[./]\s?\d{1,2}[./]\s?\d{1,2}\.?${TIME}`,
  String.raw`\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}${TIME}`,
  String.raw`\b\d{1,2}(?:st|nd|rd|th|\.|er|-го)?\s(?:de\s|of\s)?\p{L}[\p{L}\p{M}]{2,14}\.?,?\s(?:de\s|del\s)?(?:19|20)\d{2}${TIME}`,
  String.raw`\p{L}[\p{L}\p{M}]{2,14}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d{2}${TIME}`,
].map((shape) => new RegExp(shape, 'iu'));

/** The instant a text names, alone or within a line; null for none, or one no web page can have. */
export function dateIn(text: string): number | null {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length < 6 || line.length > MAX_LINE_LENGTH || !/\d/.test(line)) return null;
  const whole = plausible(parseDate(line));
  if (whole !== null) return whole;
  for (const shape of SHAPES) {
    const found = shape.exec(line)?.[0];
    if (found === undefined) continue;
    const ms = plausible(parseDate(found)) ?? plausible(parseDate(dayOnly(found)));
    if (ms !== null) return ms;
  }
  return null;
}

/** Without the time of day, where that is written in a way no parser knows. */
function dayOnly(found: string): string {
  const cjk = /(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})/.exec(found);
  if (cjk) {
    const time = /(\d{1,2})[:时時시]\s?(\d{2})/.exec(found);
    const day = `${cjk[1]}-${String(cjk[2]).padStart(2, '0')}-${String(cjk[3]).padStart(2, '0')}`;
    return time ? `${day}T${String(time[1]).padStart(2, '0')}:${time[2]}:00` : day;
  }
  return found.replace(/[\s,T|·•—–-]*(?:\bat\b|\bв\b)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\.?)?.{0,8}$/iu, '');
}

function plausible(ms: number | null): number | null {
  return ms !== null && ms >= EARLIEST_MS && ms < LATEST_MS ? ms : null;
}

/** `/2020/09/23/`, `/2020-09-23-`, `/20200923`: the day as the address tells it, at midnight UTC. */
export function dateOfUrl(url: string): number | null {
  const found =
    /[/_-]((?:19|20)\d{2})[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?=\D|$)/.exec(url) ??
    /[/_-]((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$)/.exec(url) ??
    /\/((?:19|20)\d{2})\/(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=\D|$)/.exec(url);
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  const ms = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1);
  return new Date(ms).getUTCDate() === day ? plausible(ms) : null;
}
