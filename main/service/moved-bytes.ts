import type { FetchOutcome } from '../../shared/model.ts';
import { NUMBERS } from '../schedule/numbers.ts';

/** Request and answer without their bodies: some 400 bytes each. */
const REQUEST_BYTES = 800;

/** Everything a request moved, as far as it can be told from here: its body, and what connecting and asking take. */
export function movedBytes(fetched: Pick<FetchOutcome, 'wireBytes' | 'connections' | 'status'>): number {
  const asked = fetched.status === null ? 0 : REQUEST_BYTES;
  return fetched.wireBytes + fetched.connections * NUMBERS.bytes.handshake + asked;
}
