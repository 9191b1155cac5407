import type { OriginFacts } from '../../shared/line.ts';
import type { Database } from './database.ts';
import { DIARY_MS } from './diary.ts';
import { SPENT_MS } from './spent.ts';
import { STUB_DAYS_MS } from './stubs.ts';
import type { Store } from './store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What a network put in place of something is news for a week. */
const QUARANTINE_MS = 7 * DAY_MS;
/** Names that fail are looked up from memory for so long; servers move. */
const ADDRESS_MS = 30 * DAY_MS;
/** A source that was on its way elsewhere, and a way that was tried in some network: after a season both are new again. */
const SEASON_MS = 90 * DAY_MS;
/** Shutdowns last for months, and what works during them must not be forgotten in between. */
const ORIGIN_MS = 180 * DAY_MS;
/** A clock that was wrong leaves times in the future, which would never grow old. */
const AHEAD_MS = DAY_MS;
/** What a breaker counted is old news a week after it would have let somebody through. */
const BREAKER_MS = 7 * DAY_MS;
/** No server is waited for longer. */
const LONGEST_WAIT_MS = 31 * DAY_MS;

/** Drops what has had its time. Some milliseconds; once a day is often enough. */
export function sweep(store: Store): void {
  const { database } = store;
  const nowMs = store.now();
  const dropOld = (table: string, column: string, ageMs: number): void => {
    database.sql(`DELETE FROM ${table} WHERE ${column} < ? OR ${column} > ?`).run(nowMs - ageMs, nowMs + AHEAD_MS);
  };
  database.transaction(() => {
    dropOld('quarantine', 'at_ms', QUARANTINE_MS);
    dropOld('stub', 'seen_ms', STUB_DAYS_MS);
    dropOld('feed_move', 'last_ms', SEASON_MS);
    dropOld('route_record', 'saved_ms', SEASON_MS);
    dropOld('origin', 'saved_ms', ORIGIN_MS);
    dropOld('line_hour', 'hour_ms', DIARY_MS);
    dropOld('line_window', 'seen_ms', DIARY_MS);
    database
      .sql('DELETE FROM breaker WHERE until_ms < ? OR until_ms > ?')
      .run(nowMs - BREAKER_MS, nowMs + LONGEST_WAIT_MS);
    // Never from the future: one start with a clock that is behind must not give the month's budget back.
    database.sql('DELETE FROM spent WHERE hour_ms < ?').run(nowMs - SPENT_MS);
    dropOldAddresses(database, nowMs);
  });
}

function dropOldAddresses(database: Database, nowMs: number): void {
  const rows = database.sql<{ n: number; facts: string }>('SELECT n, facts FROM origin WHERE json_valid(facts)').all();
  for (const { n, facts } of rows) {
    const known = JSON.parse(facts) as Pick<OriginFacts, 'addresses'>;
    const fresh = known.addresses.filter(({ okMs }) => okMs >= nowMs - ADDRESS_MS && okMs <= nowMs + AHEAD_MS);
    if (fresh.length === known.addresses.length) continue;
    // Neither newer nor older than it was: nothing was learned.
    database.sql('UPDATE origin SET facts = ? WHERE n = ?').run(JSON.stringify({ ...known, addresses: fresh }), n);
  }
}
