import type { ExportSelection } from './face.ts';
import { picturesHereOf } from './preferred-version.ts';

const CHOSEN = '(SELECT n FROM feed WHERE id IN (SELECT value FROM json_each(@feeds)))';

/** A label was given the very version that is shown now, and no picture has come to it since. */
const GIVEN = `EXISTS (SELECT 1 FROM label_given g JOIN label l ON l.n = g.label
  WHERE l.name = @label AND g.article = s.article AND g.version = a.shown AND g.pictures >= ${picturesHereOf('a.shown')})`;

/**
 * What a selection, less its search, says of the rows `s` of status and `a` of article. Only what is asked for stands in
 * the statement: then an index holds all that is looked at before a row is taken.
 */
export function conditionsOf(selection: ExportSelection): {
  readonly where: readonly string[];
  readonly bind: Readonly<Record<string, string | number>>;
} {
  const { feedIds, tag, sinceMs, untilMs, ids, notGivenTo } = selection;
  const where = [
    sinceMs !== null && 's.sort_ms >= @sinceMs',
    untilMs !== null && 's.sort_ms < @untilMs',
    selection.starred && 's.starred_ms IS NOT NULL',
    selection.unread && 's.read_ms IS NULL',
    feedIds !== null && `(s.feed IN ${CHOSEN} OR s.article IN (SELECT article FROM also_in WHERE feed IN ${CHOSEN}))`,
    tag !== null && 's.article IN (SELECT article FROM tag WHERE name = @tag)',
    ids !== null && 's.article IN (SELECT n FROM article WHERE id IN (SELECT value FROM json_each(@ids)))',
    notGivenTo !== null && `NOT ${GIVEN}`,
  ];
  return {
    where: where.filter((condition) => condition !== false),
    bind: {
      ...(feedIds !== null && { feeds: JSON.stringify(feedIds) }),
      ...(tag !== null && { tag }),
      ...(sinceMs !== null && { sinceMs }),
      ...(untilMs !== null && { untilMs }),
      ...(ids !== null && { ids: JSON.stringify(ids) }),
      ...(notGivenTo !== null && { label: notGivenTo }),
    },
  };
}
