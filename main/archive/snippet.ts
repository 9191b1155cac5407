import type { SnippetPart } from '../../shared/model.ts';
import type { ParsedQuery } from './query.ts';
import { type Stemming, type Word, wordsOf } from './words.ts';

/** About three lines of a result. */
const SNIPPET_LENGTH = 240;
/** Where a text is searched for a place to cut; a match further on is not worth the time. */
const MAX_SCANNED_CHARACTERS = 200_000;

type Range = { readonly start: number; readonly end: number };

/** The piece of a text with the most different matches in it, cut at words; what matches is marked. */
export function snippetOf(text: string, query: ParsedQuery, stemming: Stemming): SnippetPart[] {
  const scanned = text.slice(0, MAX_SCANNED_CHARACTERS);
  const matches = matchesIn(scanned, query, stemming);
  const { start, end } = window(scanned, matches);
  const parts: SnippetPart[] = [];
  const push = (from: number, to: number, match: boolean): void => {
    const piece = scanned.slice(from, to).replace(/\s+/g, ' ');
    if (piece !== '') parts.push({ text: piece, match });
  };
  if (start > 0) parts.push({ text: '… ', match: false });
  let at = start;
  for (const range of merged(matches.filter((range) => range.start >= start && range.end <= end))) {
    push(at, range.start, false);
    push(range.start, range.end, true);
    at = range.end;
  }
  push(at, end, false);
  if (end < text.length) parts.push({ text: ' …', match: false });
  return parts;
}

type Match = Range & { readonly wanted: number };

function matchesIn(text: string, query: ParsedQuery, stemming: Stemming): Match[] {
  const words = wordsOf(text, stemming);
  const found: Match[] = [];
  for (const [wanted, { forms, open }] of query.wanted.entries()) {
    for (const form of forms) {
      for (let at = 0; at + form.length <= words.length; at += 1) {
        const length = form.length;
        if (!form.every((term, place) => fits(words[at + place], term, open && place === length - 1))) continue;
        const first = words[at];
        const last = words[at + length - 1];
        if (first && last) found.push({ start: first.start, end: pairEnd(words, at + length - 1, open), wanted });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

function fits(word: Word | undefined, term: string, open: boolean): boolean {
  if (word === undefined) return false;
  return open ? word.term.startsWith(term) || word.plain.startsWith(term) : word.term === term;
}

/** A pair of an unspaced script also covers the character after it, unless it was typed alone. */
function pairEnd(words: readonly Word[], at: number, open: boolean): number {
  const word = words[at];
  const next = words[at + 1];
  if (word === undefined) return 0;
  return word.unspaced && !open && next?.unspaced && next.start === word.end ? next.end : word.end;
}

/** Where most different words of the query stand together; the beginning when none occurs. */
function window(text: string, matches: readonly Match[]): Range {
  let best = matches[0]?.start ?? 0;
  let bestCount = 0;
  for (const [index, match] of matches.entries()) {
    const near = new Set<number>();
    for (let at = index; at < matches.length; at += 1) {
      const other = matches[at];
      if (!other || other.end > match.start + SNIPPET_LENGTH * 0.75) break;
      near.add(other.wanted);
    }
    if (near.size > bestCount) {
      bestCount = near.size;
      best = match.start;
    }
  }
  // A few words before the match say what it is about; a line's beginning is a good place to start.
  const wish = Math.max(0, best - SNIPPET_LENGTH / 4);
  const line = text.lastIndexOf('\n', best) + 1;
  let start = line >= wish ? line : wish;
  if (start > 0 && start !== line) {
    const blank = text.slice(start, best).search(/\s/);
    start = blank === -1 ? start : start + blank + 1;
  }
  if (/[\uDC00-\uDFFF]/.test(text[start] ?? '')) start += 1;
  if (start + SNIPPET_LENGTH >= text.length) return { start, end: text.length };
  const blank = text.slice(start, start + SNIPPET_LENGTH).search(/\s\S*$/);
  let end = start + (blank > SNIPPET_LENGTH / 2 ? blank : SNIPPET_LENGTH);
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end -= 1;
  return { start, end };
}

function merged(ranges: readonly Range[]): Range[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}
