import type { Activity } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** What is being fetched now, in words; null while nothing is. */
export function activitySentence(activity: Activity, m: Messages, format: Format): string | null {
  if (activity.phase === 'idle') return null;
  return m.status.phases[activity.phase](format.number(activity.done), format.number(activity.total));
}
