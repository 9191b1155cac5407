/**
 * What waits to be fetched, told from indexes alone: hundreds of thousands may wait, and only what is chosen is read. Hops
 * from host to host within each rank, so that a host with thousands of pages costs no more than one with two.
 */
import type { Candidate, Worth } from '../../shared/planning.ts';
import { MAX_PAUSE_MS } from './attempts.ts';
import type { Database } from './database.ts';
import { inShares, inTurns } from './turns.ts';

/** A table of things to fetch. Its columns `state`, `rank`, `host`, `sort_ms`, `retry_ms` are alike everywhere. */
export type Queue = {
  readonly table: 'page' | 'picture';
  /** Column with the local number. */
  readonly number: 'article' | 'n';
  /** Which rows wait; as the queue's index has it. */
  readonly waits: string;
  /** Within one host and rank, as the queue's index has it. */
  readonly order: string;
  readonly lead: string;
  readonly feedTextLength: string;
  /** Whether one of `@feeds` carries it; of the row `c`. */
  readonly carried: string;
};

/** `n`: article or picture. */
export type Waiting = Candidate & { readonly n: number };

export type Asked = {
  readonly database: Database;
  readonly nowMs: number;
  readonly limit: number;
  /** Local numbers; null: of every source, and of none. */
  readonly feeds: readonly number[] | null;
};

/** So many of each host and rank are looked at first: 15 ms where 5,000 hosts have something. Mostly that is enough. */
const FEW = 2;
/** A fetch waits for its host's turn, so that what is asked of one host leaves the rest of the line unused. */
const SHARES = 8;

/**
 * The most worth first. Hosts whose newest few are worth nothing now are passed over as a whole: most of the web may be
 * dark, and must not be searched through for every question.
 */
export function mostWorth(queue: Queue, asked: Asked, worth: Worth): Waiting[] {
  const { limit } = asked;
  const scored = (rows: readonly Waiting[]) =>
    rows
      .map((row) => ({ row, worth: worth(row) }))
      .filter((one) => one.worth > 0)
      .sort((a, b) => b.worth - a.worth || b.row.sortMs - a.row.sortMs);
  const hosts = new Set<string>();
  const pairs: Pair[] = [];
  for (const { row } of scored(newest(queue, asked, null, FEW))) {
    if (hosts.size >= limit && !hosts.has(row.host)) continue;
    hosts.add(row.host);
    pairs.push([row.rank, row.host]);
  }
  const share = Math.ceil(limit / SHARES);
  const take = (count: number): Waiting[] =>
    inShares(
      scored(newest(queue, asked, pairs, count)).map(({ row }) => row),
      share,
      limit,
    );
  const taken = take(Math.max(share, FEW));
  return taken.length < limit ? take(limit) : taken;
}

/** Hosts taking turns, newest first. `leads`: those of all hosts before anything else. */
export function newestInTurns(queue: Queue, asked: Asked, leads: boolean): Waiting[] {
  const { limit } = asked;
  const take = (count: number): Waiting[] => {
    const rows = newest(queue, asked, null, count);
    if (!leads) return inTurns(byHost(rows, count), limit);
    const [first, rest] = [rows.filter(({ lead }) => lead), rows.filter(({ lead }) => !lead)];
    const taken = inTurns(byHost(first, count), limit);
    // Of a host of which more leads wait than were looked at, nothing else is known yet.
    if (taken.length >= limit || count < limit) return taken;
    return [...taken, ...inTurns(byHost(rest, count), limit - taken.length)];
  };
  const taken = take(Math.min(FEW, limit));
  return taken.length < limit ? take(limit) : taken;
}

/** The newest `count` of each. Beyond these nothing is known of a host that has several ranks. */
function byHost(rows: readonly Waiting[], count: number): Waiting[][] {
  const hosts = Map.groupBy(rows, ({ host }) => host);
  return [...hosts.values()].map((ofHost) => ofHost.sort((a, b) => b.sortMs - a.sortMs || a.n - b.n).slice(0, count));
}

type Pair = readonly [rank: number, host: string];
type Row = { n: number; rank: number; host: string; sort_ms: number; lead: number; feed_text_length: number };

/** The newest few of every rank and host, or of those named. */
function newest(queue: Queue, asked: Asked, pairs: readonly Pair[] | null, count: number): Waiting[] {
  const { database, nowMs, feeds } = asked;
  return database
    .sql<Row>(
      `WITH RECURSIVE ${pairs === null ? everyPair(queue) : PAIRS_NAMED}
       SELECT w.${queue.number} AS n, w.rank, w.host, w.sort_ms, ${queue.lead} AS lead, ${queue.feedTextLength} AS feed_text_length
       FROM pair JOIN ${queue.table} w ON w.${queue.number} IN (
         SELECT c.${queue.number} FROM ${queue.table} c WHERE ${queue.waits} AND c.rank = pair.rank AND c.host = pair.host
           AND (c.retry_ms <= @nowMs OR c.retry_ms > @nowMs + ${MAX_PAUSE_MS})
           ${feeds === null ? '' : `AND ${queue.carried}`}
         ORDER BY ${queue.order} LIMIT @count)
       WHERE pair.host IS NOT NULL`,
    )
    .all({
      nowMs,
      count,
      ...(pairs !== null && { pairs: JSON.stringify(pairs) }),
      ...(feeds !== null && { feeds: JSON.stringify(feeds) }),
    })
    .map((row) => ({
      n: row.n,
      rank: row.rank,
      host: row.host,
      sortMs: row.sort_ms,
      lead: row.lead === 1,
      feedTextLength: row.feed_text_length,
    }));
}

const PAIRS_NAMED = `pair (rank, host) AS (SELECT DISTINCT value ->> 0, value ->> 1 FROM json_each(@pairs))`;

function everyPair({ table, waits }: Queue): string {
  return `pair (rank, host) AS (
    SELECT value, (SELECT min(c.host) FROM ${table} c WHERE ${waits} AND c.rank = value) FROM json_each('[0, 1, 2, 3]')
    UNION ALL
    SELECT rank, (SELECT min(c.host) FROM ${table} c WHERE ${waits} AND c.rank = pair.rank AND c.host > pair.host)
    FROM pair WHERE host IS NOT NULL)`;
}
