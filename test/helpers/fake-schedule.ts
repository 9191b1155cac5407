// The planner's side of the contract for the core in memory: it keeps what was decided, says what contradicts itself, and
// tells of a believable day (fake-plans.ts). What the planner really does is tested against the planner.
import type { Handlers } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type { FeedId, Library } from '../../shared/model.ts';
import type {
  Hold,
  HoursRule,
  PreparationView,
  QueueView,
  Readiness,
  Schedule,
  ScheduleProblem,
  ScheduleView,
  WindowsView,
} from '../../shared/schedule.ts';
import {
  EMPTY_QUEUE,
  FAKE_EXPORTS,
  fakeQueue,
  fakeReadiness,
  fakeSourcePlans,
  fakeWindows,
  NO_WINDOWS,
} from './fake-plans.ts';

type ScheduleHandlers = Pick<
  Handlers,
  Extract<
    keyof Handlers,
    | `schedule.${string}`
    | 'exports.add'
    | 'exports.change'
    | 'exports.remove'
    | 'exports.run'
    | `queue.${string}`
    | `windows.${string}`
    | `preparation.${string}`
    | `readiness.${string}`
  >
>;

/** What a test may say in the planner's place. */
export type FakePlans = {
  windows: WindowsView;
  queue: QueueView;
  readiness: Readiness;
  preparation: Partial<PreparationView>;
  view: Partial<ScheduleView>;
};

export type FakeScheduleWorld = {
  readonly library: () => Library;
  readonly setLibrary: (library: Library) => void;
  readonly setHold: (hold: Hold | null) => void;
  readonly changed: () => void;
  readonly nowMs: () => number;
  /** Otherwise nothing was ever seen and nothing waits. */
  readonly restricted: boolean;
};

const MEGABYTE = 1_000_000;

export function fakeSchedule(world: FakeScheduleWorld): {
  readonly handlers: ScheduleHandlers;
  /** Exports that were set up before. */
  readonly exports: Schedule['exports'];
  say(part: Partial<FakePlans>): void;
} {
  const startedMs = world.nowMs();
  let said: Partial<FakePlans> = {};
  const schedule = (): Schedule => world.library().schedule;
  const feedIds = (): FeedId[] => world.library().subscriptions.map(({ id }) => id);

  function setSchedule(change: Partial<Schedule>): null {
    world.setLibrary({ ...world.library(), schedule: { ...schedule(), ...change } });
    world.changed();
    return null;
  }

  function exportOf(id: string) {
    const found = schedule().exports.find((item) => item.id === id);
    if (!found) throw new LarderError('NOT_FOUND', 'No such export.');
    return found;
  }

  function view(): ScheduleView {
    const problems = problemsOf(schedule());
    const states = schedule().exports.map(({ id, enabled }) => ({
      id,
      nextMs:
        enabled && !problems.some((each) => 'exportId' in each && each.exportId === id) ? nextRun(id, startedMs) : null,
      ...(id === 'evening'
        ? { lastMs: startedMs - 20 * 3_600_000, lastFile: null, problem: 'folder-missing' as const }
        : { lastMs: null, lastFile: null, problem: null }),
    }));
    return {
      hold: null,
      problems,
      spent: { dayBytes: 38 * MEGABYTE, monthBytes: 1260 * MEGABYTE },
      link: { metered: true, onBattery: null },
      sources: world.restricted ? fakeSourcePlans(feedIds(), startedMs) : [],
      exports: states,
      ...said.view,
    };
  }

  function preparation(): PreparationView | null {
    const kept = schedule().preparation;
    if (kept === null) return null;
    return {
      ...kept,
      doneBytes: 420 * MEGABYTE,
      progress: 0.42,
      missing: { texts: 37, images: 64 },
      leftMs: kept.running ? 21 * 60_000 : null,
      state: kept.running ? 'running' : 'stopped',
      ...said.preparation,
    };
  }

  function settle(change: Partial<Schedule>): null {
    setSchedule(change);
    world.setHold(holdOf(schedule()));
    return null;
  }

  const handlers: ScheduleHandlers = {
    'schedule.set': settle,
    'schedule.source'({ id, priority, everyMinutes }) {
      const library = world.library();
      const subscriptions = library.subscriptions.map((each) =>
        each.id === id ? { ...each, priority, everyMinutes } : each,
      );
      world.setLibrary({ ...library, subscriptions });
      world.changed();
      return null;
    },
    'schedule.folder'({ path, priority, everyMinutes }) {
      const others = schedule().folders.filter((each) => each.path.join('/') !== path.join('/'));
      return setSchedule({ folders: [...others, { path, priority, everyMinutes }] });
    },
    'schedule.get': view,
    'exports.add'(input) {
      if (input.folder.startsWith('/missing')) throw new LarderError('FOLDER_MISSING', 'No such folder.');
      const id = `export${schedule().exports.length}`;
      setSchedule({ exports: [...schedule().exports, { ...input, id }] });
      return { id };
    },
    'exports.change'(input) {
      exportOf(input.id);
      return setSchedule({ exports: schedule().exports.map((each) => (each.id === input.id ? input : each)) });
    },
    'exports.remove': ({ id }) => setSchedule({ exports: schedule().exports.filter((each) => each.id !== id) }),
    'exports.run': ({ id }) => ({ file: `${exportOf(id).name}-2026-11-22.${exportOf(id).format}` }),
    'queue.get': () => said.queue ?? (world.restricted ? fakeQueue() : EMPTY_QUEUE),
    'windows.get': () => said.windows ?? (world.restricted ? fakeWindows(startedMs) : NO_WINDOWS),
    'windows.forget'() {
      said = { ...said, windows: NO_WINDOWS };
      return null;
    },
    'readiness.get': () => said.readiness ?? fakeReadiness(world.restricted ? feedIds() : []),
    'preparation.start': ({ goal, folders }) =>
      setSchedule({ preparation: { goal, folders, startedMs: world.nowMs(), startBytes: 0, running: true } }),
    'preparation.stop'() {
      const kept = schedule().preparation;
      return setSchedule({ preparation: kept && { ...kept, running: false } });
    },
    'preparation.clear': () => setSchedule({ preparation: null }),
    'preparation.get': preparation,
  };
  return {
    handlers,
    exports: world.restricted ? FAKE_EXPORTS : [],
    say(part) {
      said = { ...said, ...part };
      world.changed();
    },
  };
}

/** The plain ones; hours are the planner's own business. */
function holdOf(schedule: Schedule): Hold | null {
  if (schedule.paused) return { kind: 'paused' };
  if (schedule.onlyWhenAsked) return { kind: 'only-when-asked' };
  return null;
}

/** As much of it as tests of the interface need. */
function problemsOf(schedule: Schedule): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  const { quietHours, allowedHours, dayBudgetBytes, monthBudgetBytes } = schedule;
  if (quietHours.some((rule) => isAlways(rule))) problems.push({ kind: 'never-allowed' });
  else if (quietHours.length > 0 && allowedHours.length > 0) problems.push({ kind: 'hours-overlap', minutes: 7 * 120 });
  if (quietHours.some(isEmpty)) problems.push({ kind: 'empty-rule', which: 'quiet' });
  if (allowedHours.some(isEmpty)) problems.push({ kind: 'empty-rule', which: 'allowed' });
  if (dayBudgetBytes === 0) problems.push({ kind: 'budget-zero', which: 'day' });
  if (monthBudgetBytes === 0) problems.push({ kind: 'budget-zero', which: 'month' });
  if (dayBudgetBytes !== null && monthBudgetBytes !== null && dayBudgetBytes > monthBudgetBytes)
    problems.push({ kind: 'day-over-month' });
  for (const { id, cron } of schedule.exports) {
    if (cron.split(' ').length !== 5) problems.push({ kind: 'bad-cron', exportId: id });
    else if (cron.includes('31 2')) problems.push({ kind: 'never-runs', exportId: id });
  }
  return problems;
}

const isEmpty = (rule: HoursRule): boolean => rule.days.length === 0 || rule.fromMinute === rule.toMinute;
const isAlways = (rule: HoursRule): boolean =>
  rule.days.length === 7 && rule.fromMinute === 0 && rule.toMinute === 1440;

/** As the patterns of FAKE_EXPORTS have it. */
function nextRun(id: string, nowMs: number): number {
  const now = new Date(nowMs);
  if (id === 'list') return new Date(now.getFullYear(), now.getMonth() + 1, 1, 9).getTime();
  const evening = new Date(nowMs).setHours(19, 30, 0, 0);
  return evening > nowMs ? evening : evening + 86_400_000;
}
