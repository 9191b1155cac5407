import type { ParsedFeed } from '../../shared/model.ts';
import { LarderError } from '../../shared/errors.ts';
import type { Source } from './protocol.ts';
import { decodeBytes } from './charset.ts';

/** @throws LarderError NOT_A_FEED, FEED_EMPTY, FEED_TOO_LARGE, FEED_TOO_DEEP, FEED_ENTITY_BOMB, FEED_MALFORMED */
export async function parseFeed(bytes: Uint8Array, source: Source): Promise<ParsedFeed> {
  const { encoding } = decodeBytes(bytes, { contentType: source.contentType, kind: 'xml' });
  throw await Promise.reject(new LarderError('NOT_A_FEED', 'This is not a feed.', { encoding }));
}
