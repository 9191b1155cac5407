import { DEFAULT_SCHEDULE, type ScheduledExport } from '../../../shared/schedule.ts';

/** A library with one export, of everything as a page, that only runs when asked. */
export function usualExport(folder: string, change: Partial<ScheduledExport> = {}) {
  const usual: ScheduledExport = {
    id: 'e1',
    name: 'News',
    cron: '0 7 1 1 *',
    format: 'html',
    folder,
    days: null,
    of: null,
    starred: false,
    unread: false,
    keep: 1000,
    enabled: true,
    pictures: true,
    label: null,
    signWith: null,
    recipients: [],
    ...change,
  };
  return { schedule: { ...DEFAULT_SCHEDULE, exports: [usual] } };
}
