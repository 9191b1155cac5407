import type { FeedId } from '../../shared/model.ts';
import type { Moves } from './face.ts';
import { feedNumber, type Store } from './store.ts';

/** A server that makes up a new address for every visit must not fill the disk; the ones not seen for longest make room. */
const MAX_TARGETS = 8;

/** One more sighting of a redirect for good. @returns all sightings of this target, none when the feed is gone */
export function feedMoved(store: Store, feedId: FeedId, target: string, network: string): Moves {
  const { database } = store;
  const nowMs = store.now();
  const feed = feedNumber(database, feedId);
  if (feed === null) return { sightings: 0, networks: 0, firstMs: nowMs };
  return database.transaction(() => {
    database
      .sql(
        `INSERT INTO feed_move (feed, target, network, sightings, first_ms, last_ms)
         VALUES (@feed, @target, @network, 1, @nowMs, @nowMs)
         ON CONFLICT (feed, target, network) DO UPDATE SET sightings = sightings + 1, last_ms = @nowMs`,
      )
      .run({ feed, target, network, nowMs });
    database
      .sql(
        `DELETE FROM feed_move WHERE feed = @feed AND target NOT IN (SELECT target FROM feed_move WHERE feed = @feed
           GROUP BY target ORDER BY max(last_ms) DESC, target = @target DESC LIMIT ${MAX_TARGETS})`,
      )
      .run({ feed, target });
    return database
      .sql<Moves>(
        `SELECT sum(sightings) AS sightings, count(*) AS networks, min(first_ms) AS firstMs FROM feed_move
         WHERE feed = ? AND target = ?`,
      )
      .get(feed, target) as Moves;
  });
}

/** It answered at its own address. */
export function feedStayed(store: Store, feedId: FeedId): void {
  store.database.sql('DELETE FROM feed_move WHERE feed = (SELECT n FROM feed WHERE id = ?)').run(feedId);
}
