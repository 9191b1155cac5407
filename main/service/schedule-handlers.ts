/** What the owner decides about when to fetch, and what the planner tells of itself. */
import { randomBytes } from 'node:crypto';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import * as edits from './schedule-edits.ts';
import type { ScheduleContext } from './schedule-context.ts';
import { queueView } from './queue-view.ts';
import { scheduleView } from './schedule-view.ts';

export type ScheduleMethod = Extract<
  CoreMethod,
  `schedule.${string}` | `exports.${string}` | `queue.${string}` | `windows.${string}` | `preparation.${string}`
>;

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
