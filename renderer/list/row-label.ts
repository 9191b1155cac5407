import type { Row } from '../data/rows.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** What a screen reader says of a row: state first, for that is what one listens for while moving through a list. */
export function rowLabel(row: Row, chosen: boolean, m: Messages, format: Format): string {
  const parts = [
    chosen ? m.list.chosen : null,
    row.read ? null : m.list.unread,
    row.title === '' ? m.list.noTitle : row.title,
    row.feedTitle,
    format.moment(row.sortMs),
    row.starred ? m.list.starred : null,
    m.list.stored[row.stored],
  ];
  return parts.filter((part) => part !== null && part !== '').join(m.common.comma);
}
