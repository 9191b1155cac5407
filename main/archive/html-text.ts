import { decodeHTML } from 'entities';
import { eachRun, UNSPACED } from './characters.ts';

const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote br caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr ' +
    'li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);

/**
 * The text of cleaned HTML: blocks on lines of their own, blanks collapsed. The index is built from this, and words are
 * taken out of the index by building it again: any change here is a change of SEARCH_VERSION.
 */
export function textOfHtml(html: string): string {
  let marked = '';
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    if (open === -1) break;
    marked += html.slice(at, open);
    const close = tagEnd(html, open);
    if (BLOCKS.has(tagName(html, open))) marked += '\u0000';
    at = close;
  }
  marked += html.slice(at);
  const decoded = marked.includes('&') ? decodeHTML(marked) : marked;
  return decoded
    .replace(/\s+/g, ' ')
    .replace(/ ?\0[ \0]*/g, '\n')
    .trim();
}

/** Our own serialiser quotes every attribute, and a quoted `>` does not end the tag. */
function tagEnd(html: string, open: number): number {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return end === -1 ? html.length : end + 3;
  }
  const close = html.indexOf('>', open);
  if (close === -1) return html.length;
  const quote = html.indexOf('"', open);
  if (quote === -1 || quote > close) return close + 1;
  let inQuotes = false;
  for (let at = quote; at < html.length; at += 1) {
    const character = html[at];
    if (character === '"') inQuotes = !inQuotes;
    else if (character === '>' && !inQuotes) return at + 1;
  }
  return html.length;
}

function tagName(html: string, open: number): string {
  let start = open + 1;
  if (html[start] === '/') start += 1;
  let end = start;
  // No block has a longer name than "blockquote" and "figcaption".
  while (end < html.length && end - start < 11 && isNameLetter(html.charCodeAt(end))) end += 1;
  return html.slice(start, end).toLowerCase();
}

function isNameLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

/** Plain text as paragraphs, for a feed whose body is text. */
export function htmlOfText(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeText(paragraph.trim()).replace(/\n/g, '<br>')}</p>`)
    .join('\n');
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Cut at a word's end, with an ellipsis where something was cut. */
export function excerptOf(text: string, maxLength: number): string {
  const flat = text
    .slice(0, maxLength * 2)
    .replace(/\s+/g, ' ')
    .trim();
  if (flat.length <= maxLength) return flat;
  const lastBlank = flat.lastIndexOf(' ', maxLength);
  // Scripts without blanks are cut where they stand, but not through a surrogate pair.
  const end = lastBlank > maxLength / 2 ? lastBlank : maxLength;
  return `${flat
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/** Words as a person counts them; in scripts without blanks a word is taken to have two characters. */
export function countWords(text: string): number {
  let words = 0;
  eachRun(text, (start, end, kind) => {
    words += kind === UNSPACED ? Math.ceil((end - start) / 2) : 1;
  });
  return words;
}

/** Right to left when most of the first letters are. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const start = text.slice(0, 600);
  const rtl = start.match(/[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g)?.length ?? 0;
  if (rtl === 0) return 'ltr';
  return rtl > (start.match(/\p{L}/gu)?.length ?? 0) / 2 ? 'rtl' : 'ltr';
}
