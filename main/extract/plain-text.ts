/** Text as a person would copy it from the page: blocks on lines of their own, white space as the browser shows it. */
import { ELEMENT_RULES } from './sanitize-rules.ts';

/** An empty line before and after these; other blocks only begin a new line. */
const PARAGRAPH_LIKE = new Set(
  'p blockquote pre figure table ul ol dl section article hr h1 h2 h3 h4 h5 h6'.split(' '),
);

/**
 * The text of cleaned HTML, given as the pieces it was written in: each is one whole tag, or text in which only `&`, `<`
 * and `>` are escaped.
 */
export function plainText(pieces: readonly string[]): string {
  const parts: string[] = [];
  let wantedBreaks = 0;
  let wantedGap = '';
  let verbatimDepth = 0;
  let justOpenedPre = false;

  function push(text: string): void {
    if (parts.length > 0) {
      if (wantedBreaks > 0) parts.push('\n'.repeat(Math.min(wantedBreaks, 2)));
      else if (wantedGap !== '') parts.push(wantedGap);
    }
    wantedBreaks = 0;
    wantedGap = '';
    parts.push(text);
  }

  function words(text: string): void {
    const collapsed = text.replace(/[ \t\n]+/g, ' ');
    if (collapsed.startsWith(' ')) wantedGap ||= ' ';
    const trimmed = collapsed.trim();
    if (trimmed === '') return;
    push(trimmed);
    if (collapsed.endsWith(' ')) wantedGap = ' ';
  }

  for (const piece of pieces) {
    if (!piece.startsWith('<')) {
      const text = unescaped(piece);
      // The line break that directly follows <pre> belongs to the tag.
      if (verbatimDepth > 0) push(justOpenedPre && text.startsWith('\n') ? text.slice(1) : text);
      else words(text);
      justOpenedPre = false;
      continue;
    }
    const isEnd = piece.startsWith('</');
    const name = tagName(piece, isEnd ? 2 : 1);
    justOpenedPre = name === 'pre' && !isEnd;
    if (name === 'pre') verbatimDepth += isEnd ? -1 : 1;
    if (name === 'br') wantedBreaks += 1;
    else if (name === 'td' || name === 'th') wantedGap = '\t';
    else if (ELEMENT_RULES.get(name)?.block) wantedBreaks = Math.max(wantedBreaks, PARAGRAPH_LIKE.has(name) ? 2 : 1);
  }
  return parts.join('').trim();
}

function tagName(tag: string, from: number): string {
  let end = from;
  while (end < tag.length && /[a-z0-9]/.test(tag.charAt(end))) end += 1;
  return tag.slice(from, end);
}

function unescaped(text: string): string {
  return text.includes('&') ? text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&') : text;
}
