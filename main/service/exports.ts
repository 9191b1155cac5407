/** What the handlers need of scheduled exports (scheduled-exports.ts). */
import type { ScheduledExport, ScheduleProblem, ScheduleView } from '../../shared/schedule.ts';

export type Exports = {
  /** @throws LarderError CRON_INVALID, FOLDER_MISSING */
  check(wanted: Omit<ScheduledExport, 'id'>): void;
  /** @throws LarderError NOT_FOUND, FOLDER_MISSING, DISK_FULL */
  run(id: string): Promise<{ file: string }>;
  view(): ScheduleView['exports'];
  problems(): readonly ScheduleProblem[];
  /** How many are due and not done. */
  waiting(): number;
  stop(): void;
};
