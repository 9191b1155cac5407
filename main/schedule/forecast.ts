/** How long a window will last and when the next one comes, from the windows seen in this network (the network study, 3.2). Pure. */
import { hourOfWeek, HOURS_OF_WEEK, type LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';

const { window } = NUMBERS;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const PSEUDO_MS = window.pseudoMinutes.map((minutes) => minutes * MINUTE_MS);

/**
 * The q-quantile of how much longer a window lasts that has lasted so long: of those that lasted longer, the seen ones and
 * a few assumed. Where none did, it lasts on as such things do: twice as long is as likely as not (Lindy).
 */
export function remainingMs(lengthsMs: readonly number[], elapsedMs: number, quantile: number): number {
  const longer = [...lengthsMs.slice(0, window.seen), ...PSEUDO_MS]
    .filter((lengthMs) => lengthMs > elapsedMs)
    .sort((a, b) => a - b);
  if (longer.length === 0) return elapsedMs * (quantile / (1 - quantile));
  const place = Math.min(longer.length - 1, Math.floor(quantile * longer.length));
  return (longer[place] ?? elapsedMs) - elapsedMs;
}

/** Hours watched in each hour of the week, and of them those in which the line carried something; decayed. */
export type HoursSeen = { readonly on: readonly number[]; readonly watched: readonly number[] };

export function noHours(): HoursSeen {
  return { on: Array<number>(HOURS_OF_WEEK).fill(0), watched: Array<number>(HOURS_OF_WEEK).fill(0) };
}

/** Adds one stretch of an hour, `onMs` of `watchedMs`, to sums that were last brought forward at `sinceMs`. */
export function withHour(seen: HoursSeen, hour: number, onMs: number, watchedMs: number, ageMs: number): HoursSeen {
  const weight = 2 ** (-Math.max(0, ageMs) / window.halfLifeMs);
  const on = [...seen.on];
  const watched = [...seen.watched];
  on[hour] = (on[hour] ?? 0) + (weight * onMs) / HOUR_MS;
  watched[hour] = (watched[hour] ?? 0) + (weight * watchedMs) / HOUR_MS;
  return { on, watched };
}

/** For each hour of the week how likely the line is on: its own hours, drawn towards that hour of any day, and that towards all. */
export function likelihoods({ on, watched }: HoursSeen): number[] {
  const allOn = sum(on);
  const overall = (allOn + window.shrink / 2) / (sum(watched) + window.shrink);
  const ofDay = Array.from({ length: 24 }, (_, hour) => {
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => day * 24 + hour);
    const dayOn = sum(days.map((at) => on[at] ?? 0));
    const dayWatched = sum(days.map((at) => watched[at] ?? 0));
    return (dayOn + window.shrink * overall) / (dayWatched + window.shrink);
  });
  return Array.from({ length: HOURS_OF_WEEK }, (_, hour) => {
    const drawn = window.shrink * (ofDay[hour % 24] ?? overall);
    return ((on[hour] ?? 0) + drawn) / ((watched[hour] ?? 0) + window.shrink);
  });
}

/** The end of this hour, where lines mostly go at it; null: nothing is known that says so. */
export function curfewMs(seen: HoursSeen, likely: readonly number[], nowMs: number, local: LocalTime): number | null {
  const here = hourOfWeek(nowMs, local);
  const next = (here + 1) % HOURS_OF_WEEK;
  const isOnNow = (likely[here] ?? 0) >= 1 - window.curfew;
  const isOffNext = 1 - (likely[next] ?? 1) > window.curfew;
  const nights = sum([0, 1, 2, 3, 4, 5, 6].map((day) => seen.watched[day * 24 + (next % 24)] ?? 0));
  if (!isOnNow || !isOffNext || nights < window.curfewHours) return null;
  return (Math.floor(nowMs / HOUR_MS) + 1) * HOUR_MS;
}

/** The next hour within a week in which the line is likelier on than off; where there is none, the likeliest. */
export function nextLikelyMs(likely: readonly number[], nowMs: number, local: LocalTime): number {
  const thisHourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  let best = { atMs: thisHourMs + HOUR_MS, likelihood: -1 };
  for (let ahead = 1; ahead <= HOURS_OF_WEEK; ahead++) {
    const atMs = thisHourMs + ahead * HOUR_MS;
    const likelihood = likely[hourOfWeek(atMs, local)] ?? 0;
    if (likelihood > 0.5) return atMs;
    if (likelihood > best.likelihood) best = { atMs, likelihood };
  }
  return best.atMs;
}

/**
 * How likely the line is on an hour from now, while it is on: that this window lasts so long, or that another has begun;
 * the second as that hour of the week has it.
 */
export function onInAnHour(
  lengthsMs: readonly number[],
  elapsedMs: number,
  likely: readonly number[],
  nowMs: number,
  local: LocalTime,
): number {
  const longer = [...lengthsMs.slice(0, window.seen), ...PSEUDO_MS].filter((lengthMs) => lengthMs > elapsedMs);
  const lasting =
    longer.length === 0
      ? elapsedMs / (elapsedMs + HOUR_MS)
      : longer.filter((lengthMs) => lengthMs > elapsedMs + HOUR_MS).length / longer.length;
  const hour = likely[hourOfWeek(nowMs + HOUR_MS, local)] ?? 0.5;
  return Math.min(1, lasting * Math.max(hour, 0.5) + (1 - lasting) * hour);
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
