import { randomBytes } from 'node:crypto';
import type { ArticleId, FeedId } from '../../shared/model.ts';
import type { Database } from './database.ts';

/** What every writing function needs. */
export type Store = {
  readonly database: Database;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** What the pass under way has met in each feed; forgotten when the feed is done. */
  readonly passes: Map<FeedId, FeedPass>;
  /** Articles whose words go into the index when the transaction ends. */
  readonly toIndex: Map<number, IndexedText>;
};

export type IndexedText = {
  readonly version: number;
  readonly title: string;
  readonly language: string | null;
  readonly text: string;
};

/** One reading of a feed's document, which arrives in slices. */
export type FeedPass = {
  readonly startedMs: number;
  /** Items so far, to keep undated ones in the document's order. */
  items: number;
  /** Which item of this document each article was matched with: two items of one document are not the same article. */
  readonly met: Map<number, string>;
};

const ID_BYTES = 10;
/** Asking the system for a few bytes costs as much as asking for thousands. */
const POOL_BYTES = 400 * ID_BYTES;
let pool = Buffer.alloc(0);

/** 80 random bits in letters and digits: enough that no archive ever meets the same one twice. */
export function newArticleId(): ArticleId {
  if (pool.length < ID_BYTES) pool = randomBytes(POOL_BYTES);
  const id = BigInt(`0x${pool.toString('hex', 0, ID_BYTES)}`);
  pool = pool.subarray(ID_BYTES);
  return id.toString(36).padStart(16, '0') as ArticleId;
}

/** The local number of a feed. Null: not known (any more). */
export function feedNumber(database: Database, id: FeedId): number | null {
  return database.sql<{ n: number }>('SELECT n FROM feed WHERE id = ?').get(id)?.n ?? null;
}

/** Those of the feeds that are known (still). */
export function feedNumbers(database: Database, ids: readonly FeedId[]): number[] {
  return ids.map((id) => feedNumber(database, id)).filter((n) => n !== null);
}

/** The local number of an article. Null: no such article. */
export function articleNumber(database: Database, id: ArticleId): number | null {
  return database.sql<{ n: number }>('SELECT n FROM article WHERE id = ?').get(id)?.n ?? null;
}

export function articleIdOf(database: Database, n: number): ArticleId {
  return database.sql<{ id: ArticleId }>('SELECT id FROM article WHERE n = ?').get(n)?.id as ArticleId;
}
