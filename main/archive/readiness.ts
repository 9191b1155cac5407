import type { FeedId } from '../../shared/model.ts';
import type { Readiness } from '../../shared/schedule.ts';
import type { Database } from './database.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;
/** Habits change, and a month has every weekday four times. */
const PACE_DAYS = 28;
/** Before that a pace would be a guess. */
const LEAST_DAYS = 3;
const LEAST_READ = 5;
/** A person who only skims manages one in six seconds; more are marked by a key that is held down. */
const MOST_A_MINUTE = 10;

type Unread = { unread: number; unread_text: number; unread_whole: number };

/** How much there would be to read if the line stopped now. All of it is counted as it changes (see the triggers). */
export function readiness(database: Database, nowMs: number): Readiness {
  const totals = database.sql<Unread>('SELECT unread, unread_text, unread_whole FROM totals').get() as Unread;
  const unread = countsOf(totals);
  const sources = database
    .sql<Unread & { id: FeedId }>(
      `SELECT f.id, t.unread, t.unread_text, t.unread_whole FROM feed f JOIN tally t ON t.feed = f.n
       WHERE f.subscribed = 1 ORDER BY f.place`,
    )
    .all()
    .map((row) => ({ id: row.id, ...countsOf(row) }));
  const perDay = readPerDay(database, nowMs);
  return { unread, sources, readPerDay: perDay, days: perDay === null ? null : unread.whole / perDay };
}

function countsOf({ unread, unread_text: text, unread_whole: whole }: Unread) {
  return { headline: unread - text - whole, text, whole };
}

/**
 * Null: too little to tell. What is marked all at once has one and the same moment, and was not read: it counts as one.
 * What was noted while this clock was ahead does not count until then; and nobody read before there was anything to read,
 * though a clock that was behind may say so.
 */
function readPerDay(database: Database, nowMs: number): number | null {
  const { first_ms: firstMs, read } = database
    .sql<{ first_ms: number | null; read: number | null }>(
      `SELECT max((SELECT min(read_ms) FROM status WHERE read_ms IS NOT NULL),
           (SELECT seen_ms FROM status ORDER BY article LIMIT 1)) AS first_ms,
         (SELECT sum(min(n, ${MOST_A_MINUTE})) FROM (SELECT count(DISTINCT read_ms) AS n FROM status
          WHERE read_ms BETWEEN @sinceMs AND @nowMs GROUP BY read_ms / ${MINUTE_MS})) AS read`,
    )
    .get({ sinceMs: nowMs - PACE_DAYS * DAY_MS, nowMs }) as { first_ms: number | null; read: number | null };
  const days = (nowMs - (firstMs ?? nowMs)) / DAY_MS;
  if (days < LEAST_DAYS || (read ?? 0) < LEAST_READ) return null;
  return (read ?? 0) / Math.min(days, PACE_DAYS);
}
