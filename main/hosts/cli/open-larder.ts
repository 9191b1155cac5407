import { createLarder, type Larder } from '../../service/larder.ts';
import type { Call } from './call.ts';

/**
 * For commands that write or fetch: takes the archive's lock and holds it until `close`.
 * @throws LarderError ARCHIVE_LOCKED, ARCHIVE_DAMAGED, ARCHIVE_TOO_NEW, LIBRARY_DAMAGED
 */
export function openLarder(call: Pick<Call, 'dir' | 'now' | 'host'>): Promise<Larder> {
  return createLarder({
    dir: call.dir,
    now: call.now,
    extractWorker: call.host.extractWorker,
    automatic: false,
    onBug: call.host.onBug,
  });
}
