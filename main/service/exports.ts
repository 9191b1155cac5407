/** Scheduled exports as the handlers see them. */
import { isAbsolute } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import type { ScheduledExport, ScheduleProblem, ScheduleView } from '../../shared/schedule.ts';
import type { Library } from '../../shared/model.ts';
import { checkCron, cronProblems } from './cron.ts';
import type { ScheduledExports } from './scheduled-exports.ts';

export type Exports = {
  /**
   * A folder that is not there is waited for: it may be a stick's.
   * @throws LarderError CRON_INVALID; FOLDER_MISSING when it is no whole path
   */
  check(wanted: Omit<ScheduledExport, 'id'>): void;
  /** @throws LarderError NOT_FOUND, FOLDER_MISSING, DISK_FULL, FILE_UNREADABLE */
  run(id: string): Promise<{ file: string }>;
  view(): ScheduleView['exports'];
  problems(): readonly ScheduleProblem[];
  /** How many are due and not done. */
  waiting(): number;
};

export function createExports(options: {
  readonly scheduled: Pick<ScheduledExports, 'run' | 'view'>;
  readonly library: () => Pick<Library, 'schedule'>;
  readonly now: () => number;
}): Exports {
  const { scheduled, library, now } = options;
  return {
    check({ cron, folder }) {
      checkCron(cron);
      if (!isAbsolute(folder)) throw new LarderError('FOLDER_MISSING', 'The whole path of the folder is needed.');
    },
    run: (id) => scheduled.run(id),
    view: () => scheduled.view(),
    problems: () => cronProblems(library().schedule.exports),
    waiting: () => scheduled.view().filter(({ nextMs }) => nextMs !== null && nextMs <= now()).length,
  };
}
