/**
 * A stored article as the document that the reading frame shows. The text keeps its links; here they become something
 * that no browser looks up or follows, and pictures become addresses of our own.
 *
 * The stored HTML was cleaned when it arrived, by a parser and an allow-list (main/extract). This page does not rely on
 * it: it reads the text as a row of tags and characters and writes each anew, from lists of its own. What is not exactly
 * `<name attribute="value" ...>` or `</name>` with a name on the list becomes visible text. No tag on the list changes
 * how a browser reads what follows it (as script, style, textarea or svg would), so that the browser and this loop see
 * the same tags: right by construction, also for text that was never cleaned.
 */
import type { ArticleBody } from '../archive/archive.ts';

/** Elements that neither load, run, submit nor change the reading of what follows. A superset of what the cleaner keeps. */
const ELEMENTS = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn ' +
    'div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd li main mark nav ol p pre q ' +
    'rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul ' +
    'var wbr'
  ).split(' '),
);

/** Attributes that hold no address, no script and no style. */
const ATTRIBUTES = new Set(
  (
    'abbr align alt class colspan datetime dir headers height id lang open reversed rowspan scope span start title type ' +
    'value width'
  ).split(' '),
);

/** `<name attr="value" attr>`, `<name/>` or `</name>`, starting where `lastIndex` stands; nothing looser is a tag here. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*\/?>/y;
const ATTRIBUTE = /([a-z][a-z0-9-]*)(?:="([^"]*)")?/g;

/** What a person may want to follow: a web address, an address to write to, a place in this text. */
const LINK = /^(?:https?:\/\/|mailto:|#)/i;

type Images = ArticleBody['images'];

/** @returns a complete document that holds no `href`, no `src` but `../image/<sha256>`, and nothing active */
export function articleDocument(body: ArticleBody): string {
  const speech = `${body.language ? ` lang="${escapeAttribute(body.language)}"` : ''} dir="${body.direction}"`;
  return (
    `<!doctype html><html${speech}><head><meta charset="utf-8">` +
    // The title is constant: what is read here should not be readable in a browser's history or window list.
    '<meta name="viewport" content="width=device-width"><title>Larder</title>' +
    '<link rel="stylesheet" href="../reading.css"></head>' +
    // The heading is the app's: it draws it into this document, in the person's language.
    `<body><article${speech}>${inertHtml(body.html, body.images)}</article></body></html>`
  );
}

/** The same text and structure with links and pictures that lead nowhere but to this archive. */
export function inertHtml(html: string, images: Images): string {
  let out = '';
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    if (open === -1) return out + html.slice(position);
    out += html.slice(position, open);
    TAG.lastIndex = open;
    const match = TAG.exec(html);
    const name = match?.[2] ?? '';
    if (match && ELEMENTS.has(name)) {
      out += match[1] === '/' ? `</${name}>` : openTag(name, match[3] ?? '', images);
      position = TAG.lastIndex;
    } else {
      out += '&lt;';
      position = open + 1;
    }
  }
  return out;
}

function openTag(name: string, rawAttributes: string, images: Images): string {
  let kept = '';
  let href: string | null = null;
  let source: string | null = null;
  let alt = '';
  for (const [, attribute = '', value = ''] of rawAttributes.matchAll(ATTRIBUTE)) {
    if (attribute === 'href') href = value;
    else if (attribute === 'data-src') source = value;
    else if (ATTRIBUTES.has(attribute)) kept += ` ${attribute}="${value}"`;
    if (attribute === 'alt') alt = value;
  }
  if (name === 'a' && href !== null && LINK.test(href)) {
    return `<a data-href="${href}" role="link" tabindex="0"${kept}>`;
  }
  if (name === 'img') return picture(source, alt, kept, images);
  return `<${name}${kept}>`;
}

function picture(source: string | null, alt: string, kept: string, images: Images): string {
  const image = source === null ? undefined : images.get(unescape(source));
  if (image?.sha256 && /^[0-9a-f]{64}$/.test(image.sha256)) {
    return `<img src="../image/${image.sha256}" loading="lazy" decoding="async"${kept}>`;
  }
  // Also what was never asked for (a picture of an older version, say) is one that is not here.
  const state = image && image.state !== 'stored' ? image.state : 'gone';
  return `<span class="missing-image" role="img" data-state="${state}" aria-label="${alt}"></span>`;
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

function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
