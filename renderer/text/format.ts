/** Dates, numbers and sizes as a language writes them. Times are milliseconds UTC, shown in the machine's own zone. */
export type Format = {
  number(value: number): string;
  time(ms: number): string;
  /** A moment near now, short: `13:28`, `yesterday 13:05`, `20 Nov 2026`. */
  moment(ms: number): string;
  /** A moment in full: `22 November 2026 at 13:12`. */
  date(ms: number): string;
  /** The heading over a day's articles. */
  day(ms: number): string;
  /** As short as can be: the time today, else the day, else the month. */
  short(ms: number): string;
  bytes(value: number): string;
  /** How long something took: `812 ms`, `8 sec`. */
  duration(ms: number): string;
  /** A length of time about right, in its largest unit: `40 minutes`, `2 years`. */
  span(ms: number): string;
  /** A day of some weeks ago or ahead: `Thu, 19 Nov`. */
  weekdayDate(ms: number): string;
  /** A day without its year: `1 December`. */
  dayMonth(ms: number): string;
  /** An ISO weekday's name: 1 is `Mon` or `Monday`. */
  weekday(iso: number, length: 'short' | 'long'): string;
  /** ISO weekdays in the order of a week, which begins with Monday, Saturday or Sunday. */
  readonly week: readonly number[];
  /** Whole calendar days from today on; 0 for what is past, too. */
  daysAhead(ms: number): number;
  /** Things in a row: `a, b and c`. */
  list(items: readonly string[]): string;
  /** The same in pieces: the things are those of type `element`. */
  listParts(items: readonly string[]): readonly { readonly type: string; readonly value: string }[];
};

const DAY_MS = 86_400_000;

/** Units of a span, from the largest; months and years as long as they are on average. */
const SPANS = [
  ['year', 365.25 * DAY_MS],
  ['month', 30.44 * DAY_MS],
  ['day', DAY_MS],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `now` is an argument so that "today" can be tested. */
export function createFormat(language: string, now: () => number): Format {
  const numbers = new Intl.NumberFormat(language);
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
  const shortDate = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year: 'numeric' });
  const longDate = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' });
  const fullDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });
  const dayOfYear = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });
  const weekdayDate = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short' });
  const dayMonth = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' });
  const weekdays = {
    short: new Intl.DateTimeFormat(language, { weekday: 'short' }),
    long: new Intl.DateTimeFormat(language, { weekday: 'long' }),
  };
  const lists = new Intl.ListFormat(language, { type: 'conjunction' });
  const month = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric' });
  const year = new Intl.DateTimeFormat(language, { year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  // In Persian the short names of these are Latin letters.
  const unitDisplay = numbers.resolvedOptions().locale.startsWith('fa') ? 'long' : 'short';
  const megabytes = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'megabyte',
    unitDisplay,
    maximumFractionDigits: 1,
  });
  const gigabytes = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'gigabyte',
    unitDisplay,
    maximumFractionDigits: 1,
  });
  const kilobytes = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'kilobyte',
    unitDisplay,
    maximumFractionDigits: 0,
  });
  const milliseconds = new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' });
  const seconds = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });

  return {
    number: (value) => numbers.format(value),
    time: (ms) => time.format(ms),
    moment(ms) {
      const days = daysAgo(ms, now());
      if (days === 0) return time.format(ms);
      if (days === 1) return `${relative.format(-1, 'day')} ${time.format(ms)}`;
      return shortDate.format(ms);
    },
    date: (ms) => longDate.format(ms),
    day(ms) {
      const days = daysAgo(ms, now());
      if (days === 0 || days === 1) return capitalized(relative.format(-days, 'day'), language);
      if (days > 1 && days < 7) return capitalized(weekday.format(ms), language);
      return fullDay.format(ms);
    },
    short(ms) {
      if (daysAgo(ms, now()) === 0) return time.format(ms);
      // A year of the language's own calendar: the Persian one ends in March.
      return year.format(ms) === year.format(now()) ? dayOfYear.format(ms) : month.format(ms);
    },
    bytes(value) {
      if (value < 1_000_000) return kilobytes.format(value / 1000);
      return value < 1e9 ? megabytes.format(value / 1_000_000) : gigabytes.format(value / 1e9);
    },
    duration: (ms) => (ms < 1000 ? milliseconds.format(Math.round(ms)) : seconds.format(ms / 1000)),
    span(ms) {
      const length = Math.abs(ms);
      const [unit, unitMs] = SPANS.find(([, each]) => length >= each * 0.95) ?? ['minute', 60_000];
      const count = Math.max(1, Math.round(length / unitMs));
      return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
    },
    weekdayDate: (ms) => weekdayDate.format(ms),
    dayMonth: (ms) => dayMonth.format(ms),
    // The first of January 2024 was a Monday.
    weekday: (iso, length) => weekdays[length].format(new Date(2024, 0, iso)),
    week: weekOf(language),
    daysAhead: (ms) => Math.max(0, -daysAgo(ms, now())),
    list: (items) => lists.format(items),
    listParts: (items) => lists.formatToParts(items),
  };
}

/** As the language's region counts its week; from Monday on where the browser does not know. */
function weekOf(language: string): number[] {
  const locale: Intl.Locale & { getWeekInfo?: () => { firstDay: number } } = new Intl.Locale(language);
  const first = locale.getWeekInfo?.().firstDay ?? 1;
  return Array.from({ length: 7 }, (_, place) => ((first - 1 + place) % 7) + 1);
}

/** Local midnight at or before `ms`. */
export function startOfDay(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Whole calendar days between; days of 23 and 25 hours round to one. */
export function daysAgo(ms: number, nowMs: number): number {
  return Math.round((startOfDay(nowMs) - startOfDay(ms)) / DAY_MS);
}

function capitalized(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
