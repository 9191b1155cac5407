import { pluralizer } from './plural.ts';

const count = pluralizer('en');

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const weekday = (iso: number): string => WEEKDAYS[iso - 1] ?? '';

/** Moments to come, and how often things happen, as parts of a sentence. */
export const enWhen = {
  at: {
    today: (time: string) => `at ${time}`,
    tomorrow: (time: string) => `tomorrow at ${time}`,
    weekday: (iso: number, time: string) => `on ${weekday(iso)} at ${time}`,
    later: (date: string) => `on ${date}`,
  },
  about: {
    today: (time: string) => `at about ${time}`,
    tomorrow: (time: string) => `tomorrow at about ${time}`,
    weekday: (iso: number, time: string) => `on ${weekday(iso)} at about ${time}`,
    later: (date: string) => `about ${date}`,
  },
  until: {
    today: (time: string) => `until ${time}`,
    tomorrow: (time: string) => `until tomorrow at ${time}`,
    weekday: (iso: number, time: string) => `until ${weekday(iso)} at ${time}`,
    later: (date: string) => `until ${date}`,
  },
  every: {
    minutes: (n: number) => count(n, { one: 'every minute', other: 'every # minutes' }),
    hours: (n: number) => count(n, { one: 'every hour', other: 'every # hours' }),
    days: (n: number) => count(n, { one: 'every day', other: 'every # days' }),
  },
  posts: {
    perDay: (n: number) => count(n, { one: 'posts about # a day', other: 'posts about # a day' }),
    perWeek: (n: number) => count(n, { one: 'posts about # a week', other: 'posts about # a week' }),
    rarely: 'posts rarely',
  },
};
