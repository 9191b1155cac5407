import { describe, expect, test } from 'vitest';
import type { Probes } from '../../../main/connectivity/events.ts';
import { observe } from '../../../main/connectivity/line.ts';
import type { LineMemory } from '../../../main/connectivity/memory.ts';
import { type Askable, probesWanted } from '../../../main/connectivity/probes.ts';
import { askable, attempt, each, network, START_MS, tell, view } from './story.ts';

const middle = (): number => 0.5;
const library = Array.from({ length: 8 }, (_, index) => [askable(`home${index}`), askable(`foreign${index}`)]).flat();
const open = (): LineMemory => tell([network(0), ...each('home', 8, 'OK', 1), ...each('foreign', 8, 'OK', 20)]);
const allowlist = (): LineMemory =>
  tell(
    Array.from({ length: 8 }, (_, index) => [
      attempt(`foreign${index}`, 'TLS_BLACKHOLE', 100 + index * 2, { tookMs: 8_000 }),
      attempt(`home${index}`, 'OK', 101 + index * 2),
    ]).flat(),
    open(),
  );

/** Looks as often as asked to, until `untilSecond`; what was wanted, and when. */
function watch(
  memory: LineMemory,
  fromSecond: number,
  untilSecond: number,
  sources: readonly Askable[] = library,
  random: () => number = middle,
): { readonly memory: LineMemory; readonly asked: readonly { readonly second: number; readonly probes: Probes }[] } {
  const asked: { second: number; probes: Probes }[] = [];
  let nowMs = START_MS + fromSecond * 1000;
  let current = memory;
  while (nowMs <= START_MS + untilSecond * 1000) {
    const probes = probesWanted(current, nowMs, sources, random);
    current = observe(current, { kind: 'asked', atMs: nowMs, probes });
    if (probes.confirm.length > 0 || probes.canary !== null || probes.released.length > 0) {
      asked.push({ second: (nowMs - START_MS) / 1000, probes });
    }
    nowMs += probes.nextLookMs;
  }
  return { memory: current, asked };
}

describe('the confirmation burst', () => {
  const doubt = (): LineMemory => tell([attempt('foreign0', 'TCP_BLACKHOLE', 60)], open());

  test('the first failure of a good origin pulls five others forward, three seconds apart', () => {
    const { asked } = watch(doubt(), 60, 120);
    expect(asked.map(({ second }) => second)).toEqual([60, 63, 66, 69, 72]);
    const origins = asked.flatMap(({ probes }) => probes.confirm);
    expect(new Set(origins).size).toBe(5);
    expect(origins).not.toContain('https://foreign0.test');
    // Those that were not asked for longest, for they were coming anyway.
    expect(origins[0]).toBe('https://home0.test');
  });

  test('that it fails on is its own affair, and an origin that never was good is no cause', () => {
    const burst = watch(doubt(), 60, 120).memory;
    const again = tell([attempt('foreign0', 'TCP_BLACKHOLE', 200)], burst);
    expect(watch(again, 200, 260).asked).toEqual([]);
    const dead = tell([attempt('dead', 'TCP_BLACKHOLE', 60, { recentlyGood: false })], open());
    expect(watch(dead, 60, 120).asked).toEqual([]);
    const refused = tell([attempt('foreign0', 'HTTP_5XX', 60, { verified: true })], open());
    expect(watch(refused, 60, 120).asked).toEqual([]);
  });

  test('at most once a minute: a second doubt waits', () => {
    const burst = watch(doubt(), 60, 80).memory;
    const second = tell([attempt('foreign1', 'TCP_BLACKHOLE', 85)], burst);
    const { asked } = watch(second, 85, 150);
    expect(asked[0]?.second).toBe(120);
  });

  test('nothing is asked that the caller did not offer, nor what fails already', () => {
    const few = [askable('home1'), askable('foreign0'), askable('never', { recentlyGood: false })];
    const { asked } = watch(doubt(), 60, 120, few);
    expect(asked.flatMap(({ probes }) => probes.confirm)).toEqual(['https://home1.test']);
  });

  test('unrelated origins are asked before relatives of those asked already', () => {
    const memory = tell([attempt('x', 'TCP_BLACKHOLE', 60)], open());
    const relatives = ['home0', 'home1', 'home2'].map((site) =>
      askable(site, { domain: 'home0.test', lastTriedMs: 1 }),
    );
    const { asked } = watch(memory, 60, 66, [...relatives, askable('foreign7')]);
    expect(asked[1]?.probes.confirm).toEqual(['https://foreign7.test']);
  });

  test('an anchor is among the first, for only its silence tells a shutdown from an allow-list', () => {
    const anchored = tell([attempt('foreign5', 'OK', 40, { anchorByOwner: true })], open());
    const { asked } = watch(tell([attempt('foreign0', 'TCP_BLACKHOLE', 60)], anchored), 60, 120);
    expect(asked[0]?.probes.confirm).toEqual(['https://foreign5.test']);
  });

  test('a portal is confirmed over http, where it can show itself', () => {
    const plain = askable('plain', { origin: 'http://plain.test' });
    const memory = tell([attempt('home3', 'CAPTIVE', 60)], open());
    expect(watch(memory, 60, 62, [...library, plain]).asked[0]?.probes.confirm).toEqual(['http://plain.test']);
  });

  test('where only some answer, a silent anchor is checked with other anchors, and the dark is left alone', () => {
    const memory = tell([...each('home', 8, 'OK', 150), attempt('home0', 'TCP_BLACKHOLE', 170)], allowlist());
    const origins = watch(memory, 170, 200).asked.flatMap(({ probes }) => probes.confirm);
    expect(origins).toHaveLength(5);
    expect(origins.every((origin) => origin.includes('home'))).toBe(true);
  });
});

describe('the canary', () => {
  test('55: no more than one dark origin in five minutes, each in its turn, and no anchor', () => {
    const memory = tell(each('home', 8, 'OK', 150), allowlist());
    const { asked } = watch(memory, 160, 160 + 8 * 300);
    const canaries = asked.map(({ probes }) => probes.canary);
    expect(canaries).toHaveLength(8);
    expect(new Set(canaries).size).toBe(8);
    expect(canaries.every((origin) => origin?.includes('foreign'))).toBe(true);
    expect(asked.every(({ probes }) => probes.confirm.length === 0)).toBe(true);
    const gaps = asked.slice(1).map(({ second }, index) => second - (asked[index]?.second ?? 0));
    for (const gap of gaps) expect(gap).toBeCloseTo(300, 0);
  });

  test('where windows were seen, a fortieth of a usual one passes between two, and 140 s at the least', () => {
    const memory = tell(each('home', 8, 'OK', 150), allowlist());
    const afterMs = (usualWindowMs: number | null): number =>
      (probesWanted(memory, START_MS + 600_000, library, middle, usualWindowMs).nextCanaryAtMs ?? 0) -
      START_MS -
      600_000;
    expect(afterMs(null)).toBe(300_000);
    expect(afterMs(20 * 60_000)).toBe(140_000);
    expect(afterMs(2 * 3_600_000)).toBe(180_000);
    expect(afterMs(12 * 3_600_000)).toBe(300_000);
  });

  test('comes a fifth earlier or later, as chance has it', () => {
    const next = (random: number) =>
      probesWanted(tell(each('home', 8, 'OK', 150), allowlist()), START_MS + 600_000, library, () => random)
        .nextCanaryAtMs;
    expect(next(0)).toBe(START_MS + 600_000 + 240_000);
    expect(next(0.9999)).toBeCloseTo(START_MS + 600_000 + 360_000, -2);
  });

  test('goes by least recently tried, then by priority', () => {
    const memory = tell(each('home', 8, 'OK', 150), allowlist());
    const tried = library.map((one) => ({ ...one, lastTriedMs: START_MS + 590_000 }));
    const favoured = tried.map((one) => (one.origin.includes('foreign6') ? { ...one, priority: 4 } : one));
    expect(probesWanted(memory, START_MS + 600_000, favoured, middle).canary).toBe('https://foreign6.test');
    const oldest = favoured.map((one) => (one.origin.includes('foreign2') ? { ...one, lastTriedMs: null } : one));
    const older = tell([attempt('foreign6', 'TLS_BLACKHOLE', 595)], memory);
    expect(probesWanted(older, START_MS + 600_000, oldest, middle).canary).not.toBe('https://foreign6.test');
  });

  test('goes out every 30 s while offline, anchors and http in their turn, and not at all without an interface', () => {
    const offline = tell(
      Array.from({ length: 8 }, (_, index) => attempt(`home${index}`, 'TCP_BLACKHOLE', 60 + index)),
      tell([attempt('home2', 'OK', 50, { anchorByOwner: true })], open()),
    );
    expect(view(offline).state).toBe('offline');
    const plain = askable('plain', { origin: 'http://plain.test' });
    const mixed = [...library.map((one) => ({ ...one, anchorByOwner: one.origin.includes('home2') })), plain];
    const { asked } = watch(offline, 70, 300, mixed);
    expect(asked.length).toBeGreaterThanOrEqual(7);
    const canaries = asked.map(({ probes }) => probes.canary);
    expect(canaries).toEqual(expect.arrayContaining(['https://home2.test', 'http://plain.test']));
    expect(new Set(canaries).size).toBeGreaterThan(3);
    expect(watch(tell([network(65, null)], offline), 70, 300).asked).toEqual([]);
  });

  test('goes out every twenty seconds behind a portal, after an hour every minute, over https where only the source itself can answer', () => {
    const captive = tell([{ kind: 'system', atMs: START_MS + 90_000, verdict: 'portal' }], open());
    expect(view(captive).state).toBe('captive');
    const { asked } = watch(captive, 90, 90 + 80);
    expect(asked.map(({ second }) => second)).toEqual([110, 130, 150, 170]);
    const late = watch(captive, 90 + 4_000, 90 + 4_180).asked.map(({ second }) => second);
    expect(late.slice(1).map((second, index) => second - (late[index] ?? 0))).toEqual([60, 60, 60]);
    expect(asked[0]?.probes.canary).toMatch(/^https:/);
  });

  test('is one of the frozen ones while transfers freeze', () => {
    const frozen = { verified: true, bytes: 16_000, tookMs: 16_000, transferMs: 15_000 };
    const memory = tell([attempt('foreign1', 'FROZEN', 60, frozen), attempt('foreign2', 'FROZEN', 61, frozen)], open());
    expect(view(memory).state).toBe('degraded');
    const canary = watch(memory, 200, 500).asked.find(({ probes }) => probes.canary !== null)?.probes.canary;
    expect(['https://foreign1.test', 'https://foreign2.test']).toContain(canary);
  });

  test('does not wait for years when the clock was set back, nor storm when it was set ahead', () => {
    const memory = tell(each('home', 8, 'OK', 150), allowlist());
    const years = 2 * 365 * 24 * 3600;
    expect(watch(memory, -years, -years + 400).asked.length).toBeGreaterThanOrEqual(1);
    expect(watch(memory, years, years + 400).asked.length).toBeLessThanOrEqual(2);
  });

  test('there is none while the line is open, or unknown', () => {
    expect(watch(open(), 60, 1_000).asked).toEqual([]);
    expect(watch(tell([network(0)]), 0, 1_000).asked).toEqual([]);
  });
});

describe('a list that comes again', () => {
  /** The first is over, all answered, and then only some do. */
  const again = (): LineMemory =>
    tell(
      [
        ...each('foreign', 8, 'OK', 400),
        ...each('home', 8, 'OK', 2_000),
        ...each('foreign', 6, 'TLS_BLACKHOLE', 2_001, { tookMs: 8_000 }),
        attempt('home7', 'OK', 2_010),
      ],
      allowlist(),
    );

  test('those whom the last one left out are the canary’s at once: nobody knocks at all of them anew', () => {
    const memory = again();
    expect(view(memory).state).toBe('allowlist');
    expect(view(memory).darkOrigins.toSorted()).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `https://foreign${n}.test`),
    );
    const other = tell([network(2_020, 'elsewhere')], memory);
    expect(view(other).darkOrigins).toEqual([]);
  });

  test('one of them that answers may be its end, and is confirmed; what was under way before is not', () => {
    const memory = tell([attempt('foreign6', 'OK', 2_011, { tookMs: 9_000 })], again());
    expect(watch(memory, 2_011, 2_020).asked).toEqual([]);
    expect(view(memory).anchors).not.toContain('https://foreign6.test');
    const first = tell([attempt('foreign6', 'OK', 2_100)], memory);
    expect(watch(first, 2_100, 2_110).asked.flatMap(({ probes }) => probes.confirm)).toHaveLength(3);
    expect(view(tell([attempt('foreign5', 'OK', 2_101)], first)).state).toBe('open');
  });
});

describe('the end of an allow-list', () => {
  test('56: the first dark origin that answers has three other dark ones asked', () => {
    const memory = tell([attempt('foreign1', 'OK', 400)], tell(each('home', 8, 'OK', 150), allowlist()));
    const { asked } = watch(memory, 400, 430);
    // Together: a window that opens is not to be waited for.
    const confirming = asked.filter(({ probes }) => probes.confirm.length > 0);
    expect(confirming.map(({ second }) => second)).toEqual([400]);
    const origins = asked.flatMap(({ probes }) => probes.confirm);
    expect(origins).toHaveLength(3);
    expect(origins).not.toContain('https://foreign1.test');
    expect(origins.every((origin) => origin.includes('foreign'))).toBe(true);
  });

  test('those that were good before are asked first: one that never answered says nothing by its silence', () => {
    const gone = askable('gone', { recentlyGood: false });
    const silent = attempt('gone', 'TCP_BLACKHOLE', 50, { recentlyGood: false });
    const memory = tell([silent, attempt('foreign1', 'OK', 400)], tell(each('home', 8, 'OK', 150), allowlist()));
    const { asked } = watch(memory, 400, 430, [gone, ...library]);
    expect(asked.flatMap(({ probes }) => probes.confirm)).not.toContain('https://gone.test');
  });

  test('57: once open, all that failed on the way are asked again within a minute, spread', () => {
    const exit = [attempt('foreign1', 'OK', 400), attempt('foreign2', 'OK', 410)];
    const memory = tell(exit, allowlist());
    expect(view(memory).state).toBe('open');
    // One whose server said to wait is not offered.
    const offered = library.filter((one) => !one.origin.includes('foreign5'));
    const { asked } = watch(memory, 410, 480, offered);
    const released = asked.flatMap(({ probes }) => probes.released);
    expect(released.toSorted()).toEqual(['0', '3', '4', '6', '7'].map((n) => `https://foreign${n}.test`));
    expect(asked.at(-1)?.second).toBeLessThanOrEqual(470);
    expect(Math.max(...asked.map(({ probes }) => probes.released.length))).toBeLessThanOrEqual(2);
  });

  test('what was tried meanwhile is not asked again', () => {
    const memory = tell(
      [attempt('foreign1', 'OK', 400), attempt('foreign2', 'OK', 410), attempt('foreign3', 'OK', 411)],
      allowlist(),
    );
    const released = watch(memory, 412, 480).asked.flatMap(({ probes }) => probes.released);
    expect(released).not.toContain('https://foreign3.test');
  });
});
