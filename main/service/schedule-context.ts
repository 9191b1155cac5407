import type { Library } from '../../shared/model.ts';
import type { Archive } from '../archive/archive.ts';
import type { ScheduledExports } from './scheduled-exports.ts';
import type { Planning } from './planning.ts';
import type { Preparing } from './preparation.ts';

/** What the schedule's handlers and views have at hand. */
export type ScheduleContext = {
  readonly archive: Archive;
  readonly now: () => number;
  readonly planning: Planning;
  readonly exports: Pick<ScheduledExports, 'check' | 'run' | 'view' | 'problems' | 'waiting'>;
  readonly preparing: Preparing;
  /** Changes the library, and has everybody think anew. */
  readonly change: (edit: (library: Library) => Library) => null;
  /** Paused: what is on its way ends, too. */
  readonly stopPass: () => void;
};
