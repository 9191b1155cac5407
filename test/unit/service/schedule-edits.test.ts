import { describe, expect, test } from 'vitest';
import {
  addSubscription,
  moveFolder,
  removeFolder,
  renameFolder,
  withFolder,
} from '../../../main/service/library-edits.ts';
import * as schedule from '../../../main/service/schedule-edits.ts';
import type { FeedId, Library } from '../../../shared/model.ts';
import { DEFAULT_SCHEDULE, effectiveRule, type ScheduledExport } from '../../../shared/schedule.ts';

const EMPTY: Library = {
  version: 1,
  subscriptions: [],
  folders: [],
  preferences: { locale: null, theme: 'system', textSize: 100 },
  network: { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false },
  schedule: DEFAULT_SCHEDULE,
  senders: [],
  watchedFolder: null,
};
const FEED = 'feed1' as FeedId;
const WORLD = ['World'];
const ASIA = ['World', 'Asia'];
const library = withFolder(
  addSubscription(EMPTY, { url: 'https://a.example/f', title: null, siteUrl: null, folder: ASIA }, FEED, 0),
  ['Science'],
);
const NOT_FOUND = expect.objectContaining({ code: 'NOT_FOUND' });
const BAD_REQUEST = expect.objectContaining({ code: 'BAD_REQUEST' });
const nightly: Omit<ScheduledExport, 'id'> = {
  name: 'Every night',
  cron: '0 3 * * *',
  format: 'html',
  folder: '/media/stick',
  days: 7,
  of: ASIA,
  starred: false,
  unread: true,
  keep: 5,
  enabled: true,
  pictures: true,
  label: null,
  signWith: null,
  recipients: [],
};
const goal = { kind: 'bytes', bytes: 5_000_000 } as const;

describe('hours, budgets and links', () => {
  const { folders: _folders, exports: _exports, preparation: _preparation, ...own } = DEFAULT_SCHEDULE;
  const wanted = {
    ...own,
    paused: true,
    quietHours: [{ days: [1, 7], fromMinute: 1320, toMinute: 360 }],
    dayBudgetBytes: 0,
  };

  test('are set at once, and leave rules, exports and the preparation as they are', () => {
    const before = schedule.startPreparation(
      schedule.addExport(
        schedule.setFolderRule(library, { path: WORLD, priority: 'high', everyMinutes: null }),
        nightly,
        'e1',
      ),
      { goal, folders: [] },
      1,
      2,
    );
    const set = schedule.setSchedule(before, wanted);
    expect(set.schedule).toEqual({ ...before.schedule, ...wanted });
    expect(set.schedule.exports).toBe(before.schedule.exports);
  });

  test('that contradict each other are kept as they were set', () => {
    const never = { ...wanted, allowedHours: [{ days: [], fromMinute: 0, toMinute: 0 }], onlyWhenAsked: true };
    expect(schedule.setSchedule(library, never).schedule).toMatchObject(never);
  });
});

describe('a rule', () => {
  const rule = { priority: 'high', everyMinutes: 30 } as const;

  test('of a source is its own, and is taken back by nulls', () => {
    const set = schedule.setSourceRule(library, { id: FEED, ...rule });
    expect(set.subscriptions[0]).toMatchObject({ ...rule, folder: ASIA });
    const back = schedule.setSourceRule(set, { id: FEED, priority: null, everyMinutes: null });
    expect(back.subscriptions).toEqual(library.subscriptions);
    expect(() => schedule.setSourceRule(library, { id: 'nobody' as FeedId, ...rule })).toThrow(NOT_FOUND);
  });

  test('of a folder stands once, in the place of the one before, and is gone when it says nothing', () => {
    const first = schedule.setFolderRule(library, { path: ASIA, ...rule });
    const second = schedule.setFolderRule(first, { path: ASIA, priority: null, everyMinutes: 60 });
    expect(second.schedule.folders).toEqual([{ path: ASIA, priority: null, everyMinutes: 60 }]);
    const none = schedule.setFolderRule(second, { path: ASIA, priority: null, everyMinutes: null });
    expect(none.schedule.folders).toEqual([]);
    expect(() => schedule.setFolderRule(library, { path: ['Nowhere'], ...rule })).toThrow(NOT_FOUND);
  });

  test('goes where its folder goes, with those of the folders inside', () => {
    const set = schedule.setFolderRule(schedule.setFolderRule(library, { path: WORLD, ...rule }), {
      path: ASIA,
      priority: 'low',
      everyMinutes: null,
    });
    const moved = moveFolder(renameFolder(set, WORLD, 'Мир'), ['Мир'], ['Science']);
    expect(moved.schedule.folders).toEqual([
      { path: ['Science', 'Мир'], ...rule },
      { path: ['Science', 'Мир', 'Asia'], priority: 'low', everyMinutes: null },
    ]);
    expect(effectiveRule(moved.subscriptions[0]!, moved.schedule.folders)).toEqual({
      priority: 'low',
      everyMinutes: 30,
    });
  });

  test('ends with its folder, and is not one of the folder around it', () => {
    const set = schedule.setFolderRule(library, { path: ASIA, ...rule });
    expect(removeFolder(set, ASIA).schedule.folders).toEqual([]);
    expect(removeFolder(set, WORLD).schedule.folders).toEqual([{ path: ['Asia'], ...rule }]);
  });

  test('of a folder that is merged into another gives way to that one’s', () => {
    const low = { priority: 'low', everyMinutes: null } as const;
    const set = schedule.setFolderRule(library, { path: WORLD, ...rule });
    expect(renameFolder(set, WORLD, 'Science').schedule.folders).toEqual([{ path: ['Science'], ...rule }]);
    const both = schedule.setFolderRule(set, { path: ['Science'], ...low });
    expect(renameFolder(both, WORLD, 'Science').schedule.folders).toEqual([{ path: ['Science'], ...low }]);
  });
});

describe('a scheduled export', () => {
  const added = schedule.addExport(library, nightly, 'e1');

  test('is added, changed and removed', () => {
    expect(added.schedule.exports).toEqual([{ ...nightly, id: 'e1' }]);
    const changed = schedule.changeExport(added, { ...nightly, id: 'e1', of: null, keep: 1 });
    expect(changed.schedule.exports).toEqual([{ ...nightly, id: 'e1', of: null, keep: 1 }]);
    expect(schedule.removeExport(changed, 'e1').schedule.exports).toEqual([]);
  });

  test('that is not there, or of a folder that is not there, is an error', () => {
    expect(() => schedule.changeExport(library, { ...nightly, id: 'e1' })).toThrow(NOT_FOUND);
    expect(() => schedule.removeExport(library, 'e1')).toThrow(NOT_FOUND);
    expect(() => schedule.addExport(library, { ...nightly, of: ['Nowhere'] }, 'e1')).toThrow(NOT_FOUND);
    expect(() => schedule.changeExport(added, { ...nightly, id: 'e1', of: ['Nowhere'] })).toThrow(NOT_FOUND);
  });

  test('follows its folder when that is renamed', () => {
    expect(renameFolder(added, WORLD, 'Мир').schedule.exports[0]).toMatchObject({ of: ['Мир', 'Asia'], enabled: true });
  });

  test('never becomes one of more than was chosen: without its folder it is turned off', () => {
    const removed = removeFolder(added, ASIA);
    expect(removed.schedule.exports).toEqual([{ ...nightly, id: 'e1', of: ASIA, enabled: false }]);
    // The rest of it can be changed all the same.
    const renamed = schedule.changeExport(removed, { ...nightly, id: 'e1', enabled: false, name: 'Old' });
    expect(renamed.schedule.exports[0]?.name).toBe('Old');
  });
});

describe('a preparation', () => {
  const begun = schedule.startPreparation(library, { goal, folders: [ASIA, ['Science']] }, 100, 7);

  test('begins with what was stored then', () => {
    expect(begun.schedule.preparation).toEqual({
      goal,
      folders: [ASIA, ['Science']],
      startedMs: 100,
      startBytes: 7,
      running: true,
    });
    expect(() => schedule.startPreparation(library, { goal, folders: [['Nowhere']] }, 1, 1)).toThrow(NOT_FOUND);
  });

  test('that was stopped goes on from where it began, whatever the order of its folders', () => {
    const stopped = schedule.stopPreparation(begun);
    expect(stopped.schedule.preparation).toMatchObject({ running: false, startedMs: 100 });
    const again = schedule.startPreparation(stopped, { goal: { ...goal }, folders: [['Science'], ASIA] }, 900, 70);
    expect(again.schedule.preparation).toEqual(begun.schedule.preparation);
  });

  test('with another goal or other folders is another one', () => {
    const stopped = schedule.stopPreparation(begun);
    const folders = [ASIA, ['Science']];
    for (const other of [
      { goal: { kind: 'bytes', bytes: 6_000_000 } as const, folders },
      { goal: { kind: 'days', days: 3 } as const, folders },
      { goal, folders: [ASIA] },
      { goal, folders: [] },
    ]) {
      expect(schedule.startPreparation(stopped, other, 900, 70).schedule.preparation).toEqual({
        ...other,
        startedMs: 900,
        startBytes: 70,
        running: true,
      });
    }
  });

  test('is forgotten when it is cleared; where there is none, nothing is stopped', () => {
    expect(schedule.clearPreparation(begun).schedule.preparation).toBeNull();
    expect(schedule.stopPreparation(library)).toBe(library);
  });

  test('follows its folders, and ends with the last of them rather than take in every source', () => {
    const renamed = renameFolder(begun, WORLD, 'Мир');
    expect(renamed.schedule.preparation?.folders).toEqual([['Мир', 'Asia'], ['Science']]);
    const less = removeFolder(begun, ASIA);
    expect(less.schedule.preparation?.folders).toEqual([['Science']]);
    expect(removeFolder(less, ['Science']).schedule.preparation).toBeNull();
    const all = schedule.startPreparation(library, { goal, folders: [] }, 1, 1);
    expect(removeFolder(all, ASIA).schedule.preparation?.folders).toEqual([]);
  });
});

test('a folder that cannot be moved leaves the schedule alone', () => {
  const set = schedule.setFolderRule(library, { path: WORLD, priority: 'low', everyMinutes: null });
  expect(() => moveFolder(set, WORLD, ASIA)).toThrow(BAD_REQUEST);
  expect(set.schedule.folders).toHaveLength(1);
});
