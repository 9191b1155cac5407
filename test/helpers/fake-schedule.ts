// The planner's side of the contract for the core in memory.
import type { Handlers } from '../../shared/contract.ts';
import type { Library } from '../../shared/model.ts';

type ScheduleHandlers = Pick<
  Handlers,
  Extract<
    keyof Handlers,
    | `schedule.${string}`
    | `exports.${string}`
    | `queue.${string}`
    | `windows.${string}`
    | `preparation.${string}`
    | `readiness.${string}`
  >
>;

export function fakeScheduleHandlers(_world: {
  readonly library: () => Library;
  readonly setLibrary: (library: Library) => void;
  readonly changed: () => void;
  readonly nowMs: () => number;
}): ScheduleHandlers {
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
    'readiness.get': later,
    'preparation.start': later,
    'preparation.stop': later,
    'preparation.clear': later,
    'preparation.get': later,
  };
}
