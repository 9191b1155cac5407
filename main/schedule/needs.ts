/**
 * What the rest of a day will probably ask for, where bytes are scarce: what is wanted least must leave so much to what is
 * wanted more. Pure. The rule is old: sell a cheap seat only while as many are left as dear ones are still asked for
 * (Littlewood 1972).
 */
import type { Priority } from '../../shared/schedule.ts';
import { intervalOf } from './due.ts';
import type { LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import { expectedNew, perHour } from './rhythm.ts';
import type { SourceToPlan } from './source.ts';
import { feedBytes } from './worth.ts';

/** Bytes by rank of the source: low, normal, high. */
export type ByRank = readonly [number, number, number];

export type Needs = {
  /** Of the lists that will be asked for until the day ends. */
  readonly headlines: number;
  /** Of the texts that these lists will name. */
  readonly texts: ByRank;
  /** Of the texts of a usual day. */
  readonly textsOfDay: ByRank;
};

const RANK_OF: Record<Priority, 0 | 1 | 2> = { low: 0, normal: 1, high: 2 };

export function needsUntil(
  endMs: number,
  sources: readonly SourceToPlan[],
  nowMs: number,
  local: LocalTime,
  scarcity: number,
  pageBytes: number,
  /** How long the line is usually away. */
  gapMs = 0,
): Needs {
  let headlines = 0;
  const texts: [number, number, number] = [0, 0, 0];
  const textsOfDay: [number, number, number] = [0, 0, 0];
  for (const source of sources) {
    const { rhythm, lastSuccessMs, lastAttemptMs } = source;
    // One that never answered is not waited for.
    if (lastSuccessMs === null && lastAttemptMs !== null) continue;
    const rank = RANK_OF[source.priority];
    // Where the list has the whole text there is no page to be had.
    const bytesOfItem = pageBytes * (1 - (rhythm?.fullText ?? 0));
    textsOfDay[rank] += 24 * perHour(rhythm) * bytesOfItem;
    const everyMs = intervalOf(source, nowMs, local, gapMs, scarcity);
    const hadMs = Math.min(lastSuccessMs ?? nowMs, nowMs);
    const nextMs = lastSuccessMs === null ? nowMs : Math.max(nowMs, hadMs + everyMs);
    if (nextMs >= endMs) continue;
    const polls = Math.ceil((endMs - nextMs) / everyMs);
    headlines += polls * (feedBytes(source, nextMs, local) + NUMBERS.bytes.handshake);
    // What is named in the day's last hour can wait for the next day's bytes; those of this day would be lost.
    const textsMs = endMs - NUMBERS.budget.lastHourMs;
    if (nextMs >= textsMs) continue;
    const lastMs = Math.min(textsMs, nextMs + (polls - 1) * everyMs);
    const listed = polls * (rhythm?.listSize ?? Infinity);
    texts[rank] += Math.min(listed, expectedNew(rhythm, hadMs, lastMs, local)) * bytesOfItem;
  }
  return { headlines, texts, textsOfDay };
}

/** Texts that are wanted more than those of this rank. */
export function wantedAbove({ texts }: Needs, rank: number): number {
  return texts.reduce((sum, bytes, of) => sum + (of > rank ? bytes : 0), 0);
}

/** Texts of a usual day that are wanted as much or more. */
export function wantedAs({ textsOfDay }: Needs, rank: number): number {
  return textsOfDay.reduce((sum, bytes, of) => sum + (of >= rank ? bytes : 0), 0);
}
