/** Minutes in each unit one can choose. */
export const INTERVAL_UNITS = { minutes: 1, hours: 60, days: 1440 } as const;
export type IntervalUnit = keyof typeof INTERVAL_UNITS;
export type Interval = { readonly number: number; readonly unit: IntervalUnit };

/** As the contract has them: no server likes to be asked more often, and nobody waits longer. */
const SHORTEST_MINUTES = 5;
const LONGEST_MINUTES = 40_320;

/** In the largest unit that has no remainder. */
export function intervalOf(minutes: number): Interval {
  const unit = minutes % 1440 === 0 ? 'days' : minutes % 60 === 0 ? 'hours' : 'minutes';
  return { number: minutes / INTERVAL_UNITS[unit], unit };
}

/** Within what can be asked for. */
export function minutesOf({ number, unit }: Interval): number {
  const minutes = Math.round((Number.isFinite(number) ? number : 1) * INTERVAL_UNITS[unit]);
  return Math.min(LONGEST_MINUTES, Math.max(SHORTEST_MINUTES, minutes));
}
