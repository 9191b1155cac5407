import type { OriginFacts } from '../../shared/line.ts';
import type { Database } from './database.ts';
import type { RouteRecord } from './face.ts';
import type { Store } from './store.ts';

/** As many as a library of thousands of sources meets, with the hosts of their pictures. The longest unused make room. */
const MAX_ORIGINS = 10_000;
/** Ways times origins times networks; what has not been used for longest makes room. */
const MAX_ROUTE_RECORDS = 5_000;
const MAX_ADDRESSES = 4;

const UNKNOWN: Omit<OriginFacts, 'origin'> = {
  lastOkMs: null,
  lastFailMs: null,
  lastOutcome: null,
  counts: {},
  addresses: [],
  rangesOk: false,
  frozenMs: null,
  curtainHard: false,
  issuer: null,
  anchor: false,
  goodput: null,
  roundTripMs: null,
};

export function origins(database: Database): OriginFacts[] {
  return database
    .sql<{ origin: string; facts: string }>('SELECT origin, facts FROM origin WHERE json_valid(facts) ORDER BY n')
    .all()
    .map(({ origin, facts }) => ({ ...UNKNOWN, ...(JSON.parse(facts) as Partial<OriginFacts>), origin }));
}

export function saveOrigin(store: Store, { origin, ...facts }: OriginFacts): void {
  const { database } = store;
  const json = JSON.stringify({ ...facts, addresses: facts.addresses.slice(0, MAX_ADDRESSES) });
  database.transaction(() => {
    database
      .sql(
        `INSERT INTO origin (origin, saved_ms, facts) VALUES (?, ?, ?)
         ON CONFLICT (origin) DO UPDATE SET saved_ms = excluded.saved_ms, facts = excluded.facts`,
      )
      .run(origin, store.now(), json);
    dropOldest(database, 'origin', MAX_ORIGINS);
  });
}

export function routeRecords(database: Database): RouteRecord[] {
  return database
    .sql<RouteRecord>(
      `SELECT route, origin, network, health, last_ok_ms AS lastOkMs, last_fail_ms AS lastFailMs FROM route_record ORDER BY n`,
    )
    .all();
}

export function saveRouteRecord(store: Store, record: RouteRecord): void {
  const { database } = store;
  database.transaction(() => {
    database
      .sql(
        `INSERT INTO route_record (route, origin, network, health, last_ok_ms, last_fail_ms, saved_ms)
         VALUES (@route, @origin, @network, @health, @lastOkMs, @lastFailMs, @nowMs)
         ON CONFLICT (route, origin, network) DO UPDATE SET health = @health, last_ok_ms = @lastOkMs,
           last_fail_ms = @lastFailMs, saved_ms = @nowMs`,
      )
      .run({ ...record, nowMs: store.now() });
    dropOldest(database, 'route_record', MAX_ROUTE_RECORDS);
  });
}

/** Counting some thousand rows of an index takes 20 µs: less than keeping the count. */
function dropOldest(database: Database, table: 'origin' | 'route_record', most: number): void {
  const count = database.sql<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count ?? 0;
  if (count <= most) return;
  database
    .sql(`DELETE FROM ${table} WHERE n IN (SELECT n FROM ${table} ORDER BY saved_ms, n LIMIT ?)`)
    .run(count - most);
}
