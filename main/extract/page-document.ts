/** A page's bytes as a document that Readability can read. */
import { parseHTML } from 'linkedom/worker';
import { parse, serialize } from 'parse5';
import { LarderError } from '../../shared/errors.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { decodeBytes } from './charset.ts';
import type { Source } from './protocol.ts';

/** The largest article pages with inlined data have 5 MB; beyond this a page is a program or an attack. */
const MAX_BYTES = 12_000_000;
/**
 * The largest real article (a list of films with 700 references) has 9,000 elements, the standard's own text in one
 * page 170,000. Readability goes over all of them some thirty times.
 */
const MAX_ELEMENTS = 60_000;
/** Every "<", also of end tags, comments and text: each is a piece that the parser hands on by itself. */
const MAX_BRACKETS = 300_000;
/** Pages of people reach about 60. Readability asks for the text of each level, so that depth counts squared. */
const MAX_DEPTH = 256;

export type Page = {
  readonly document: Document;
  /** What relative addresses are relative to: the `<base>`, or the page's own address. */
  readonly baseUrl: string;
  readonly complete: boolean;
};

/**
 * `mend`: have the page put in order by a parser that follows the standard before linkedom sees it.
 * @throws LarderError PAGE_TOO_LARGE, PAGE_TOO_COMPLEX, PAGE_HAS_NO_ARTICLE (not HTML, or empty)
 */
export function openPage(bytes: Uint8Array, source: Source, mend = false): Page {
  if (bytes.length > MAX_BYTES) {
    throw new LarderError('PAGE_TOO_LARGE', 'The page is too large to be an article.', {
      bytes: bytes.length,
      maxBytes: MAX_BYTES,
    });
  }
  if (isOtherMedia(bytes, source.contentType)) {
    throw new LarderError('PAGE_HAS_NO_ARTICLE', 'This is not a web page.', {
      reason: 'not html',
      contentType: source.contentType?.slice(0, 100) ?? null,
    });
  }
  const { text } = decodeBytes(bytes, { contentType: source.contentType, kind: 'html' });
  const { tags, brackets } = countTags(text);
  if (tags > MAX_ELEMENTS) throw tooComplex('elements', MAX_ELEMENTS);
  if (brackets > MAX_BRACKETS) throw tooComplex('brackets', MAX_BRACKETS);
  return openHtml(mend || isOutOfOrder(text) ? serialize(parse(text)) : text, source.url, isComplete(text));
}

/** Text behind an end of the body that is no mere tail of scripts and counters. */
const MAX_TAIL_LENGTH = 20_000;

/**
 * linkedom nests elements as they come and knows nothing of where they belong. With two bodies, or a body that ends
 * before the article, Readability would see half of the page; browsers see it whole.
 */
function isOutOfOrder(text: string): boolean {
  const end = text.search(/<\/body\s*>/i);
  if (end >= 0 && text.length - end > MAX_TAIL_LENGTH) return true;
  const start = text.search(/<body[\s>/]/i);
  return start >= 0 && /<(?:body|html|head)[\s>/]/i.test(text.slice(start + 5));
}

function isComplete(text: string): boolean {
  return /<\/(?:html|body)\s*>/i.test(text.slice(-COMPLETE_TAIL));
}

function openHtml(text: string, url: string, complete: boolean): Page {
  // linkedom builds no <html> or <body> around a fragment, and Readability needs them.
  const html = /<body[\s>/]/i.test(text) ? text : `<html><body>${text}</body></html>`;
  const { document } = parseHTML(html) as unknown as { document: Document };
  requireShallow(document);
  const declared = document.querySelector('base[href]')?.getAttribute('href');
  const baseUrl = (declared ? parseHttpUrl(declared, url)?.href : undefined) ?? url;
  // linkedom has neither; Readability makes addresses absolute by them.
  Object.defineProperty(document, 'baseURI', { value: baseUrl });
  Object.defineProperty(document, 'documentURI', { value: url });
  return { document, baseUrl, complete };
}

/** `</html>` may be followed by comments of a cache, and by scripts of a host that adds its own. */
const COMPLETE_TAIL = 100_000;

function countTags(text: string): { tags: number; brackets: number } {
  let tags = 0;
  let brackets = 0;
  for (let at = text.indexOf('<'); at >= 0 && brackets <= MAX_BRACKETS; at = text.indexOf('<', at + 1)) {
    const next = text.charCodeAt(at + 1) | 0x20;
    if (next >= 0x61 && next <= 0x7a) tags += 1;
    brackets += 1;
  }
  return { tags, brackets };
}

function requireShallow(document: Document): void {
  let depth = 0;
  let node: Node | null = document.documentElement;
  while (node) {
    if (node.firstChild) {
      depth += 1;
      if (depth > MAX_DEPTH) throw tooComplex('depth', MAX_DEPTH);
      node = node.firstChild;
      continue;
    }
    while (node && !node.nextSibling) {
      node = node.parentNode;
      depth -= 1;
    }
    node = node?.nextSibling ?? null;
  }
}

function tooComplex(what: string, limit: number): LarderError {
  return new LarderError('PAGE_TOO_COMPLEX', 'The page has too many elements to be read as an article.', {
    what,
    limit,
  });
}

const OTHER_MEDIA_STARTS = ['%PDF-', '\x89PNG', 'GIF8', '\xff\xd8\xff', 'PK\x03\x04', 'RIFF', '\x1f\x8b', 'Rar!'];

/** Content that says by its type or its first bytes that it is something else. A missing or odd type is forgiven. */
function isOtherMedia(bytes: Uint8Array, contentType: string | null): boolean {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  // Byte by byte: the decoder that goes by the name of latin1 is windows-1252, in which 0x89 is another character.
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1').trimStart();
  if (head === '' && bytes.length <= 512) return true;
  if (OTHER_MEDIA_STARTS.some((start) => head.startsWith(start))) return true;
  const looksLikeHtml = /<(?:!doctype|html|head|body|title|meta|script|div|p|article|h1|!--)\b/i.test(head);
  if (looksLikeHtml) return false;
  return /^(?:image|audio|video|font)\/|^application\/(?!xhtml|xml|octet-stream|x-httpd)/.test(type);
}
