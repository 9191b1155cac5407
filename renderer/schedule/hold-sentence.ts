import type { Hold } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';
import { whenText } from '../text/when.ts';

/** Why nothing starts by itself, in a few words. */
export function holdSentence(hold: Hold, m: Messages, format: Format): string {
  const words = m.schedule.hold;
  switch (hold.kind) {
    case 'paused':
      return words.paused;
    case 'stopped':
      return words.stopped(whenText('until', hold.untilMs, m, format));
    case 'only-when-asked':
      return words.onlyWhenAsked;
    case 'quiet-hours':
      return words.quietHours(whenText('until', hold.untilMs, m, format));
    case 'outside-hours':
      return hold.untilMs === null
        ? words.neverAllowed
        : words.outsideHours(whenText('until', hold.untilMs, m, format));
    case 'day-budget':
      return words.dayBudget(whenText('until', hold.untilMs, m, format));
    case 'month-budget':
      return words.monthBudget(whenText('until', hold.untilMs, m, format));
    case 'metered':
      return words.metered;
    case 'battery':
      return words.battery;
    case 'no-line':
      return words.noLine;
  }
}

/** What can be done about it. */
export function holdHelp(hold: Hold, m: Messages): string {
  const words = m.schedule.holdHelp;
  switch (hold.kind) {
    case 'paused':
      return words.paused;
    case 'outside-hours':
      return hold.untilMs === null ? `${words.neverAllowed} ${words.byItself}` : words.byItself;
    case 'day-budget':
    case 'month-budget':
      return `${words.budget} ${words.byItself}`;
    case 'no-line':
      return words.noLine;
    case 'stopped':
    case 'only-when-asked':
    case 'quiet-hours':
    case 'metered':
    case 'battery':
      return words.byItself;
  }
}
