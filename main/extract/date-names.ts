/**
 * Languages whose month names are understood, as ICU spells them. Where two disagree about a word (Polish and Czech
 * "listopad" is November, Croatian October), the earlier in this list is believed.
 */
const LANGUAGES = (
  'en ru de fr es it pt uk pl cs nl sv da nb fi hu ro bg be el tr id ms ca sk sl et lv lt hr sr sr-Latn mk sq is ga eu gl ' +
  'vi fa ar he hi bn th ka hy az kk ky uz tg tk mn fil sw af'
).split(' ');

const ENGLISH: ReadonlyMap<string, number> = new Map(
  'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').map((name, index) => [name, index + 1]),
);

/** Lower case, no accents, no dots: `Févr.` and `fevr` are one. */
function fold(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\p{M}.'’]/gu, '')
    .toLowerCase()
    .replaceAll('ı', 'i');
}

let names: Map<string, number> | null = null;

/** Made when the first month that is not English comes by: some 60 ms that most readers never spend. */
function monthNames(): Map<string, number> {
  if (names) return names;
  names = new Map();
  for (const language of LANGUAGES) {
    for (const month of ['long', 'short'] as const) {
      // With a day the name is in the genitive where a language has one; alone it is in the nominative.
      for (const day of [{ day: 'numeric' } as const, {}]) {
        const options = { ...day, month, timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' } as const;
        const format = new Intl.DateTimeFormat(language, options);
        for (let index = 0; index < 12; index++) {
          const parts = format.formatToParts(Date.UTC(2021, index, 15));
          const name = fold(parts.find((part) => part.type === 'month')?.value ?? '').trim();
          if (name.length >= 2 && !/\d/.test(name) && !names.has(name)) names.set(name, index + 1);
        }
      }
    }
  }
  return names;
}

const found = new Map<string, number | null>();
/** Words remembered; a hostile feed brings ever new ones. */
const MAX_REMEMBERED = 500;

/**
 * 1 to 12 for the name of a month, whole or cut short to three letters or more, in any of the languages; null when the
 * word is none, or when what is left of it fits two months (French `jui`).
 */
export function monthByName(word: string): number | null {
  const folded = fold(word);
  const english = ENGLISH.get(folded) ?? null;
  if (english !== null) return english;
  if (folded.length < 3 || folded.length > 20) return null;
  const known = found.get(folded);
  if (known !== undefined) return known;
  const month = monthNames().get(folded) ?? byPrefix(folded);
  if (found.size < MAX_REMEMBERED) found.set(folded, month);
  return month;
}

function byPrefix(folded: string): number | null {
  let month: number | null = null;
  for (const [name, number] of monthNames()) {
    if (!name.startsWith(folded)) continue;
    if (month !== null && month !== number) return null;
    month = number;
  }
  return month;
}

let weekdays: Set<string> | null = null;

/** A day of the week in any of the languages, long or short. */
export function isWeekday(word: string): boolean {
  if (!weekdays) {
    weekdays = new Set();
    for (const language of LANGUAGES) {
      for (const weekday of ['long', 'short'] as const) {
        const format = new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' });
        for (let day = 1; day <= 7; day++) weekdays.add(fold(format.format(Date.UTC(2021, 1, day))));
      }
    }
  }
  const folded = fold(word);
  return weekdays.has(folded) || weekdayByName(folded) !== null;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** 0 (Sunday) to 6 for an English day of the week, by its first three letters (`Thur`), else null. */
export function weekdayByName(word: string): number | null {
  const index = WEEKDAYS.indexOf(fold(word).slice(0, 3));
  return index < 0 ? null : index;
}
