/** Small worlds for the tests, and policies that only do what they are told. */
import { SECOND } from '../../simulator/numbers.ts';
import type { CreatePolicy, Desk, Job, Policy, Result } from '../../simulator/policy.ts';
import type { Publisher } from '../../simulator/press.ts';
import { createWorld, type World } from '../../simulator/simulate.ts';
import type { Segment, Trace } from '../../simulator/trace.ts';

export function traceOf(segments: readonly Segment[], more: Partial<Trace> = {}): Trace {
  return { name: 'made', days: 1, feeds: 4, segments, ...more };
}

/** A world in which all sources are as the test needs them. */
export function worldWith(trace: Trace, seed: number, as: Partial<Publisher>): World {
  const world = createWorld(trace, seed);
  const publishers = world.press.publishers.map((one) => ({ ...one, dead: false, ...as }));
  return { ...world, press: { ...world.press, publishers } };
}

export type Step = { readonly atS: number; readonly job: (desk: Desk) => Job };
export type Ended = { readonly job: Job; readonly result: Result; readonly atMs: number };

/** Begins each job at its second, and notes what came of it. */
export function scripted(steps: readonly Step[], ended: Ended[]): CreatePolicy {
  return (desk): Policy => {
    const left = [...steps];
    let startMs: number | null = null;
    const atMs = (step: Step): number => (startMs ?? 0) + step.atS * SECOND;
    return {
      name: 'scripted',
      next(nowMs) {
        startMs ??= nowMs;
        const [step] = left;
        if (!step || atMs(step) > nowMs) return [];
        left.shift();
        return [step.job(desk)];
      },
      wakeAtMs: () => (left[0] ? atMs(left[0]) : Infinity),
      finished: (job, result, nowMs) => void ended.push({ job, result, atMs: nowMs }),
      network() {},
    };
  };
}

export const feedOf =
  (id: number) =>
  (desk: Desk): Job => ({ kind: 'feed', source: desk.sources[id] as Desk['sources'][number] });

/** The oldest text that is wanted of a source. */
export const pageOf =
  (id: number) =>
  (desk: Desk): Job => {
    const [item] = desk.textsWanted(desk.sources[id] as Desk['sources'][number]);
    if (!item) throw new Error('no text is wanted');
    return { kind: 'page', item };
  };

export type Begun = { readonly atMs: number; readonly job: Job };

/** Notes what a policy begins, and lets it. */
export function watched(create: CreatePolicy, begun: Begun[], ended: Ended[] = []): CreatePolicy {
  return (desk, seed) => {
    const policy = create(desk, seed);
    return {
      ...policy,
      next(nowMs) {
        const jobs = policy.next(nowMs);
        begun.push(...jobs.map((job) => ({ atMs: nowMs, job })));
        return jobs;
      },
      finished(job, result, nowMs) {
        ended.push({ job, result, atMs: nowMs });
        policy.finished(job, result, nowMs);
      },
    };
  };
}
