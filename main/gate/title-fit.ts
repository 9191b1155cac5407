/** Does a page carry the title of the item that led to it? (G5; after OONI's title_match, for every script.) */

/**
 * `none`: nothing of the title is there. `some`: a word. `most`: at least half. `all`: four fifths, of three words or more.
 * `unknown`: the title has no words to look for.
 */
export type TitleFit = 'unknown' | 'none' | 'some' | 'most' | 'all';

/** OONI: shorter words are in every title. Where a letter says more (vowels are left out, or part of it), one less. */
const TELLING_LENGTH = 5;
const TELLING_LENGTH_OF_DENSE = 4;
const DENSE =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Ethiopic}]/u;
/** Scripts that do not part words, and Hangul, whose particles stick to them: pairs of characters take the place of words. */
const PAIRED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What stands where a feed has no titles: any page may be behind it. */
const PLACEHOLDER =
  /^(?:an?\s+|the\s+)?(?:article|entry|headline|item|link|news|note|page|post|sample|story|test|title|untitled|без названия|запись|заметка|новость|статья)?\s*(?:no\.?|number|[#№:.-])?\s*\p{N}*$/iu;
/** One pair in common is chance: two characters of "today" are in every second headline. */
const SOME_PAIRS = 3;
/** A title of more says it in its first words. */
const MAX_WORDS = 200;

/**
 * Addresses in the page's titles do not count: pages of networks print the address asked for, and addresses of articles are
 * made of their titles.
 */
export function titleFit(itemTitle: string | null, pageTitles: readonly string[]): TitleFit {
  if (itemTitle === null || PLACEHOLDER.test(itemTitle.trim())) return 'unknown';
  const wanted = tellingWords(withoutAddresses(itemTitle));
  if (wanted.length === 0) return 'unknown';
  let best: TitleFit = 'none';
  for (const title of pageTitles) {
    const fit = fitOf(wanted, tellingWords(withoutAddresses(title)), allWords(withoutAddresses(title)));
    if (RANK.indexOf(fit) > RANK.indexOf(best)) best = fit;
  }
  // Short words that are there speak for the page; that "Up & Go" is missing says nothing against it.
  return best === 'none' && !wanted.some(isTelling) ? 'unknown' : best;
}

const RANK: readonly TitleFit[] = ['unknown', 'none', 'some', 'most', 'all'];

function fitOf(wanted: readonly string[], titleWords: readonly string[], titleAll: ReadonlySet<string>): TitleFit {
  const shared = wanted.filter((word) => titleAll.has(word)).length;
  if (shared === 0) return 'none';
  const arePairs = wanted.filter((word) => PAIRED.test(word)).length * 2 > wanted.length;
  const share = shared / wanted.length;
  // A feed's title may say more than the page's: "Section: headline, by author".
  const shareOfPage =
    titleWords.length < 2 ? 0 : titleWords.filter((word) => wanted.includes(word)).length / titleWords.length;
  if (share >= 0.8 && wanted.length >= 3) return 'all';
  if (share >= 0.5 || (shareOfPage >= 0.6 && titleWords.length >= 3) || shareOfPage === 1) return 'most';
  return arePairs && shared < SOME_PAIRS ? 'none' : 'some';
}

/** Words long enough to tell one title from another; all of them where none is. */
function tellingWords(text: string): string[] {
  const words = [...allWords(text)];
  const telling = words.filter(isTelling);
  return telling.length > 0 ? telling : words;
}

function isTelling(word: string): boolean {
  return PAIRED.test(word) || word.length >= (DENSE.test(word) ? TELLING_LENGTH_OF_DENSE : TELLING_LENGTH);
}

function allWords(text: string): Set<string> {
  const found = new Set<string>();
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’ʼ\u200b-\u200f\u0640\u00ad]|[\u064b-\u0652]|\u0307/gu, '');
  for (const run of plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
    if (found.size >= MAX_WORDS) break;
    if (!PAIRED.test(run)) found.add(run);
    else if (run.length < 3) found.add(run);
    else for (let at = 0; at + 1 < run.length; at++) found.add(run.slice(at, at + 2));
  }
  return found;
}

/** `https://a.example/the-title`, `www.a.example`, `a.example/the-title`, `a.example`. */
function withoutAddresses(text: string): string {
  return text.replace(/\b(?:https?:\/\/|www\.)\S+|\b[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}(?:[/:?#]\S*)?/giu, ' ');
}
