import { foldArabic, stemArabic } from './stem-arabic.ts';
import { stemEnglish } from './stem-english.ts';
import { stemRussian } from './stem-russian.ts';

/**
 * Raised whenever the same text would give other terms than before (this file, the stemmers, the text cut from HTML):
 * the next writer to open an archive then builds its index anew.
 */
export const SEARCH_VERSION = 1;

/**
 * A word where it stands: `term` is what the index holds, `plain` the same without stemming. `unspaced`: not a word but a
 * character, which the term holds together with the one after it.
 */
export type Word = {
  readonly start: number;
  readonly end: number;
  readonly term: string;
  readonly plain: string;
  readonly unspaced: boolean;
};

/** How words of one article are stemmed. Its own language decides, never that of the interface. */
export type Stemming = { readonly latin: boolean; readonly cyrillic: boolean };

/** Longer "words" are data: they are cut, so that a term fits the index. */
const MAX_TERM_LENGTH = 40;

// Soft hyphens, joiners and direction marks stand inside words and mean nothing to a search.
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const WORD = /[\p{L}\p{N}\p{M}\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]+/gu;
/** Scripts that are written without blanks between words. Hangul too: its particles are glued to the word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC]/u;
const UNSPACED_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC\p{M}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC]+/gu;
/** One written character: a letter with the marks that sit on it. */
const CHARACTER = /\P{M}\p{M}*|\p{M}+/gu;

const BOTH: Stemming = { latin: true, cyrillic: true };

/**
 * English stems for Latin letters and Russian ones for Cyrillic, unless the article is in another language of that script.
 * A word in the script of another language (an English name in a Russian text) is stemmed all the same.
 */
export function stemmingOf(language: string | null): Stemming {
  const primary = language?.toLowerCase().split('-')[0] ?? '';
  if (primary === '' || primary === 'en' || primary === 'ru') return BOTH;
  const cyrillic = /^(uk|be|bg|sr|mk|kk|ky|tg|mn|tt|ba|cv|ce|os|sah)$/.test(primary);
  const otherScript = /^(fa|ar|ur|ps|ckb|ug|he|yi|zh|ja|ko|th|lo|km|my|hi|bn|ta|te|el|hy|ka|am)$/.test(primary);
  if (cyrillic) return { latin: true, cyrillic: false };
  return otherScript ? BOTH : { latin: false, cyrillic: true };
}

/** The words of a text in order, with their places in it. */
export function* wordsOf(text: string, stemming: Stemming): IterableIterator<Word> {
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    if (!UNSPACED.test(raw)) {
      const word = wordAt(raw, match.index, stemming);
      if (word) yield word;
      continue;
    }
    for (const run of raw.matchAll(UNSPACED_RUN)) {
      const start = match.index + run.index;
      if (UNSPACED.test(run[0])) yield* pairs(run[0], start);
      else {
        const word = wordAt(run[0], start, stemming);
        if (word) yield word;
      }
    }
  }
}

/** The same as one string for the index: terms between blanks. */
export function termsOf(text: string, stemming: Stemming): string {
  const terms: string[] = [];
  for (const word of wordsOf(text, stemming)) terms.push(word.term);
  return terms.join(' ');
}

/**
 * Every two neighbours as a term, and the last character by itself. A word of such a script is then a phrase of pairs,
 * found wherever it stands; a single character is the beginning of some term.
 */
function* pairs(run: string, start: number): IterableIterator<Word> {
  const characters = [...run.matchAll(CHARACTER)];
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1];
    const term = (character[0] + (next?.[0] ?? '')).normalize('NFKC').toLowerCase().replace(INVISIBLE, '');
    if (term === '' || /\s/.test(term)) continue;
    const from = start + character.index;
    yield { start: from, end: from + character[0].length, term, plain: term, unspaced: true };
  }
}

function wordAt(raw: string, start: number, stemming: Stemming): Word | null {
  const plain = fold(raw);
  if (plain === '') return null;
  return { start, end: start + raw.length, term: stem(plain, stemming), plain, unspaced: false };
}

/** Case, accents and spelling variants away; letters that mean something else (й) stay. */
export function fold(raw: string): string {
  if (/^[\x20-\x7E]*$/.test(raw)) return raw.toLowerCase().slice(0, MAX_TERM_LENGTH);
  let word = raw.replace(INVISIBLE, '').normalize('NFKC').toLowerCase();
  if (/[\u0400-\u052F]/.test(word)) word = word.replace(/[\u0300\u0301]/g, '').replace(/ё/g, 'е');
  else if (/[\u0600-\u06FF]/.test(word)) word = foldArabic(word);
  else if (/\p{Script=Latin}|\p{Script=Greek}/u.test(word)) {
    word = word.normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').replace(/ς/g, 'σ').replace(/ø/g, 'o');
  } else if (/[\u0590-\u05FF]/.test(word)) word = word.replace(/[\u0591-\u05C7]/g, '');
  // Compatibility forms may hold blanks and signs (½, ㎏): a term is letters and digits only.
  return word.replace(/[^\p{L}\p{N}\p{M}]/gu, '').slice(0, MAX_TERM_LENGTH);
}

export function stem(word: string, stemming: Stemming): string {
  const first = word.charCodeAt(0);
  if (first >= 0x61 && first <= 0x7a) return stemming.latin ? remembered(english, word, stemEnglish) : word;
  if (first >= 0x0430 && first <= 0x0450) return stemming.cyrillic ? remembered(russian, word, stemRussian) : word;
  if (first >= 0x0600 && first <= 0x06ff) return stemArabic(word);
  return word;
}

// Few words make up most of any text: nine of ten look-ups end here.
const MAX_REMEMBERED = 20_000;
const english = new Map<string, string>();
const russian = new Map<string, string>();

function remembered(memory: Map<string, string>, word: string, stemmer: (word: string) => string): string {
  const known = memory.get(word);
  if (known !== undefined) return known;
  if (memory.size >= MAX_REMEMBERED) memory.clear();
  const stem = stemmer(word);
  memory.set(word, stem);
  return stem;
}
