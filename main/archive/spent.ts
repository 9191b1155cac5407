import { beginOfHour } from './diary.ts';
import type { Store } from './store.ts';

/** A month can be compared with the same one a year ago. */
export const SPENT_MS = 400 * 24 * 60 * 60 * 1000;

/**
 * Wire bytes from the hour that holds `ms`. What was noted while this clock was ahead counts for the hour it was noted
 * for, when that has come: until then it would use up every budget.
 */
export function spentSince(store: Store, ms: number): number {
  return (
    store.database
      .sql<{ bytes: number | null }>('SELECT sum(bytes) AS bytes FROM spent WHERE hour_ms BETWEEN ? AND ?')
      .get(beginOfHour(ms), store.now())?.bytes ?? 0
  );
}

export function addSpent(store: Store, atMs: number, bytes: number): void {
  store.database
    .sql(
      'INSERT INTO spent (hour_ms, bytes) VALUES (?, ?) ON CONFLICT (hour_ms) DO UPDATE SET bytes = bytes + excluded.bytes',
    )
    .run(beginOfHour(atMs), Math.round(bytes));
}
