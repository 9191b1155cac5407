/**
 * Russian stems after the Snowball algorithm (snowballstem.org/algorithms/russian/stemmer.html), written anew: no
 * JavaScript port of it is still kept. Words come in lower case with `ё` already written as `е`.
 */
const VOWELS = 'аеиоуыэюя';

/** Endings, longest first: the longest that fits is the one that counts. */
function endings(list: string): readonly string[] {
  return list.split(' ').sort((a, b) => b.length - a.length);
}

// Those of a first group count only after `а` or `я`, which stays.
const GERUND_AFTER_A = endings('в вши вшись');
const GERUND = endings('ив ивши ившись ыв ывши ывшись');
const REFLEXIVE = endings('ся сь');
const ADJECTIVE = endings('ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею');
const PARTICIPLE_AFTER_A = endings('ем нн вш ющ щ');
const PARTICIPLE = endings('ивш ывш ующ');
const VERB_AFTER_A = endings('ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно');
const VERB = endings(
  'ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю',
);
const NOUN = endings(
  'а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я',
);
const SUPERLATIVE = endings('ейш ейше');
const DERIVATION = endings('ост ость');

export function stemRussian(word: string): string {
  const rv = afterFirstVowel(word);
  if (rv === word.length) return word;
  const r2 = afterSyllable(word, afterSyllable(word, 0));

  let stem = cut(word, rv, GERUND_AFTER_A, GERUND);
  if (stem === null) {
    const plain = cut(word, rv, [], REFLEXIVE) ?? word;
    const adjective = cut(plain, rv, [], ADJECTIVE);
    stem =
      adjective === null
        ? (cut(plain, rv, VERB_AFTER_A, VERB) ?? cut(plain, rv, [], NOUN) ?? plain)
        : (cut(adjective, rv, PARTICIPLE_AFTER_A, PARTICIPLE) ?? adjective);
  }
  stem = cut(stem, rv, [], ['и']) ?? stem;
  stem = cut(stem, Math.max(r2, rv), [], DERIVATION) ?? stem;

  const superlative = cut(stem, rv, [], SUPERLATIVE);
  if (superlative !== null) stem = superlative;
  if (stem.endsWith('нн') && stem.length - 2 >= rv) return stem.slice(0, -1);
  return superlative === null ? (cut(stem, rv, [], ['ь']) ?? stem) : stem;
}

/** Takes the longest ending off, when all of it lies behind `region`. Null: none fits. */
function cut(word: string, region: number, afterA: readonly string[], anywhere: readonly string[]): string | null {
  const free = anywhere.find((ending) => fits(word, region, ending)) ?? '';
  const bound = afterA.find((ending) => {
    const before = word[word.length - ending.length - 1];
    return fits(word, region + 1, ending) && (before === 'а' || before === 'я');
  });
  const longest = bound !== undefined && bound.length > free.length ? bound : free;
  return longest === '' ? null : word.slice(0, word.length - longest.length);
}

function fits(word: string, region: number, ending: string): boolean {
  return word.length - ending.length >= region && word.endsWith(ending);
}

function afterFirstVowel(word: string): number {
  for (let at = 0; at < word.length; at += 1) if (VOWELS.includes(word[at] ?? '')) return at + 1;
  return word.length;
}

/** Behind the first consonant that follows a vowel, from `start` on. */
function afterSyllable(word: string, start: number): number {
  for (let at = start + 1; at < word.length; at += 1) {
    if (!VOWELS.includes(word[at] ?? '') && VOWELS.includes(word[at - 1] ?? '')) return at + 1;
  }
  return word.length;
}
