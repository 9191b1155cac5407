import type { ParsedOpml } from '../../shared/model.ts';
import { LarderError } from '../../shared/errors.ts';

/** @throws LarderError OPML_INVALID */
export function parseOpml(bytes: Uint8Array): ParsedOpml {
  throw new LarderError('OPML_INVALID', 'This is not a list of subscriptions.', { bytes: bytes.length });
}
