/** What the planner says of every source, and of the schedule as a whole. */
import type { ScheduleProblem, ScheduleView, SourcePlan } from '../../shared/schedule.ts';
import { perHour } from '../schedule/rhythm.ts';
import { problemsOf } from '../schedule/rules.ts';
import type { ScheduleContext } from './schedule-context.ts';

export function scheduleView({ archive, now, planning, exports }: ScheduleContext): ScheduleView {
  const { schedule } = archive.library();
  const nowMs = now();
  const spent = planning.purse.spent(nowMs);
  const link = planning.link();
  const sources = planning.sources.all().map((source): SourcePlan => {
    const { isDue, reason } = planning.planner.dueOf(source);
    return {
      id: source.id,
      isDue,
      reason,
      priority: source.priority,
      perDay: Math.round(240 * perHour(source.rhythm)) / 10,
      gapSuspected: source.rhythm?.gapSuspected ?? false,
      usualBytes: source.rhythm?.feedBytes ?? null,
    };
  });
  const problems: ScheduleProblem[] = [...problemsOf(schedule), ...exports.problems()];
  return {
    hold: planning.hold(false),
    problems,
    spent,
    link,
    sources,
    exports: exports.view(),
  };
}
