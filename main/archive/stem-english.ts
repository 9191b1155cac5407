/**
 * English stems after the Snowball "English" (Porter2) algorithm (snowballstem.org/algorithms/english/stemmer.html),
 * written anew, without its list of single exceptions: both sides of a search are stemmed alike, so that a stem need not
 * be pretty. Words come in lower case, without apostrophes.
 */
const VOWEL = /[aeiouy]/;
const DOUBLE = /(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/;
const SHORT_SYLLABLE = /(^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$/;

/** Second step: longest ending first. */
const STEP_2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['ization', 'ize'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['iveness', 'ive'],
  ['tional', 'tion'],
  ['lessli', 'less'],
  ['biliti', 'ble'],
  ['entli', 'ent'],
  ['ation', 'ate'],
  ['alism', 'al'],
  ['aliti', 'al'],
  ['ousli', 'ous'],
  ['iviti', 'ive'],
  ['fulli', 'ful'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['abli', 'able'],
  ['izer', 'ize'],
  ['ator', 'ate'],
  ['alli', 'al'],
  ['logi', 'log'],
  ['bli', 'ble'],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['alize', 'al'],
  ['icate', 'ic'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ness', ''],
  ['ful', ''],
];
const STEP_4 = /(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic)$/;

export function stemEnglish(lower: string): string {
  if (lower.length <= 2) return lower;
  // A `y` that is a consonant is written as `Y` until the end.
  let word = lower.replace(/^y/, 'Y').replace(/([aeiou])y/g, '$1Y');
  const r1 = regionAfter(word);
  const r2 = r1 + syllableEnd(word.slice(r1));

  word = word.replace(/sses$/, 'ss').replace(/(ied|ies)$/, (_ending, _which, at: number) => (at > 1 ? 'i' : 'ie'));
  if (/[^us]s$/.test(word) && VOWEL.test(word.slice(0, -2))) word = word.slice(0, -1);

  word = pastAndProgressive(word, r1);
  if (word.length > 2 && /[^aeiouy][yY]$/.test(word)) word = `${word.slice(0, -1)}i`;

  word = replaceEnding(word, r1, STEP_2);
  if (word.endsWith('li') && word.length - 2 >= r1 && /[cdeghkmnrt]li$/.test(word)) word = word.slice(0, -2);

  word = replaceEnding(word, r1, STEP_3);
  if (word.endsWith('ative') && word.length - 5 >= r2) word = word.slice(0, -5);

  const fourth = STEP_4.exec(word);
  if (fourth) {
    if (fourth.index >= r2) word = word.slice(0, fourth.index);
  } else if (/[st]ion$/.test(word) && word.length - 3 >= r2) {
    word = word.slice(0, -3);
  }

  if (word.endsWith('e')) {
    const stem = word.slice(0, -1);
    if (stem.length >= r2 || (stem.length >= r1 && !SHORT_SYLLABLE.test(stem))) word = stem;
  } else if (word.endsWith('ll') && word.length - 1 >= r2) {
    word = word.slice(0, -1);
  }
  return word.toLowerCase();
}

function pastAndProgressive(word: string, r1: number): string {
  const eed = /(eed|eedly)$/.exec(word);
  if (eed) return eed.index >= r1 ? `${word.slice(0, eed.index)}ee` : word;
  const ending = /(ed|edly|ing|ingly)$/.exec(word);
  if (!ending || !VOWEL.test(word.slice(0, ending.index))) return word;
  const stem = word.slice(0, ending.index);
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (DOUBLE.test(stem)) return stem.slice(0, -1);
  return stem.length <= r1 && SHORT_SYLLABLE.test(stem) ? `${stem}e` : stem;
}

function replaceEnding(word: string, region: number, rules: readonly (readonly [string, string])[]): string {
  const rule = rules.find(([ending]) => word.endsWith(ending));
  if (!rule) return word;
  const stem = word.slice(0, word.length - rule[0].length);
  return stem.length >= region ? stem + rule[1] : word;
}

function regionAfter(word: string): number {
  // Words whose beginning would otherwise pass for a syllable of its own: generous, communism, arsenal.
  const special = /^(gener|commun|arsen)/.exec(word);
  return special ? special[0].length : syllableEnd(word);
}

/** Behind the first consonant that follows a vowel. */
function syllableEnd(text: string): number {
  const found = /[aeiouy][^aeiouy]/.exec(text);
  return found ? found.index + 2 : text.length;
}
