/**
 * The diary of a line: by the hour what state it was in and what came over it, and each stretch in which it carried
 * something. By network, of which only a keyed hash stands here; of sources and hosts nothing does.
 */
import type { DiaryHour, DiaryWindow } from '../../shared/planning.ts';
import type { Database } from './database.ts';
import type { Store } from './store.ts';

/** Eight times each hour of the week: enough to tell a habit from an accident, and no more of where this device was when. */
export const DIARY_MS = 8 * 7 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

type HourRow = Record<`${keyof DiaryHour['inState']}_ms`, number> &
  Pick<DiaryHour, 'bytes' | 'headlines' | 'texts' | 'images'> & { hour_ms: number };

export function diaryHours(store: Store, network: string): DiaryHour[] {
  const nowMs = store.now();
  return store.database
    .sql<HourRow>('SELECT * FROM line_hour WHERE network = ? AND hour_ms BETWEEN ? AND ? ORDER BY hour_ms')
    .all(network, nowMs - DIARY_MS, nowMs)
    .map((row) => ({
      network,
      hourMs: row.hour_ms,
      inState: {
        offline: row.offline_ms,
        captive: row.captive_ms,
        allowlist: row.allowlist_ms,
        degraded: row.degraded_ms,
        open: row.open_ms,
      },
      bytes: row.bytes,
      headlines: row.headlines,
      texts: row.texts,
      images: row.images,
    }));
}

/** A clock that was set back lives through an hour twice: no state lasts longer than the hour all the same. */
export function addToHour(store: Store, hour: DiaryHour): void {
  const state = (name: string): string => `${name}_ms = min(${HOUR_MS}, ${name}_ms + excluded.${name}_ms)`;
  const { offline, captive, allowlist, degraded, open } = hour.inState;
  const withinHour = (ms: number): number => Math.min(HOUR_MS, Math.round(ms));
  store.database
    .sql(
      `INSERT INTO line_hour (network, hour_ms, offline_ms, captive_ms, allowlist_ms, degraded_ms, open_ms, bytes, headlines,
         texts, images) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (network, hour_ms) DO UPDATE SET
         ${['offline', 'captive', 'allowlist', 'degraded', 'open'].map(state).join(', ')},
         bytes = bytes + excluded.bytes, headlines = headlines + excluded.headlines, texts = texts + excluded.texts,
         images = images + excluded.images`,
    )
    .run(
      hour.network,
      beginOfHour(hour.hourMs),
      ...[offline, captive, allowlist, degraded, open].map(withinHour),
      Math.round(hour.bytes),
      hour.headlines,
      hour.texts,
      hour.images,
    );
}

/** Hours are counted from the epoch, as they are wherever a zone is whole hours off. */
export function beginOfHour(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}

export function diaryWindows(database: Database, network: string, limit: number): DiaryWindow[] {
  return database
    .sql<DiaryWindow>(
      `SELECT n, network, start_ms AS startMs, end_ms AS endMs, state, bytes, goodput, headlines, texts, images
       FROM line_window WHERE network = ? ORDER BY start_ms DESC, n DESC LIMIT ?`,
    )
    .all(network, limit);
}

/** @returns its number; one that was forgotten meanwhile comes back under its own */
export function saveWindow(store: Store, window: DiaryWindow): number {
  const { lastInsertRowid } = store.database
    .sql(
      `INSERT INTO line_window (n, network, start_ms, end_ms, seen_ms, state, bytes, goodput, headlines, texts, images)
       VALUES (@n, @network, @startMs, @endMs, @nowMs, @state, @bytes, @goodput, @headlines, @texts, @images)
       ON CONFLICT (n) DO UPDATE SET network = @network, start_ms = @startMs, end_ms = @endMs, seen_ms = @nowMs,
         state = @state, bytes = @bytes, goodput = @goodput, headlines = @headlines, texts = @texts, images = @images`,
    )
    .run({
      ...window,
      startMs: Math.round(window.startMs),
      endMs: window.endMs === null ? null : Math.round(window.endMs),
      bytes: Math.round(window.bytes),
      nowMs: store.now(),
    });
  return window.n ?? Number(lastInsertRowid);
}

/** Windows that a killed program left open lasted at least until they were last saved. */
export function closeWindows(database: Database): void {
  database.sql('UPDATE line_window SET end_ms = max(start_ms, seen_ms) WHERE end_ms IS NULL').run();
}

export function diaryNetworks(database: Database): number {
  return (
    database
      .sql<{ count: number }>(
        'SELECT count(*) AS count FROM (SELECT network FROM line_hour UNION SELECT network FROM line_window)',
      )
      .get()?.count ?? 0
  );
}

export function forgetDiary(database: Database): void {
  database.transaction(() => {
    for (const table of ['line_hour', 'line_window']) database.sql(`DELETE FROM ${table}`).run();
  });
}
