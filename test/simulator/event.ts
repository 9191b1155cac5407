import type { Desk, Policy } from './policy.ts';
import { createRival, pickDepthFirst } from './rival.ts';

/** As hourly, but begun by the interface coming up as well, and what failed is tried again after a minute. */
export function createEventPolicy(desk: Desk): Policy {
  return createRival({ name: 'event', isEventDriven: true, pick: pickDepthFirst }, desk);
}
