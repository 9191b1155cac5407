import { createClairvoyantPolicy } from './clairvoyant.ts';
import { createEventPolicy } from './event.ts';
import { createHourlyPolicy } from './hourly.ts';
import { createLarderPolicy } from './larder.ts';
import type { CreatePolicy } from './policy.ts';
import type { Truth } from './simulate.ts';
import { createTwoPhasePolicy } from './two-phase.ts';

export const POLICY_NAMES = ['larder', 'hourly', 'event', 'two-phase', 'clairvoyant'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

/** Only the clairvoyant is shown the truth. */
export function policyOf(name: PolicyName, truth: Truth): CreatePolicy {
  switch (name) {
    case 'larder':
      return createLarderPolicy;
    case 'hourly':
      return createHourlyPolicy;
    case 'event':
      return createEventPolicy;
    case 'two-phase':
      return createTwoPhasePolicy;
    case 'clairvoyant':
      return createClairvoyantPolicy(truth);
  }
}
