import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import type { DiaryHour, DiaryWindow } from '../../../shared/planning.ts';
import { START_MS, temporaryArchive } from './temporary-archive.ts';

const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TWO_YEARS_MS = 2 * 365 * DAY_MS;
const HOME = 'hash-of-home';

function hour(hourMs: number, fields: Partial<DiaryHour> = {}): DiaryHour {
  const inState = { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 0 };
  return { network: HOME, hourMs, inState, bytes: 0, headlines: 0, texts: 0, images: 0, ...fields };
}
const opened = (ms: number) => ({ offline: 0, captive: 0, allowlist: 0, degraded: 0, open: ms });

function window(startMs: number, fields: Partial<DiaryWindow> = {}): DiaryWindow {
  const counts = { bytes: 0, goodput: null, headlines: 0, texts: 0, images: 0 };
  return { network: HOME, n: null, startMs, endMs: null, state: 'open', ...counts, ...fields };
}

describe('hours', () => {
  it('gather what is added to them, each by its network and oldest first', () => {
    const { archive } = temporaryArchive();
    const before = START_MS - HOUR_MS;
    archive.addToHour(
      hour(START_MS, { inState: { ...opened(10 * MINUTE_MS), offline: MINUTE_MS }, bytes: 100, texts: 1 }),
    );
    archive.addToHour(hour(before, { headlines: 7 }));
    archive.addToHour(hour(START_MS, { inState: opened(5 * MINUTE_MS), bytes: 50.4, headlines: 3, images: 2 }));
    archive.addToHour(hour(START_MS, { network: 'hash-of-work', bytes: 1 }));
    expect(archive.diaryHours(HOME)).toEqual([
      hour(before, { headlines: 7 }),
      hour(START_MS, {
        inState: { ...opened(15 * MINUTE_MS), offline: MINUTE_MS },
        bytes: 150,
        headlines: 3,
        texts: 1,
        images: 2,
      }),
    ]);
    expect(archive.diaryHours('hash-of-nowhere')).toEqual([]);
    expect(archive.diaryNetworks()).toBe(2);
  });

  it('last an hour at most, also when the clock lives through one twice', () => {
    const { archive } = temporaryArchive();
    archive.addToHour(hour(START_MS, { inState: opened(50 * MINUTE_MS) }));
    archive.addToHour(hour(START_MS, { inState: opened(50 * MINUTE_MS) }));
    archive.addToHour(hour(START_MS - HOUR_MS, { inState: opened(5 * DAY_MS) }));
    expect(archive.diaryHours(HOME).map(({ inState }) => inState.open)).toEqual([HOUR_MS, HOUR_MS]);
  });

  it('are kept for eight weeks, and those of a clock that was years ahead are not kept at all', () => {
    const { archive, clock } = temporaryArchive();
    archive.addToHour(hour(START_MS));
    archive.addToHour(hour(START_MS + TWO_YEARS_MS));
    archive.saveWindow(window(START_MS, { endMs: START_MS + 1 }));
    clock.forward(TWO_YEARS_MS);
    archive.saveWindow(window(START_MS + TWO_YEARS_MS));
    clock.forward(-TWO_YEARS_MS + 7 * 7 * DAY_MS);
    // The future is no part of what is told, even before it is swept.
    expect(archive.diaryHours(HOME)).toEqual([hour(START_MS)]);
    archive.sweep();
    expect([archive.diaryHours(HOME).length, archive.diaryWindows(HOME, 9).length]).toEqual([1, 1]);
    clock.forward(8 * DAY_MS);
    expect(archive.diaryHours(HOME)).toEqual([]);
    archive.sweep();
    expect([archive.diaryNetworks(), archive.diaryWindows(HOME, 9)]).toEqual([0, []]);
  });
});

describe('windows', () => {
  it('are changed under their number, and told newest first, by network', () => {
    const { archive } = temporaryArchive();
    const first = archive.saveWindow(window(START_MS));
    const second = archive.saveWindow(window(START_MS + HOUR_MS, { state: 'degraded' }));
    archive.saveWindow(window(START_MS, { network: 'hash-of-work' }));
    const ended = { ...window(START_MS, { endMs: START_MS + 9, bytes: 10, goodput: 1.5, texts: 2 }), n: first };
    expect(archive.saveWindow(ended)).toBe(first);
    expect(archive.diaryWindows(HOME, 9)).toEqual([
      { ...window(START_MS + HOUR_MS, { state: 'degraded' }), n: second },
      ended,
    ]);
    expect(archive.diaryWindows(HOME, 1).map(({ n }) => n)).toEqual([second]);
  });

  it('that a killed program left open end where they were last seen', () => {
    const { dir, archive, clock, close } = temporaryArchive();
    const n = archive.saveWindow(window(START_MS));
    clock.forward(10 * MINUTE_MS);
    const seenMs = clock.now();
    archive.saveWindow(window(START_MS, { n, bytes: 5 }));
    const shut = archive.saveWindow(window(START_MS - HOUR_MS, { endMs: START_MS - 1 }));
    close();
    clock.forward(3 * DAY_MS);
    const again = openArchive({ dir, now: clock.now });
    again.closeWindows();
    expect(again.diaryWindows(HOME, 9)).toMatchObject([
      { n, bytes: 5, endMs: seenMs + 1 },
      { n: shut, endMs: START_MS - 1 },
    ]);
    again.close();
  });

  it('never end before they began, though the clock was set back meanwhile', () => {
    const { archive, clock } = temporaryArchive();
    clock.forward(TWO_YEARS_MS);
    const startMs = clock.now();
    const n = archive.saveWindow(window(startMs));
    clock.forward(-TWO_YEARS_MS);
    archive.saveWindow(window(startMs, { n }));
    archive.closeWindows();
    expect(archive.diaryWindows(HOME, 9)).toMatchObject([{ startMs, endMs: startMs }]);
  });
});

it('a diary that is forgotten leaves no trace in any file, and numbers that were used are not used again', () => {
  const { dir, archive } = temporaryArchive();
  archive.addToHour(hour(START_MS, { network: 'hash-of-a-hiding-place' }));
  const n = archive.saveWindow(window(START_MS, { network: 'hash-of-a-hiding-place' }));
  archive.forgetDiary();
  expect([archive.diaryNetworks(), archive.diaryHours(HOME), archive.diaryWindows(HOME, 9)]).toEqual([0, [], []]);
  const files = readdirSync(dir).filter((name) => name.startsWith('archive.db'));
  expect(files.some((name) => readFileSync(join(dir, name)).includes('hiding-place'))).toBe(false);
  expect(archive.saveWindow(window(START_MS))).toBeGreaterThan(n);
});

describe('what was spent', () => {
  it('is summed from the hour that holds the moment', () => {
    const { archive, clock } = temporaryArchive();
    clock.forward(5 * HOUR_MS);
    archive.addSpent(START_MS + 59 * MINUTE_MS, 100);
    archive.addSpent(START_MS + 61 * MINUTE_MS, 20);
    archive.addSpent(START_MS + 62 * MINUTE_MS, 3.2);
    const since = (minutes: number) => archive.spentSince(START_MS + minutes * MINUTE_MS);
    expect([since(0), since(30), since(60), since(119), since(120)]).toEqual([123, 123, 23, 23, 0]);
  });

  it('by a clock that was ahead does not count yet, and one that is behind gives no budget back', () => {
    const { archive, clock } = temporaryArchive();
    archive.addSpent(START_MS + TWO_YEARS_MS, 1_000);
    archive.addSpent(START_MS, 5);
    expect(archive.spentSince(START_MS - 30 * DAY_MS)).toBe(5);
    clock.forward(-TWO_YEARS_MS);
    archive.sweep();
    expect(archive.spentSince(0)).toBe(0);
    clock.forward(TWO_YEARS_MS);
    expect(archive.spentSince(START_MS - 30 * DAY_MS)).toBe(5);
  });

  it('is kept for thirteen months', () => {
    const { archive, clock } = temporaryArchive();
    archive.addSpent(START_MS, 5);
    clock.forward(395 * DAY_MS);
    archive.sweep();
    expect(archive.spentSince(0)).toBe(5);
    clock.forward(10 * DAY_MS);
    archive.sweep();
    expect(archive.spentSince(0)).toBe(0);
  });
});

it('the last run of each export is kept for as long as there is the export', () => {
  const { archive } = temporaryArchive();
  const nightly = { name: 'Nightly', cron: '0 3 * * *', format: 'html', folder: '/x', days: null, of: null } as const;
  const one = {
    ...nightly,
    id: 'e1',
    starred: false,
    unread: false,
    keep: 3,
    enabled: true,
    pictures: true,
    label: null,
    signWith: null,
    recipients: [],
  };
  const withExports = (exports: readonly (typeof one)[]) =>
    archive.changeLibrary((library) => ({ ...library, schedule: { ...library.schedule, exports } }));
  withExports([one, { ...one, id: 'e2' }]);
  archive.saveExportRun({ id: 'e1', lastMs: 1, lastFile: null, problem: 'folder-missing' });
  archive.saveExportRun({ id: 'e2', lastMs: 2, lastFile: 'Nightly 2026-06-01.html', problem: null });
  archive.saveExportRun({ id: 'e1', lastMs: 3, lastFile: 'Nightly.html', problem: null });
  expect(archive.exportRuns()).toEqual([
    { id: 'e1', lastMs: 3, lastFile: 'Nightly.html', problem: null },
    { id: 'e2', lastMs: 2, lastFile: 'Nightly 2026-06-01.html', problem: null },
  ]);
  withExports([one]);
  expect(archive.exportRuns().map(({ id }) => id)).toEqual(['e1']);
});
