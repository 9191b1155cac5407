import type { StubTemplate } from './face.ts';
import type { Store } from './store.ts';

/** A network changes its page sooner or later, and a hash says nothing of anything else. */
export const STUB_DAYS_MS = 30 * 24 * 60 * 60 * 1000;
/** A page with a clock or a number in it has another hash each time; more than these are never compared with. */
const MAX_STUBS = 500;

export function stubTemplates(store: Store): StubTemplate[] {
  return store.database
    .sql<StubTemplate>(
      'SELECT sha256, simhash, seen_ms AS seenMs FROM stub WHERE seen_ms > ? ORDER BY seen_ms DESC, sha256',
    )
    .all(store.now() - STUB_DAYS_MS);
}

export function saveStubTemplate(store: Store, template: StubTemplate): void {
  const { database } = store;
  database.transaction(() => {
    database
      .sql(
        `INSERT INTO stub (sha256, simhash, seen_ms) VALUES (@sha256, @simhash, @seenMs)
         ON CONFLICT (sha256) DO UPDATE SET simhash = @simhash, seen_ms = max(seen_ms, @seenMs)`,
      )
      .run({ sha256: template.sha256, simhash: template.simhash, seenMs: template.seenMs });
    database
      .sql('DELETE FROM stub WHERE sha256 IN (SELECT sha256 FROM stub ORDER BY seen_ms DESC LIMIT -1 OFFSET ?)')
      .run(MAX_STUBS);
  });
}
