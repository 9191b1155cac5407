import type { ScheduledExport, ScheduleView } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';
import { whenText } from '../text/when.ts';
import { rhythmOf, rhythmSentence } from './rhythm.ts';

export type ExportState = ScheduleView['exports'][number];

/** How often, and when next. */
export function nextSentence(
  item: ScheduledExport,
  state: ExportState | undefined,
  m: Messages,
  format: Format,
): string {
  const often = rhythmSentence(rhythmOf(item.cron), m, format);
  if (!item.enabled) return `${often} ${m.exports.off}`;
  if (!state) return often;
  const next = state.nextMs === null ? m.exports.nextNever : m.exports.next(whenText('at', state.nextMs, m, format));
  return `${often} ${next}`;
}

/** What became of it the last time: the file, or what stood in its way. */
export function lastSentence(state: ExportState, m: Messages, format: Format): string {
  if (state.lastMs === null) return m.exports.lastNever;
  const what = state.problem === null ? (state.lastFile ?? m.exports.lastNothing) : m.exports.problems[state.problem];
  return `${m.exports.last(format.moment(state.lastMs))} ${what}`;
}
