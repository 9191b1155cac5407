/** What the owner's schedule allows at an instant, until when it does not, and what is wrong with it as it was set. Pure. */
import type { Hold, HoursRule, Reach, Schedule, ScheduleProblem } from '../../shared/schedule.ts';
import { endOfDay, type LocalTime, minuteOfWeek, monthOf } from './local-time.ts';

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const MINUTE_MS = 60_000;
const MINUTES_ALWAYS = new Uint8Array(WEEK_MINUTES).fill(1);

export type Spent = { readonly dayBytes: number; readonly monthBytes: number };
/** As the system says; null: it does not. */
export type LinkFacts = { readonly metered: boolean | null; readonly onBattery: boolean | null };

/** Why nothing starts by itself now; null: it may. `asked`: the reader asked for it, who may have what is in no hour. */
export function holdOf(
  schedule: Schedule,
  spent: Spent,
  link: LinkFacts,
  nowMs: number,
  local: LocalTime,
  asked: boolean,
): Hold | null {
  if (schedule.paused) return { kind: 'paused' };
  const budget = budgetHold(schedule, spent, nowMs, local);
  if (budget) return budget;
  if (asked) return null;
  if (schedule.onlyWhenAsked) return { kind: 'only-when-asked' };
  const minute = minuteOfWeek(nowMs, local);
  const quiet = minutesOf(schedule.quietHours);
  if (quiet?.[minute] === 1) return { kind: 'quiet-hours', untilMs: nowMs + untilFree(quiet, minute) * MINUTE_MS };
  const allowed = minutesOf(schedule.allowedHours);
  if (allowed && allowed[minute] !== 1) {
    const ahead = untilAllowed(allowed, quiet, minute);
    return { kind: 'outside-hours', untilMs: ahead === null ? null : nowMs + ahead * MINUTE_MS };
  }
  if (reachOf(schedule, link) === 'nothing') return { kind: isMetered(schedule, link) ? 'metered' : 'battery' };
  return null;
}

/** How far fetching goes on the link as it is. */
export function reachOf(schedule: Schedule, link: LinkFacts): Reach {
  const reaches: Reach[] = ['all'];
  if (isMetered(schedule, link)) reaches.push(schedule.onMetered);
  if (link.onBattery === true) reaches.push(schedule.onBattery);
  const order: readonly Reach[] = ['nothing', 'headlines', 'texts', 'all'];
  return reaches.reduce((least, one) => (order.indexOf(one) < order.indexOf(least) ? one : least));
}

export function isMetered(schedule: Schedule, link: LinkFacts): boolean {
  return schedule.metered === 'yes' || (schedule.metered === 'system' && link.metered === true);
}

/** When a hold may end by itself; null: only by the owner's hand, or the system's word. */
export function endOfHold(hold: Hold): number | null {
  return 'untilMs' in hold ? hold.untilMs : null;
}

function budgetHold(schedule: Schedule, spent: Spent, nowMs: number, local: LocalTime): Hold | null {
  const { dayBudgetBytes, monthBudgetBytes } = schedule;
  if (monthBudgetBytes !== null && spent.monthBytes >= monthBudgetBytes) {
    return { kind: 'month-budget', untilMs: monthOf(nowMs, local).endMs };
  }
  if (dayBudgetBytes !== null && spent.dayBytes >= dayBudgetBytes) {
    return { kind: 'day-budget', untilMs: endOfDay(nowMs, local) };
  }
  return null;
}

export function problemsOf(schedule: Schedule): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  for (const which of ['quiet', 'allowed'] as const) {
    const rules = which === 'quiet' ? schedule.quietHours : schedule.allowedHours;
    if (rules.some(isEmpty)) problems.push({ kind: 'empty-rule', which });
  }
  const quiet = minutesOf(schedule.quietHours);
  const allowed = minutesOf(schedule.allowedHours);
  const left = (allowed ?? MINUTES_ALWAYS).reduce(
    (sum, one, minute) => sum + (one === 1 && quiet?.[minute] !== 1 ? 1 : 0),
    0,
  );
  if (left === 0) problems.push({ kind: 'never-allowed' });
  else if (allowed && quiet) {
    const both = allowed.reduce((sum, one, minute) => sum + (one === 1 && quiet[minute] === 1 ? 1 : 0), 0);
    if (both > 0) problems.push({ kind: 'hours-overlap', minutes: both });
  }
  const { dayBudgetBytes: day, monthBudgetBytes: month } = schedule;
  if (day === 0) problems.push({ kind: 'budget-zero', which: 'day' });
  if (month === 0) problems.push({ kind: 'budget-zero', which: 'month' });
  if (day !== null && month !== null && month > 0 && day > month) problems.push({ kind: 'day-over-month' });
  return problems;
}

function isEmpty({ days, fromMinute, toMinute }: HoursRule): boolean {
  return days.length === 0 || fromMinute === toMinute;
}

const known = new WeakMap<readonly HoursRule[], Uint8Array>();

/** Every minute of the week: 1 where a rule holds. Null: there are no rules, or only empty ones. */
function minutesOf(rules: readonly HoursRule[]): Uint8Array | null {
  const real = rules.filter((rule) => !isEmpty(rule));
  if (real.length === 0) return null;
  const before = known.get(rules);
  if (before) return before;
  const minutes = new Uint8Array(WEEK_MINUTES);
  for (const { days, fromMinute, toMinute } of real) {
    const length = toMinute > fromMinute ? toMinute - fromMinute : toMinute + DAY_MINUTES - fromMinute;
    for (const day of days) {
      const start = (day - 1) * DAY_MINUTES + fromMinute;
      for (let at = 0; at < length; at++) minutes[(start + at) % WEEK_MINUTES] = 1;
    }
  }
  known.set(rules, minutes);
  return minutes;
}

function untilFree(taken: Uint8Array, minute: number): number {
  for (let ahead = 1; ahead <= WEEK_MINUTES; ahead++) if (taken[(minute + ahead) % WEEK_MINUTES] !== 1) return ahead;
  return WEEK_MINUTES;
}

function untilAllowed(allowed: Uint8Array, quiet: Uint8Array | null, minute: number): number | null {
  for (let ahead = 1; ahead <= WEEK_MINUTES; ahead++) {
    const at = (minute + ahead) % WEEK_MINUTES;
    if (allowed[at] === 1 && quiet?.[at] !== 1) return ahead;
  }
  return null;
}
