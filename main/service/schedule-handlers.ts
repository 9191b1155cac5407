/** What the owner decides about when to fetch, and what the planner tells of itself. */
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';

type ScheduleMethod = Extract<
  CoreMethod,
  `schedule.${string}` | `exports.${string}` | `queue.${string}` | `windows.${string}` | `preparation.${string}`
>;

export function createScheduleHandlers(): HandlersOf<ScheduleMethod> {
  const later = (): never => {
    throw new Error('not built yet');
  };
  return {
    'schedule.set': later,
    'schedule.source': later,
    'schedule.folder': later,
    'schedule.get': later,
    'exports.add': later,
    'exports.change': later,
    'exports.remove': later,
    'exports.run': later,
    'queue.get': later,
    'windows.get': later,
    'windows.forget': later,
    'preparation.start': later,
    'preparation.stop': later,
    'preparation.clear': later,
    'preparation.get': later,
  };
}
