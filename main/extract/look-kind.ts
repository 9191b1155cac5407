import type { PageLook } from '../../shared/model.ts';

const IMAGE_STARTS = ['\x89PNG', 'GIF8', '\xff\xd8\xff', '\0\0\x01\0'];
const BINARY_STARTS = ['%PDF-', 'PK\x03\x04', '\x1f\x8b', 'Rar!', '7z\xbc\xaf', '\x7fELF', 'MZ\x90', 'ID3', 'OggS'];
/** How much of the beginning tells what it is. Pages exist with long comments before the first tag; markup shows all the same. */
const HEAD_BYTES = 2048;

/** What bytes are, whatever the server says they are. Only the beginning is looked at. */
export function kindOf(bytes: Uint8Array): PageLook['kind'] {
  // Not by TextDecoder: what it calls latin1 is windows-1252, which has other characters for 80 to 9F.
  const raw = String.fromCharCode(...bytes.subarray(0, HEAD_BYTES));
  if (IMAGE_STARTS.some((start) => raw.startsWith(start))) return 'image';
  if (raw.startsWith('RIFF') && raw.slice(8, 12) === 'WEBP') return 'image';
  if (raw.slice(4, 8) === 'ftyp') return /^(?:avif|avis|mif1|heic)/.test(raw.slice(8, 12)) ? 'image' : 'binary';
  if (BINARY_STARTS.some((start) => raw.startsWith(start))) return 'binary';
  // UTF-16 without its zeros, and without byte order marks.
  const text = raw.replace(/\0|^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/g, '').trimStart();
  if (text === '') return bytes.length > HEAD_BYTES ? 'binary' : 'empty';
  if (/^<svg[\s>]/i.test(text)) return 'image';
  // XHTML begins as XML does; a feed may have a comment of its software's before its root.
  const root = /<(?:!doctype\s+)?((?:[a-z][\w.-]*:)?[a-z][a-z0-9]*)(?=[\s/>])/i
    .exec(withoutComments(text))?.[1]
    ?.toLowerCase();
  if (root !== undefined && /^(?:[a-z][\w.-]*:)?(?:rss|feed|rdf|channel|opml|urlset|sitemapindex)$/.test(root))
    return 'xml';
  if (root === 'svg') return 'image';
  if (root !== undefined && HTML_ROOTS.test(root)) return 'html';
  if (text.startsWith('<?xml')) return 'xml';
  if (/^[{[]\s*(?:["{[\d\]}]|$)/.test(text)) return 'json';
  if (bytes.subarray(0, HEAD_BYTES).filter(isControl).length * 50 > raw.length) return 'binary';
  return root === undefined ? 'text' : 'xml';
}

/** Elements that a page, or what is left of one, begins with. */
const HTML_ROOTS =
  /^(?:html|head|body|title|meta|link|base|style|script|noscript|iframe|frameset|frame|center|div|p|br|hr|h[1-6]|table|ul|ol|a|b|i|u|font|span|img|form|input|main|section|article|header|nav|strong|em|pre|marquee|area|map|big|small|blockquote|dl|object|embed)$/;

function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|>|$)/g, ' ');
}

/** No text has these; NUL, which UTF-16 has, white space, and the escapes of ISO 2022 are left out. */
function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0 && byte !== 0x1b && !(byte >= 0x09 && byte <= 0x0d);
}
