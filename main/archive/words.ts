import { eachRun, kindAt, MARK, UNSPACED } from './characters.ts';
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

const BOTH: Stemming = { latin: true, cyrillic: true };
const LATIN_ONLY: Stemming = { latin: true, cyrillic: false };
const CYRILLIC_ONLY: Stemming = { latin: false, cyrillic: true };

/**
 * English stems for Latin letters and Russian ones for Cyrillic, unless the article is in another language of that script.
 * A word in the script of another language (an English name in a Russian text) is stemmed all the same.
 */
export function stemmingOf(language: string | null): Stemming {
  const primary = language?.toLowerCase().split(/[-_]/)[0] ?? '';
  if (primary === '' || primary === 'en' || primary === 'ru') return BOTH;
  if (/^(uk|be|bg|sr|mk|kk|ky|tg|mn|tt|ba|cv|ce|os|sah)$/.test(primary)) return LATIN_ONLY;
  const otherScript = /^(fa|ar|ur|ps|ckb|ug|he|yi|zh|ja|ko|th|lo|km|my|hi|bn|ta|te|el|hy|ka|am)$/.test(primary);
  return otherScript ? BOTH : CYRILLIC_ONLY;
}

/** The words of a text in order, with their places in it. */
export function wordsOf(text: string, stemming: Stemming): Word[] {
  const words: Word[] = [];
  eachRun(text, (start, end, kind) => {
    const raw = text.slice(start, end);
    if (kind === UNSPACED) {
      eachPair(raw, (term, from, to) => {
        words.push({ start: start + from, end: start + to, term, plain: term, unspaced: true });
      });
      return;
    }
    const plain = fold(raw);
    if (plain !== '') words.push({ start, end, term: stem(plain, stemming), plain, unspaced: false });
  });
  return words;
}

/** The same as one string for the index: terms between blanks. */
export function termsOf(text: string, stemming: Stemming): string {
  const known = memoryFor(stemming);
  let terms = '';
  eachRun(text, (start, end, kind) => {
    const raw = text.slice(start, end);
    if (kind === UNSPACED) {
      eachPair(raw, (term) => {
        terms += ` ${term}`;
      });
      return;
    }
    let term = known.get(raw);
    if (term === undefined) {
      const plain = fold(raw);
      term = plain === '' ? '' : ` ${stem(plain, stemming)}`;
      known.set(raw, ownCopy(term));
    }
    terms += term;
  });
  return terms;
}

/**
 * Few words make up most of any text: nine of ten look-ups end here. What was not met while so many others were is
 * forgotten. Some 10 MB when full.
 */
const MAX_REMEMBERED = 30_000;
const memories = new Map<string, Memory>();

class Memory {
  private fresh = new Map<string, string>();
  private stale = new Map<string, string>();

  get(raw: string): string | undefined {
    const term = this.fresh.get(raw);
    if (term !== undefined) return term;
    const earlier = this.stale.get(raw);
    if (earlier !== undefined) this.set(raw, earlier);
    return earlier;
  }

  set(raw: string, term: string): void {
    if (this.fresh.size >= MAX_REMEMBERED) {
      this.stale = this.fresh;
      this.fresh = new Map();
    }
    this.fresh.set(ownCopy(raw), term);
  }
}

/**
 * A piece of a string keeps the whole of it in memory; what is remembered must not keep whole articles. Pieces shorter
 * than 13 characters V8 copies anyway.
 */
function ownCopy(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

function memoryFor({ latin, cyrillic }: Stemming): Memory {
  const name = `${latin} ${cyrillic}`;
  let memory = memories.get(name);
  if (!memory) memories.set(name, (memory = new Memory()));
  return memory;
}

/**
 * Every two neighbours as a term, and the last character by itself. A word of such a script is then a phrase of pairs,
 * found wherever it stands; a single character is the beginning of some term.
 */
function eachPair(run: string, each: (term: string, start: number, end: number) => void): void {
  let start = 0;
  let end = characterEnd(run, 0);
  while (start < run.length) {
    const nextEnd = characterEnd(run, end);
    const raw = run.slice(start, nextEnd);
    const term = isPlain(raw) ? raw : raw.normalize('NFKC').toLowerCase().replace(NOT_IN_TERMS, '');
    if (term !== '') each(term, start, end);
    start = end;
    end = nextEnd;
  }
}

/**
 * Nothing but Chinese characters, kana and Hangul syllables, each one code: no form, case or sign in it changes. Most of all
 * pairs are, and asking for each form of each took longer than all else.
 */
function isPlain(pair: string): boolean {
  for (let at = 0; at < pair.length; at += 1) {
    const code = pair.charCodeAt(at);
    const isOne =
      (code >= 0x4e00 && code <= 0x9fff) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0x3041 && code <= 0x3096) ||
      (code >= 0x30a1 && code <= 0x30fa);
    if (!isOne) return false;
  }
  return true;
}

/** Behind the character at `at` with the marks that sit on it. */
function characterEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && kindAt(text, end) === MARK) end += 1;
  return Math.min(end, text.length);
}

/** Compatibility forms may hold blanks and signs (½, ㎏), words joiners and soft hyphens: a term has letters and digits only. */
const NOT_IN_TERMS = /[^\p{L}\p{N}\p{M}]/gu;

/** Case, accents and spelling variants away; letters that mean something else (й) stay. */
export function fold(raw: string): string {
  let word = raw.toLowerCase();
  if (/[^\x20-\x7E]/.test(word)) {
    word = word.normalize('NFKC').toLowerCase().replace(NOT_IN_TERMS, '');
    if (/[\u0400-\u052F]/.test(word)) word = word.replace(/[\u0300\u0301]/g, '').replaceAll('ё', 'е');
    else if (/[\u0600-\u06FF]/.test(word)) word = foldArabic(word);
    else if (/[\u0590-\u05FF]/.test(word)) word = word.replace(/\p{M}/gu, '');
    else if (/\p{Script=Latin}|\p{Script=Greek}/u.test(word)) {
      word = word.normalize('NFD').replace(/\p{M}/gu, '');
      word = word.replaceAll('ß', 'ss').replaceAll('ς', 'σ').replaceAll('ø', 'o').replaceAll('ı', 'i');
    }
  }
  return word.length > MAX_TERM_LENGTH ? word.slice(0, MAX_TERM_LENGTH) : word;
}

export function stem(word: string, stemming: Stemming): string {
  const first = word.charCodeAt(0);
  if (first >= 0x61 && first <= 0x7a) return stemming.latin ? stemEnglish(word) : word;
  if (first >= 0x0430 && first <= 0x045f) return stemming.cyrillic ? stemRussian(word) : word;
  if (first >= 0x0600 && first <= 0x06ff) return stemArabic(word);
  return word;
}
