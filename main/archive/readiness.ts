import type { Readiness } from '../../shared/schedule.ts';
import type { Database } from './database.ts';

export function readiness(_database: Database): Readiness {
  throw new Error('not built yet');
}
