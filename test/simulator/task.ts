/** One run: all that a thread must be told, and what it tells. */
import { measure, type Measures } from './measure.ts';
import { type PolicyName, policyOf } from './policies.ts';
import { createWorld, simulate } from './simulate.ts';
import type { Trace } from './trace.ts';
import { builtInTrace } from './traces.ts';

export type Task = {
  readonly trace: string;
  /** Null: the built-in one of that name. */
  readonly file: Trace | null;
  readonly days: number;
  readonly seed: number;
  readonly policy: PolicyName;
};

export function runTask({ trace, file, days, seed, policy }: Task): Measures {
  const line = file ?? builtInTrace(trace, seed, days);
  if (!line) throw new Error(`no trace ${trace}`);
  const world = createWorld(line, seed);
  return measure(simulate(world, policyOf(policy, world)));
}
