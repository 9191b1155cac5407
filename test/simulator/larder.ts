import type { Desk, Policy } from './policy.ts';
import { createTwoPhasePolicy } from './two-phase.ts';

/** The product's own planner. A stand-in until its adapter is written: two-phase under our name. */
export function createLarderPolicy(desk: Desk, _seed: number): Policy {
  return { ...createTwoPhasePolicy(desk), name: 'larder' };
}
