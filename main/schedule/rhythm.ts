/** How often a source posts, and at which hours: a Gamma-Poisson estimate with decay (the network study, 3.2). Pure. */
import { type Rhythm, UNKNOWN_RHYTHM } from '../../shared/planning.ts';
import { NUMBERS } from './numbers.ts';
import { hourOfWeek, HOURS_OF_WEEK, type LocalTime } from './local-time.ts';

const { rate, bytes } = NUMBERS;
const HOUR_MS = 3_600_000;

/** What one whole answer of a source showed. */
export type Poll = {
  readonly atMs: number;
  /** Of the answer before; null: this was the first. */
  readonly beforeMs: number | null;
  /** When its items were published, as far as they say; null where they do not. Newest first or not. */
  readonly published: readonly (number | null)[];
  /** How many of them were new. */
  readonly added: number;
  /** Wire bytes of the body. */
  readonly wireBytes: number;
  /** Of the items' own texts, how many were whole articles. */
  readonly fullTexts: number;
};

export function afterPoll(before: Rhythm | null, poll: Poll, local: LocalTime): Rhythm {
  const rhythm = before ?? UNKNOWN_RHYTHM;
  const count = poll.published.length;
  // Nothing that was known is in it: what came between is not known.
  const gapSuspected = poll.beforeMs !== null && count > 0 && poll.added >= count && count >= (rhythm.listSize ?? 0);
  const seen = poll.beforeMs === null ? firstSight(poll) : laterSight(poll);
  const watched = (gapSuspected ? overflowSight(poll, rhythm, local) : null) ?? seen;
  const items = gapSuspected && watched === seen ? watched.items * rate.censored : watched.items;
  const keep = decay(poll.atMs - rhythm.atMs, rate.halfLifeMs, rhythm.atMs);
  return {
    ...rhythm,
    items: rhythm.items * keep + items,
    hours: rhythm.hours * keep + watched.hours,
    atMs: poll.atMs,
    byHour: hoursAfter(rhythm, poll, local),
    listSize: count > 0 ? count : rhythm.listSize,
    gapSuspected,
    feedBytes:
      poll.added > 0 || rhythm.feedBytes === null ? smoothed(rhythm.feedBytes, poll.wireBytes) : rhythm.feedBytes,
    fullText: count === 0 ? rhythm.fullText : (smoothed(before ? rhythm.fullText : null, poll.fullTexts / count) ?? 0),
  };
}

/** "Nothing new since": the time counts, and no item. */
export function afterNothingNew(before: Rhythm | null, atMs: number, beforeMs: number | null): Rhythm {
  const rhythm = before ?? UNKNOWN_RHYTHM;
  const keep = decay(atMs - rhythm.atMs, rate.halfLifeMs, rhythm.atMs);
  const hours = beforeMs === null ? 0 : hoursBetween(beforeMs, atMs);
  return { ...rhythm, items: rhythm.items * keep, hours: rhythm.hours * keep + hours, atMs, gapSuspected: false };
}

/** New items an hour, over the whole week. */
export function perHour(rhythm: Rhythm | null): number {
  return (rate.priorItems + (rhythm?.items ?? 0)) / (rate.priorHours + (rhythm?.hours ?? 0));
}

/** New items expected between two instants, by the hours at which it posts. */
export function expectedNew(rhythm: Rhythm | null, fromMs: number, toMs: number, local: LocalTime): number {
  if (!(toMs > fromMs)) return 0;
  const lambda = perHour(rhythm);
  const hours = (toMs - fromMs) / HOUR_MS;
  // Over days the hours even out, and a source without a pattern has none to look up.
  if (rhythm === null || rhythm.byHour.length === 0 || hours >= 72) return lambda * hours;
  let expected = 0;
  for (let atMs = fromMs; atMs < toMs;) {
    const nextMs = Math.min(toMs, (Math.floor(atMs / HOUR_MS) + 1) * HOUR_MS);
    expected += (lambda * shareOf(rhythm, hourOfWeek(atMs, local)) * (nextMs - atMs)) / HOUR_MS;
    atMs = nextMs;
  }
  return expected;
}

/** How much more (or less) than on average it posts in this hour of the week; 1: as always. */
export function shareOf(rhythm: Rhythm, hour: number): number {
  const { byHour } = rhythm;
  if (byHour.length !== HOURS_OF_WEEK) return 1;
  // Weekdays on which it was not watched yet would look like days on which it does not post.
  const isWeekKnown = rhythm.hours >= HOURS_OF_WEEK;
  const { ofWeek, ofDay } = profileOf(byHour);
  return (isWeekKnown ? ofWeek[hour] : ofDay[hour % 24]) ?? 1;
}

type Profiles = { readonly ofWeek: readonly number[]; readonly ofDay: readonly number[] };
const profiles = new WeakMap<readonly number[], Profiles>();

function profileOf(byHour: readonly number[]): Profiles {
  const known = profiles.get(byHour);
  if (known) return known;
  const total = byHour.reduce((sum, one) => sum + one, 0);
  const even = total / HOURS_OF_WEEK;
  const ofDay = Array.from({ length: 24 }, (_, hour) => {
    let sum = 0;
    for (let day = 0; day < 7; day++) sum += byHour[day * 24 + hour] ?? 0;
    return (sum + rate.shrink) / (7 * even + rate.shrink);
  });
  const profile = byHour.map((count, hour) => (count + rate.shrink * (ofDay[hour % 24] ?? 1)) / (even + rate.shrink));
  const made = { ofWeek: scaled(profile), ofDay: scaled(ofDay) };
  profiles.set(byHour, made);
  return made;
}

function scaled(profile: readonly number[]): readonly number[] {
  const mean = profile.reduce((sum, one) => sum + one, 0) / profile.length;
  return profile.map((one) => one / mean);
}

/** A first list tells of a rate by its dates; without any, of nothing. */
function firstSight(poll: Poll): { readonly items: number; readonly hours: number } {
  const fromMs = poll.atMs - rate.firstListMs;
  const dated = poll.published.filter((atMs) => atMs !== null && atMs <= poll.atMs && atMs >= fromMs) as number[];
  // Items without dates may be of today.
  const isAllDated = poll.published.length > 0 && poll.published.every((atMs) => atMs !== null);
  if (dated.length < 2) {
    return isAllDated ? { items: dated.length, hours: rate.firstListMs / HOUR_MS } : { items: 0, hours: 0 };
  }
  const reachesBack = dated.length < poll.published.filter((atMs) => atMs !== null).length;
  const oldestMs = reachesBack ? fromMs : Math.min(...dated);
  return { items: reachesBack ? dated.length : dated.length - 1, hours: hoursBetween(oldestMs, poll.atMs) };
}

function laterSight(poll: Poll): { readonly items: number; readonly hours: number } {
  return { items: poll.added, hours: hoursBetween(poll.beforeMs ?? poll.atMs, poll.atMs) };
}

/**
 * A list that is new from end to end says by its own dates how fast it fills, whatever was missed before it; as much of a
 * usual day as the hours of its span are. Null: not enough of it is dated.
 */
function overflowSight(
  { published, atMs, beforeMs }: Poll,
  rhythm: Rhythm,
  local: LocalTime,
): { readonly items: number; readonly hours: number } | null {
  const dated = published.filter((at) => at !== null && at <= atMs && at >= (beforeMs ?? atMs)) as number[];
  if (dated.length < 2 || dated.length < published.length) return null;
  const hours = expectedNew(rhythm, Math.min(...dated), atMs, local) / perHour(rhythm);
  // One that posts its day's items all at once does not post as many every minute.
  const leastHours = hoursBetween(beforeMs ?? atMs, atMs) / rate.burstAtMost;
  return { items: dated.length - 1, hours: Math.max(hours, leastHours) };
}

function hoursAfter(rhythm: Rhythm, poll: Poll, local: LocalTime): readonly number[] {
  const sinceMs = poll.beforeMs ?? poll.atMs - rate.firstListMs;
  const fresh = poll.published.filter((atMs) => atMs !== null && atMs > sinceMs && atMs <= poll.atMs) as number[];
  if (fresh.length === 0) return rhythm.byHour;
  const keep = decay(poll.atMs - rhythm.atMs, rate.hourHalfLifeMs, rhythm.atMs);
  const hours = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => rounded((rhythm.byHour[hour] ?? 0) * keep));
  for (const atMs of fresh) {
    const hour = hourOfWeek(atMs, local);
    hours[hour] = (hours[hour] ?? 0) + 1;
  }
  return hours;
}

/** A clock that went back, or far ahead, makes nothing old and nothing older than a season. */
function decay(passedMs: number, halfLifeMs: number, knownMs: number): number {
  if (knownMs === 0 || passedMs <= 0) return 1;
  return 2 ** (-Math.min(passedMs, rate.longestMs) / halfLifeMs);
}

function hoursBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.min(toMs - fromMs, rate.longestMs)) / HOUR_MS;
}

function smoothed(before: number | null, now: number): number {
  return rounded(before === null ? now : before + (now - before) * bytes.learning);
}

/** Kept as JSON: three decimals say all there is to say. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
