/** What becomes of rules, exports and the preparation when folders of the library are renamed, moved or removed. */
import type { FolderSchedule, Schedule } from '../../shared/schedule.ts';
import { type FolderPath, samePath } from './folder-path.ts';

/** @param moved where a folder is now; null: it is no more, and its sources lie in the one around it */
export function movedSchedule(schedule: Schedule, moved: (path: FolderPath) => FolderPath | null): Schedule {
  const { folders, exports, preparation } = schedule;
  return {
    ...schedule,
    folders: movedRules(folders, moved),
    exports: exports.map((one) => {
      if (one.of === null) return one;
      const of = moved(one.of);
      // Neither everything nor the folder around it: a file tells no more than its owner chose.
      return of === null ? { ...one, enabled: false } : { ...one, of };
    }),
    preparation: preparation && movedPreparation(preparation, moved),
  };
}

/** A rule ends with its folder. A folder that is merged into another takes that one's rule, if it has one. */
function movedRules(
  rules: readonly FolderSchedule[],
  moved: (path: FolderPath) => FolderPath | null,
): FolderSchedule[] {
  const now = rules.flatMap((rule) => {
    const path = moved(rule.path);
    return path === null ? [] : [{ rule, path, isElsewhere: !samePath(path, rule.path) }];
  });
  const settled = now.filter(({ isElsewhere }) => !isElsewhere);
  return now
    .filter(({ path, isElsewhere }) => !isElsewhere || !settled.some((other) => samePath(other.path, path)))
    .map(({ rule, path }) => ({ ...rule, path }));
}

/** Without any of its folders it would be one of all sources: it ends. */
function movedPreparation(
  preparation: NonNullable<Schedule['preparation']>,
  moved: (path: FolderPath) => FolderPath | null,
): Schedule['preparation'] {
  const folders: FolderPath[] = [];
  for (const path of preparation.folders.map(moved)) {
    if (path !== null && !folders.some((other) => samePath(other, path))) folders.push(path);
  }
  return folders.length === 0 && preparation.folders.length > 0 ? null : { ...preparation, folders };
}
