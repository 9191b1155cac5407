import type { Database } from './database.ts';

/** More than these nobody looks through in a list. */
const MOST_TAGS = 1_000;

/** Names that articles are tagged with, by code unit. */
export function tags(database: Database): string[] {
  return database
    .sql<{ name: string }>('SELECT DISTINCT name FROM tag ORDER BY name LIMIT ?')
    .all(MOST_TAGS)
    .map(({ name }) => name);
}
