import type { Desk, Policy } from './policy.ts';
import { createRival, pickDepthFirst } from './rival.ts';

/** What a feed reader does: every hour on the hour all sources in their order, each to its end; what failed, next hour. */
export function createHourlyPolicy(desk: Desk): Policy {
  return createRival({ name: 'hourly', isEventDriven: false, pick: pickDepthFirst }, desk);
}
