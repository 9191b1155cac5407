import type { SnippetPart } from '../../shared/model.ts';

/** Endings of words are at most about this long; what differs by more is another word. */
const ENDING_LETTERS = 3;

/** A title in parts, with the words that begin like a word of the query marked; the core marks the text only. */
export function markTitle(title: string, query: string): SnippetPart[] {
  const typed = wordsOf(query.toLowerCase());
  const parts: SnippetPart[] = [];
  let end = 0;
  for (const match of title.matchAll(WORD)) {
    const word = match[0].toLowerCase();
    if (!typed.some((wanted) => word.startsWith(stemOf(wanted)))) continue;
    if (match.index > end) parts.push({ text: title.slice(end, match.index), match: false });
    parts.push({ text: match[0], match: true });
    end = match.index + match[0].length;
  }
  if (end < title.length) parts.push({ text: title.slice(end), match: false });
  return parts;
}

const WORD = /[\p{Letter}\p{Mark}\p{Number}]+/gu;
const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Short words are taken as they are: most of them have no ending to spare. */
function stemOf(word: string): string {
  return word.length > ENDING_LETTERS * 2 ? word.slice(0, -ENDING_LETTERS) : word;
}
