/** What a piece of work is worth for each byte of the line it takes: the order of the queue (the network study, 3.2). Pure. */
import type { Candidate } from '../../shared/planning.ts';
import type { LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import { expectedExcess } from './poisson.ts';
import { expectedNew } from './rhythm.ts';
import type { SourceToPlan } from './source.ts';

const { worth, bytes } = NUMBERS;

/** How the line is: what a byte and a round trip cost. */
export type LinePace = {
  /** Bytes a second of the whole line. */
  readonly goodput: number;
  readonly roundTripMs: number;
  /** Transfers at once. */
  readonly concurrency: number;
  /** Until the next chance to ask, as predicted. */
  readonly gapMs: number;
};

/** Items of a source that are new by now, as estimated, and those of them that would be lost by the next chance. */
export function feedValue(source: SourceToPlan, nowMs: number, pace: LinePace, local: LocalTime): number {
  const { rhythm } = source;
  const list = rhythm?.listSize ?? 20;
  const weight = worth.weight[source.priority];
  if (source.lastSuccessMs === null) {
    // One that was tried and never answered may be gone: it does not hold up those that do.
    return weight * (source.lastAttemptMs === null ? list / 2 + worth.certainty : worth.certainty / 10);
  }
  const waiting = expectedNew(rhythm, Math.min(source.lastSuccessMs, nowMs), nowMs, local);
  const later = waiting + expectedNew(rhythm, nowMs, nowMs + pace.gapMs, local);
  return weight * (Math.min(list, waiting) + worth.vanishing * expectedExcess(later, list) + worth.certainty);
}

/** Wire bytes a poll will probably take. */
export function feedBytes(source: SourceToPlan, nowMs: number, local: LocalTime): number {
  const usual = source.rhythm?.feedBytes ?? bytes.feed;
  if (!source.hasValidators || source.lastSuccessMs === null) return usual;
  const waiting = expectedNew(source.rhythm, Math.min(source.lastSuccessMs, nowMs), nowMs, local);
  const news = 1 - Math.exp(-waiting);
  return news * usual + (1 - news) * bytes.notModified;
}

export function feedWorth(source: SourceToPlan, nowMs: number, pace: LinePace, local: LocalTime): number {
  return feedValue(source, nowMs, pace, local) / cost(feedBytes(source, nowMs, local), pace);
}

/** What the reader asked for. */
export const ASKED_RANK = 3;

/** Rank 3 is what the reader asked for; below that it is the source's priority. */
const WEIGHTS = [worth.weight.low, worth.weight.normal, worth.weight.high, worth.weight.high * worth.asked] as const;

export function pageWorth(candidate: Candidate, usualBytes: number, nowMs: number, pace: LinePace): number {
  const ageMs = Math.max(0, nowMs - candidate.sortMs);
  const weight = WEIGHTS[candidate.rank] ?? worth.weight.normal;
  const whole = candidate.feedTextLength >= worth.fullTextCharacters && candidate.rank < 3 ? worth.hasFullText : 1;
  const value = weight * whole * (worth.goneAlways + worth.gone) * freshness(ageMs, worth.textAgeMs);
  return value / cost(usualBytes, pace);
}

export function imageWorth(candidate: Candidate, usualBytes: number, nowMs: number, pace: LinePace): number {
  const ageMs = Math.max(0, nowMs - candidate.sortMs);
  const weight = WEIGHTS[candidate.rank] ?? worth.weight.normal;
  const value = worth.image * weight * (candidate.lead ? 1 : worth.laterImage) * freshness(ageMs, worth.imageAgeMs);
  return value / cost(usualBytes, pace);
}

/** Bytes, and the bytes that others could have had while this one waits for its round trips. */
function cost(wireBytes: number, pace: LinePace): number {
  const waitingMs = 3 * pace.roundTripMs;
  return wireBytes + (waitingMs * pace.goodput) / 1000 / Math.max(1, pace.concurrency);
}

/** What is years old is worth next to nothing, which is still something: nothing means "not to be had". */
function freshness(ageMs: number, spanMs: number): number {
  return Math.max(1e-9, Math.exp(-ageMs / spanMs));
}
