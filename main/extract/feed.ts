import { LarderError } from '../../shared/errors.ts';
import type { ParsedFeed } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { decodeBytes } from './charset.ts';
import { canonicalise } from './feed/canonical.ts';
import { finishFeed } from './feed/finish.ts';
import { readJsonFeed } from './feed/json-feed.ts';
import { mapXml } from './feed/map-xml.ts';
import { rssJsonToXml } from './feed/rss-json.ts';
import type { RawFeed } from './feed/raw.ts';
import type { Source } from './protocol.ts';

/**
 * The largest feeds in use (whole archives of a podcast, with show notes) have some 15 MB; one of more would hold the
 * extract thread for seconds and its memory for hundreds of megabytes.
 */
export const MAX_FEED_BYTES = 20 * 1024 * 1024;

/**
 * Reads any feed: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed. `source.url` is what relative addresses are
 * relative to; empty where it is not known. docs/notes/feed-parsing.md tells the way.
 * @throws LarderError NOT_A_FEED, FEED_EMPTY, FEED_TOO_LARGE, FEED_TOO_DEEP, FEED_ENTITY_BOMB, FEED_MALFORMED
 */
export async function parseFeed(bytes: Uint8Array, source: Source): Promise<ParsedFeed> {
  if (bytes.length > MAX_FEED_BYTES) {
    throw new LarderError('FEED_TOO_LARGE', 'The feed is too large to be one.', { bytes: bytes.length });
  }
  const { text, encoding } = decodeBytes(bytes, { contentType: source.contentType, kind: 'xml' });
  if (text.trim() === '') throw new LarderError('FEED_EMPTY', 'The feed is empty.');
  const documentUrl = parseHttpUrl(source.url)?.href ?? null;
  return finishFeed(await readFeed(text, documentUrl), encoding, documentUrl);
}

/** The feed as it stands in `text`, nothing cleaned yet: the part whose speed is compared with rss-parser alone. */
export async function readFeed(text: string, documentUrl: string | null): Promise<RawFeed> {
  if (!/^[\s\ufeff]*\{/.test(text)) return readXmlFeed(text, documentUrl);
  const json = parseJson(text.replace(/^[\s\ufeff]+/, ''));
  const xml = rssJsonToXml(json);
  return xml === null ? readJsonFeed(json, documentUrl) : readXmlFeed(xml, documentUrl);
}

async function readXmlFeed(text: string, documentUrl: string | null): Promise<RawFeed> {
  const canonical = canonicalise(text, documentUrl);
  try {
    return await mapXml(canonical);
  } catch (error) {
    throw new LarderError('FEED_MALFORMED', 'The feed is too damaged to be read.', {}, { cause: error });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LarderError('FEED_MALFORMED', 'The feed is broken off or garbled JSON.', {}, { cause: error });
  }
}
