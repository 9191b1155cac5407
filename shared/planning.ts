/** What the planner learns and the archive keeps for it, so that a start knows what the last run knew. */
import type { Outcome } from './outcome.ts';
import type { LineHour, LineWindow } from './schedule.ts';

/** How one source posts and what asking it costs. Sums are decayed, so that they tell of now. */
export type Rhythm = {
  /** New items seen, and the hours over which they were; both halved every seven days, as of `atMs`. */
  readonly items: number;
  readonly hours: number;
  readonly atMs: number;
  /** Items by the hour of this device's week in which they were published, Monday 0:00 first; halved every 21 days. Empty: not known. */
  readonly byHour: readonly number[];
  /** How many items its list holds; null: never seen whole. */
  readonly listSize: number | null;
  /** Everything in its last answer was new: some may have gone by unseen. */
  readonly gapSuspected: boolean;
  /** Smoothed wire bytes of an answer with news; null: none seen yet. */
  readonly feedBytes: number | null;
  /** Share of its items whose own text is the whole article, smoothed. */
  readonly fullText: number;
};

export const UNKNOWN_RHYTHM: Rhythm = {
  items: 0,
  hours: 0,
  atMs: 0,
  byHour: [],
  listSize: null,
  gapSuspected: false,
  feedBytes: null,
  fullText: 0,
};

/** What keeps one way to one origin, or one source, from being asked for a while. */
export type BreakerRecord = {
  /** `origin route` for what failed on the way; `feed id` for what its server said of one feed. */
  readonly key: string;
  /** `path`: forgiven when the line changes. `server`: never before its time. */
  readonly kind: 'path' | 'server';
  /** Failures in a row. */
  readonly failures: number;
  /** The last wait, which the next one is drawn from; 0: closed, failures are only counted. */
  readonly waitMs: number;
  readonly untilMs: number;
  readonly outcome: Outcome;
};

/** One line of the diary of windows. Networks are keyed hashes: nobody can tell from it where this device was. */
export type DiaryHour = LineHour & { readonly network: string };
export type DiaryWindow = LineWindow & {
  readonly network: string;
  /** Local number, for changing it; null: not saved yet. */
  readonly n: number | null;
};

/** The last run of a scheduled export. */
export type ExportRun = {
  readonly id: string;
  /** When it last ran to its end or was tried. */
  readonly lastMs: number;
  /** Name of the file it wrote, without its folder; null: none. */
  readonly lastFile: string | null;
  readonly problem: 'folder-missing' | 'disk-full' | 'failed' | null;
};

/** What is known of a wanted page or picture before its row is read. */
export type Candidate = {
  /** 0 low, 1 normal, 2 high, 3 asked for by the reader (starred, or opened while only its headline was here). */
  readonly rank: number;
  /** `URL.host`, with its port. */
  readonly host: string;
  /** When its article was published, or first seen. */
  readonly sortMs: number;
  /** A picture that is its article's first; false for pages. */
  readonly lead: boolean;
  /** Characters of the feed's own text; 0 for pictures, and where there is none. */
  readonly feedTextLength: number;
};

/** What a candidate is worth now, for its bytes; 0 or less: not to be had at present. */
export type Worth = (candidate: Candidate) => number;
