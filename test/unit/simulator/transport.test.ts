import { describe, expect, it } from 'vitest';
import { measure } from '../../simulator/measure.ts';
import { DAY, NUMBERS } from '../../simulator/numbers.ts';
import type { Publisher } from '../../simulator/press.ts';
import { type Run, simulate, type World } from '../../simulator/simulate.ts';
import type { Segment, Trace } from '../../simulator/trace.ts';
import { type Ended, feedOf, pageOf, scripted, type Step, traceOf, worldWith } from './worlds.ts';

const PLAIN: Partial<Publisher> = {
  secure: true,
  ranges: false,
  validators: true,
  fullText: false,
  roundTripMs: 100,
  listSize: 10,
  feedBytes: 10_000,
};
/** Wide enough that nothing is ever waited for. */
const FAST = { bytesPerSecond: 1e6 };
const DAY_S = 86_400;
/** None of the few attempts here meets the odd reset with it. */
const SEED = 1;

function play(
  segments: readonly Segment[],
  steps: readonly Step[],
  as: Partial<Publisher> = {},
  more: Partial<Trace> = {},
): { ended: Ended[]; run: Run; world: World } {
  const ended: Ended[] = [];
  const world = worldWith(traceOf(segments, more), SEED, { ...PLAIN, ...as });
  const run = simulate(world, scripted(steps, ended));
  return { ended, run, world };
}

const outcomes = (ended: readonly Ended[]): string[] => ended.map(({ result }) => result.outcome);
const secondsOf = ({ atMs }: Ended): number => (atMs - NUMBERS.startMs) / 1000;
const open = (fromS: number, toS: number): Segment => ({ fromS, toS, line: 'open', ...FAST });

describe('an open line', () => {
  it('brings a feed, its text, and 304 when nothing is new', () => {
    const steps = [
      { atS: 0, job: feedOf(0) },
      { atS: 5, job: pageOf(0) },
      { atS: 6, job: feedOf(0) },
    ];
    const { ended } = play([open(0, DAY_S)], steps);
    expect(outcomes(ended)).toEqual(['OK', 'OK', 'NOT_MODIFIED']);
    const [feed, page, again] = ended.map(({ result }) => result);
    expect(feed).toMatchObject({ listed: 10, wireBytes: 10_000, connections: 1, verified: true });
    expect(feed?.newItems).toHaveLength(10);
    // 5 KB for the handshake, 500 for the request; both later ones find a connection.
    expect(feed?.movedBytes).toBe(15_500);
    expect(page).toMatchObject({ connections: 0, phases: { tcpMs: null, tlsMs: null } });
    expect(again).toMatchObject({ wireBytes: 0, movedBytes: 1_100, listed: 0 });
  });

  it('takes three round trips for a connection and one for the answer', () => {
    const { ended } = play([open(0, DAY_S)], [{ atS: 0, job: feedOf(0) }]);
    // 5 KB of handshake at 1 MB/s.
    expect(ended[0]?.result.phases).toMatchObject({ lookupMs: 100, tcpMs: 200 });
    expect(ended[0]?.result.phases.tlsMs).toBeCloseTo(305, 0);
    expect(ended[0]?.result.phases.firstByteMs).toBeCloseTo(405, 0);
  });

  it('resumes a session within ten minutes, and pays in full after them', () => {
    const steps = [0, 300, 1_500].map((atS) => ({ atS, job: feedOf(0) }));
    const { ended } = play([open(0, DAY_S)], steps, { validators: false });
    expect(ended.map(({ result }) => result.movedBytes)).toEqual([15_500, 12_000, 15_500]);
  });

  it('counts unchanged 200s apart from waste', () => {
    const steps = [0, 5].map((atS) => ({ atS, job: feedOf(0) }));
    const { run } = play([open(0, DAY_S)], steps, { validators: false });
    expect(run.totals).toMatchObject({ unchangedBytes: 10_500, wastedBytes: 0, failedAttempts: 0 });
  });

  it('tries the other family once where IPv6 is dead', () => {
    const steps = [0, 60].map((atS) => ({ atS, job: feedOf(0) }));
    const { ended } = play([{ ...open(0, DAY_S), ipv6: 'dead' }], steps, { validators: false });
    expect(ended[0]?.result.phases.tcpMs).toBe(500);
    expect(ended[1]?.result.phases.tcpMs).toBe(200);
  });
});

describe('an interface that is gone', () => {
  it('fails at once', () => {
    const { ended } = play([{ fromS: 0, toS: DAY_S, line: 'local' }], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(ended)).toEqual(['LOCAL']);
    expect(ended[0]?.result).toMatchObject({ movedBytes: 0, phases: { totalMs: 5 } });
  });

  it('cuts what runs: LOCAL before an answer, TRUNC or whole items of a feed after it', () => {
    const slow = { fromS: 0, toS: 10, line: 'open', bytesPerSecond: 1_000 } as const;
    const away = { fromS: 10, toS: DAY_S, line: 'local' } as const;
    const { ended } = play(
      [slow, away],
      [
        { atS: 0, job: feedOf(0) },
        { atS: 9.9, job: feedOf(1) },
      ],
    );
    expect(outcomes(ended)).toEqual(['PARTIAL', 'LOCAL']);
    // 10 s at 1 kB/s without round trips and overhead.
    expect(ended[0]?.result.listed).toBe(Math.floor(ended[0]!.result.wireBytes / 1_000));
  });
});

describe('a silent line', () => {
  it('is a black hole of 8 s', () => {
    const { ended } = play([{ fromS: 0, toS: DAY_S, line: 'silent' }], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(ended)).toEqual(['TCP_BLACKHOLE']);
    expect(ended[0]?.result.phases.totalMs).toBe(8_000);
  });

  it('lets the retransmitted SYN through when the line is back by then', () => {
    const { ended } = play([open(5, DAY_S)], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(ended)).toEqual(['OK']);
    // The SYNs of 1 and 3 s are lost, that of 7 s is answered.
    expect(ended[0]?.result.phases.tcpMs).toBe(7_200);
  });

  it('does not when it comes back after the last SYN', () => {
    const { ended } = play([open(7.5, DAY_S)], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(ended)).toEqual(['TCP_BLACKHOLE']);
  });

  it('starves what runs for 15 s', () => {
    const slow = { fromS: 0, toS: 3, line: 'open', bytesPerSecond: 1_000 } as const;
    const { ended } = play([slow], [{ atS: 0, job: feedOf(0) }]);
    // Still in its handshake.
    expect(outcomes(ended)).toEqual(['TLS_BLACKHOLE']);
    const later = play([{ ...slow, toS: 7 }], [{ atS: 0, job: feedOf(0) }], { secure: false });
    expect(outcomes(later.ended)).toEqual(['FROZEN']);
    expect(secondsOf(later.ended[0] as Ended)).toBe(22);
  });
});

describe('filters', () => {
  it('swallows the greeting to those that are not on an allow-list', () => {
    const line = { fromS: 0, toS: DAY_S, line: 'allowlist', reachable: [1] } as const;
    const { ended } = play(
      [line],
      [
        { atS: 0, job: feedOf(0) },
        { atS: 0, job: feedOf(1) },
      ],
    );
    expect(outcomes(ended)).toEqual(['OK', 'TLS_BLACKHOLE']);
    expect(ended[1]?.result.phases.totalMs).toBe(16_000);
  });

  it('shows a portal to http, and a wrong certificate or nothing to https', () => {
    const portal = { fromS: 0, toS: DAY_S, line: 'captive' } as const;
    const http = play([portal], [{ atS: 0, job: feedOf(0) }], { secure: false });
    expect(http.ended[0]?.result).toMatchObject({ outcome: 'CAPTIVE', stranger: 'login.portal.test', verified: false });
    expect(http.ended[0]?.result.portalUrl).toContain('login.portal.test');
    const silent = play([portal], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(silent.ended)).toEqual(['TCP_BLACKHOLE']);
    const lying = play([{ ...portal, https: 'intercepted' }], [{ atS: 0, job: feedOf(0) }]);
    expect(outcomes(lying.ended)).toEqual(['TLS_INTERCEPT']);
  });

  it('fails new names where they cannot be looked up, and goes to known addresses', () => {
    const { ended } = play(
      [open(0, 60), { ...open(60, DAY_S), dns: 'dead' }],
      [
        { atS: 0, job: feedOf(0) },
        { atS: 100, job: feedOf(0) },
        { atS: 100, job: feedOf(1) },
      ],
    );
    expect(outcomes(ended)).toEqual(['OK', 'NOT_MODIFIED', 'DNS_FAIL']);
    expect(secondsOf(ended[2] as Ended)).toBe(105);
  });

  it('never hears from the dead', () => {
    const ended: Ended[] = [];
    const world = worldWith(traceOf([open(0, DAY_S)]), 1, { ...PLAIN, dead: true });
    simulate(world, scripted([{ atS: 0, job: feedOf(0) }], ended));
    expect(outcomes(ended)).toEqual(['TCP_BLACKHOLE']);
  });
});

describe('a curtain', () => {
  const line = { fromS: 0, toS: DAY_S, line: 'curtain', curtained: [0, 1, 2, 3], ...FAST } as const;
  const big = { feedBytes: 40_000, listSize: 40 };

  /** One attempt at each of four sources: one in five slips through. */
  function four(as: Partial<Publisher>): Ended[] {
    return play(
      [line],
      [0, 1, 2, 3].map((id) => ({ atS: id, job: feedOf(id) })),
      { ...big, ...as },
    ).ended;
  }

  it('leaves the newest items of a feed that froze, after 15 s of silence', () => {
    const partial = four({}).filter(({ result }) => result.outcome === 'PARTIAL');
    expect(partial.length).toBeGreaterThan(0);
    for (const { result } of partial) {
      expect(result.wireBytes).toBeGreaterThan(14_000 - 5_500 - 1);
      expect(result.wireBytes).toBeLessThan(20_000 - 5_500 + 1);
      expect(result.listed).toBe(Math.floor((40 * result.wireBytes) / 40_000));
      expect(result.phases.totalMs).toBeGreaterThan(15_000);
      const times = result.newItems.map(({ publishedMs }) => publishedMs);
      expect(times).toEqual([...times].sort((a, b) => b - a));
    }
  });

  it('leaves no validators of a feed that froze, so that the rest can come', () => {
    const curtain = { ...line, toS: 100 };
    const steps = [0, 1, 2, 3].flatMap((id) => [0, 200].map((atS) => ({ atS: atS + id, job: feedOf(id) })));
    const { ended } = play(
      [curtain, open(100, DAY_S)],
      steps.sort((a, b) => a.atS - b.atS),
      big,
    );
    const of = (id: number): string[] =>
      outcomes(ended.filter(({ job }) => job.kind === 'feed' && job.source.id === id));
    const cut = [0, 1, 2, 3].map(of).filter(([first]) => first === 'PARTIAL');
    expect(cut.length).toBeGreaterThan(0);
    expect(cut.every(([, second]) => second === 'OK')).toBe(true);
  });

  it('saves nothing of a feed over http, for anybody may have written it', () => {
    const results = outcomes(four({ secure: false, feedBytes: 60_000 }));
    expect(results).toContain('FROZEN');
    expect(results).not.toContain('PARTIAL');
  });

  it('is passed in segments of 8 KiB, three connections a minute, where a server has ranges', () => {
    const ended = four({ ranges: true });
    expect(outcomes(ended)).toEqual(['OK', 'OK', 'OK', 'OK']);
    const parted = ended.filter(({ result }) => result.connections > 1);
    expect(parted.length).toBeGreaterThan(0);
    for (const { result } of parted) {
      const bodyBytes = result.movedBytes - 5_500;
      // 25 to 31 KB are left: four segments, of which two come in the first minute.
      expect(result.connections).toBe(5);
      expect(result.phases.totalMs).toBeGreaterThan(60_000);
      expect(result.phases.totalMs).toBeLessThan(150_000);
      expect(result.listed).toBe(40);
      expect(bodyBytes).toBeGreaterThan(40_000);
      expect(bodyBytes).toBeLessThan(40_000 * 1.4);
    }
  });

  it('wastes what it froze of a page without ranges', () => {
    const segments: Segment[] = [open(0, 60), { ...line, fromS: 60 }];
    const ended: Ended[] = [];
    const world = worldWith(traceOf(segments), 1, PLAIN);
    const press = { ...world.press, pageBytes: world.press.pageBytes.map(() => 50_000) };
    const steps = [0, 1, 2, 3].flatMap((id) => [
      { atS: id, job: feedOf(id) },
      { atS: 700 + 20 * id, job: pageOf(id) },
    ]);
    const run = simulate(
      { ...world, press },
      scripted(
        steps.sort((a, b) => a.atS - b.atS),
        ended,
      ),
    );
    const frozen = ended.filter(({ result }) => result.outcome === 'FROZEN');
    expect(frozen.length).toBeGreaterThan(0);
    const moved = frozen.reduce((sum, { result }) => sum + result.movedBytes, 0);
    expect(run.totals.wastedBytes).toBeCloseTo(moved, -1);
    expect(run.truncatedStored).toBe(0);
  });
});

describe('parts', () => {
  /** A page of 50 kB over 2 kB/s, cut after some seconds, and tried again. */
  function cutPage(ranges: boolean, cutS: number, again: boolean): { ended: Ended[]; run: Run } {
    const ended: Ended[] = [];
    const slow = { line: 'open', bytesPerSecond: 2_000 } as const;
    const segments: Segment[] = [
      open(0, 60),
      { fromS: 60, toS: 60 + cutS, ...slow },
      { fromS: 60 + cutS, toS: 200, line: 'local' },
      open(200, DAY_S),
    ];
    const world = worldWith(traceOf(segments), 1, { ...PLAIN, ranges });
    const press = { ...world.press, pageBytes: world.press.pageBytes.map(() => 50_000) };
    const steps = [
      { atS: 0, job: feedOf(0) },
      { atS: 60, job: pageOf(0) },
      ...(again ? [{ atS: 300, job: pageOf(0) }] : []),
    ];
    return { run: simulate({ ...world, press }, scripted(steps, ended)), ended };
  }

  it('are continued by the next try, and then wasted nothing but the overhead', () => {
    const { ended, run } = cutPage(true, 12, true);
    expect(outcomes(ended)).toEqual(['OK', 'TRUNC', 'OK']);
    const [, cut, rest] = ended.map(({ result }) => result);
    expect(cut?.wireBytes).toBeGreaterThan(4_000);
    expect((cut?.wireBytes ?? 0) + (rest?.wireBytes ?? 0)).toBeCloseTo(50_000, -1);
    expect(run.totals.wastedBytes).toBeCloseTo((cut?.movedBytes ?? 0) - (cut?.wireBytes ?? 0), -1);
    expect(run.truncatedStored).toBe(0);
  });

  it('are waste when nobody comes back for them', () => {
    const { ended, run } = cutPage(true, 12, false);
    expect(run.totals.wastedBytes).toBeCloseTo(ended[1]?.result.movedBytes ?? 0, -1);
  });

  it('are not kept without ranges, nor below 4 KB', () => {
    const without = cutPage(false, 12, true).ended.at(-1)?.result;
    expect(without?.wireBytes).toBe(50_000);
    const small = cutPage(true, 3, true);
    expect(outcomes(small.ended)).toEqual(['OK', 'TRUNC', 'OK']);
    expect(small.ended[1]?.result.wireBytes).toBeLessThan(4_000);
    expect(small.ended.at(-1)?.result.wireBytes).toBe(50_000);
  });
});

describe('a byte budget', () => {
  it('is a wall: what runs is cancelled, and nothing begins before midnight', () => {
    const slow = { fromS: 0, toS: 2 * DAY_S, line: 'open', bytesPerSecond: 1_000 } as const;
    const steps = [0, 100, 200].map((atS, id) => ({ atS, job: feedOf(id) }));
    const { ended, run } = play([slow], steps, {}, { days: 2, budgetBytesPerDay: 20_000 });
    expect(outcomes(ended)).toEqual(['OK', 'CANCELLED', 'OK']);
    expect(ended[1]?.result.movedBytes).toBe(4_500);
    expect((ended[2]?.atMs ?? 0) - NUMBERS.startMs).toBeGreaterThan(DAY);
    expect(run.totals.movedBytes).toBeCloseTo(15_500 + 4_500 + 15_500, 0);
  });

  it('of nothing lets nothing begin', () => {
    const { ended, run } = play([open(0, DAY_S)], [{ atS: 0, job: feedOf(0) }], {}, { budgetBytesPerDay: 0 });
    expect(ended).toEqual([]);
    expect(measure(run).movedBytes).toBe(0);
  });
});
