import { stemmingOf, type Word, wordsOf } from './words.ts';

/** One thing looked for: a word or a phrase, as it may stand in the index. */
export type Wanted = {
  /** Each: the terms of a phrase in order, the last one perhaps only a beginning. Any of them will do. */
  readonly forms: readonly (readonly string[])[];
  /** The last word is still being typed: it may go on. */
  readonly open: boolean;
};

export type ParsedQuery = { readonly wanted: readonly Wanted[]; readonly unwanted: readonly Wanted[] };

/** Nobody types more; each costs a look-up in the index. */
const MAX_WANTED = 24;
/** A single letter begins half of all words: it is taken as a word until there is more of it. */
const MIN_OPEN_LENGTH = 2;

const QUOTES = '"«»“”„‟';
const MINUS = '-−–';

/**
 * Reads what a person typed: words that must all occur, "phrases" in any kind of quotes, and -words that must not. There is
 * no wrong query: whatever is not a word or one of these signs means nothing. The last word counts as begun, until a blank
 * or a closing quote ends it.
 */
export function parseQuery(typed: string): ParsedQuery {
  const text = typed.normalize('NFC');
  const wanted: Wanted[] = [];
  const unwanted: Wanted[] = [];
  for (let at = 0; at < text.length && wanted.length + unwanted.length < MAX_WANTED;) {
    const start = at;
    const minus = MINUS.includes(text[at] ?? '') && (at === 0 || /\s/.test(text[at - 1] ?? ''));
    if (minus) at += 1;
    const quoted = at < text.length && QUOTES.includes(text[at] ?? '');
    if (quoted) at += 1;
    const end = endOf(text, at, quoted);
    const found = wantedOf(text.slice(at, end), end === text.length);
    if (found !== null) (minus ? unwanted : wanted).push(minus ? { ...found, open: false } : found);
    at = Math.max(quoted ? end + 1 : end, start + 1);
  }
  return { wanted, unwanted };
}

function endOf(text: string, start: number, quoted: boolean): number {
  let at = start;
  while (at < text.length && !QUOTES.includes(text[at] ?? '') && (quoted || !/\s/.test(text[at] ?? ''))) at += 1;
  return at;
}

const STEMMED = stemmingOf(null);
const UNSTEMMED = { latin: false, cyrillic: false };

/** Articles are stemmed by their own language, and the query has none: it is looked for in both forms. */
function wantedOf(text: string, typing: boolean): Wanted | null {
  const plain = wordsOf(text, UNSTEMMED);
  const last = plain.at(-1);
  if (last === undefined) return null;
  const stemmed = wordsOf(text, STEMMED).map((word) => word.term);
  const terms = plain.map((word) => word.term);
  if (last.unspaced) {
    // The last character of such a run is in the pair before it; alone, it begins every pair it stands first in.
    const covered = isCovered(plain.at(-2), last);
    return { forms: distinct([stemmed, terms].map((form) => (covered ? form.slice(0, -1) : form))), open: !covered };
  }
  const open = typing && last.term.length >= MIN_OPEN_LENGTH;
  // While a word is typed its own letters count too: "правительст" is no stem, but begins one.
  const forms = open ? [stemmed, terms, [...stemmed.slice(0, -1), last.plain]] : [stemmed, terms];
  return { forms: distinct(forms), open };
}

function isCovered(before: Word | undefined, last: Word): boolean {
  return before !== undefined && before.unspaced && before.end === last.start;
}

function distinct(forms: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(forms.map((form) => [form.join(' '), form])).values()];
}

/** The query in FTS5's own language. Null: there is nothing to look for. Terms are letters, digits and marks only. */
export function matchExpression(query: ParsedQuery): string | null {
  if (query.wanted.length === 0) return null;
  const all = query.wanted.map(expression).join(' AND ');
  return query.unwanted.length === 0 ? all : `(${all}) NOT (${query.unwanted.map(expression).join(' OR ')})`;
}

function expression(wanted: Wanted): string {
  const forms = wanted.forms.map((form) => `"${form.join(' ')}"${wanted.open ? ' *' : ''}`);
  return `(${forms.join(' OR ')})`;
}
