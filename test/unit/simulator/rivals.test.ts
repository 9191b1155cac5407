import { describe, expect, it } from 'vitest';
import { createEventPolicy } from '../../simulator/event.ts';
import { createHourlyPolicy } from '../../simulator/hourly.ts';
import { HOUR, MINUTE, NUMBERS } from '../../simulator/numbers.ts';
import { type CreatePolicy, type Job, sourceOf } from '../../simulator/policy.ts';
import { simulate } from '../../simulator/simulate.ts';
import type { Segment } from '../../simulator/trace.ts';
import { createTwoPhasePolicy } from '../../simulator/two-phase.ts';
import { type Begun, type Ended, traceOf, watched, worldWith } from './worlds.ts';

const START = NUMBERS.startMs;
const open = (fromS: number, toS: number): Segment => ({ fromS, toS, line: 'open', bytesPerSecond: 200_000 });

function play(create: CreatePolicy, segments: readonly Segment[], feeds = 8): { begun: Begun[]; ended: Ended[] } {
  const begun: Begun[] = [];
  const ended: Ended[] = [];
  const world = worldWith(traceOf(segments, { feeds, days: 0.5 }), 2, { fullText: false, secure: true });
  simulate(world, watched(create, begun, ended));
  return { begun, ended };
}

/** The most that ran at once, in all and of one source. */
function crowd({ begun, ended }: { begun: Begun[]; ended: Ended[] }): { all: number; host: number } {
  const steps = [
    ...begun.map(({ atMs, job }) => ({ atMs, job, by: 1 })),
    ...ended.map(({ atMs, job }) => ({ atMs, job, by: -1 })),
  ].sort((a, b) => a.atMs - b.atMs || a.by - b.by);
  const hosts = new Map<number, number>();
  let all = 0;
  const most = { all: 0, host: 0 };
  for (const { job, by } of steps) {
    const host = (hosts.get(sourceOf(job).id) ?? 0) + by;
    hosts.set(sourceOf(job).id, host);
    all += by;
    most.all = Math.max(most.all, all);
    most.host = Math.max(most.host, host);
  }
  return most;
}

const feeds = (begun: readonly Begun[]): Begun[] => begun.filter(({ job }) => job.kind === 'feed');
const DAY_OPEN = [open(0, 43_200)];

describe.each([
  ['hourly', createHourlyPolicy],
  ['event', createEventPolicy],
  ['two-phase', createTwoPhasePolicy],
] as const)('%s', (name, create) => {
  it('runs six at once, two of one host', () => {
    expect(crowd(play(create, DAY_OPEN))).toEqual({ all: 6, host: 2 });
  });

  it('bears its name, and asks each source once an hour', () => {
    const { begun } = play(create, DAY_OPEN, 2);
    const first = feeds(begun).filter(({ job }) => sourceOf(job).id === 0);
    expect(first.map(({ atMs }) => Math.floor((atMs - START) / HOUR))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(first.slice(1).every(({ atMs }) => (atMs - START) % HOUR < MINUTE)).toBe(true);
    expect(simulatedName(create)).toBe(name);
  });
});

function simulatedName(create: CreatePolicy): string {
  let name = '';
  simulate(worldWith(traceOf([], { feeds: 1, days: 0.1 }), 1, {}), (desk, seed) => {
    const policy = create(desk, seed);
    name = policy.name;
    return policy;
  });
  return name;
}

describe('hourly', () => {
  it('goes on the hour whatever the interface does, and tries what failed in the next one', () => {
    const { ended } = play(createHourlyPolicy, [{ fromS: 0, toS: 5_000, line: 'local' }, open(5_000, 43_200)]);
    const local = ended.filter(({ result }) => result.outcome === 'LOCAL');
    // Eight sources at 0:00 and at 1:00; the line comes at 1:23 and is used at 2:00.
    expect(local).toHaveLength(16);
    const good = ended.find(({ result }) => result.outcome === 'OK');
    expect((good?.atMs ?? 0) - START).toBeGreaterThan(2 * HOUR);
  });

  it('has a text that failed again with its source in the next hour', () => {
    const { begun, ended } = play(createHourlyPolicy, [open(0, 4), open(1_800, 43_200)]);
    const failed = ended.find(({ job, result }) => job.kind === 'page' && result.outcome !== 'OK');
    if (failed?.job.kind !== 'page') throw new Error('no text failed');
    const { item } = failed.job;
    const again = begun.filter(({ job }) => job.kind === 'page' && job.item === item);
    expect(again).toHaveLength(2);
    expect((again[1]?.atMs ?? 0) - START).toBeGreaterThan(HOUR);
  });
});

describe('event', () => {
  it('begins when the interface comes up, holds while it is gone, and is not told of silence', () => {
    const { begun, ended } = play(createEventPolicy, [
      { fromS: 0, toS: 5_000, line: 'local' },
      open(5_000, 20_000),
      { fromS: 20_000, toS: 30_000, line: 'local' },
    ]);
    expect((begun[0]?.atMs ?? 0) - START).toBe(5_000_000);
    const whileGone = begun.filter(({ atMs }) => atMs - START >= 20_000_000 && atMs - START < 30_000_000);
    expect(whileGone).toEqual([]);
    expect(ended.at(-1)?.result.outcome).toBe('TCP_BLACKHOLE');
  });

  it('tries again a minute after a failure', () => {
    const { begun, ended } = play(createEventPolicy, [], 1);
    expect(begun.length).toBeGreaterThan(100);
    for (const [index, { atMs }] of ended.slice(0, 20).entries()) {
      expect((begun[index + 1]?.atMs ?? 0) - atMs).toBe(MINUTE);
    }
  });

  it('has the texts and pictures of a source before later sources are asked', () => {
    const { begun } = play(createEventPolicy, DAY_OPEN);
    const lastFeed = begun.findIndex(({ job }) => job.kind === 'feed' && job.source.id === 7);
    expect(begun.slice(0, lastFeed).some(({ job }) => job.kind === 'image')).toBe(true);
  });
});

describe('two-phase', () => {
  it('has all headlines before the first text, and texts before pictures, newest first', () => {
    const { begun } = play(createTwoPhasePolicy, DAY_OPEN, 20);
    const kinds = begun.map(({ job }) => job.kind);
    expect(kinds.slice(0, 20).every((kind) => kind === 'feed')).toBe(true);
    const first = kinds.indexOf('image');
    const pages = begun.slice(0, first).flatMap(({ job }) => (job.kind === 'page' ? [job] : []));
    expect(pages.length).toBeGreaterThan(100);
    // The last ones: no new headlines, and every host has room.
    const times = pages.slice(20).map((job: Job & { kind: 'page' }) => job.item.publishedMs);
    const inOrder = times.filter((ms, index) => index === 0 || ms <= (times[index - 1] ?? 0)).length;
    expect(inOrder / times.length).toBeGreaterThan(0.8);
  });
});
