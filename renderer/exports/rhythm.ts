import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** How often a file is written, as most people would say it; `own` is a cron pattern that says more. */
export type Rhythm = {
  readonly kind: 'day' | 'week' | 'month' | 'own';
  /** Of the day. */
  readonly minute: number;
  /** ISO: 1 is Monday. */
  readonly weekday: number;
  readonly monthDay: number;
  readonly pattern: string;
};

export const FIRST_RHYTHM: Rhythm = { kind: 'day', minute: 19 * 60, weekday: 7, monthDay: 1, pattern: '0 19 * * *' };

/** Five fields of cron: minute, hour, day of the month, month, day of the week. */
export function cronOf({ kind, minute, weekday, monthDay, pattern }: Rhythm): string {
  const time = `${minute % 60} ${Math.floor(minute / 60)}`;
  switch (kind) {
    case 'day':
      return `${time} * * *`;
    case 'week':
      return `${time} * * ${weekday % 7}`;
    case 'month':
      return `${time} ${monthDay} * *`;
    case 'own':
      return pattern.trim();
  }
}

/** Plain patterns are recognised; whatever else stands there is the person's own. */
export function rhythmOf(cron: string): Rhythm {
  const own: Rhythm = { ...FIRST_RHYTHM, kind: 'own', pattern: cron };
  const found = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}) \* (\*|[0-7])$/.exec(cron.trim().replace(/\s+/g, ' '));
  if (found === null) return own;
  const [minute, hour] = [Number(found[1]), Number(found[2])];
  const [monthDay, weekday] = [found[3], found[4]];
  if (minute > 59 || hour > 23 || (monthDay !== '*' && weekday !== '*')) return own;
  const timed = { ...own, minute: hour * 60 + minute };
  if (weekday !== '*') return { ...timed, kind: 'week', weekday: Number(weekday) || 7 };
  if (monthDay === '*') return { ...timed, kind: 'day' };
  const day = Number(monthDay);
  return day >= 1 && day <= 31 ? { ...timed, kind: 'month', monthDay: day } : own;
}

export function rhythmSentence(rhythm: Rhythm, m: Messages, format: Format): string {
  const words = m.exports;
  const time = format.time(new Date(2024, 0, 1, 0, rhythm.minute).getTime());
  switch (rhythm.kind) {
    case 'day':
      return words.everyDay(time);
    case 'week':
      return words.everyWeek(rhythm.weekday, time);
    case 'month':
      return words.everyMonth(rhythm.monthDay, time);
    case 'own':
      return words.everyPattern(rhythm.pattern);
  }
}
