/** What the owner decides about when to fetch, and what the planner tells of itself. */
import { randomBytes } from 'node:crypto';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import type { Library } from '../../shared/model.ts';
import type { Archive } from '../archive/archive.ts';
import * as edits from './schedule-edits.ts';
import type { Exports } from './exports.ts';
import type { Planning } from './planning.ts';
import type { Preparing } from './preparation.ts';
import { queueView } from './queue-view.ts';
import { scheduleView } from './schedule-view.ts';

export type ScheduleMethod = Extract<
  CoreMethod,
  `schedule.${string}` | `exports.${string}` | `queue.${string}` | `windows.${string}` | `preparation.${string}`
>;

export type ScheduleContext = {
  readonly archive: Archive;
  readonly now: () => number;
  readonly planning: Planning;
  readonly exports: Exports;
  readonly preparing: Preparing;
  /** Changes the library, and has everybody think anew. */
  readonly change: (edit: (library: Library) => Library) => null;
  /** Paused: what is on its way ends, too. */
  readonly stopPass: () => void;
};

export function createScheduleHandlers(context: ScheduleContext): HandlersOf<ScheduleMethod> {
  const { archive, now, planning, exports, change } = context;
  return {
    'schedule.set'(wanted) {
      if (wanted.paused) context.stopPass();
      return change((library) => edits.setSchedule(library, wanted));
    },
    'schedule.source': (wanted) => change((library) => edits.setSourceRule(library, wanted)),
    'schedule.folder': (wanted) => change((library) => edits.setFolderRule(library, wanted)),
    'schedule.get': () => scheduleView(context),
    'exports.add'(wanted) {
      exports.check(wanted);
      const id = randomBytes(8).toString('hex');
      change((library) => edits.addExport(library, wanted, id));
      return { id };
    },
    'exports.change'(wanted) {
      exports.check(wanted);
      return change((library) => edits.changeExport(library, wanted));
    },
    'exports.remove': ({ id }) => change((library) => edits.removeExport(library, id)),
    'exports.run': ({ id }) => exports.run(id),
    'queue.get': () => queueView(context),
    'windows.get': () => planning.diary.view(now(), archive.diaryNetworks()),
    'windows.forget'() {
      archive.forgetDiary();
      planning.diary.forget(now());
      return null;
    },
    'preparation.start'(wanted) {
      const { bytes } = archive.stats();
      return change((library) => edits.startPreparation(library, wanted, now(), bytes.text + bytes.images));
    },
    'preparation.stop': () => change(edits.stopPreparation),
    'preparation.clear': () => change(edits.clearPreparation),
    'preparation.get': () => context.preparing.view(),
  };
}
