/**
 * How a day's bytes are shared out: two fifths for headlines, half for texts, a tenth for pictures once no text waits, and
 * not all of it by breakfast. What one kind does not need goes to the others (the network study, 3.2).
 */
import type { FetchKind } from '../../shared/model.ts';
import { endOfDay, type LocalTime, monthOf, startOfDay } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import type { Spent } from './rules.ts';

const { budget } = NUMBERS;
const HOUR_MS = 3_600_000;

export type Purse = {
  /** May a piece of this kind and size start? `hungry`: kinds that have work waiting. */
  allows(kind: FetchKind, bytes: number, hungry: ReadonlySet<FetchKind>, nowMs: number): boolean;
  /** May a text of this size start, where bytes are scarce and so many are kept for what is wanted more? */
  allowsText(bytes: number, kept: Kept, nowMs: number): boolean;
  spend(kind: FetchKind, bytes: number, nowMs: number): void;
  spent(nowMs: number): Spent;
  /** What this day has in all; null: no limit. */
  dayLimit(nowMs: number): number | null;
};

/** Bytes until the day ends. */
export type Kept = {
  readonly headlines: number;
  /** If the line stays. */
  readonly texts: number;
  /** There will be more of its kind than bytes for it: not all of them are spent by breakfast. */
  readonly isPaced: boolean;
};

export type PurseOptions = {
  readonly limits: () => { readonly dayBudgetBytes: number | null; readonly monthBudgetBytes: number | null };
  /** What was spent before this start. */
  readonly spentSince: (ms: number) => number;
  readonly local: LocalTime;
  /** How likely the line is on at an instant, 0 to 1. */
  readonly likelihoodAt: (atMs: number) => number;
};

export function createPurse(options: PurseOptions): Purse {
  const { limits, local } = options;
  let day: { startMs: number; endMs: number; before: number; byKind: Record<FetchKind, number> } | null = null;
  let month: { startMs: number; endMs: number; bytes: number } | null = null;

  const resting = new Set<FetchKind>();

  /** A clock that was set, either way, begins another day: what was spent on it is read anew. */
  function turn(nowMs: number): { day: NonNullable<typeof day>; month: NonNullable<typeof month> } {
    if (!day || nowMs < day.startMs || nowMs >= day.endMs) {
      const startMs = startOfDay(nowMs, local);
      day = {
        startMs,
        endMs: endOfDay(nowMs, local),
        before: options.spentSince(startMs),
        byKind: { feed: 0, page: 0, image: 0 },
      };
    }
    if (!month || nowMs < month.startMs || nowMs >= month.endMs) {
      const bounds = monthOf(nowMs, local);
      month = { ...bounds, bytes: options.spentSince(bounds.startMs) };
    }
    return { day, month };
  }

  function spentOf(nowMs: number): Spent {
    const now = turn(nowMs);
    const { feed, page, image } = now.day.byKind;
    return { dayBytes: now.day.before + feed + page + image, monthBytes: now.month.bytes };
  }

  /** The day's own limit, or its share of what is left of the month. */
  function dayLimit(nowMs: number): number | null {
    const { dayBudgetBytes, monthBudgetBytes } = limits();
    if (monthBudgetBytes === null) return dayBudgetBytes;
    const now = turn(nowMs);
    const spent = spentOf(nowMs);
    const daysLeft = Math.max(1, Math.round((now.month.endMs - now.day.startMs) / (24 * HOUR_MS)));
    const share = (monthBudgetBytes - (spent.monthBytes - spent.dayBytes)) / daysLeft;
    return dayBudgetBytes === null ? share : Math.min(dayBudgetBytes, share);
  }

  /** Which part of the day's chances to fetch has passed. `rest`: how likely the line is on in what is left of the day. */
  function passed(nowMs: number): { readonly even: number; readonly late: number; readonly rest: number } {
    const { startMs, endMs } = turn(nowMs).day;
    let before = 0;
    let after = 0;
    let surest = 1;
    for (let atMs = startMs; atMs < endMs; atMs += HOUR_MS) {
      const likely = Math.max(0.02, options.likelihoodAt(atMs));
      const gone = Math.min(1, Math.max(0, (nowMs - atMs) / HOUR_MS));
      before += likely * gone;
      after += likely * (1 - gone);
      if (gone < 1) surest = Math.min(surest, likely);
    }
    const part = before / (before + after);
    // The surer the rest of the day, the longer texts can wait for better ones: it is spent late.
    const late = part ** (1 + budget.patience * surest);
    const of = (share: number): number => budget.headStart + (1 - budget.headStart) * share;
    return { even: of(part), late: of(late), rest: Math.min(1, (after * HOUR_MS) / Math.max(1, endMs - nowMs)) };
  }

  return {
    allows(kind, bytes, hungry, nowMs) {
      const limit = dayLimit(nowMs);
      if (limit === null) return true;
      const { byKind, before } = turn(nowMs).day;
      const { dayBytes } = spentOf(nowMs);
      if (dayBytes + bytes > limit) return false;
      if (kind === 'image' && dayBytes + bytes > budget.stopImages * limit) return false;
      if (kind === 'page' && dayBytes + bytes > budget.stopTexts * limit) return false;
      const day = passed(nowMs);
      // A list that is about to overflow cannot wait for the evening.
      const part = kind === 'page' ? day.late : kind === 'feed' ? Math.max(day.even, budget.headlinesAtOnce) : day.even;
      const paced = part * limit;
      const shares: Record<FetchKind, number> = { feed: budget.headlines, page: budget.texts, image: budget.images };
      // What was spent before this start is not known by kind: it is taken for shared out as it should be.
      const spentFor = (one: FetchKind): number => byKind[one] + before * shares[one];
      // Pictures are for when the texts are there: they have a share only while no text waits (docs/notes/planner.md).
      if (kind === 'image' && hungry.has('page')) return false;
      // Those that want nothing now leave their share to those that do.
      const given = (['feed', 'page', 'image'] as const)
        .filter((other) => other !== kind && (!hungry.has(other) || (other === 'image' && hungry.has('page'))))
        .reduce((sum, other) => sum + Math.max(0, shares[other] * paced - spentFor(other)), 0);
      const own = spentFor(kind);
      const room = shares[kind] * paced + given - own;
      // A budget so small that a share holds not one piece: the first may have what there is, once half the day is over.
      if (own === 0 && day.even > 0.5) return true;
      // Texts go in bursts, site by site: a connection that stands costs no handshake.
      const least =
        kind === 'page' && resting.has(kind) && day.even < budget.burstUntil ? bytes + budget.burst * limit : bytes;
      if (room < least) resting.add(kind);
      else resting.delete(kind);
      return room >= least;
    },
    allowsText(bytes, kept, nowMs) {
      const limit = dayLimit(nowMs);
      if (limit === null) return true;
      const { byKind, before } = turn(nowMs).day;
      const { dayBytes } = spentOf(nowMs);
      const day = passed(nowMs);
      // A line that is mostly gone brings fewer texts, but each time it is back all lists are asked for.
      const left = budget.stopScarce * limit - dayBytes - kept.headlines - day.rest * kept.texts;
      if (bytes > left) return false;
      if (!kept.isPaced) return true;
      const own = byKind.page + before * budget.texts;
      // Where the line may not be there later, less waits for later.
      const share = day.even ** day.rest;
      const room = share * (own + left) - own;
      // In bursts, site by site: a connection that stands costs no handshake.
      const least = resting.has('page') && share < budget.burstUntil ? bytes + budget.burst * day.rest * limit : bytes;
      if (room < least) resting.add('page');
      else resting.delete('page');
      return room >= least;
    },
    spend(kind, bytes, nowMs) {
      const now = turn(nowMs);
      now.day.byKind[kind] += bytes;
      now.month.bytes += bytes;
    },
    spent: spentOf,
    dayLimit,
  };
}
