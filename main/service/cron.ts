/** When a scheduled export runs: five fields, in this device's time zone. croner does the reckoning and nothing else here. */
import { Cron } from 'croner';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { ScheduledExport, ScheduleProblem } from '../../shared/schedule.ts';

export type CronTimes = {
  /** The first time after this instant, in milliseconds UTC. */
  after(ms: number): number | null;
};

/** Any instant does: what has no next time from here, over thousands of years, has none at all. */
const SOME_DAY = new Date(Date.UTC(2000, 0, 1));

/**
 * Each field may be what cron(5) knows; with both a day of the month and a day of the week either of them is enough, as
 * there. A named time that a change of clocks skips is made up for at the first minute after it.
 * @throws LarderError CRON_INVALID; `details.problem` is `bad-cron`, or `never-runs` (31 February)
 */
export function readCron(pattern: string): CronTimes {
  const cron = parse(pattern);
  if (cron === null) {
    throw new LarderError('CRON_INVALID', 'This is not a pattern of five fields.', { problem: 'bad-cron' });
  }
  if (cron.nextRun(SOME_DAY) === null) {
    throw new LarderError('CRON_INVALID', 'This pattern never comes true.', { problem: 'never-runs' });
  }
  return { after: (ms) => cron.nextRun(new Date(ms))?.getTime() ?? null };
}

/** For what a person has just typed. @throws LarderError CRON_INVALID, as `readCron` */
export function checkCron(pattern: string): void {
  readCron(pattern);
}

/** The same of what the library holds, which a hand may have written. */
export function cronProblems(exports: readonly Pick<ScheduledExport, 'id' | 'cron'>[]): ScheduleProblem[] {
  const problems: ScheduleProblem[] = [];
  for (const { id, cron } of exports) {
    try {
      readCron(cron);
    } catch (error) {
      if (!isLarderError(error)) throw error;
      problems.push({ kind: error.details['problem'] === 'never-runs' ? 'never-runs' : 'bad-cron', exportId: id });
    }
  }
  return problems;
}

function parse(pattern: string): Cron | null {
  // It would also take names (@daily) and dates.
  if (pattern.trim().split(/\s+/).length !== 5) return null;
  try {
    return new Cron(pattern, { mode: '5-part', fixedTimeRule: 'no-wildcard' });
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null;
    throw error;
  }
}
