/** Which language a text is in, and which way it runs, when its page does not say or says it wrongly. */
import type { TextDirection } from '../../shared/model.ts';

/** Enough to be sure of; more is only slower. */
const SAMPLE_LENGTH = 3000;
/** Fewer letters than this say nothing about a language. */
const FEWEST_LETTERS = 20;

/** Scripts that one language mostly stands for, with that language. */
const SCRIPT_LANGUAGES: readonly (readonly [script: string, language: string])[] = [
  ['Hebrew', 'he'],
  ['Greek', 'el'],
  ['Armenian', 'hy'],
  ['Georgian', 'ka'],
  ['Thai', 'th'],
  ['Lao', 'lo'],
  ['Myanmar', 'my'],
  ['Khmer', 'km'],
  ['Tibetan', 'bo'],
  ['Devanagari', 'hi'],
  ['Bengali', 'bn'],
  ['Gurmukhi', 'pa'],
  ['Gujarati', 'gu'],
  ['Tamil', 'ta'],
  ['Telugu', 'te'],
  ['Kannada', 'kn'],
  ['Malayalam', 'ml'],
  ['Sinhala', 'si'],
  ['Ethiopic', 'am'],
  ['Hangul', 'ko'],
  ['Latin', ''],
  ['Cyrillic', ''],
  ['Arabic', ''],
  ['Han', 'zh'],
  ['Hiragana', 'ja'],
  ['Katakana', 'ja'],
];

/** Letters that only one of the languages of a script uses, tried in order; the rest go to the last. */
const CYRILLIC_LETTERS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['be', /ў/g],
  ['tg', /[ӣӯҳҷ]/g],
  ['kk', /[әұһ]/g],
  ['ky', /[ңөү]/g],
  ['mk', /[ѓќѕ]/g],
  ['sr', /[ђћџљњј]/g],
  ['uk', /[іїєґ]/g],
  ['ru', /[ыэё]/g],
  ['bg', /ъ/g],
];
const ARABIC_LETTERS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['ckb', /[ڕڵێۆە]/g],
  ['ps', /[ښځڅډړږۍ]/g],
  ['ur', /[ٹڈڑںےہ]/g],
  ['fa', /[پچژگکی]/g],
];
/** Letters of the same text per one distinguishing letter: below that rate they are names and quotations. */
const LETTERS_PER_MARK = 150;

/** The commonest short words. A language needs a few of them, and clearly more than the next. */
const LATIN_WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to in that is was for with on as by at from his it are this be have not',
  de: 'der die und das den von zu mit ist im dem nicht ein eine auf für sich auch werden wird',
  fr: 'le la les des et en un une du est dans que pour qui sur par pas au avec plus',
  es: 'el la los las que de y en un una por con se del para es no su al más',
  it: 'il di che la e per un una in del della con non è sono si da gli nel alla',
  pt: 'o a os as que de e do da em um uma para com não por no na dos mais',
  nl: 'de het een van en in is dat op te met voor zijn niet aan er ook door bij als',
  sv: 'och att det som en på är av för med den till inte har de om ett var från',
  da: 'og at det er en til på af for med den der ikke de som har et var fra',
  no: 'og det er en til på av for med som ikke har de den om et å var fra',
  fi: 'ja on ei se että oli mutta ovat hän kun myös tai joka mukaan ole',
  pl: 'w i na z się do nie to że jest o jak po za od przez dla są oraz',
  cs: 'a v se na je že s z do o to za ve by pro jako po ale jsou podle',
  sk: 'a v sa na je že s z do o to za vo by pre ako po ale sú podľa',
  hu: 'a az és hogy nem is egy ez meg volt de csak már mint még',
  ro: 'și în de la a cu pe care din un o este nu să pentru au mai ce',
  tr: 've bir bu da de için ile olarak çok daha olan en kadar sonra gibi ise',
  az: 'və bir bu ilə üçün da də olan edib ki ən çox daha olub',
  id: 'yang dan di dengan untuk dari pada ini itu dalam tidak akan ke oleh juga',
  vi: 'và của là có trong được các cho không một với những người đã',
  lt: 'ir kad yra į su iš tai bet ne kaip už jau dėl buvo apie',
  lv: 'un ir ar no par ka uz bet kas ne arī bija kā pēc',
  et: 'ja on ei et see ka oli mis kui aga ning oma või tema',
  hr: 'je i u na se da za od su s o koji kako ali što nije',
  sq: 'të në e dhe për me që një nga është më se ka',
  uz: 'va bu bilan uchun ham bir boʻlgan edi deb yil',
};
const LATIN_LANGUAGES = Object.entries(LATIN_WORDS).map(
  ([language, list]) => [language, new Set(list.split(' '))] as const,
);

/** A BCP 47 language, or null when the text is too short or too mixed to tell. */
export function guessLanguage(text: string): string | null {
  const sample = text.slice(0, SAMPLE_LENGTH).toLowerCase();
  const counts = scriptCounts(sample);
  const kana = (counts.get('Hiragana') ?? 0) + (counts.get('Katakana') ?? 0);
  const han = counts.get('Han') ?? 0;
  let script: string | null = null;
  let most = FEWEST_LETTERS - 1;
  for (const [name, count] of counts) if (count > most) [script, most] = [name, count];
  // One Chinese sign says as much as three letters; Japanese writes about half its signs in kana, headlines hardly any.
  if ((han + kana) * 3 > most) return kana * 10 > han ? 'ja' : 'zh';
  if (script === null) return null;
  if (script === 'Cyrillic') return byLetters(sample, most, CYRILLIC_LETTERS) ?? 'ru';
  if (script === 'Arabic') return byLetters(sample, most, ARABIC_LETTERS) ?? 'ar';
  if (script === 'Latin') return byWords(sample);
  return SCRIPT_LANGUAGES.find(([name]) => name === script)?.[1] ?? null;
}

const SCRIPT_PATTERNS = SCRIPT_LANGUAGES.map(
  ([script]) => [script, new RegExp(`\\p{Script=${script}}`, 'gu')] as const,
);

function scriptCounts(sample: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [script, pattern] of SCRIPT_PATTERNS) {
    const count = countOf(sample, pattern);
    if (count > 0) counts.set(script, count);
  }
  return counts;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function byLetters(
  sample: string,
  letters: number,
  table: readonly (readonly [language: string, letters: RegExp])[],
): string | null {
  for (const [language, marks] of table) {
    if (countOf(sample, marks) * LETTERS_PER_MARK >= letters) return language;
  }
  return null;
}

function byWords(sample: string): string | null {
  const words = sample.match(/[\p{L}ʻ']+/gu) ?? [];
  const scores = LATIN_LANGUAGES.map(([language, common]) => {
    const known = words.filter((word) => common.has(word));
    // Different words count more than the same one often: "de" is at home in nine languages.
    return { language, known: known.length, score: known.length + 3 * new Set(known).size };
  }).toSorted((one, other) => other.score - one.score);
  const [best, next] = scores;
  if (!best || !next || best.score < 12 || best.score < next.score * 1.1) return null;
  // In a language they know, an eighth of all words are among its twenty commonest; in "lorem ipsum" nobody's are.
  if (best.known * 8 < words.length) return null;
  return best.language;
}

const RTL_LANGUAGE =
  /^(?:ar|arc|az-arab|ckb|dv|fa|glk|he|iw|ks|ku-arab|lrc|mzn|nqo|pnb|ps|sd|syr|ug|ur|uz-arab|yi)(?:-|$)/i;
const RTL_LETTERS = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/gu;

/** Which way most letters of a text run; a text of none runs as its language does, and else from left to right. */
export function directionOf(text: string, language: string | null): TextDirection {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const rtl = countOf(sample, RTL_LETTERS);
  const all = countOf(sample, /\p{L}/gu);
  if (all >= FEWEST_LETTERS) return rtl * 2 > all ? 'rtl' : 'ltr';
  return language !== null && RTL_LANGUAGE.test(language) ? 'rtl' : 'ltr';
}

/** What a page says its language is, in BCP 47 (`ru_RU` becomes `ru-RU`); null when that is no language. */
export function languageTag(claimed: string | null): string | null {
  const tag =
    claimed
      ?.trim()
      .split(/[\s,;]/)[0]
      ?.replaceAll('_', '-')
      .replace(/-+$/, '') ?? '';
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,3}$/i.test(tag)) return null;
  // Charsets stand there too ("utf-8"), and have the shape of a language.
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  return /^(?:und|mul|zxx)$/.test(primary) || LANGUAGE_NAMES.of(primary) === undefined ? null : tag;
}

const LANGUAGE_NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/**
 * The claimed language, unless the text is plainly written in another script: templates that say `en` above Russian
 * text are common. Then, or without a claim, the guess.
 */
export function languageOf(claims: readonly (string | null)[], text: string): string | null {
  const guess = guessLanguage(text);
  for (const claim of claims) {
    const tag = languageTag(claim);
    if (tag !== null && (guess === null || scriptOf(tag) === scriptOf(guess) || !isKnownScript(tag))) return tag;
  }
  return guess;
}

const LANGUAGE_SCRIPTS: ReadonlyMap<string, string> = new Map([
  ...Object.keys(LATIN_WORDS).map((language) => [language, 'Latin'] as const),
  ...CYRILLIC_LETTERS.map(([language]) => [language, 'Cyrillic'] as const),
  ...[...ARABIC_LETTERS.map(([language]) => language), 'ar'].map((language) => [language, 'Arabic'] as const),
  ...SCRIPT_LANGUAGES.filter(([, language]) => language !== '').map(
    ([script, language]) => [language, script] as const,
  ),
]);
/** Written in two scripts. */
const TWO_SCRIPTS = new Set(['sr', 'az', 'uz', 'kk', 'tg', 'ku', 'pa', 'ks', 'mn', 'tt', 'bs', 'ug']);

function isKnownScript(tag: string): boolean {
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  return LANGUAGE_SCRIPTS.has(primary) && !TWO_SCRIPTS.has(primary);
}

function scriptOf(tag: string): string {
  const primary = tag.split('-')[0]?.toLowerCase() ?? '';
  return LANGUAGE_SCRIPTS.get(primary) ?? primary;
}
