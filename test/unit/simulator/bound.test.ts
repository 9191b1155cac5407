import { describe, expect, it } from 'vitest';
import { measure } from '../../simulator/measure.ts';
import { POLICY_NAMES, type PolicyName, policyOf } from '../../simulator/policies.ts';
import { createWorld, simulate } from '../../simulator/simulate.ts';
import type { Trace } from '../../simulator/trace.ts';
import { builtInTrace, TRACE_NAMES } from '../../simulator/traces.ts';

/** Single transfers have dice: so much may a rival be luckier in a small world. */
const DICE = 0.01;

/** What no built-in trace has: a budget and windows, an allow-list of a few, a slow curtain. */
const ODD: readonly Trace[] = [
  {
    name: 'budget and windows',
    days: 5,
    feeds: 15,
    budgetBytesPerDay: 1_500_000,
    segments: Array.from({ length: 15 }, (_, index) => {
      const fromS = index * 28_800 + 3_000;
      return { fromS, toS: fromS + 1_200, line: index % 3 === 1 ? 'silent' : 'open', bytesPerSecond: 20_000 };
    }),
  },
  {
    name: 'slow curtain',
    days: 4,
    feeds: 15,
    segments: [{ fromS: 0, toS: 345_600, line: 'curtain', curtained: 1, bytesPerSecond: 10_000 }],
  },
  {
    name: 'few names',
    days: 4,
    feeds: 15,
    segments: [
      { fromS: 100, toS: 200_000, line: 'allowlist', reachable: [1, 2, 3], dns: 'dead' },
      { fromS: 200_000, toS: 345_600, line: 'throttle' },
    ],
  },
];

describe('the clairvoyant', () => {
  const traces = [...TRACE_NAMES.map((name) => ({ ...(builtInTrace(name, 1, 5) as Trace), feeds: 15 })), ...ODD];

  it.each(traces.map((trace) => [trace.name, trace] as const))('is a bound for every rival on %s', (_, trace) => {
    const play = (name: PolicyName): ReturnType<typeof measure> => {
      const world = createWorld(trace, 1);
      return measure(simulate(world, policyOf(name, world)));
    };
    const bound = play('clairvoyant');
    expect(bound.truncatedStored).toBe(0);
    for (const name of POLICY_NAMES) {
      if (name === 'clairvoyant' || name === 'larder') continue;
      const { headlines, priorityTexts } = play(name);
      const beaten = {
        name,
        headlines: headlines - DICE > bound.headlines,
        texts: priorityTexts - DICE > bound.priorityTexts,
      };
      expect(beaten).toEqual({ name, headlines: false, texts: false });
    }
  });
});
