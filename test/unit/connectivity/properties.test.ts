import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineEvent } from '../../../main/connectivity/events.ts';
import { lineView, observe } from '../../../main/connectivity/line.ts';
import { createLine, elapsedMs, type LineMemory } from '../../../main/connectivity/memory.ts';
import { probesWanted } from '../../../main/connectivity/probes.ts';
import { isSuccess, OUTCOMES, type Outcome } from '../../../shared/outcome.ts';
import { askable, attempt, START_MS } from './story.ts';

const SITES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const library = SITES.map((site) => askable(site));
const number = fc.oneof(fc.constantFrom(0, -1, 1e15), fc.nat({ max: 200_000 }));

const anyAttempt = fc.record({
  site: fc.constantFrom(...SITES),
  outcome: fc.oneof(
    fc.constantFrom<Outcome>(...OUTCOMES),
    fc.constantFrom<Outcome>('OK', 'NOT_MODIFIED', 'TCP_BLACKHOLE', 'TLS_BLACKHOLE', 'FROZEN', 'CAPTIVE'),
  ),
  tookMs: number,
  bytes: number,
  transferMs: number,
  handshakeMs: fc.option(number),
  route: fc.constantFrom('direct', 'direct', 'direct', 'proxy'),
  recentlyGood: fc.boolean(),
  verified: fc.boolean(),
  anchorByOwner: fc.constantFrom(false, false, false, true),
  stranger: fc.constantFrom(null, 'stub.test', 'ab'.repeat(32)),
  portalUrl: fc.constantFrom(null, 'http://login.test/', 'not an address'),
  certificateOff: fc.constantFrom(null, null, 'ahead' as const, 'behind' as const),
  serverDateMs: fc.option(fc.constantFrom(START_MS, 0, Number.NaN, START_MS + 9e9)),
});

type Step = (memory: LineMemory, atMs: number) => LineEvent;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: anyAttempt.map(({ site, outcome, ...more }) => (_: LineMemory, atMs: number) => ({
      ...attempt(site, outcome, 0, more),
      atMs,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .nat({ max: 12 })
      .map((origins) => (_: LineMemory, atMs: number) => ({ kind: 'pass-ended' as const, atMs, origins })),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ identity: fc.constantFrom('home', 'café', null), hasInterface: fc.boolean() })
      .map((network) => (_: LineMemory, atMs: number) => ({ kind: 'network' as const, atMs, ...network })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('portal', 'limited', 'none', 'full', null)
      .map((verdict) => (_: LineMemory, atMs: number) => ({ kind: 'system' as const, atMs, verdict })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('woke' as const, 'clock-set' as const)
      .map((kind) => (_: LineMemory, atMs: number) => ({ kind, atMs })),
  },
  {
    weight: 4,
    arbitrary: fc.constant((memory: LineMemory, atMs: number) => ({
      kind: 'asked' as const,
      atMs,
      probes: probesWanted(memory, atMs, library, () => 0.3),
    })),
  },
);
/** Mostly seconds; now and then hours, and a clock that is set. */
const anyPause = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 * 3_600_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-100, -90_000, -7e10, 7e10) },
);
const anyDay = fc.array(fc.tuple(anyPause, anyStep), { maxLength: 120 });

/** Calls `see` with every step's memory before, event, and memory after. */
function play(
  day: readonly (readonly [number, Step])[],
  see: (before: LineMemory, event: LineEvent, after: LineMemory) => void,
): LineMemory {
  let atMs = START_MS;
  let memory = createLine();
  for (const [pauseMs, step] of day) {
    atMs += pauseMs;
    const event = step(memory, atMs);
    const after = observe(memory, event);
    see(memory, event, after);
    memory = after;
  }
  return memory;
}

function isAnswer(event: LineEvent): boolean {
  return event.kind === 'attempt' && (isSuccess(event.outcome) || event.verified);
}

describe('whatever happens, in whatever order', () => {
  test('nothing throws, and what is shown makes sense', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        play(day, (_, { atMs }, memory) => {
          const shown = lineView(memory, atMs);
          expect(shown.sinceMs === null || shown.sinceMs <= atMs).toBe(true);
          expect(shown.portalUrl === null || shown.state === 'captive').toBe(true);
          expect(Object.values(shown.flags).some(Boolean)).toBe(shown.state === 'degraded');
          expect(shown.clockOffMs === null).toBe(shown.clock === null);
          const held = new Set(shown.darkOrigins);
          expect(shown.anchors.filter((origin) => held.has(origin))).toEqual([]);
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a memory that was seen is never changed: telling the same again gives the same', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        play(day, (before, event, after) => expect(observe(before, event)).toEqual(after));
      }),
      { numRuns: 60 },
    );
  });

  test('a state is left only for a reason of its own', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        play(day, (before, event, after) => {
          if (before.state === after.state) return;
          const isWipe = event.kind === 'woke' || event.kind === 'network';
          if (after.state === 'unknown') return expect(isWipe).toBe(true);
          if (isWipe) return expect(after.state).toBe('offline');
          expect(['attempt', 'pass-ended', 'system']).toContain(event.kind);
          if (before.state === 'offline' && after.state !== 'captive') {
            expect(isAnswer(event) || event.kind === 'pass-ended').toBe(true);
          }
          if (before.state === 'captive' && after.state !== 'offline') expect(isAnswer(event)).toBe(true);
          if (before.state === 'allowlist' && after.state === 'open') {
            // It was dark itself a moment ago, and no anchor.
            expect(isAnswer(event)).toBe(true);
            const { origin } = event as Extract<LineEvent, { kind: 'attempt' }>;
            expect(lineView(before, before.atMs).darkOrigins).toContain(origin);
          }
          if (before.state === 'allowlist') expect(after.state).not.toBe('degraded');
          if (after.state === 'open' && before.state !== 'degraded') {
            expect(isAnswer(event) || event.kind === 'pass-ended').toBe(true);
          }
          if (after.state === 'allowlist') expect(event.kind).toBe('attempt');
        });
      }),
      { numRuns: 500 },
    );
  });

  test('two dark ones end an allow-list only within 90 seconds of each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.array(fc.nat({ max: 7 }), { maxLength: 10 }), (gap, more) => {
        let memory = createLine();
        const tell = (event: LineEvent): void => void (memory = observe(memory, event));
        for (const [index, site] of SITES.entries()) {
          tell(attempt(`home-${site}`, 'OK', index * 2));
          tell(attempt(site, 'TLS_BLACKHOLE', index * 2 + 1));
        }
        expect(memory.state).toBe('allowlist');
        for (const [index, site] of more.entries()) tell(attempt(`home-${SITES[site]}`, 'OK', 20 + index));
        tell(attempt('a', 'OK', 100));
        tell(attempt('b', 'OK', 100 + gap));
        expect(memory.state).toBe(gap <= 90 ? 'open' : 'allowlist');
      }),
    );
  });

  test('another network leaves nothing of the old one', () => {
    fc.assert(
      fc.property(anyDay, anyDay, (before, after) => {
        const learned = (memory: LineMemory) => ({ anchors: memory.anchors, clock: memory.clock });
        // The first word of where we are would be no change.
        const here = (_: LineMemory, atMs: number): LineEvent => ({
          kind: 'network',
          atMs,
          identity: 'home',
          hasInterface: true,
        });
        const old = play([[0, here], ...before], () => undefined);
        const atMs = Math.max(old.atMs, START_MS) + 1;
        const wiped = observe(old, { kind: 'network', atMs, identity: 'elsewhere', hasInterface: true });
        const fresh = { ...createLine(), ...learned(wiped) };
        const arrived = observe(fresh, { kind: 'network', atMs, identity: 'elsewhere', hasInterface: true });
        let one = wiped;
        let other: LineMemory = { ...arrived, order: wiped.order, canaries: wiped.canaries };
        let nowMs = atMs;
        for (const [pauseMs, step] of after) {
          nowMs += Math.max(0, pauseMs);
          const event = step(one, nowMs);
          one = observe(one, event);
          other = observe(other, event);
          expect(other.state).toBe(one.state);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('no more is asked than is offered, nothing twice at once, and there is always a next look', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        play(day, (_, { atMs }, memory) => {
          const offered = library.slice(0, 5);
          const probes = probesWanted(memory, atMs, offered, Math.random);
          const asked = [...probes.confirm, ...probes.released, ...(probes.canary === null ? [] : [probes.canary])];
          const names = new Set(offered.map((one) => one.origin));
          expect(asked.every((origin) => names.has(origin))).toBe(true);
          expect(probes.confirm.length).toBeLessThanOrEqual(1);
          expect(probes.nextLookMs).toBeGreaterThan(0);
          expect(probes.nextLookMs).toBeLessThanOrEqual(30_000);
          if (memory.network?.hasInterface === false) expect(probes.canary).toBeNull();
        });
      }),
      { numRuns: 100 },
    );
  });

  test('what is remembered does not grow without end', () => {
    let memory = createLine();
    for (let index = 0; index < 3_000; index++) {
      memory = observe(
        memory,
        attempt(`site${index}`, index % 2 === 0 ? 'OK' : 'TLS_RST', index, { certificateOff: 'ahead' }),
      );
    }
    expect(memory.heard.size).toBe(1_000);
    expect(memory.clock.size).toBe(64);
    expect(memory.newest).toHaveLength(4);
    expect(elapsedMs(memory.atMs, memory.atMs)).toBe(0);
  });
});
