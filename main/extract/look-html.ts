/** One pass over a page, without building a document: what it is called, how much it says, and where it leads. */
import { Parser } from 'htmlparser2';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { isFeedType } from './look-feed-type.ts';

/** A page of a network says who it is in its first heading or two; articles have one and a dozen of "read more". */
const MAX_HEADINGS = 8;
const MAX_HEADING_LENGTH = 400;
/** Text that is kept for judging words; beyond it only its length counts. */
const MAX_TEXT = 40_000;
/** Frames and refreshes. Pages of networks have one, pages with advertising some thirty. */
const MAX_LEADS = 20;
/** Elements. htmlparser2 keeps a stack of open ones: a million unclosed tags would fill the memory. */
const MAX_ELEMENTS = 60_000;
/** A tag's mark in the fingerprint of a page without text. */
const MAX_TAGS = 400;
/** Inline scripts longer than this are programs; a page that only sends on has a line. */
const MAX_SCRIPT = 2_000;

export type HtmlLook = {
  readonly title: string | null;
  readonly headings: readonly string[];
  /** Visible text, white space collapsed, cut at a cap; its true length stands beside it. */
  readonly text: string;
  readonly textLength: number;
  readonly canonicalUrl: string | null;
  readonly feedLinks: number;
  readonly ownLinks: number;
  readonly otherLinks: number;
  readonly leadsTo: readonly string[];
  readonly asksSecret: boolean;
  readonly scripts: number;
  readonly pictures: number;
  /** Names of the elements in order, with the hosts they load from: what tells one page without text from another. */
  readonly tags: readonly string[];
  /** Words that pictures have instead of themselves. */
  readonly altText: string;
};

const UNSEEN = new Set(['script', 'style', 'template', 'noscript', 'title', 'textarea', 'select', 'svg', 'object']);

export function lookAtHtml(html: string, url: string): HtmlLook {
  let title: string | null = null;
  let canonicalUrl: string | null = null;
  let baseUrl = url;
  let text = '';
  let textLength = 0;
  let endsBlank = true;
  let feedLinks = 0;
  let ownLinks = 0;
  let otherLinks = 0;
  let scripts = 0;
  let pictures = 0;
  let asksSecret = false;
  let elements = 0;
  let altText = '';
  let script = '';
  const headings: string[] = [];
  const leadsTo: string[] = [];
  const tags: string[] = [];
  const unseen: string[] = [];
  let titleText: string | null = null;
  let heading: { readonly name: string; text: string } | null = null;
  const ownDomain = domainOf(url);

  function lead(address: string | undefined): void {
    const target = address === undefined || address.trim() === '' ? null : parseHttpUrl(address, baseUrl);
    if (target && leadsTo.length < MAX_LEADS) leadsTo.push(target.href);
  }

  function link(href: string | undefined): void {
    if (href === undefined || href.trim() === '' || href.trim().startsWith('#')) return;
    const target = parseHttpUrl(href, baseUrl);
    if (!target) return;
    if (domainOf(target.href) === ownDomain) ownLinks++;
    else otherLinks++;
  }

  function meta(attributes: Readonly<Record<string, string>>): void {
    const name = (attributes['property'] ?? attributes['name'] ?? '').toLowerCase();
    const content = attributes['content'] ?? '';
    if (name === 'og:title' || name === 'twitter:title') addHeading(content);
    if (attributes['http-equiv']?.toLowerCase() !== 'refresh') return;
    // `5; url='http://...'`, and seen without "url=".
    lead(/^\s*[\d.]*\s*[;,]?\s*(?:url\s*=)?\s*["']?([^"']*)/i.exec(content)?.[1]);
  }

  function addHeading(words: string): void {
    const plain = words.replace(/\s+/g, ' ').trim().slice(0, MAX_HEADING_LENGTH).toWellFormed();
    if (plain !== '' && headings.length < MAX_HEADINGS && !headings.includes(plain)) headings.push(plain);
  }

  function addText(words: string): void {
    const collapsed = words.replace(/\s+/g, ' ');
    const added = endsBlank ? collapsed.trimStart() : collapsed;
    if (added === '') return;
    textLength += added.length;
    endsBlank = added.endsWith(' ');
    if (text.length < MAX_TEXT) text += added;
  }

  /** Blocks and line breaks part words. */
  function part(name: string): void {
    if (!endsBlank && !INLINE.has(name)) addText(' ');
  }

  const parser = new Parser({
    onopentag(name, attributes) {
      elements++;
      if (elements > MAX_ELEMENTS) return parser.pause();
      if (tags.length < MAX_TAGS) tags.push(mark(name, attributes, baseUrl));
      part(name);
      if (UNSEEN.has(name)) unseen.push(name);
      switch (name) {
        case 'title':
          if (title === null && !unseen.includes('svg')) titleText = '';
          break;
        case 'h1':
        case 'h2':
        case 'h3':
          heading = { name, text: '' };
          break;
        case 'base':
          baseUrl = parseHttpUrl(attributes['href'] ?? '', url)?.href ?? baseUrl;
          break;
        case 'meta':
          meta(attributes);
          break;
        case 'link': {
          const rel = (attributes['rel'] ?? '').toLowerCase().split(/\s+/);
          if (rel.includes('canonical')) canonicalUrl ??= parseHttpUrl(attributes['href'] ?? '', baseUrl)?.href ?? null;
          if (rel.includes('alternate') && isFeedType(attributes['type'])) {
            const feed = parseHttpUrl(attributes['href'] ?? '', baseUrl);
            if (feed && domainOf(feed.href) === ownDomain) feedLinks++;
          }
          break;
        }
        case 'iframe':
        case 'frame':
        case 'embed':
        case 'object':
          lead(attributes['src'] ?? attributes['data']);
          break;
        case 'a':
        case 'area':
          link(attributes['href']);
          break;
        case 'img':
          pictures++;
          if (altText.length < MAX_HEADING_LENGTH)
            altText += ` ${attributes['alt'] ?? ''} ${attributes['title'] ?? ''}`;
          break;
        case 'input':
          if (/^(?:password|tel)$/i.test(attributes['type'] ?? '') || attributes['autocomplete'] === 'one-time-code')
            asksSecret = true;
          break;
        case 'script':
          script = '';
          if (attributes['src']) scripts++;
          break;
        default:
      }
    },
    ontext(words) {
      if (titleText !== null && unseen.at(-1) === 'title') titleText += words;
      else if (unseen.at(-1) === 'script') script += script.length < MAX_SCRIPT ? words : '';
      if (unseen.length > 0) return;
      addText(words);
      if (heading && heading.text.length < MAX_HEADING_LENGTH) heading.text += words;
    },
    onclosetag(name) {
      part(name);
      const at = unseen.lastIndexOf(name);
      if (at >= 0) unseen.splice(at);
      if (name === 'title' && titleText !== null) {
        title = titleText.replace(/\s+/g, ' ').trim().slice(0, MAX_HEADING_LENGTH).toWellFormed() || null;
        titleText = null;
      } else if (name === 'script') lead(SENDS_ON.exec(script)?.[1]);
      else if (heading && name === heading.name) {
        addHeading(heading.text);
        heading = null;
      }
    },
  });
  parser.end(html);
  return {
    title,
    headings,
    text: text.trim(),
    textLength: endsBlank ? Math.max(0, textLength - 1) : textLength,
    canonicalUrl,
    feedLinks,
    ownLinks,
    otherLinks,
    leadsTo,
    asksSecret,
    scripts,
    pictures,
    tags,
    altText: altText.replace(/\s+/g, ' ').trim(),
  };
}

const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite code em font i ins label mark q s small span strong sub sup time tt u wbr'.split(
    ' ',
  ),
);

/** A script of one line that sends the reader on. */
const SENDS_ON = /\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["']((?:https?:)?\/\/[^"']{3,500})["']/i;

function mark(name: string, attributes: Readonly<Record<string, string>>, baseUrl: string): string {
  const address =
    attributes['src'] ?? (name === 'meta' ? /url\s*=\s*(\S+)/i.exec(attributes['content'] ?? '')?.[1] : undefined);
  const host = address === undefined ? null : parseHttpUrl(address, baseUrl)?.hostname;
  return host ? `${name}@${host}` : name;
}

function domainOf(address: string): string | null {
  const url = parseHttpUrl(address);
  return url ? registrableDomain(url.hostname) : null;
}
