/** Weekdays and hours as the owner lives them. An argument everywhere, so that a test or a simulation has its own zone. */

/** Minutes by which local time is ahead of UTC at an instant. */
export type LocalTime = (atMs: number) => number;

export const HOURS_OF_WEEK = 168;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** 1970 began on a Thursday. */
const THURSDAY = 3;

/** Of this device. Summer time and all. */
export const deviceTime: LocalTime = (atMs) => -new Date(atMs).getTimezoneOffset();
export const utc: LocalTime = () => 0;

/** Minutes since Monday 0:00. */
export function minuteOfWeek(atMs: number, local: LocalTime): number {
  const minutes = Math.floor(atMs / MINUTE_MS) + local(atMs) + THURSDAY * DAY_MINUTES;
  const week = 7 * DAY_MINUTES;
  return ((minutes % week) + week) % week;
}

/** 0 is Monday 0:00 to 1:00. */
export function hourOfWeek(atMs: number, local: LocalTime): number {
  return Math.floor(minuteOfWeek(atMs, local) / 60);
}

/** The last midnight. */
export function startOfDay(atMs: number, local: LocalTime): number {
  const offsetMs = local(atMs) * MINUTE_MS;
  const dayMs = DAY_MINUTES * MINUTE_MS;
  const startMs = Math.floor((atMs + offsetMs) / dayMs) * dayMs - offsetMs;
  // Summer time began or ended since: midnight had another offset.
  return startMs + offsetMs - local(startMs) * MINUTE_MS;
}

/** The next midnight. */
export function endOfDay(atMs: number, local: LocalTime): number {
  return startOfDay(startOfDay(atMs, local) + 36 * 60 * MINUTE_MS, local);
}

/** Midnight before the first of this month, and of the next. */
export function monthOf(atMs: number, local: LocalTime): { readonly startMs: number; readonly endMs: number } {
  const day = new Date(atMs + local(atMs) * MINUTE_MS);
  const first = (monthsOn: number): number => {
    const asUtcMs = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + monthsOn, 1);
    return asUtcMs - local(asUtcMs) * MINUTE_MS;
  };
  return { startMs: first(0), endMs: first(1) };
}
