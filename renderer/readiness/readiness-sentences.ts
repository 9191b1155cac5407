import type { PreparationView, Readiness } from '../../shared/schedule.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** What is stored whole (`count` is set apart), and what the rest of the unread is. */
export type ReadinessSentence = { readonly count: string; readonly stored: string; readonly rest: string | null };

export function readinessSentence(readiness: Readiness, m: Messages): ReadinessSentence {
  const words = m.readiness;
  const { whole, text, headline } = readiness.unread;
  const days = daysText(readiness.days, m);
  const more = [text > 0 && words.moreText(text), headline > 0 && words.moreHeadline(headline)].filter(
    (part) => part !== false,
  );
  return {
    count: words.unread(whole),
    stored: days === null || whole === 0 ? words.storedWhole(whole) : words.storedWholeFor(whole, days),
    rest: more.length === 0 ? null : `${capitalized(more.join(m.common.comma))}.`,
  };
}

/** For how long it is; null: the pace of reading is not known. */
function daysText(days: number | null, m: Messages): string | null {
  if (days === null) return null;
  return days < 0.75 ? m.readiness.lessThanDay : m.readiness.days(Math.round(days));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What a preparation is for, how far it is, and why it does not go on. */
export function preparationSentences(view: PreparationView, m: Messages, format: Format): string[] {
  const words = m.readiness.preparation;
  const goal =
    view.goal.kind === 'days' ? words.goalDays(view.goal.days) : words.goalBytes(format.bytes(view.goal.bytes));
  const { texts, images } = view.missing;
  return [
    words.states[view.state],
    words.goal(goal),
    ...(view.folders.length === 0
      ? []
      : [words.folders(format.list(view.folders.map((path) => path.join(m.common.folderSeparator))))]),
    words.done(format.bytes(view.doneBytes)),
    ...(texts + images === 0 ? [] : [words.missing(m.windows.texts(texts), m.windows.images(images))]),
    ...(view.leftMs === null ? [] : [words.left(format.span(view.leftMs))]),
  ];
}
