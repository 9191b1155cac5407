import { randomBytes } from 'node:crypto';
import type { Database } from './database.ts';

const SECRET_BYTES = 32;

/** A random value made once and kept with the archive: what is hashed with it can be compared here and guessed nowhere else. */
export function secret(database: Database, name: string): Buffer {
  const fact = `secret ${name}`;
  return database.transaction(() => {
    database
      .sql('INSERT OR IGNORE INTO fact (name, value) VALUES (?, ?)')
      .run(fact, randomBytes(SECRET_BYTES).toString('base64'));
    const value = database.sql<{ value: string }>('SELECT value FROM fact WHERE name = ?').get(fact)?.value ?? '';
    return Buffer.from(value, 'base64');
  });
}
