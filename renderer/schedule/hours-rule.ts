import type { HoursRule } from '../../shared/schedule.ts';

const MINUTES_OF_DAY = 1440;
export const ALL_DAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** What an added rule begins as: nights are quiet, evenings are allowed. */
export const FIRST_RULES: Record<'quiet' | 'allowed', HoursRule> = {
  quiet: { days: ALL_DAYS, fromMinute: 23 * 60, toMinute: 7 * 60 },
  allowed: { days: ALL_DAYS, fromMinute: 18 * 60, toMinute: 23 * 60 },
};

/** `07:05`, as a time field has it; the end of a day is its midnight. */
export function timeOfMinute(minute: number): string {
  const inDay = minute % MINUTES_OF_DAY;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

/** Minutes of a time field; null while it is not complete. */
export function minuteOfTime(time: string): number | null {
  const found = /^(\d\d):(\d\d)/.exec(time);
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}

/** The same for the end of a rule: midnight is the end of its day, not its beginning. */
export function endMinuteOfTime(time: string): number | null {
  const minute = minuteOfTime(time);
  return minute === 0 ? MINUTES_OF_DAY : minute;
}

export function isOverMidnight(rule: HoursRule): boolean {
  return rule.toMinute < rule.fromMinute;
}

export function isWholeDay(rule: HoursRule): boolean {
  return rule.fromMinute === 0 && rule.toMinute === MINUTES_OF_DAY;
}

/** The rule on one more weekday, or on one fewer. */
export function withDay(rule: HoursRule, day: number, on: boolean): HoursRule {
  return { ...rule, days: ALL_DAYS.filter((each) => (each === day ? on : rule.days.includes(each))) };
}
