import { describe, expect, test } from 'vitest';
import { utc } from '../../../main/schedule/local-time.ts';
import { type Breakers, createBreakers } from '../../../main/schedule/breakers.ts';
import { createPurse } from '../../../main/schedule/budget.ts';
import { createPlanner, type PlannerOptions } from '../../../main/schedule/planner.ts';
import { holdOf } from '../../../main/schedule/rules.ts';
import type { SourceToPlan } from '../../../main/schedule/source.ts';
import { createSizes } from '../../../main/schedule/sizes.ts';
import type { LineNow, Piece, ProbesWanted, Scope, Wanted } from '../../../main/schedule/work.ts';
import type { ConnectivityState, FeedId } from '../../../shared/model.ts';
import { type Candidate, UNKNOWN_RHYTHM } from '../../../shared/planning.ts';
import { DEFAULT_SCHEDULE, type Forecast, type Schedule } from '../../../shared/schedule.ts';

const NOW_MS = Date.UTC(2026, 0, 7, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const source = (id: string, minutesAgo: number | null, change: Partial<SourceToPlan> = {}): SourceToPlan => ({
  id: id as FeedId,
  url: `https://${id}.example/feed`,
  title: id,
  origin: `https://${id}.example`,
  domain: `${id}.example`,
  priority: 'normal',
  everyMinutes: null,
  lastAttemptMs: minutesAgo === null ? null : NOW_MS - minutesAgo * MINUTE_MS,
  lastSuccessMs: minutesAgo === null ? null : NOW_MS - minutesAgo * MINUTE_MS,
  lastOutcome: minutesAgo === null ? null : 'OK',
  retryAtMs: null,
  freshUntilMs: null,
  hasValidators: true,
  rhythm: { ...UNKNOWN_RHYTHM, items: 48, hours: 240, atMs: NOW_MS, listSize: 30, feedBytes: 15_000 },
  ...change,
});

const wanted = (key: string, host: string, change: Partial<Candidate> = {}): Wanted => ({
  key,
  origin: `https://${host}.example`,
  domain: `${host}.example`,
  feedIds: [host as FeedId],
  candidate: { rank: 1, host: `${host}.example`, sortMs: NOW_MS - HOUR_MS, lead: true, feedTextLength: 0, ...change },
});

type World = {
  sources: SourceToPlan[];
  pages?: Wanted[];
  images?: Wanted[];
  state?: ConnectivityState;
  curtain?: boolean;
  dark?: string[];
  probes?: Partial<ProbesWanted>;
  schedule?: Partial<Schedule>;
  spent?: number;
  forecast?: Partial<Forecast> | null;
  total?: number;
  preparing?: FeedId[] | null;
};

function plan(world: World, change: Partial<PlannerOptions<Wanted, Wanted>> = {}) {
  let nowMs = NOW_MS;
  const now = () => nowMs;
  const schedule = { ...DEFAULT_SCHEDULE, ...world.schedule };
  const breakers = createBreakers({ saved: [], random: () => 0.5, together: () => [] });
  const purse = createPurse({
    limits: () => schedule,
    spentSince: () => world.spent ?? 0,
    local: utc,
    likelihoodAt: () => 1,
  });
  const probed: Omit<ProbesWanted, 'nextLookMs'>[] = [];
  const planner = createPlanner<Wanted, Wanted>({
    now,
    local: utc,
    line: (): LineNow => ({
      state: world.state ?? 'open',
      curtain: world.curtain ?? false,
      dark: new Set(world.dark ?? []),
    }),
    probes: () =>
      probed.length > 0
        ? { canary: null, confirm: [], nextLookMs: 30_000, nextCanaryAtMs: null }
        : { canary: null, confirm: [], nextLookMs: 30_000, nextCanaryAtMs: null, ...world.probes },
    probed: (started) => void probed.push(started),
    room: () => ({ total: world.total ?? 6, perHost: 2, feeds: 6 }),
    pace: () => ({ goodput: 60_000, roundTripMs: 100, concurrency: 6, gapMs: HOUR_MS }),
    forecast: () =>
      world.forecast
        ? { surelyMs: HOUR_MS, likelyMs: 2 * HOUR_MS, curfewMs: null, windows: 9, ...world.forecast }
        : null,
    sources: () => world.sources,
    pages: (limit, _only, worth) => best(world.pages ?? [], worth, limit),
    images: (limit, _only, worth) => best(world.images ?? [], worth, limit),
    sizes: createSizes(),
    isBegun: () => false,
    reachable: (origin, kind, feedIds) => ({
      verdict: breakers.of(origin, 'direct', kind, feedIds[0] ?? null, nowMs),
      untilMs: breakers.untilMs(origin, 'direct', kind, feedIds[0] ?? null, nowMs),
    }),
    hostIsOpen: () => true,
    breakers,
    purse,
    hold: (asked) => holdOf(schedule, purse.spent(nowMs), { metered: null, onBattery: null }, nowMs, utc, asked),
    reach: () => 'all',
    scarcity: () => 0,
    kept: () => null,
    hasRoomForImages: () => true,
    preparing: () => world.preparing ?? null,
    ...change,
  });
  const scope = scopeOf();
  /** Starts all that may be started now. */
  function startAll(in_: Scope = scope): Piece[] {
    const started: Piece[] = [];
    for (let step = planner.next(in_); step.start && started.length < 500; step = planner.next(in_)) {
      planner.started(step.start);
      in_.tried.add(step.start.key);
      started.push(step.start);
    }
    return started;
  }
  /** Everything that is ever started, each piece ending before the next begins. */
  function runAll(in_: Scope = scope): Piece[] {
    const done: Piece[] = [];
    for (let step = planner.next(in_); step.start && done.length < 500; step = planner.next(in_)) {
      planner.started(step.start);
      in_.tried.add(step.start.key);
      done.push(step.start);
      if (step.start.kind === 'feed') settle(step.start.source);
      planner.finished(step.start, 1_000, true);
    }
    return done;
  }
  function settle(one: SourceToPlan): void {
    world.sources = world.sources.map((other) =>
      other.id === one.id ? { ...other, lastAttemptMs: nowMs, lastSuccessMs: nowMs, lastOutcome: 'OK' } : other,
    );
  }
  return {
    planner,
    scope,
    startAll,
    runAll,
    breakers,
    probed,
    pass: (ms: number) => void (nowMs += ms),
    now,
  };
}

/** Its breaker opens: it failed on the way often enough. */
function shut(breakers: Breakers, feedId: FeedId, origin: string): void {
  const attempt = { origin, route: 'direct', what: 'feed', feedId, outcome: 'TCP_BLACKHOLE' } as const;
  for (let failures = 0; failures < 8; failures++) {
    breakers.saw({ ...attempt, status: null, retryAtMs: null }, NOW_MS, false);
  }
}

const BY_HAND = { byHand: true, automatic: false };

function scopeOf(change: Partial<Scope> = {}): Scope {
  return {
    asked: new Set(),
    byHand: false,
    automatic: true,
    only: null,
    onlyWanted: false,
    texts: true,
    images: true,
    tried: new Set(),
    allows: () => true,
    ...change,
  };
}

function best(all: readonly Wanted[], worth: (candidate: Candidate) => number, limit: number): Wanted[] {
  return all
    .filter(({ candidate }) => worth(candidate) > 0)
    .toSorted((a, b) => worth(b.candidate) - worth(a.candidate))
    .slice(0, limit);
}

const keys = (pieces: readonly Piece[]): string[] => pieces.map(({ key }) => key);

describe('phases', () => {
  test('headlines of all that is due go first, then texts, then pictures', () => {
    const { runAll } = plan({
      sources: [source('a', 400), source('b', 500), source('fresh', 5)],
      pages: [wanted('text', 'a')],
      images: [wanted('picture', 'a')],
    });
    expect(runAll().map(({ kind }) => kind)).toEqual(['feed', 'feed', 'page', 'image']);
  });

  test('one slot is always left to headlines', () => {
    const pages = Array.from({ length: 20 }, (_unused, index) => wanted(`text${index}`, `host${index}`));
    const { startAll, planner, scope } = plan({ sources: [source('later', 5)], pages });
    expect(startAll()).toHaveLength(5);
    scope.asked.add('later' as FeedId);
    expect(planner.next(scope).start).toMatchObject({ kind: 'feed', why: 'asked' });
  });

  test('no more than two go to one host at once', () => {
    const pages = Array.from({ length: 9 }, (_unused, index) => wanted(`text${index}`, 'one'));
    expect(plan({ sources: [], pages }).startAll()).toHaveLength(2);
  });

  test('every piece is tried once in a run', () => {
    const { startAll, planner } = plan({ sources: [], pages: [wanted('text', 'a')] });
    for (const piece of startAll()) planner.finished(piece, 0, true);
    expect(startAll()).toEqual([]);
  });
});

describe('order', () => {
  test('a source the owner put first goes first, a new one before one that is known to be quiet', () => {
    const { startAll } = plan({
      sources: [source('quiet', 400), source('favourite', 400, { priority: 'high' }), source('new', null)],
    });
    expect(keys(startAll())).toEqual(['new', 'favourite', 'quiet']);
  });

  test('a list that is about to overflow is worth more than one that holds for days', () => {
    const busy = { ...UNKNOWN_RHYTHM, items: 480, hours: 240, atMs: NOW_MS, listSize: 15, feedBytes: 15_000 };
    const { startAll } = plan({ sources: [source('calm', 420), source('busy', 420, { rhythm: busy })] });
    expect(keys(startAll())[0]).toBe('busy');
  });

  test('what the reader asked for goes before what is new, and what is young before what is old', () => {
    const { runAll } = plan({
      sources: [],
      pages: [
        wanted('old', 'a', { sortMs: NOW_MS - 90 * HOUR_MS }),
        wanted('asked', 'b', { rank: 3, sortMs: NOW_MS - 90 * HOUR_MS }),
        wanted('young', 'c'),
      ],
    });
    expect(keys(runAll())).toEqual(['asked', 'young', 'old']);
  });

  test('a site that had a quarter of the window lets others go first', () => {
    const pages = [
      ...Array.from({ length: 4 }, (_unused, index) => wanted(`greedy${index}`, 'greedy', { rank: 2 })),
      wanted('modest', 'modest', { rank: 0 }),
    ];
    const { planner, scope } = plan({ sources: [], pages });
    const first = planner.next(scope).start!;
    expect(first.key).toBe('greedy0');
    planner.started(first);
    planner.finished(first, 900_000, true);
    scope.tried.add(first.key);
    expect(planner.next(scope).start?.key).toBe('modest');
  });
});

describe('what the state of the line allows', () => {
  test.each(['offline', 'captive'] as const)('%s: only the scout', (state) => {
    const { startAll, probed } = plan({
      state,
      sources: [source('a', 400), source('b', 400)],
      pages: [wanted('text', 'a')],
      probes: { canary: 'https://b.example' },
    });
    expect(keys(startAll())).toEqual(['b']);
    expect(probed).toEqual([{ canary: 'https://b.example', confirm: [], nextCanaryAtMs: null }]);
  });

  test('approved sites only: the dark ones are the scout’s, their texts wait', () => {
    const { startAll } = plan({
      state: 'allowlist',
      sources: [source('approved', 400), source('dark', 400)],
      dark: ['https://dark.example'],
      pages: [wanted('dark text', 'dark'), wanted('approved text', 'approved')],
    });
    expect(keys(startAll())).toEqual(['approved', 'approved text']);
  });

  test('behind a curtain no picture is begun', () => {
    const { startAll } = plan({ state: 'degraded', curtain: true, sources: [], images: [wanted('picture', 'a')] });
    expect(startAll()).toEqual([]);
  });

  test('the next look for a scout is due when it was said to be, however often the planner is asked before', () => {
    const line: LineNow = { state: 'offline', curtain: false, dark: new Set() };
    const world: World = { state: 'offline', sources: [source('a', 1)], probes: { nextLookMs: 9_000 } };
    const { planner, startAll, pass } = plan(world, { line: () => line });
    expect(startAll()).toEqual([]);
    pass(6_000);
    expect(planner.next(scopeOf())).toEqual({ start: null, waitMs: 3_000 });
  });

  test('a doubt is settled by a source that is not due', () => {
    const { startAll } = plan({ sources: [source('a', 1)], probes: { confirm: ['https://a.example'] } });
    expect(startAll()).toMatchObject([{ key: 'a', why: 'confirm' }]);
  });

  test('of many that do not answer over an open line one is tried; when it answers, so may the others', () => {
    const names = Array.from({ length: 12 }, (_unused, index) => `dark${index}`);
    const failed = { lastOutcome: 'TCP_BLACKHOLE', lastSuccessMs: null } as const;
    const world: World = { sources: names.map((name) => source(name, 10, failed)) };
    const { planner, startAll, breakers, pass } = plan(world);
    for (const { id, origin } of world.sources) shut(breakers, id, origin);
    const [scout, ...others] = startAll();
    expect(scout).toMatchObject({ kind: 'feed', why: 'scout' });
    expect(others).toEqual([]);
    planner.finished(scout!, 1_000, true);
    pass(MINUTE_MS);
    expect(startAll()).toHaveLength(6);
  });

  test('what never answered three times is left to that one, until it is answered', () => {
    const names = Array.from({ length: 12 }, (_unused, index) => `dark${index}`);
    const failed = { lastOutcome: 'TCP_BLACKHOLE', lastSuccessMs: null } as const;
    const good = source('good', 10, { lastOutcome: 'TCP_BLACKHOLE' });
    const world: World = { sources: [...names.map((name) => source(name, 10, failed)), good] };
    const { planner, startAll, breakers, pass } = plan(world);
    for (const { id, origin } of world.sources) shut(breakers, id, origin);
    const [scout] = startAll();
    expect(scout).toMatchObject({ why: 'scout' });
    planner.finished(scout!, 0, false);
    // All breakers are half-open by then; one that was had before tries for itself.
    pass(7 * HOUR_MS);
    const [next, ...others] = startAll();
    expect(next).toMatchObject({ why: 'scout' });
    expect(keys(others)).toEqual(['good']);
    expect(planner.dueOf(world.sources[11]!)).toMatchObject({ isDue: false, reason: { kind: 'dark' } });
    planner.finished(next!, 1_000, true);
    pass(MINUTE_MS);
    expect(startAll().length).toBeGreaterThan(4);
  });

  test.each(['canary', 'confirm'] as const)('a %s that answers speaks for itself only', (why) => {
    const world: World = {
      state: 'degraded',
      sources: [source('a', 400), source('b', 400)],
      probes: why === 'canary' ? { canary: 'https://a.example' } : { confirm: ['https://a.example'] },
    };
    const { planner, startAll, breakers, pass } = plan(world);
    shut(breakers, 'b' as FeedId, 'https://b.example');
    const [probe] = startAll();
    expect(probe).toMatchObject({ key: 'a', why });
    planner.finished(probe!, 1_000, true);
    pass(MINUTE_MS);
    expect(keys(startAll())).not.toContain('b');
  });

  test('a piece without a way that is open is tried again after a minute, one too large after hours', () => {
    for (const [why, afterMs] of [
      ['shut', MINUTE_MS],
      ['too-large', 6 * HOUR_MS],
    ] as const) {
      const { planner, startAll, pass } = plan({ sources: [], pages: [wanted('text', 'a')] });
      const [piece] = startAll();
      planner.finished(piece!, 0, false);
      planner.putOff(piece!, why);
      pass(afterMs - 1_000);
      expect(startAll(scopeOf())).toEqual([]);
      pass(1_001);
      expect(keys(startAll(scopeOf()))).toEqual(['text']);
    }
  });

  test('when the line returns, everything five minutes old is due, and nothing younger', () => {
    const world: World = { state: 'offline', sources: [source('a', 20), source('b', 4)] };
    const { startAll, pass } = plan(world);
    expect(startAll()).toEqual([]);
    world.state = 'open';
    pass(1_000);
    expect(keys(startAll())).toEqual(['a']);
  });

  test('before the hour at which the line goes, everything is asked once more', () => {
    const curfewMs = NOW_MS + 20 * MINUTE_MS;
    const { startAll } = plan({ sources: [source('a', 20), source('b', 3)], forecast: { curfewMs } });
    // The start of a program is the return of a line, too: let that pass first.
    expect(keys(startAll())).toEqual(['a']);
  });

  test('a picture that would not be done before the window closes is not begun', () => {
    const images = [wanted('picture', 'a')];
    expect(plan({ sources: [], images, forecast: { surelyMs: 500 } }).startAll()).toEqual([]);
    expect(plan({ sources: [], images, forecast: { surelyMs: 60_000 } }).startAll()).toHaveLength(1);
  });

  test('nor a text, but for one that the reader waits for, or of which the beginning is here', () => {
    const forecast = { surelyMs: 500 };
    const started = (page: Wanted, change = {}) => plan({ sources: [], pages: [page], forecast }, change).startAll();
    expect(started(wanted('text', 'a'))).toEqual([]);
    expect(started(wanted('asked', 'a', { rank: 3 }))).toHaveLength(1);
    expect(started(wanted('text', 'a'), { isBegun: () => true })).toHaveLength(1);
  });
});

describe('what keeps a source waiting', () => {
  test('its server said to wait: not even a probe is sent', () => {
    const { startAll } = plan({
      state: 'offline',
      sources: [source('a', 90, { retryAtMs: NOW_MS + 60_000 })],
      probes: { canary: 'https://a.example' },
    });
    expect(startAll()).toEqual([]);
  });

  test('a breaker, until its time; then one request tries, and the others wait for it', () => {
    const { startAll, breakers, pass, planner } = plan({
      sources: [source('a', 400)],
      pages: [wanted('text', 'a'), wanted('text2', 'a')],
    });
    const failed = { origin: 'https://a.example', route: 'direct', what: 'feed', feedId: 'a' as FeedId } as const;
    breakers.saw({ ...failed, outcome: 'TLS_BLACKHOLE', status: null, retryAtMs: null }, NOW_MS, false);
    expect(startAll()).toEqual([]);
    expect(planner.dueOf(source('a', 400)).reason).toMatchObject({ kind: 'breaker', failures: 1 });
    pass(10 * MINUTE_MS);
    expect(keys(startAll())).toEqual(['a']);
  });
});

describe('the owner’s schedule', () => {
  const work = { sources: [source('a', 400)], pages: [wanted('text', 'a')], images: [wanted('picture', 'b')] };

  test('paused: nothing, not even what was asked for', () => {
    const { startAll, scope } = plan({ ...work, schedule: { paused: true } });
    scope.asked.add('a' as FeedId);
    expect(startAll()).toEqual([]);
  });

  test('only when asked: nothing by itself, and what is asked for at once', () => {
    const { startAll, runAll } = plan({ ...work, schedule: { onlyWhenAsked: true } });
    expect(startAll()).toEqual([]);
    const asked = scopeOf({ ...BY_HAND, asked: new Set(['a' as FeedId]) });
    expect(keys(runAll(asked))).toEqual(['a', 'text', 'picture']);
  });

  test('quiet hours hold what goes by itself, and let through what is asked for', () => {
    const quietHours = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 11 * 60, toMinute: 13 * 60 }];
    const { startAll, runAll, planner } = plan({ ...work, schedule: { quietHours } });
    expect(startAll()).toEqual([]);
    expect(planner.dueOf(source('a', 400)).reason).toEqual({
      kind: 'held',
      hold: { kind: 'quiet-hours', untilMs: NOW_MS + HOUR_MS },
    });
    expect(runAll(scopeOf({ ...BY_HAND, asked: new Set(['a' as FeedId]) }))).toHaveLength(3);
  });

  test('a budget of nothing starts nothing, and a spent one nothing more today', () => {
    expect(plan({ ...work, schedule: { dayBudgetBytes: 0 } }).startAll()).toEqual([]);
    expect(plan({ ...work, schedule: { dayBudgetBytes: 1_000_000 }, spent: 1_000_000 }).startAll()).toEqual([]);
  });

  test('a run of no source brings the text that the reader waits for, and no other', () => {
    const pages = [wanted('waited for', 'a', { rank: 3 }), wanted('another', 'b')];
    const { startAll } = plan({ ...work, pages, schedule: { onlyWhenAsked: true } }, { reach: () => 'headlines' });
    expect(keys(startAll(scopeOf({ ...BY_HAND, onlyWanted: true, images: false })))).toEqual(['waited for']);
  });

  test('a link that costs gets headlines and texts', () => {
    const { startAll } = plan(work, { reach: () => 'texts' });
    expect(keys(startAll())).toEqual(['a', 'text']);
  });
});

describe('bad weather for planners', () => {
  test('5,000 sources: all are started once, the best first, and nobody twice', () => {
    const sources = Array.from({ length: 5_000 }, (_unused, index) => source(`s${index}`, 400 + (index % 90)));
    const world: World = { sources };
    const { planner, scope } = plan(world, { room: () => ({ total: 6, perHost: 2, feeds: 10_000 }) });
    const seen = new Set<string>();
    for (let step = planner.next(scope); step.start; step = planner.next(scope)) {
      planner.started(step.start);
      expect(seen.has(step.start.key)).toBe(false);
      seen.add(step.start.key);
    }
    expect(seen.size).toBe(5_000);
  });

  test.each([2, -2])('a clock that jumps by %s years: everything is asked once, and then not again', (years) => {
    const world: World = { sources: [source('a', 30), source('b', 40)] };
    const { runAll, pass } = plan(world);
    runAll();
    pass(years * 365 * 24 * HOUR_MS);
    expect(keys(runAll()).toSorted()).toEqual(['a', 'b']);
    pass(MINUTE_MS);
    expect(runAll()).toEqual([]);
  });

  test('a clock that was two years ahead when the line returned: nobody is asked more often for that', () => {
    const world: World = { state: 'offline', sources: [source('a', 20)] };
    const { startAll, runAll, pass } = plan(world);
    pass(2 * 365 * 24 * HOUR_MS);
    startAll();
    world.state = 'open';
    runAll();
    pass(-2 * 365 * 24 * HOUR_MS);
    expect(keys(runAll())).toEqual(['a']);
    pass(10 * MINUTE_MS);
    expect(runAll()).toEqual([]);
  });

  test('ten thousand texts at once are taken piece by piece', () => {
    const pages = Array.from({ length: 10_000 }, (_unused, index) => wanted(`text${index}`, `host${index % 7}`));
    const { startAll } = plan({ sources: [], pages });
    expect(startAll()).toHaveLength(5);
  });
});

describe('where bytes are for a few texts only', () => {
  const FOUR_MB = { dayBudgetBytes: 4_000_000 };
  const scarce = (kept: PlannerOptions<Wanted, Wanted>['kept']) => ({ scarcity: () => 5, kept });

  test('one goes at a time, and its site’s others follow on the same connection', () => {
    const pages = ['a1', 'b1', 'a2', 'b2'].map((key) => wanted(key, key[0]!));
    const world: World = { sources: [], pages, schedule: FOUR_MB };
    const { planner, scope } = plan(
      world,
      scarce(() => ({ headlines: 0, texts: 0, isPaced: false })),
    );
    const order: string[] = [];
    for (let step = planner.next(scope); step.start; step = planner.next(scope)) {
      planner.started(step.start);
      scope.tried.add(step.start.key);
      expect(planner.next(scope).start).toBeNull();
      order.push(step.start.key);
      planner.finished(step.start, 40_000, true);
    }
    expect(order.join(' ')).toMatch(/^(a\d a\d b\d b\d|b\d b\d a\d a\d)$/);
  });

  test('one that is wanted less waits while the bytes are kept for what is wanted more', () => {
    const pages = [wanted('usual', 'a', { rank: 1 }), wanted('first', 'b', { rank: 2 })];
    const world: World = { sources: [], pages, schedule: FOUR_MB };
    const kept = (rank: number) => ({ headlines: 0, texts: rank < 2 ? 4_000_000 : 0, isPaced: false });
    const { planner, scope } = plan(world, scarce(kept));
    const { start } = planner.next(scope);
    expect(start?.key).toBe('first');
    planner.started(start!);
    scope.tried.add('first');
    planner.finished(start!, 40_000, true);
    expect(planner.next(scope).start).toBeNull();
  });

  test('a site that had more than its share still goes first if it is wanted more', () => {
    const pages = [wanted('first', 'a', { rank: 2 }), wanted('usual', 'b', { rank: 1 })];
    const world: World = { sources: [], pages, schedule: FOUR_MB };
    const { planner, scope } = plan(
      world,
      scarce(() => ({ headlines: 0, texts: 0, isPaced: false })),
    );
    const before = { kind: 'page', key: 'before', page: wanted('before', 'a') } as const;
    planner.started(before);
    planner.finished(before, 1_000_000, false);
    expect(planner.next(scope).start?.key).toBe('first');
  });
});
