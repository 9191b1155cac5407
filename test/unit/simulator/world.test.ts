import { describe, expect, it } from 'vitest';
import { createEventPolicy } from '../../simulator/event.ts';
import { createHourlyPolicy } from '../../simulator/hourly.ts';
import { measure } from '../../simulator/measure.ts';
import { DAY } from '../../simulator/numbers.ts';
import { createPress, isCounted, publishedBy } from '../../simulator/press.ts';
import { createWorld, simulate } from '../../simulator/simulate.ts';
import { builtInTrace, TRACE_NAMES } from '../../simulator/traces.ts';
import { createTimeline, type Trace } from '../../simulator/trace.ts';
import { traceOf } from './worlds.ts';

const small = (name: string, seed = 1): Trace => ({ ...(builtInTrace(name, seed, 3) as Trace), feeds: 10 });

describe('the press', () => {
  const press = createPress({ seed: 3, sources: 60, days: 14 });

  it('publishes the same for the same seed, and something else for another', () => {
    const again = createPress({ seed: 3, sources: 60, days: 14 });
    expect(again).toEqual(press);
    expect(createPress({ seed: 4, sources: 60, days: 14 }).publishedMs).not.toEqual(press.publishedMs);
  });

  it('has twelve domestic sources of sixty, and three dead ones that publish nothing', () => {
    expect(press.publishers.filter((one) => one.domestic)).toHaveLength(12);
    const dead = press.publishers.filter((one) => one.dead);
    expect(dead).toHaveLength(3);
    expect(dead.every((one) => one.items === 0)).toBe(true);
  });

  it('begins with full lists, and knows when an item leaves one', () => {
    for (const publisher of press.publishers.filter((one) => !one.dead)) {
      expect(publishedBy(press, publisher, press.startMs - 1)).toBe(publisher.listSize);
      const leavesMs = press.leavesMs[publisher.firstItem] as number;
      if (leavesMs === Infinity) continue;
      expect(publishedBy(press, publisher, leavesMs)).toBe(publisher.listSize + 1);
    }
  });

  it('counts what was published in the run and two days before its end at the latest', () => {
    const counted = [...press.publishedMs.keys()].filter((id) => isCounted(press, id));
    const times = counted.map((id) => press.publishedMs[id] as number);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(press.startMs);
    expect(Math.max(...times)).toBeLessThanOrEqual(press.endMs - 2 * DAY);
    expect(counted.length).toBeGreaterThan(1_000);
  });
});

describe('a run', () => {
  it('gives the same numbers for the same seed', () => {
    const run = (): unknown => measure(simulate(createWorld(small('markov10'), 1), createEventPolicy));
    expect(run()).toEqual(run());
  });

  it('publishes the same whatever the policy does', () => {
    const world = createWorld(small('open'), 1);
    const before = structuredClone(world.press);
    simulate(world, createHourlyPolicy);
    simulate(world, createEventPolicy);
    expect(world.press).toEqual(before);
  });

  it('refuses a job that is under way already', () => {
    const world = createWorld(small('open'), 1);
    const twice = simulate.bind(null, world, (desk) => {
      const [source] = desk.sources;
      if (!source) throw new Error('no sources');
      const job = { kind: 'feed', source } as const;
      return { name: 'twice', next: () => [job, job], wakeAtMs: () => Infinity, finished() {}, network() {} };
    });
    expect(twice).toThrow('under way already');
  });
});

describe('the built-in traces', () => {
  it.each(TRACE_NAMES)('%s covers its days without gaps or overlaps', (name) => {
    const trace = builtInTrace(name, 5, 14) as Trace;
    const { publishers, startMs, endMs } = createPress({ seed: 5, sources: 60, days: 14 });
    const { spans } = createTimeline(trace, publishers);
    expect(spans[0]?.fromMs).toBe(startMs);
    expect(spans.at(-1)?.toMs).toBe(endMs);
    for (const [index, span] of spans.entries()) {
      if (index > 0) expect(span.fromMs).toBe(spans[index - 1]?.toMs);
      expect(span.toMs).toBeGreaterThan(span.fromMs);
    }
  });

  it('opens an allow-list for half an hour to an hour and a half each day', () => {
    const { segments } = builtInTrace('allow', 2, 14) as Trace;
    const open = segments.filter(({ line }) => line === 'open').map(({ fromS, toS }) => (toS - fromS) / 3600);
    expect(open).toHaveLength(14);
    expect(Math.min(...open)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...open)).toBeLessThanOrEqual(1.5);
  });

  it('knows no other names', () => expect(builtInTrace('toString', 1, 14)).toBeNull());
});

describe('a timeline', () => {
  const { publishers } = createPress({ seed: 1, sources: 10, days: 1 });

  it('is silent where the trace says nothing', () => {
    const { spans } = createTimeline(traceOf([{ fromS: 3600, toS: 7200, line: 'open' }]), publishers);
    expect(spans.map(({ line }) => line)).toEqual(['silent', 'open', 'silent']);
  });

  it('takes domestic sources first where a share is reachable, and foreign ones where a share freezes', () => {
    const domestic = publishers.filter((one) => one.domestic).map(({ source }) => source.id);
    const day = { fromS: 0, toS: 86_400 };
    const listed = createTimeline(traceOf([{ ...day, line: 'allowlist', reachable: 0.2 }]), publishers).spans[0];
    expect(domestic.every((id) => listed?.reach[id] === 'answers')).toBe(true);
    expect(listed?.reach.filter((reach) => reach === 'answers')).toHaveLength(2);
    const frozen = createTimeline(traceOf([{ ...day, line: 'curtain', curtained: 1 }]), publishers).spans[0];
    expect(domestic.every((id) => frozen?.reach[id] === 'answers')).toBe(true);
    expect(frozen?.reach.filter((reach) => reach === 'frozen')).toHaveLength(8);
  });
});
