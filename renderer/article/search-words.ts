import type { SnippetPart } from '../../shared/model.ts';

/** A shared beginning shorter than this is chance, not the same word. */
const MIN_STEM_LETTERS = 4;

/**
 * What to mark in a text that a search found: the forms that stand in the snippet, and where such a form begins like a
 * word of the query (`отключение`, `отключений`), that beginning, so that its other forms are marked too.
 */
export function searchWords(snippet: readonly SnippetPart[], query: string): string[] {
  const typed = query.toLowerCase().match(/[\p{Letter}\p{Mark}\p{Number}]+/gu) ?? [];
  const words = snippet
    .filter((part) => part.match)
    .flatMap((part) => {
      const form = part.text.toLowerCase();
      const stems = typed.map((word) => sharedBeginning(word, form)).filter((stem) => stem.length >= MIN_STEM_LETTERS);
      return stems.length > 0 ? stems : [form];
    });
  return [...new Set(words)];
}

function sharedBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
