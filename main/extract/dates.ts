import { isWeekday, monthByName, weekdayByName } from './date-names.ts';
import { readZone } from './date-zones.ts';

/** The longest date seen in the wild is JavaScript's own with a zone in words, some 70 characters. */
const MAX_LENGTH = 120;
/** Nothing on the web was published before or after; `0001-01-01` and `9999-12-31` are how programs write "no date". */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/**
 * Milliseconds UTC for any date a feed or a page may carry, or null for what is none. Knows W3CDTF and ISO 8601, RFC 822
 * and its relatives, asctime, numeric dates, month names in some fifty languages, epoch seconds and milliseconds. A date
 * without a zone is UTC, whatever the machine's own zone is: no local time function is called here.
 */
export function parseDate(raw: string): number | null {
  const text = tidy(raw);
  if (text === '' || text.length > MAX_LENGTH) return null;
  return parseRfc822(text) ?? parseIso(text) ?? parseDigits(text) ?? parseWords(text);
}

const RFC_822 = /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (GMT|UTC|Z|[+-]\d{4})$/;

/** The one form that most feeds use, without the detours of the general reading: a tenth of its time. */
function parseRfc822(text: string): number | null {
  const parts = RFC_822.exec(text);
  const month = parts ? monthByName(parts[2]!) : null;
  if (!parts || month === null) return null;
  const time = { hour: Number(parts[4]), minute: Number(parts[5]), second: Number(parts[6]), fraction: '' };
  return instant({ year: Number(parts[3]), month, day: Number(parts[1]) }, time, parts[7]!);
}

/** ISO 8601 in UTC for a record that crosses into JSON; null stays null. */
export function isoDate(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

/** Digits of other scripts become ASCII, invisible marks and comments in parentheses go, blanks become one. */
function tidy(raw: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x27\x2a-\x7e]*[\x21-\x7e])?$/.test(raw) && raw.length <= MAX_LENGTH) return raw;
  return raw
    .slice(0, 4 * MAX_LENGTH)
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\uff10-\uff19]/g, (digit) => String(digit.charCodeAt(0) - 0xff10))
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/\([^)]*\)\s*$/, ' ')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

const ISO =
  /^(\d{4})(?:-(\d{1,2}|0\d{2}(?=-))(?:-(\d{1,2}))?|(\d{2})(\d{2})?)?(?:(?:\s*T\s*|\s+|\s*[-,]\s+)(\d{1,2})(?::?(\d{2}))(?::?(\d{2})(?:[.,](\d{1,12}))?)?\s*(.*))?$/i;

function parseIso(text: string): number | null {
  const parts = ISO.exec(text);
  if (!parts) return parseOrdinal(text);
  const [, year, dashedMonth, dashedDay, bareMonth, bareDay, hour, minute, second, fraction, zone] = parts;
  const date = {
    year: Number(year),
    month: Number(dashedMonth ?? bareMonth ?? 1),
    day: Number(dashedDay ?? bareDay ?? 1),
  };
  const time = { hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) };
  return instant(date, { ...time, fraction: fraction ?? '' }, zone ?? '');
}

/** Day of the year (`2003-335`, `03335`), and the two-digit years of ISO 8601's first edition. */
function parseOrdinal(text: string): number | null {
  const day = /^(\d{4}|\d{2})-?(\d{3})$/.exec(text);
  if (day && Number(day[2]) >= 1 && Number(day[2]) <= 366) {
    const midnight = instant({ year: fullYear(day[1]!), month: 1, day: 1 }, MIDNIGHT, '');
    return midnight === null ? null : midnight + (Number(day[2]) - 1) * 86_400_000;
  }
  const short = /^-(\d{2})-?(\d{2})$/.exec(text) ?? /^(\d{2})-(\d{2})-(\d{2})$/.exec(text);
  if (!short) return null;
  return instant({ year: fullYear(short[1]!), month: Number(short[2]), day: Number(short[3] ?? 1) }, MIDNIGHT, '');
}

/** Nothing but digits: epoch seconds or milliseconds, or a date and time run together. */
function parseDigits(text: string): number | null {
  if (/^\d{9,10}$/.test(text)) return within(Number(text) * 1000);
  if (/^\d{13}$/.test(text)) return within(Number(text));
  const run = /^(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})?$/.exec(text);
  if (!run) return null;
  const [, year, month, day, hour, minute, second] = run.map(Number);
  return instant(
    { year: year!, month: month!, day: day! },
    { hour: hour!, minute: minute!, second: Number.isNaN(second!) ? 0 : second!, fraction: '' },
    '',
  );
}

type CalendarDate = { readonly year: number; readonly month: number; readonly day: number };
type TimeOfDay = {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Digits after the point. */
  readonly fraction: string;
};
const MIDNIGHT: TimeOfDay = { hour: 0, minute: 0, second: 0, fraction: '' };

function instant(date: CalendarDate, time: TimeOfDay, zone: string): number | null {
  const { year, month, day } = date;
  if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 || day > 31) return null;
  // 24:00 is the next midnight, :60 a leap second. A 31st of June runs over into July, as everybody's parser lets it.
  if (time.hour > 24 || time.minute > 59 || time.second > 60) return null;
  if (time.hour === 24 && (time.minute > 0 || time.second > 0)) return null;
  const toUtc = readZone(zone);
  if (!toUtc) return null;
  const ms = time.fraction === '' ? 0 : Math.floor(Number(`0.${time.fraction}`) * 1000);
  return within(toUtc(Date.UTC(year, month - 1, day, time.hour, time.minute, time.second, ms)));
}

function within(ms: number): number | null {
  return ms >= Date.UTC(FIRST_YEAR, 0, 1) && ms < Date.UTC(LAST_YEAR + 1, 0, 1) ? ms : null;
}

/** Two digits as RFC 2822 section 4.3 reads them. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

// The time of day, with what may mark its half, before it (오후, 下午) or behind it (PM, μ.μ.).
const TIME =
  /(오전|오후|上午|下午|午前|午後)?\s*(?<![\d:.+-])(\d{1,2})(?:[:：h](\d{2})(?:[:：](\d{2})(?:[.,](\d{1,9}))?)?(?![\d:])|(?=\s?[ap]\.?m\b)|[時时시]\s?(?:(\d{1,2})[分분])?(?:\s?(\d{1,2})[秒초])?)\s*([ap]\.?m\b\.?|uhr\b)?/i;
/** Words that stand between the parts of a date and mean nothing. */
const FILLER =
  /^(?:at|on|of|the|de|del|of|um|den|der|le|la|il|am|à|o|в|г|года|році|р|kl|klo|dne|lúc|posted|published)$/i;

/** Everything with words or slashes in it. Every part must be understood: a word nobody knows makes it no date. */
function parseWords(text: string): number | null {
  // `2004-július-13T9:15` and `16Nov2020`: the letter between is no word of its own, and words end where digits begin.
  const spaced = text.replace(/(\d)T(?=\d{1,2}:)/, '$1 ');
  const clock = TIME.exec(spaced);
  const before = clock ? spaced.slice(0, clock.index) : spaced;
  let after = clock ? spaced.slice(clock.index + clock[0].length).trim() : '';
  const time = clock ? readTime(clock) : MIDNIGHT;
  if (!time) return null;

  let year = '';
  if (clock) {
    // asctime: the year comes last, after the zone if there is one.
    const trailing = /^(.*?)(?:^|[\s,]+)(\d{4})$/.exec(after) ?? null;
    if (trailing && !/[+-]$/.test(trailing[1]!)) {
      after = trailing[1]!;
      year = trailing[2]!;
    }
  }
  const korean = /[년월일]|오전|오후/.test(spaced);
  let parts = before;
  let zone = after;
  if (clock && before.trim().replace(/[,\s-]+/g, '') === '' && after !== '') {
    // `15:54, 16 Nov 2020`: time first. A zone may stand in between.
    const split = /^((?:[A-Z]{2,5}|[+-]\d{2}:?\d{2})(?=[\s,]))?[\s,-]*(.+?)(\s+(?:[A-Z]{2,5}|[+-]\d{2}:?\d{2}))?$/.exec(
      after,
    );
    if (!split) return null;
    parts = `${split[2]!} ${year}`;
    year = '';
    zone = split[1] ?? split[3] ?? '';
  }
  if (!clock) {
    // `26 Sep 2022 GMT`: a zone may follow a date without a time.
    const trailing = /^(.*\d)\s+([A-Z]{2,5}|[+-]\d{2}:?\d{2})$/.exec(parts);
    if (trailing && monthByName(trailing[2]!) === null) {
      parts = trailing[1]!;
      zone = trailing[2]!;
    }
  }
  const date = readDate(parts, year);
  // Korean software writes local time without a zone, and there is only one; so do Korea's feeds and their readers.
  return date && instant(date, time, zone === '' && korean ? 'KST' : zone);
}

function readTime(clock: RegExpExecArray): TimeOfDay | null {
  const [, mark, hourText, minute, second, fraction, cjkMinute, cjkSecond, half] = clock;
  const isAfternoon = /^p|오후|下午|午後/i.test(half ?? '') || /오후|下午|午後/.test(mark ?? '');
  const isMorning = /^a/i.test(half ?? '') || /오전|上午|午前/.test(mark ?? '');
  let hour = Number(hourText);
  // `15:30 PM` exists: a clock of 24 hours that boasts.
  if (isAfternoon && hour < 12) hour += 12;
  if (isMorning && hour === 12) hour = 0;
  return {
    hour,
    minute: Number(minute ?? cjkMinute ?? 0),
    second: Number(second ?? cjkSecond ?? 0),
    fraction: fraction ?? '',
  };
}

/** Day, month and year out of words and numbers in any order. `laterYear` was found behind the time. */
function readDate(text: string, laterYear: string): CalendarDate | null {
  const tokens = [...text.matchAll(/\p{L}[\p{L}\p{M}'’]*|\d+|[^\s\p{L}\d]/gu)].map((match) => match[0]);
  const words: string[] = [];
  const numbers: string[] = [];
  let separator = '';
  for (const [index, token] of tokens.entries()) {
    if (/^\d/.test(token)) {
      numbers.push(token);
    } else if (/^\p{L}/u.test(token)) {
      const afterNumber = index > 0 && /^\d/.test(tokens[index - 1]!);
      const isOrdinal = afterNumber && /^(?:st|nd|rd|th|er|º|ª|[年月日년월일])$/i.test(token);
      if (!isOrdinal && !FILLER.test(token)) words.push(token);
    } else if (/^[/.\-\u2013]$/.test(token)) {
      if (separator === '' && numbers.length === 1 && words.every((word) => monthByName(word) === null))
        separator = token;
    } else if (!/^[,;|'’·،º°ª]$/.test(token)) {
      return null;
    }
  }
  if (laterYear !== '') numbers.push(laterYear);
  if (numbers.some((number) => number.length > 4)) return null;

  // The first word may be a day of the week in any language; of two months the first is one too (French `mar`).
  const months = words.map(monthByName);
  const firstIsNumber = /^\d/.test(tokens[0] ?? '');
  const unknown = words.filter((_, index) => months[index] === null && !(index === 0 && !firstIsNumber));
  if (unknown.some((word) => !isWeekday(word))) return null;
  const month = months.findLast((value) => value !== null) ?? null;
  if (numbers.length === 3 && (month === null || separator !== '')) {
    return numericDate(numbers, separator, words[0] === undefined ? null : weekdayByName(words[0]));
  }
  if (month !== null && numbers.length === 1 && numbers[0]!.length === 4) {
    return { year: Number(numbers[0]), month, day: 1 };
  }
  if (month === null || numbers.length !== 2) return null;
  const [first, second] = numbers as [string, string];
  // The year is the one of four digits, and else the one that comes last.
  const yearFirst = first.length > 2 && second.length <= 2;
  return {
    year: fullYear(yearFirst ? first : second),
    month,
    day: Number(yearFirst ? second : first),
  };
}

/**
 * Three numbers. The year first, or else last; with dots and dashes the day comes first (as everywhere they are used),
 * with slashes the month (as in the United States), unless the numbers or the day of the week say otherwise.
 */
function numericDate(numbers: readonly string[], separator: string, weekday: number | null): CalendarDate | null {
  const [a, b, c] = numbers as [string, string, string];
  if (a.length > 2) return { year: Number(a), month: Number(b), day: Number(c) };
  if (c.length !== 2 && c.length !== 4) return null; // 1.2.3 is a version
  const year = fullYear(c);
  const monthFirst = { year, month: Number(a), day: Number(b) };
  const dayFirst = { year, month: Number(b), day: Number(a) };
  const fits = (date: CalendarDate): boolean =>
    date.month <= 12 &&
    (weekday === null || new Date(Date.UTC(year, date.month - 1, date.day)).getUTCDay() === weekday);
  const order = separator === '/' ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
  return order.find(fits) ?? order.find((date) => date.month <= 12) ?? null;
}
