/**
 * Author and date printed above the text are shown once already, in the article's heading. Readability takes them away
 * only where the page's metadata lacks them; here they go when they say exactly what is known, and nothing else does. A
 * title that stands in the text stays: Readability leaves few, and some are the text's own first line.
 */
import { parseDate } from './dates.ts';

export type KnownHead = {
  readonly byline: string | null;
  readonly publishedMs: number | null;
};

const TOKEN = /<[^>]*>|[^<]+/g;
/** Tags inside a line of text; every other tag ends the line. */
const INLINE = /^<\/?(a|abbr|b|bdi|bdo|cite|em|i|mark|small|span|strong|sub|sup|time|u|wbr)\b/;
/** Where the head is over, whatever follows. */
const BODY_BEGINS = /^<(img|figure|table|blockquote|pre|ul|ol|dl)\b/;
/** Longer is a sentence, not a date. */
const MAX_DATE_LENGTH = 40;
/** A date without a zone may be read a day off. */
const SAME_DAY_MS = 36 * 3_600_000;
/** "By" in the languages whose news we have seen it in. */
const BY = /^(?:by|von|par|por|di|da|door|av|af|автор|авторы|текст|نویسنده|بقلم|كتب)\s*:?\s+/iu;
const BETWEEN = /\s*[|·•—–\n]\s*/;
const EMPTY = /<([a-z][a-z0-9]*)(?: [^>]*)?>\s*<\/\1>/g;

/** @param html as `cleanHtml` wrote it; what is returned is to be cleaned once more */
export function withoutRepeatedHead(html: string, known: KnownHead): string {
  const tokens = html.match(TOKEN) ?? [];
  let line: number[] = [];
  let lineStart = 0;
  let end = 0;
  for (; end < tokens.length; end++) {
    const token = tokens[end] as string;
    if (!token.startsWith('<')) line.push(end);
    if (!token.startsWith('<') || INLINE.test(token)) continue;
    const text = textOf(line.map((index) => tokens[index] as string));
    if (text !== '' && !repeats(text, known)) break;
    for (const index of line) tokens[index] = '';
    line = [];
    lineStart = end + 1;
    if (BODY_BEGINS.test(token)) break;
  }
  if (end === tokens.length) return html; // nothing but a head: then it is the text
  let head = tokens.slice(0, lineStart).join('');
  for (let before = ''; before !== head;) {
    before = head;
    head = head.replace(EMPTY, '');
  }
  return head + tokens.slice(lineStart).join('');
}

function textOf(pieces: readonly string[]): string {
  const text = pieces.join('').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
  return text.replace(/\s+/g, ' ').trim();
}

function repeats(text: string, known: KnownHead): boolean {
  return text.split(BETWEEN).every((part) => part === '' || isByline(part, known) || isDate(part, known));
}

function isByline(text: string, { byline }: KnownHead): boolean {
  return same(text.replace(BY, ''), byline);
}

function isDate(text: string, { publishedMs }: KnownHead): boolean {
  if (publishedMs === null || text.length > MAX_DATE_LENGTH) return false;
  const saidMs = parseDate(text);
  return saidMs !== null && Math.abs(saidMs - publishedMs) <= SAME_DAY_MS;
}

function same(text: string, other: string | null): boolean {
  return other !== null && text.toLowerCase() === other.replace(/\s+/g, ' ').trim().toLowerCase();
}
