/**
 * Stored HTML written anew, so that it does nothing but show itself. What a link or a picture becomes is the caller's
 * (article-document.ts for the reading frame, html.ts, portable-html.ts and json-feed.ts for files).
 *
 * The stored HTML was cleaned when it arrived, by a parser and an allow-list (main/extract). This page does not rely on
 * it: it reads the text as a row of tags and characters and writes each anew, from lists of its own. What is not exactly
 * `<name attribute="value" ...>` or `</name>` with a name on the list becomes visible text. No tag on the list changes
 * how a browser reads what follows it (as script, style, textarea or svg would), so that the browser and this loop see
 * the same tags: right by construction, also for text that was never cleaned.
 */

/** Elements that neither load, run, submit nor change the reading of what follows. A superset of what the cleaner keeps. */
const ELEMENTS = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
    'div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre q ' +
    'rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul ' +
    'var wbr'
  ).split(' '),
);

/** Attributes that hold no address, no script and no style; `id` besides. */
const ATTRIBUTES = new Set(
  (
    'abbr align alt class colspan datetime dir headers height lang open reversed rowspan scope span start title type ' +
    'value width'
  ).split(' '),
);

/** `<name attr="value" attr>`, `<name/>` or `</name>`, starting where `lastIndex` stands; nothing looser is a tag here. */
export const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*\/?>/y;
export const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:="([^"]*)")?/g;

/** What a person may want to follow: a web address, an address to write to, a place in this text. */
const LINK = /^(?:https?:\/\/|mailto:|#)/i;

/** What becomes of that which leads somewhere. Attributes come, and go, as escaped text with a space in front. */
export type Rendering = {
  /** In front of every name of a place, and of every link to one: for several texts in one document. */
  readonly idPrefix: string;
  link(href: string, attributes: string): string;
  /** `source`: the address in `data-src`, with its references resolved. `alt`: escaped. */
  picture(source: string | null, alt: string, attributes: string): string;
};

/** The same text and structure, a piece before and after every picture: pictures may be megabytes each. */
export function* inertPieces(html: string, rendering: Rendering): Generator<string> {
  let out = '';
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    if (open === -1) break;
    out += html.slice(position, open);
    TAG.lastIndex = open;
    const match = TAG.exec(html);
    const name = match?.[2] ?? '';
    if (match && ELEMENTS.has(name)) {
      position = TAG.lastIndex;
      if (match[1] === '/') {
        out += `</${name}>`;
      } else if (name === 'img') {
        yield out;
        out = '';
        yield openTag(name, match[3] ?? '', rendering);
      } else {
        out += openTag(name, match[3] ?? '', rendering);
      }
    } else {
      out += '&lt;';
      position = open + 1;
    }
  }
  yield out + html.slice(position);
}

function openTag(name: string, rawAttributes: string, rendering: Rendering): string {
  let kept = '';
  let href: string | null = null;
  let source: string | null = null;
  let alt = '';
  for (const [, attribute = '', value = ''] of rawAttributes.matchAll(ATTRIBUTE)) {
    if (attribute === 'href') href = value;
    else if (attribute === 'data-src') source = value;
    else if (attribute === 'id') kept += ` id="${rendering.idPrefix}${value}"`;
    else if (ATTRIBUTES.has(attribute)) kept += ` ${attribute}="${value}"`;
    if (attribute === 'alt') alt = value;
  }
  if (name === 'a' && href !== null && LINK.test(href)) {
    return rendering.link(href.startsWith('#') ? `#${rendering.idPrefix}${href.slice(1)}` : href, kept);
  }
  if (name === 'img') return rendering.picture(source === null ? null : unescape(source), alt, kept);
  return `<${name}${kept}>`;
}

const REFERENCES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/** Attribute text as our own serialiser wrote it: it knows few references. An unknown one only fails to find its picture. */
function unescape(value: string): string {
  return value.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return REFERENCES[name] ?? whole;
    const code = typeof decimal === 'string' ? Number.parseInt(decimal, 10) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Text of a stranger for an attribute in double quotes, or between tags. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
