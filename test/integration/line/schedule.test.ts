// The network study, its section 7: what the schedule makes of the line. Breakers with real sockets; what takes hours or
// days, in the simulated world, with the same planner (test/simulator).
import { describe, expect, test } from 'vitest';
import { createLarderPolicy } from '../../simulator/larder.ts';
import type { Job, Policy, Result } from '../../simulator/policy.ts';
import { createWorld, simulate } from '../../simulator/simulate.ts';
import type { Trace } from '../../simulator/trace.ts';
import { builtInTrace } from '../../simulator/traces.ts';
import { answer } from '../../helpers/hostile-server.ts';
import type { LineReader } from '../../helpers/line-reader.ts';
import { rss } from '../../helpers/made-news.ts';
import { newReader, newWorld } from './world-of-test.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type Noted = {
  readonly what: 'start' | 'end' | 'up';
  readonly atMs: number;
  readonly job: Job | null;
  readonly result: Result | null;
};

/** Everything the planner starts and hears of in a simulated trace; times from its start. */
function watch(trace: Trace, seed = 1): { readonly noted: readonly Noted[]; readonly startMs: number } {
  const world = createWorld(trace, seed);
  const { startMs } = world.press;
  const noted: Noted[] = [];
  simulate(world, (desk, of): Policy => {
    const policy = createLarderPolicy(desk, of);
    return {
      name: policy.name,
      wakeAtMs: () => policy.wakeAtMs(),
      next(nowMs) {
        const jobs = policy.next(nowMs);
        for (const job of jobs) noted.push({ what: 'start', atMs: nowMs - startMs, job, result: null });
        return jobs;
      },
      finished(job, result, nowMs) {
        noted.push({ what: 'end', atMs: nowMs - startMs, job, result });
        policy.finished(job, result, nowMs);
      },
      network(event, nowMs) {
        if (event.kind === 'up') noted.push({ what: 'up', atMs: nowMs - startMs, job: null, result: null });
        policy.network(event, nowMs);
      },
    };
  });
  return { noted, startMs };
}

function traceOf(name: string, days: number): Trace {
  const trace = builtInTrace(name, 1, days);
  if (!trace) throw new Error(`no trace ${name}`);
  return trace;
}

const isFeed = ({ what, job }: Noted): boolean => what === 'start' && job?.kind === 'feed';
const sourceOf = ({ job }: Noted): number => (job?.kind === 'feed' ? job.source.id : -1);

/** How long the way to a source is left alone from now on. */
function restMs(reader: LineReader, key: string): number {
  const record = reader.larder.archive.breakers().find((one) => one.key === key);
  return record && record.waitMs > 0 ? record.untilMs - reader.nowMs() : 0;
}

describe('breakers, on real sockets', () => {
  test('09, 11 a refused connection is left alone for 90 s at the least, over a restart too', async () => {
    const world = await newWorld();
    const site = await world.site('refusing.org', { connection: () => 'reset' });
    const good = await world.site('good.net');
    good.on('/feed', answer({ body: rss({ title: 'Good', items: [{ title: 'One' }] }) }));
    const reader = await newReader(world);
    await reader.subscribe(site.url('/feed'));
    await reader.subscribe(good.url('/feed'));
    const key = `${new URL(site.url('/feed')).origin} direct`;
    await reader.pass();
    // Reset once may be chance; the second time it is not.
    expect(restMs(reader, key)).toBe(0);
    await reader.pass();
    expect(restMs(reader, key)).toBeGreaterThanOrEqual(89_000);
    expect(restMs(reader, key)).toBeLessThanOrEqual(271_000);
    await reader.restart();
    expect(restMs(reader, key)).toBeGreaterThanOrEqual(80_000);
  });

  test('45 a source that is withheld by law is left alone for an hour, its site is not', async () => {
    const world = await newWorld();
    const site = await world.site('withheld.org');
    site.on('/feed', answer({ status: 451, body: 'no' }));
    const reader = await newReader(world);
    const id = await reader.subscribe(site.url('/feed'));
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('SERVER_LEGAL');
    expect(restMs(reader, `feed ${id}`)).toBeGreaterThanOrEqual(HOUR_MS - 60_000);
    expect(restMs(reader, `${new URL(site.url('/feed')).origin} direct`)).toBe(0);
  });

  test('10 what is asked for by hand is asked all the same, and an answer forgives', async () => {
    const world = await newWorld();
    let mode: 'reset' | 'serve' = 'reset';
    const site = await world.site('moody.org', { connection: () => mode });
    site.on('/feed', answer({ body: rss({ title: 'Moody', items: [{ title: 'One' }] }) }));
    const reader = await newReader(world);
    await reader.subscribe(site.url('/feed'));
    await reader.pass();
    await reader.pass();
    mode = 'serve';
    expect((await reader.pass()).outcome(site.url('/feed'))).toBe('OK');
    expect(reader.larder.archive.breakers()).toEqual([]);
  });
});

describe('days, simulated', () => {
  test('54 the first headlines are asked for within ten seconds of the line’s return', () => {
    const { noted } = watch(traceOf('markov10', 4));
    const ups = noted.filter(({ what, atMs }) => what === 'up' && atMs > 0);
    const waits = ups.map((up) => {
      const end = ups.find(({ atMs }) => atMs > up.atMs)?.atMs ?? Infinity;
      const first = noted.find((one) => isFeed(one) && one.atMs >= up.atMs && one.atMs < end);
      return first ? first.atMs - up.atMs : null;
    });
    expect(ups.length).toBeGreaterThan(10);
    expect(Math.max(...waits.filter((ms) => ms !== null))).toBeLessThanOrEqual(10_000);
  });

  test('55, 57 on days of approved sites a scout every few minutes; when the list ends, everything within minutes', () => {
    const trace: Trace = {
      name: 'list that ends',
      days: 3,
      segments: [
        { fromS: 0, toS: 3_600, line: 'open' },
        { fromS: 3_600, toS: 86_400, line: 'allowlist' },
        { fromS: 86_400, toS: 3 * 86_400, line: 'open' },
      ],
    };
    const { noted } = watch(trace);
    const failed = noted.filter(
      ({ what, atMs, result }) =>
        what === 'end' && result?.outcome === 'TLS_BLACKHOLE' && atMs > 2 * HOUR_MS && atMs < 24 * HOUR_MS,
    );
    expect(failed.length / 22).toBeLessThan(40);
    // Until a scout comes through; from then on a minute and what is on its way.
    const back = noted.filter(
      ({ what, atMs, result }) => what === 'end' && atMs >= 24 * HOUR_MS && result?.outcome !== 'TLS_BLACKHOLE',
    );
    const heard = new Set(
      noted.filter((one) => one.what === 'end' && one.atMs < HOUR_MS && one.result?.outcome === 'OK').map(sourceOf),
    );
    const again = new Map<number, number>();
    for (const one of back) if (!again.has(sourceOf(one))) again.set(sourceOf(one), one.atMs - 24 * HOUR_MS);
    heard.delete(-1);
    const late = [...heard].map((id) => again.get(id) ?? Infinity);
    // The scout is out every five minutes, a fifth more or less, and two must answer.
    expect(Math.max(...late)).toBeLessThan(12 * MINUTE_MS);
  });

  test('58 a window of two minutes after three days: every source is asked, half of them within 20 s', () => {
    const day = 86_400;
    const trace: Trace = {
      name: 'two minutes',
      days: 6,
      segments: [
        { fromS: 0, toS: day, line: 'open' },
        { fromS: 4 * day, toS: 4 * day + 120, line: 'open', bytesPerSecond: 60_000 },
        { fromS: 5.5 * day, toS: 6 * day, line: 'open' },
      ],
    };
    const { noted } = watch(trace);
    const fromMs = 4 * day * 1000;
    const known = new Set(
      noted.filter((one) => one.what === 'end' && one.atMs < HOUR_MS && one.result?.outcome === 'OK').map(sourceOf),
    );
    known.delete(-1);
    const had = noted
      .filter(
        ({ what, atMs, job, result }) =>
          what === 'end' &&
          job?.kind === 'feed' &&
          atMs >= fromMs &&
          atMs < fromMs + 120_000 &&
          result?.outcome === 'OK',
      )
      .map((one) => ({ id: sourceOf(one), ms: one.atMs - fromMs }));
    expect(new Set(had.map(({ id }) => id)).size).toBeGreaterThanOrEqual(known.size - 1);
    expect(had[Math.floor(known.size / 2)]?.ms).toBeLessThanOrEqual(20_000);
  });

  test('62 a nightly curfew is learned after five nights: headlines are had once more before one o’clock', () => {
    const { noted } = watch(traceOf('curfew', 8));
    const night = 7 * 24 * HOUR_MS + HOUR_MS;
    const asked = new Set(
      noted.filter((one) => isFeed(one) && one.atMs > night - 41 * MINUTE_MS && one.atMs < night).map(sourceOf),
    );
    expect(asked.size).toBeGreaterThan(50);
  });

  test('38 at 32 kbit/s all headlines go first', () => {
    const { noted } = watch(traceOf('throttle', 3));
    const starts = noted.filter(({ what }) => what === 'start');
    const firstPage = starts.findIndex(({ job }) => job?.kind === 'page');
    const before = new Set(starts.slice(0, firstPage).filter(isFeed).map(sourceOf));
    expect(before.size).toBeGreaterThan(50);
  });

  test('03, 28 what fails again and again is asked ever more seldom', () => {
    const { noted } = watch(traceOf('open', 4));
    const dead = noted.filter(
      ({ what, result, job }) => what === 'end' && job?.kind === 'feed' && result?.outcome === 'TCP_BLACKHOLE',
    );
    const of = (fromMs: number, toMs: number): number =>
      dead.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).length;
    expect(of(0, 24 * HOUR_MS)).toBeGreaterThan(2 * of(72 * HOUR_MS, 96 * HOUR_MS));
  });
});
