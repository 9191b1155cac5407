/** When a source is asked, and the reason why it is or is not asked now. Pure. */
import { isSuccess } from '../../shared/outcome.ts';
import type { Rhythm } from '../../shared/planning.ts';
import type { DueReason, Priority } from '../../shared/schedule.ts';
import type { LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import { expectedNew, perHour } from './rhythm.ts';
import type { SourceToPlan } from './source.ts';
import { isFresh, mustWait } from './waiting.ts';

const { interval } = NUMBERS;
const HOUR_MS = 3_600_000;

export type Due = { readonly isDue: boolean; readonly atMs: number; readonly reason: DueReason };

/** What besides the source itself decides. */
export type Moment = {
  readonly nowMs: number;
  readonly local: LocalTime;
  /** Since the line returned, what was last had before this and is somewhat old is asked; null: no such moment. */
  readonly lineBackMs: number | null;
  /** The line is expected to go soon. */
  readonly lastCall: boolean;
  /** How long it is usually away then; 0: it stays, as far as is known. */
  readonly gapMs: number;
  /** Bytes that all texts would take, for each byte there is for them; 0: bytes are not counted. */
  readonly scarcity: number;
};

/** Milliseconds between two polls over an open line, before the server's own word. The network study, 3.2. */
export function intervalOf(
  source: Pick<SourceToPlan, 'rhythm' | 'everyMinutes' | 'hasValidators' | 'priority' | 'lastSuccessMs'>,
  nowMs: number,
  local: LocalTime,
  gapMs = 0,
  scarcity = 0,
): number {
  if (source.everyMinutes !== null) return source.everyMinutes * 60_000;
  const { rhythm } = source;
  const lambda = perHour(rhythm);
  // It must not overflow before the line is back from its next absence.
  if (scarcity >= 1) return Math.max(interval.politeMs, scarceMs(source, nowMs, local, scarcity) - gapMs);
  // What the coming hours bring, not the average day: a source that sleeps at night is left to sleep.
  const soon = Math.max(expectedNew(rhythm, nowMs, nowMs + 2 * HOUR_MS, local) / 2, lambda / 4);
  const list = rhythm?.listSize ?? null;
  const fillsMs = list === null ? Infinity : (interval.ofList * list * HOUR_MS) / Math.max(lambda, soon);
  const wishedMs = (interval.expected / soon) * HOUR_MS;
  // What is posted now and not seen will have left the list when the line is back from its next absence.
  const vanishes = list !== null && (lambda * gapMs) / HOUR_MS > interval.ofList * list;
  const leastMs = vanishes ? interval.floorMs : lambda > 1 ? interval.leastMs : interval.politeMs;
  // A question that is answered with "nothing new" is welcome once an hour, and a line may go without a word.
  const mostMs = source.hasValidators && scarcity === 0 ? interval.politeMs : interval.mostMs;
  const everyMs = Math.min(Math.max(wishedMs, leastMs), mostMs);
  return Math.max(interval.floorMs, Math.min(everyMs, fillsMs));
}

/**
 * Where there are bytes for a few texts only, a list is asked for shortly before it is full, by so many standard
 * deviations: some headlines in a hundred are lost for one text in ten more. Sources that come first are asked daily all
 * the same, so that their texts are young.
 */
function scarceMs(
  source: Pick<SourceToPlan, 'rhythm' | 'priority' | 'lastSuccessMs'>,
  nowMs: number,
  local: LocalTime,
  scarcity: number,
): number {
  const { rhythm, priority, lastSuccessMs } = source;
  // A list that has the texts in it brings them for the price of a headline, while they are young.
  const bringsTexts = (rhythm?.fullText ?? 0) >= 0.5;
  const mostMs = Math.min(
    usualScarceMs(priority, perHour(rhythm), scarcity),
    bringsTexts ? interval.youngMs : Infinity,
  );
  const list = rhythm?.listSize ?? null;
  if (list === null) return mostMs;
  const spread = bringsTexts ? interval.scarceSpreadTexts : interval.scarceSpread;
  const safely = Math.max(1, list - spread * Math.sqrt(list));
  const sinceMs = Math.min(lastSuccessMs ?? nowMs, nowMs);
  return Math.max(interval.politeMs, fillsAfterMs(rhythm, sinceMs, safely, mostMs, local));
}

/** Of those that come first texts are to be young; one that posts more rarely than once a day is not asked for nothing. */
function usualScarceMs(priority: Priority, lambda: number, scarcity: number): number {
  if (priority !== 'high') return Math.min(interval.scarceDays, scarcity) * 24 * HOUR_MS;
  return Math.min(interval.youngMs, Math.max(24 * HOUR_MS, HOUR_MS / lambda));
}

/** How long it takes until so many items are new, by the hours at which the source posts: by day sooner than by night. */
function fillsAfterMs(rhythm: Rhythm | null, fromMs: number, items: number, mostMs: number, local: LocalTime): number {
  let expected = 0;
  for (let passedMs = 0; passedMs < mostMs; passedMs += HOUR_MS) {
    const more = expectedNew(rhythm, fromMs + passedMs, fromMs + passedMs + HOUR_MS, local);
    if (expected + more >= items) return Math.min(mostMs, passedMs + ((items - expected) / more) * HOUR_MS);
    expected += more;
  }
  return mostMs;
}

export function dueOf(source: SourceToPlan, moment: Moment): Due {
  const { nowMs, local } = moment;
  const { lastAttemptMs, lastSuccessMs, retryAtMs, freshUntilMs } = source;
  if (retryAtMs !== null && mustWait(source, nowMs)) {
    return { isDue: false, atMs: retryAtMs, reason: { kind: 'retry-after', atMs: retryAtMs } };
  }
  // A last attempt in the future means that the clock was set back: nothing is known then of how old anything is.
  if (lastAttemptMs === null || lastAttemptMs > nowMs) return { isDue: true, atMs: nowMs, reason: { kind: 'new' } };
  const successMs = lastSuccessMs !== null && lastSuccessMs <= nowMs ? lastSuccessMs : null;
  const hadMs = successMs ?? 0;
  if (freshUntilMs !== null && isFresh(source, nowMs)) {
    return { isDue: false, atMs: freshUntilMs, reason: { kind: 'fresh', atMs: freshUntilMs } };
  }
  const failedLately = source.lastOutcome !== null && !isSuccess(source.lastOutcome);
  // Breakers answer for what failed; this only keeps a first failure from being repeated at once. For a clock that is wrong
  // no source answers, and all of them fail until it is set.
  const retryMs = source.lastOutcome === 'TLS_CLOCK' ? interval.leastMs : interval.retryMs;
  const notBeforeMs = failedLately ? lastAttemptMs + retryMs : 0;
  const isOld = nowMs - hadMs > interval.staleMs && nowMs >= notBeforeMs;
  // Where bytes are few, what is not about to overflow waits for texts' sake.
  const isThrifty = moment.scarcity >= 1;
  if (!isThrifty && moment.lineBackMs !== null && hadMs < moment.lineBackMs && isOld) {
    return { isDue: true, atMs: nowMs, reason: { kind: 'line-back' } };
  }
  if (!isThrifty && moment.lastCall && nowMs - hadMs > interval.lastCallMs && isOld) {
    return { isDue: true, atMs: nowMs, reason: { kind: 'last-call' } };
  }
  const everyMs = intervalOf(source, nowMs, local, moment.gapMs, moment.scarcity);
  const atMs = Math.max(hadMs + everyMs * jitterOf(source), notBeforeMs);
  return { isDue: atMs <= nowMs, atMs, reason: reasonOf(source, everyMs, atMs, nowMs) };
}

function reasonOf(source: SourceToPlan, everyMs: number, atMs: number, nowMs: number): DueReason {
  if (source.everyMinutes !== null) return { kind: 'rule', everyMs, atMs };
  if (source.rhythm?.gapSuspected === true) return { kind: 'overflow', atMs };
  const perDay = 24 * perHour(source.rhythm);
  return atMs <= nowMs ? { kind: 'due', perDay, everyMs } : { kind: 'rests', perDay, everyMs, atMs };
}

/** Each time and each source its own, and the same whenever it is asked for: no two copies poll in step. */
function jitterOf({ id, lastSuccessMs }: SourceToPlan): number {
  let mixed = Math.floor(lastSuccessMs ?? 0) % 0x7fffffff;
  for (let at = 0; at < id.length; at++) mixed = (Math.imul(mixed, 31) + id.charCodeAt(at)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  const share = ((mixed ^ (mixed >>> 12)) >>> 0) / 0xffffffff;
  return 1 - interval.jitter + 2 * interval.jitter * share;
}
