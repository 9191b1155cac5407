import type { ScheduleProblem } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** The part of a form that a problem comes from. */
export type ProblemPlace = 'top' | 'quiet' | 'allowed' | 'day' | 'month' | 'export';

export function problemPlace(problem: ScheduleProblem): ProblemPlace {
  switch (problem.kind) {
    case 'never-allowed':
      return 'top';
    case 'hours-overlap':
      return 'quiet';
    case 'empty-rule':
    case 'budget-zero':
      return problem.which;
    case 'day-over-month':
      return 'day';
    case 'bad-cron':
    case 'never-runs':
      return 'export';
  }
}

export function problemSentence(problem: ScheduleProblem, m: Messages, format: Format): string {
  const { problems } = m.schedule;
  switch (problem.kind) {
    case 'never-allowed':
      return problems.neverAllowed;
    case 'hours-overlap':
      return problems.hoursOverlap(format.span(problem.minutes * 60_000));
    case 'budget-zero':
      return problems.budgetZero;
    case 'day-over-month':
      return problems.dayOverMonth;
    case 'empty-rule':
      return problems.emptyRule;
    case 'bad-cron':
      return problems.badCron;
    case 'never-runs':
      return problems.neverRuns;
  }
}

/** The sentences for one part of the form. */
export function problemsAt(
  place: ProblemPlace,
  problems: readonly ScheduleProblem[],
  m: Messages,
  format: Format,
): string[] {
  return problems
    .filter((problem) => problemPlace(problem) === place)
    .map((problem) => problemSentence(problem, m, format));
}
