import type { FeedId } from '../../shared/model.ts';
import { type Rhythm, UNKNOWN_RHYTHM } from '../../shared/planning.ts';
import { feedNumber, type Store } from './store.ts';

/** Nothing is kept of a feed that is gone. */
export function saveRhythm(store: Store, feedId: FeedId, rhythm: Rhythm): void {
  const { database } = store;
  const feed = feedNumber(database, feedId);
  if (feed === null) return;
  database
    .sql('INSERT INTO rhythm (feed, facts) VALUES (?, ?) ON CONFLICT (feed) DO UPDATE SET facts = excluded.facts')
    .run(feed, JSON.stringify(rhythm, shortened));
}

/** Five digits tell a pace as well as sixteen: a third of the room, and of the time that 5,000 sources take to be read. */
function shortened(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}

/**
 * One that a later program wrote, or that lacks what this one knows, still tells the rest.
 * @param facts JSON; null: nothing was learned yet
 */
export function rhythmOf(facts: string | null): Rhythm | null {
  return facts === null ? null : { ...UNKNOWN_RHYTHM, ...(JSON.parse(facts) as Partial<Rhythm>) };
}
