/** What a character is to a text made of words. A table, because every character of every article passes through it. */
export const SEPARATOR = 0;
/** A letter, a digit, or a mark or invisible sign that stands inside words. */
export const WORD = 1;
/** A letter of a script that is written without blanks between words. Hangul too: its particles are glued to the word. */
export const UNSPACED = 2;
/** A mark or an invisible sign: part of whatever stands before it. */
export const MARK = 3;

const IS_UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30FC]/u;
const IS_WORD = /[\p{L}\p{N}]/u;
/** Soft hyphens, joiners and direction marks stand inside words and mean nothing to a search. */
const IS_MARK = /[\p{M}\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/u;

let table: Uint8Array | null = null;

function build(): Uint8Array {
  const kinds = new Uint8Array(0x10000);
  for (let code = 0; code < 0x10000; code += 1) kinds[code] = kindOfText(String.fromCharCode(code));
  return kinds;
}

function kindOfText(character: string): number {
  // The order matters: signs over Thai or Burmese letters are marks first.
  if (IS_MARK.test(character)) return MARK;
  if (IS_UNSPACED.test(character)) return UNSPACED;
  return IS_WORD.test(character) ? WORD : SEPARATOR;
}

/** The kind of the character at `at`; the second half of a surrogate pair belongs to the first. */
export function kindAt(text: string, at: number): number {
  table ??= build();
  const code = text.charCodeAt(at);
  if (code < 0xd800 || code > 0xdfff) return table[code] ?? SEPARATOR;
  if (code >= 0xdc00) return MARK;
  const whole = text.codePointAt(at) ?? 0;
  return whole > 0xffff ? kindOfText(String.fromCodePoint(whole)) : SEPARATOR;
}

/** Calls `run` with every stretch of characters that belong together: a word, or a run of an unspaced script. */
export function eachRun(text: string, run: (start: number, end: number, kind: number) => void): void {
  let start = -1;
  let current = SEPARATOR;
  for (let at = 0; at < text.length; at += 1) {
    const kind = kindAt(text, at);
    if (kind === MARK && start >= 0) continue;
    if (kind === current && start >= 0) continue;
    if (start >= 0) run(start, at, current);
    // A mark with nothing to sit on is nothing.
    start = kind === WORD || kind === UNSPACED ? at : -1;
    current = kind;
  }
  if (start >= 0) run(start, text.length, current);
}
