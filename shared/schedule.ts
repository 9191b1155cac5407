/**
 * What the owner decided about when to fetch, and what the planner tells of itself: why a source is or is not due, the
 * windows it has seen, what waits in its queue, and how much would be there to read if the line stopped now.
 * Times are milliseconds UTC; hours and minutes of a day are those of this device's time zone.
 */
import { BUNDLE_FORMATS, type BundleFormat } from './bundles.ts';
import type { ConnectivityState } from './line.ts';
import type { ArticleId, FeedId } from './ids.ts';

// ---------------------------------------------------------------- library.json: what the person decided

export const PRIORITIES = ['high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What one folder's sources do unless they have a rule of their own; folders inside follow it. Null: as the folder around it. */
export type FolderSchedule = {
  readonly path: readonly string[];
  readonly priority: Priority | null;
  readonly everyMinutes: number | null;
};

/** From `fromMinute` to `toMinute` of a day (0 to 1440), on some weekdays. One that ends before it begins goes over midnight. */
export type HoursRule = {
  /** ISO weekdays on which it begins: 1 is Monday. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
};

/** How far fetching goes on a link that costs: everything; headlines and texts; headlines; nothing. */
export const REACHES = ['all', 'texts', 'headlines', 'nothing'] as const;
export type Reach = (typeof REACHES)[number];

export const EXPORT_FORMATS = BUNDLE_FORMATS;
export type ExportFormat = BundleFormat;

/** A file that is written by itself, as often as a cron pattern says. */
export type ScheduledExport = {
  readonly id: string;
  readonly name: string;
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  readonly format: ExportFormat;
  /** Absolute path of a folder that exists when it is time; a stick that is not there is waited for. */
  readonly folder: string;
  /** Articles of the last so many days; null: all. */
  readonly days: number | null;
  /** Sources of this folder of the library; null: all. */
  readonly of: readonly string[] | null;
  readonly starred: boolean;
  readonly unread: boolean;
  /** So many of its own files are left in the folder, the oldest going first. */
  readonly keep: number;
  readonly enabled: boolean;
  readonly pictures: boolean;
  /** Only what this label was not given yet; null: everything each time. */
  readonly label: string | null;
  /** Bundles only: name of an own key that needs no passphrase, for nobody is there to type it. */
  readonly signWith: string | null;
  /** age recipients it is locked for; empty: it is open. */
  readonly recipients: readonly string[];
};

/** "Prepare for a shutdown": fills what is missing until so much is stored. */
export type Preparation = {
  /** `bytes`: the archive may grow by so much. `days`: so many days of this reader's reading are stored whole. */
  readonly goal: { readonly kind: 'bytes'; readonly bytes: number } | { readonly kind: 'days'; readonly days: number };
  /** Folders of the library; empty: all sources. */
  readonly folders: readonly (readonly string[])[];
  readonly startedMs: number;
  /** Size of texts and pictures when it began. */
  readonly startBytes: number;
  /** False: stopped; it goes on from where it was. */
  readonly running: boolean;
};

/** Nothing in it needs touching. */
export type Schedule = {
  /** Nothing at all is fetched, not even when asked, until it is taken back. */
  readonly paused: boolean;
  readonly onlyWhenAsked: boolean;
  /** Nothing starts by itself within these. */
  readonly quietHours: readonly HoursRule[];
  /** Nothing starts by itself outside of these; empty: any hour is allowed. */
  readonly allowedHours: readonly HoursRule[];
  /** Wire bytes from midnight to midnight, and from the first of the month; null: no limit. 0: nothing. */
  readonly dayBudgetBytes: number | null;
  readonly monthBudgetBytes: number | null;
  /** `system`: as the operating system says, where it can be asked. */
  readonly metered: 'system' | 'yes' | 'no';
  readonly onMetered: Reach;
  readonly onBattery: Reach;
  readonly folders: readonly FolderSchedule[];
  readonly exports: readonly ScheduledExport[];
  readonly preparation: Preparation | null;
};

export const DEFAULT_SCHEDULE: Schedule = {
  paused: false,
  onlyWhenAsked: false,
  quietHours: [],
  allowedHours: [],
  dayBudgetBytes: null,
  monthBudgetBytes: null,
  metered: 'system',
  // Texts are what one cannot do without; pictures are nine tenths of the bytes.
  onMetered: 'texts',
  onBattery: 'all',
  folders: [],
  exports: [],
  preparation: null,
};

/** What `schedule.set` sets, to be changed at will; folders, exports and a preparation have calls of their own. */
export function settableOf(schedule: Schedule) {
  const { folders: _, exports: __, preparation: ___, quietHours, allowedHours, ...rest } = schedule;
  return { ...rest, quietHours: copyOfRules(quietHours), allowedHours: copyOfRules(allowedHours) };
}

export function copyOfRules(rules: readonly HoursRule[]) {
  return rules.map((rule) => ({ ...rule, days: [...rule.days] }));
}

export type SourceRule = { readonly priority: Priority; readonly everyMinutes: number | null };

/** The nearest rule for each of the two: the source's own, else its folder's, else that of the folder around it. */
export function effectiveRule(
  source: {
    readonly folder: readonly string[];
    readonly priority: Priority | null;
    readonly everyMinutes: number | null;
  },
  folders: readonly FolderSchedule[],
): SourceRule {
  let { priority, everyMinutes } = source;
  for (let depth = source.folder.length; depth > 0; depth--) {
    const own = folders.find(
      ({ path }) => path.length === depth && path.every((name, index) => name === source.folder[index]),
    );
    priority ??= own?.priority ?? null;
    everyMinutes ??= own?.everyMinutes ?? null;
  }
  return { priority: priority ?? 'normal', everyMinutes };
}

// ---------------------------------------------------------------- what the planner says

/** What is wrong with a schedule as it was set; the interface makes a sentence of it. */
export type ScheduleProblem =
  /** No hour of the week is left. */
  | { readonly kind: 'never-allowed' }
  /** Allowed hours that quiet hours take away again, in minutes a week. */
  | { readonly kind: 'hours-overlap'; readonly minutes: number }
  | { readonly kind: 'budget-zero'; readonly which: 'day' | 'month' }
  /** The day's budget can never be reached within the month's. */
  | { readonly kind: 'day-over-month' }
  /** A rule without days or without length. */
  | { readonly kind: 'empty-rule'; readonly which: 'quiet' | 'allowed' }
  | { readonly kind: 'bad-cron'; readonly exportId: string }
  | { readonly kind: 'never-runs'; readonly exportId: string };

/** Why nothing starts by itself just now. */
export type Hold =
  | { readonly kind: 'paused' }
  /** The reader stopped what ran. */
  | { readonly kind: 'stopped'; readonly untilMs: number }
  | { readonly kind: 'only-when-asked' }
  | { readonly kind: 'quiet-hours'; readonly untilMs: number }
  | { readonly kind: 'outside-hours'; readonly untilMs: number | null }
  | { readonly kind: 'day-budget'; readonly untilMs: number }
  | { readonly kind: 'month-budget'; readonly untilMs: number }
  | { readonly kind: 'metered' }
  | { readonly kind: 'battery' }
  | { readonly kind: 'no-line' };

/** Why a source is, or is not, asked now. `atMs`: from when on it will be. */
export type DueReason =
  | { readonly kind: 'new' }
  | { readonly kind: 'asked' }
  /** Its interval is over: it posts about so much a day. */
  | { readonly kind: 'due'; readonly perDay: number; readonly everyMs: number }
  | { readonly kind: 'rests'; readonly perDay: number; readonly everyMs: number; readonly atMs: number }
  /** As often as the owner said. */
  | { readonly kind: 'rule'; readonly everyMs: number; readonly atMs: number }
  /** More was posted than its list holds: some of it may have been missed. */
  | { readonly kind: 'overflow'; readonly atMs: number }
  /** It said itself that nothing is new before (ttl, Cache-Control). */
  | { readonly kind: 'fresh'; readonly atMs: number }
  /** Its server said to wait (Retry-After). */
  | { readonly kind: 'retry-after'; readonly atMs: number }
  /** It did not answer; a single request will try it again then. */
  | { readonly kind: 'breaker'; readonly failures: number; readonly atMs: number }
  /** Not among those that answer today: one of these is tried now and then. */
  | { readonly kind: 'dark' }
  | { readonly kind: 'line-back' }
  /** The line is expected to go soon. */
  | { readonly kind: 'last-call' }
  | { readonly kind: 'held'; readonly hold: Hold };

export type SourcePlan = {
  readonly id: FeedId;
  readonly isDue: boolean;
  readonly reason: DueReason;
  readonly priority: Priority;
  /** New headlines a day, as estimated. */
  readonly perDay: number;
  /** Its last answer may have skipped some: all of it was new. */
  readonly gapSuspected: boolean;
  /** Wire bytes of a usual answer; null: not known yet. */
  readonly usualBytes: number | null;
};

export type ScheduleView = {
  readonly hold: Hold | null;
  readonly problems: readonly ScheduleProblem[];
  readonly spent: { readonly dayBytes: number; readonly monthBytes: number };
  /** Null: the system does not say. */
  readonly link: { readonly metered: boolean | null; readonly onBattery: boolean | null };
  readonly sources: readonly SourcePlan[];
  readonly exports: readonly {
    readonly id: string;
    readonly nextMs: number | null;
    readonly lastMs: number | null;
    readonly lastFile: string | null;
    /** What stood in its way the last time; null: nothing. */
    readonly problem: 'folder-missing' | 'disk-full' | 'failed' | null;
  }[];
};

/** One hour of one day, in one network. */
export type LineHour = {
  /** When the hour began. */
  readonly hourMs: number;
  /** Milliseconds in each state; what is left of the hour, Larder did not run. */
  readonly inState: Readonly<Record<Exclude<ConnectivityState, 'unknown'>, number>>;
  readonly bytes: number;
  readonly headlines: number;
  readonly texts: number;
  readonly images: number;
};

/** A stretch of time in which the line carried something. */
export type LineWindow = {
  readonly startMs: number;
  /** Null: it lasts. */
  readonly endMs: number | null;
  readonly state: ConnectivityState;
  readonly bytes: number;
  /** Bytes a second of its transfers together; null: too little came to tell. */
  readonly goodput: number | null;
  readonly headlines: number;
  readonly texts: number;
  readonly images: number;
};

/** How long the window will last, from now on. */
export type Forecast = {
  /** Three of four windows like this one lasted at least so much longer; plans are made with it. */
  readonly surelyMs: number;
  /** Half of them did. */
  readonly likelyMs: number;
  /** Most windows ended at this hour; null: none that is near. */
  readonly curfewMs: number | null;
  /** Windows seen in this network. */
  readonly windows: number;
};

export type WindowsView = {
  /** Newest last; eight weeks at most; hours without anything to tell are left out. Of the network this device is in. */
  readonly hours: readonly LineHour[];
  /** Newest first. */
  readonly windows: readonly LineWindow[];
  readonly current: (LineWindow & { readonly forecast: Forecast }) | null;
  /** While there is none: when one is likeliest, within a week; null: nothing is known. */
  readonly nextMs: number | null;
  /** For each hour of the week, Monday 0:00 first: how likely the line is open, 0 to 1. */
  readonly likelihood: readonly number[];
  /** Networks that something is kept of. */
  readonly networks: number;
};

export const QUEUE_KINDS = ['feed', 'article', 'image', 'resume', 'canary', 'export'] as const;
export type QueueKind = (typeof QUEUE_KINDS)[number];

export type QueueEntry = {
  readonly kind: QueueKind;
  readonly title: string;
  readonly feedId: FeedId | null;
  readonly articleId: ArticleId | null;
  /** The reader waits for it: it goes before all others of its kind. */
  readonly asked: boolean;
  /** Estimated wire bytes. */
  readonly bytes: number;
  /** Value for a kilobyte: what the order is by. */
  readonly value: number;
};

export type QueueView = {
  readonly kinds: readonly {
    readonly kind: QueueKind;
    readonly count: number;
    readonly bytes: number;
  }[];
  /** The next to go, best first; some twenty. */
  readonly first: readonly QueueEntry[];
  /** At the speed of the line now; null: not known. */
  readonly leftMs: number | null;
};

export type ReadinessCounts = {
  readonly headline: number;
  readonly text: number;
  readonly whole: number;
};

export type Readiness = {
  /** Unread articles, by how much of them is here. */
  readonly unread: ReadinessCounts;
  readonly sources: readonly (ReadinessCounts & { readonly id: FeedId })[];
  /** Articles this reader read a day, over the last four weeks; null: too little to tell. */
  readonly readPerDay: number | null;
  /** So many days of reading are stored whole; null: the pace is not known. */
  readonly days: number | null;
};

export type PreparationView = Preparation & {
  readonly doneBytes: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly missing: { readonly texts: number; readonly images: number };
  /** At the speed of the line now; null: not known, or it is stopped. */
  readonly leftMs: number | null;
  /** Why it is over, or does not go on. */
  readonly state: 'running' | 'stopped' | 'reached' | 'nothing-left' | 'waiting-for-line' | 'disk-full';
};
