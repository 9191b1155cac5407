/** What the rivals have in common: when a pass begins, what a result makes wanted, and how many run at once. */
import { isSuccess } from '../../shared/outcome.ts';
import { HOUR, MINUTE } from './numbers.ts';
import { type Desk, type Job, type Policy, sourceOf } from './policy.ts';
import { createSlots, type Slots } from './slots.ts';
import { createWanted, isEmpty, take, want, type Wanted } from './wanted.ts';

export type Rules = {
  readonly name: string;
  /** Listens to the operating system: begins when the interface comes up, holds while it is gone, retries after a minute. */
  readonly isEventDriven: boolean;
  /** The next job, taken out of what is wanted; null: none that may start. `active`: those that want something or are under way, longest first. */
  readonly pick: (active: readonly Wanted[], slots: Slots) => Job | null;
};

/** As polite as we are: the study's numbers for an open line. */
const AT_ONCE = 6;
const PER_HOST = 2;
const RETRY_MS = MINUTE;

export function createRival(rules: Rules, desk: Desk): Policy {
  const { isEventDriven, pick } = rules;
  const all = createWanted(desk.sources);
  const slots = createSlots(AT_ONCE, PER_HOST);
  const underWay = new Set<unknown>();
  /** Failed ones and when they may be tried again; in order, for all wait equally long. */
  const retries: { readonly job: Job; readonly atMs: number }[] = [];
  let active: Wanted[] = [];
  let hourMs: number | null = null;
  let isHeld = false;

  function add(job: Job): void {
    const wanted = all[sourceOf(job).id] as Wanted;
    if (!active.includes(wanted)) active.push(wanted);
    want(wanted, job);
  }

  function beginPass(): void {
    for (const source of desk.sources) {
      // One that failed a moment ago has its own time; one that runs is fresh enough.
      const isWaiting = retries.some(({ job }) => job.kind === 'feed' && job.source === source);
      if (!underWay.has(source) && !isWaiting) add({ kind: 'feed', source });
    }
  }

  function retryNow(nowMs: number): void {
    let due = 0;
    while (due < retries.length && (retries[due]?.atMs ?? Infinity) <= nowMs) due++;
    for (const { job } of retries.splice(0, due)) add(job);
  }

  /** What failed, or was left over, before this hour. */
  function addLeftOvers(job: Job): void {
    const source = sourceOf(job);
    const { pages, images } = all[source.id] as Wanted;
    for (const item of desk.textsWanted(source)) {
      if (item.tries.count > 0 && !underWay.has(item) && !pages.includes(item)) add({ kind: 'page', item });
    }
    for (const image of desk.imagesWanted(source)) {
      if (image.tries.count > 0 && !underWay.has(image) && !images.includes(image)) add({ kind: 'image', image });
    }
  }

  return {
    name: rules.name,
    next(nowMs) {
      hourMs ??= nowMs;
      if (nowMs >= hourMs) {
        hourMs += HOUR * Math.ceil((nowMs + 1 - hourMs) / HOUR);
        if (!isHeld) beginPass();
      }
      if (isHeld) return [];
      retryNow(nowMs);
      const jobs: Job[] = [];
      while (slots.free()) {
        const job = pick(active, slots);
        if (job === null) break;
        slots.take(job);
        underWay.add(subjectOf(job));
        jobs.push(job);
      }
      // A source keeps its place until all that came of it is done.
      if (jobs.length > 0) active = active.filter((one) => !isEmpty(one) || slots.isBusy(one.source));
      return jobs;
    },
    wakeAtMs: () => Math.min(hourMs ?? 0, isHeld ? Infinity : (retries[0]?.atMs ?? Infinity)),
    finished(job, result, nowMs) {
      slots.give(job);
      underWay.delete(subjectOf(job));
      if (!isSuccess(result.outcome)) {
        if (isEventDriven) retries.push({ job, atMs: nowMs + RETRY_MS });
        return;
      }
      for (const item of result.newItems) {
        if (!item.fullText) add({ kind: 'page', item });
        for (const image of item.images) add({ kind: 'image', image });
      }
      if (job.kind === 'page') for (const image of job.item.images) add({ kind: 'image', image });
      if (job.kind === 'feed' && !isEventDriven) addLeftOvers(job);
    },
    network({ kind }) {
      if (!isEventDriven) return;
      isHeld = kind === 'down';
      if (!isHeld) beginPass();
    },
  };
}

function subjectOf(job: Job): unknown {
  if (job.kind === 'feed') return job.source;
  return job.kind === 'page' ? job.item : job.image;
}

/** The source that has wanted something for longest, to its end: its feed, its texts, their pictures. */
export function pickDepthFirst(active: readonly Wanted[], slots: Slots): Job | null {
  for (const wanted of active) {
    if (!slots.freeFor(wanted.source)) continue;
    const job = take(wanted, 'feed') ?? take(wanted, 'page') ?? take(wanted, 'image');
    if (job) return job;
  }
  return null;
}
