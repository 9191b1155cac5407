import type { LineHour } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** How an hour was for the most part. `away`: Larder did not run. */
export type HourState = keyof LineHour['inState'] | 'away';
/** The better ones first: where two lasted alike, the better one names the hour. */
const SEEN_STATES = ['open', 'degraded', 'allowlist', 'captive', 'offline'] as const;
export const HOUR_STATES: readonly HourState[] = [...SEEN_STATES, 'away'];

export type Came = Pick<LineHour, 'bytes' | 'headlines' | 'texts' | 'images'>;
/** A stretch of whole hours, in the local zone. */
export type Stretch = Came & {
  readonly fromMs: number;
  readonly toMs: number;
  readonly state: HourState;
  readonly inState: LineHour['inState'];
};
export type DayOfHours = {
  readonly dayMs: number;
  /** Twenty-four of them; null: still to come, or skipped by the clock. */
  readonly hours: readonly (Stretch | null)[];
};

const HOUR_MS = 3_600_000;
/** Less than this is not worth a word. */
const NOTABLE_MS = 30_000;
const NO_STATE = { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 0 };

/**
 * The state in which most of the time that Larder saw was spent. What it did not see does not count against the rest: a
 * laptop that is open for twenty minutes saw twenty minutes of an open line.
 */
export function mainState(inState: LineHour['inState']): HourState {
  let best: HourState = 'away';
  let longest = NOTABLE_MS;
  for (const state of SEEN_STATES) {
    if (inState[state] > longest) [best, longest] = [state, inState[state]];
  }
  return best;
}

/** The last so many days, today first; hours by the clock on the wall, so that a day of 25 hours has two in one. */
export function lastDays(hours: readonly LineHour[], nowMs: number, days: number): DayOfHours[] {
  const found = new Map<number, LineHour>();
  for (const hour of hours) {
    const at = wallHour(hour.hourMs);
    found.set(at, added(found.get(at), hour));
  }
  return Array.from({ length: days }, (_, back) => {
    const today = new Date(nowMs);
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - back);
    return {
      dayMs: day.getTime(),
      hours: Array.from({ length: 24 }, (__, hour) => {
        const at = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour);
        if (at.getTime() > nowMs || at.getHours() !== hour) return null;
        return stretchOf(found.get(at.getTime()), at.getTime(), nowMs);
      }),
    };
  });
}

function wallHour(ms: number): number {
  const date = new Date(ms);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), date.getHours()).getTime();
}

function added(before: LineHour | undefined, hour: LineHour): LineHour {
  if (before === undefined) return hour;
  return { hourMs: before.hourMs, ...sumOf(before, hour) };
}

function sumOf(a: Came & Pick<LineHour, 'inState'>, b: Came & Pick<LineHour, 'inState'>) {
  const inState = { ...NO_STATE };
  for (const state of Object.keys(NO_STATE) as (keyof typeof NO_STATE)[]) {
    inState[state] = a.inState[state] + b.inState[state];
  }
  return {
    inState,
    bytes: a.bytes + b.bytes,
    headlines: a.headlines + b.headlines,
    texts: a.texts + b.texts,
    images: a.images + b.images,
  };
}

/** The hour that is not over yet ends now. */
function stretchOf(hour: LineHour | undefined, fromMs: number, nowMs: number): Stretch {
  const { inState, bytes, headlines, texts, images } = hour ?? {
    inState: NO_STATE,
    bytes: 0,
    headlines: 0,
    texts: 0,
    images: 0,
  };
  return {
    fromMs,
    toMs: Math.min(fromMs + HOUR_MS, nowMs),
    state: mainState(inState),
    inState,
    bytes,
    headlines,
    texts,
    images,
  };
}

/** For the table, newest first: hours of one state in a row are one line, where nothing came in them. */
export function stretches(days: readonly DayOfHours[]): Stretch[] {
  const rows: Stretch[] = [];
  for (const hour of days.flatMap((day) => day.hours.toReversed())) {
    const later = rows.at(-1);
    if (hour === null) continue;
    const joins = later?.state === hour.state && later.fromMs === hour.toMs && isBare(later) && isBare(hour);
    if (joins) rows.splice(-1, 1, { ...later, ...sumOf(later, hour), fromMs: hour.fromMs });
    else rows.push(hour);
  }
  // Before the first thing that was noted there is nothing to tell.
  while (rows.at(-1)?.state === 'away') rows.pop();
  return rows;
}

function isBare({ headlines, texts, images, bytes }: Came): boolean {
  return headlines + texts + images + bytes === 0;
}

/** What came: `214 headlines, 31 texts and 9 MB`; null: nothing. */
export function cameText(came: Came, m: Messages, format: Format): string | null {
  const { windows } = m;
  const parts = [
    came.headlines > 0 && windows.headlines(came.headlines),
    came.texts > 0 && windows.texts(came.texts),
    came.images > 0 && windows.images(came.images),
    came.bytes > 0 && format.bytes(came.bytes),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : format.list(parts);
}

/** How a stretch was: `open 25 minutes, nothing 35 minutes`. One that was the same all along is one word. */
export function stateText(stretch: Stretch, m: Messages, format: Format): string {
  const { windows } = m;
  const seen = SEEN_STATES.flatMap((state) => {
    const ms = stretch.inState[state];
    return ms < NOTABLE_MS ? [] : [{ state, ms }];
  });
  if (seen.length === 0) return windows.states.away;
  const only = seen[0];
  if (seen.length === 1 && only && only.ms > (stretch.toMs - stretch.fromMs) * 0.97) return windows.states[only.state];
  return format.list(seen.map(({ state, ms }) => windows.lasted(windows.states[state], format.span(ms))));
}

/** `Thu, 19 Nov, 14:00 to 15:00`. */
export function timeText({ fromMs, toMs }: Stretch, m: Messages, format: Format): string {
  return m.windows.hour(format.weekdayDate(fromMs), format.time(fromMs), format.time(toMs));
}

/** All about one hour, for whoever points at it or comes to it by keyboard. */
export function hourSentence(stretch: Stretch, m: Messages, format: Format): string {
  const came = cameText(stretch, m, format);
  return `${timeText(stretch, m, format)}: ${stateText(stretch, m, format)}.${came === null ? '' : ` ${came}.`}`;
}
