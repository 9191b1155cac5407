/** What a person may decide about when to fetch, as pure functions over library.json's content. */
import { LarderError } from '../../shared/errors.ts';
import type { FeedId, Library } from '../../shared/model.ts';
import type { Preparation, Schedule, ScheduledExport, SourceRule } from '../../shared/schedule.ts';
import { samePath } from './folder-path.ts';
import { changeSubscription } from './library-edits.ts';

/** Null: as the folder around it has it. */
type Rule = { readonly [Name in keyof SourceRule]: SourceRule[Name] | null };

/** Hours, budgets and links, all at once; rules of folders, exports and the preparation stay as they are. */
export function setSchedule(library: Library, wanted: Omit<Schedule, 'folders' | 'exports' | 'preparation'>): Library {
  return withSchedule(library, wanted);
}

/** @throws LarderError NOT_FOUND */
export function setSourceRule(
  library: Library,
  { id, priority, everyMinutes }: Rule & { readonly id: FeedId },
): Library {
  return changeSubscription(library, id, { priority, everyMinutes });
}

/** A rule that says nothing is none. @throws LarderError NOT_FOUND */
export function setFolderRule(
  library: Library,
  { path, priority, everyMinutes }: Rule & { readonly path: readonly string[] },
): Library {
  if (!hasFolder(library, path)) throw noSuchFolder();
  const others = library.schedule.folders.filter((folder) => !samePath(folder.path, path));
  const isRule = priority !== null || everyMinutes !== null;
  return withSchedule(library, { folders: isRule ? [...others, { path, priority, everyMinutes }] : others });
}

/** Its pattern was looked at before. @throws LarderError NOT_FOUND for a folder of the library that is not there */
export function addExport(library: Library, wanted: Omit<ScheduledExport, 'id'>, id: string): Library {
  if (wanted.of !== null && !hasFolder(library, wanted.of)) throw noSuchFolder();
  return withSchedule(library, { exports: [...library.schedule.exports, { ...wanted, id }] });
}

/** @throws LarderError NOT_FOUND for an export, or a folder of the library, that is not there */
export function changeExport(library: Library, wanted: ScheduledExport): Library {
  const before = findExport(library, wanted.id);
  // A folder that has gone since is no hindrance to changing the rest.
  const sameFolder = before.of !== null && wanted.of !== null && samePath(before.of, wanted.of);
  if (wanted.of !== null && !sameFolder && !hasFolder(library, wanted.of)) throw noSuchFolder();
  return withSchedule(library, {
    exports: library.schedule.exports.map((other) => (other.id === wanted.id ? { ...other, ...wanted } : other)),
  });
}

/** Files it wrote stay where they are. @throws LarderError NOT_FOUND */
export function removeExport(library: Library, id: string): Library {
  findExport(library, id);
  return withSchedule(library, { exports: library.schedule.exports.filter((other) => other.id !== id) });
}

/**
 * Begins one, in the place of any other; one with the same goal and folders goes on from where it began.
 * @param startBytes size of texts and pictures now
 * @throws LarderError NOT_FOUND for a folder that is not there
 */
export function startPreparation(
  library: Library,
  { goal, folders }: Pick<Preparation, 'goal' | 'folders'>,
  nowMs: number,
  startBytes: number,
): Library {
  if (!folders.every((path) => hasFolder(library, path))) throw noSuchFolder();
  const { preparation } = library.schedule;
  const goesOn = preparation !== null && sameGoal(preparation.goal, goal) && sameFolders(preparation.folders, folders);
  const begun: Preparation = goesOn ? preparation : { goal, folders, startedMs: nowMs, startBytes, running: false };
  return withSchedule(library, { preparation: { ...begun, running: true } });
}

/** Nothing happens when there is none. */
export function stopPreparation(library: Library): Library {
  const { preparation } = library.schedule;
  return preparation === null ? library : withSchedule(library, { preparation: { ...preparation, running: false } });
}

export function clearPreparation(library: Library): Library {
  return withSchedule(library, { preparation: null });
}

function sameGoal(a: Preparation['goal'], b: Preparation['goal']): boolean {
  return a.kind === 'bytes' ? b.kind === 'bytes' && a.bytes === b.bytes : b.kind === 'days' && a.days === b.days;
}

/** In whatever order they were chosen. */
function sameFolders(a: Preparation['folders'], b: Preparation['folders']): boolean {
  const within = (some: Preparation['folders'], others: Preparation['folders']): boolean =>
    some.every((path) => others.some((other) => samePath(path, other)));
  return within(a, b) && within(b, a);
}

function findExport(library: Library, id: string): ScheduledExport {
  const found = library.schedule.exports.find((other) => other.id === id);
  if (!found) throw new LarderError('NOT_FOUND', 'No such export.');
  return found;
}

function hasFolder(library: Library, path: readonly string[]): boolean {
  return library.folders.some((folder) => samePath(folder, path));
}

function noSuchFolder(): LarderError {
  return new LarderError('NOT_FOUND', 'No such folder.');
}

function withSchedule(library: Library, change: Partial<Schedule>): Library {
  return { ...library, schedule: { ...library.schedule, ...change } };
}
