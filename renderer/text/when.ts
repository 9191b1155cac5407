import type { Messages } from '../messages/en.ts';
import type { Format } from './format.ts';

/** A moment to come as a part of a sentence: `at 14:05`, `tomorrow at 14:05`, `on Tuesday at 14:05`, `on 1 December`. */
export function whenText(kind: 'at' | 'about' | 'until', ms: number, m: Messages, format: Format): string {
  const words = m.when[kind];
  const days = format.daysAhead(ms);
  if (days === 0) return words.today(format.time(ms));
  if (days === 1) return words.tomorrow(format.time(ms));
  if (days < 7) return words.weekday(isoWeekday(ms), format.time(ms));
  return words.later(format.dayMonth(ms));
}

/** 1 is Monday, as everywhere in a schedule. */
export function isoWeekday(ms: number): number {
  return new Date(ms).getDay() || 7;
}

/** How often: in minutes below two hours, in hours below two days, else in days. */
export function everyText(ms: number, m: Messages): string {
  const { every } = m.when;
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 120 && minutes % 60 !== 0) return every.minutes(minutes);
  const hours = Math.round(minutes / 60);
  if (hours < 48 && hours !== 24) return every.hours(hours);
  return every.days(Math.round(hours / 24));
}

/** How much a source posts: a day, or a week where that is less than one. */
export function postsText(perDay: number, m: Messages): string {
  const { posts } = m.when;
  const aDay = Math.round(perDay);
  if (aDay >= 1) return posts.perDay(aDay);
  const aWeek = Math.round(perDay * 7);
  return aWeek >= 1 ? posts.perWeek(aWeek) : posts.rarely;
}
