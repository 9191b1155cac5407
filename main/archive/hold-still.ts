import type { Database } from './database.ts';

/** How many hold a connection still at this moment. */
const holders = new WeakMap<Database, number>();

/**
 * Everything read over this connection is of one moment, until the last of those who asked for it ends it. On the writer's
 * own connection, and where no archive is yet, it changes nothing: there nobody writes between two steps but the caller.
 */
export function holdStill(database: Database, mayHold: boolean): { end(): void } {
  const { connection } = database;
  if (!mayHold || connection.memory) return { end: () => undefined };
  const before = holders.get(database) ?? 0;
  if (before === 0) {
    connection.exec('BEGIN');
    // Only the first look takes the moment.
    database.sql('SELECT count(*) FROM fact').get();
  }
  holders.set(database, before + 1);
  let ended = false;
  return {
    end() {
      if (ended) return;
      ended = true;
      const left = (holders.get(database) ?? 1) - 1;
      holders.set(database, left);
      if (left === 0 && connection.open && connection.inTransaction) connection.exec('COMMIT');
    },
  };
}
