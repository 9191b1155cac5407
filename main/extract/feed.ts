import { LarderError } from '../../shared/errors.ts';
import type { ParsedFeed } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import { decodeBytes } from './charset.ts';
import { canonicalise, type Reading } from './feed/canonical.ts';
import { closeJson } from './feed/close-json.ts';
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
 *
 * `source.cut`: these are the first bytes of a feed, the rest never came. Only items whose end is there are given, none
 * where the cut came before the end of the first, and `complete` is false. What was cut may say less than "feed" by then
 * (nothing but an XML declaration): that too is a feed without items, as long as it can still become one.
 * @throws LarderError NOT_A_FEED, FEED_EMPTY, FEED_TOO_LARGE, FEED_TOO_DEEP, FEED_ENTITY_BOMB, FEED_MALFORMED
 */
export async function parseFeed(bytes: Uint8Array, source: Source & { readonly cut?: boolean }): Promise<ParsedFeed> {
  const cut = source.cut === true;
  if (bytes.length > MAX_FEED_BYTES) {
    throw new LarderError('FEED_TOO_LARGE', 'The feed is too large to be one.', { bytes: bytes.length });
  }
  const { text, encoding } = decodeBytes(bytes, { contentType: source.contentType, kind: 'xml' });
  if (text.trim() === '') throw new LarderError('FEED_EMPTY', 'The feed is empty.');
  const documentUrl = parseHttpUrl(source.url)?.href ?? null;
  return finishFeed(await readFeed(text, documentUrl, { cut }), encoding, documentUrl);
}

/** The feed as it stands in `text`, nothing cleaned yet: the part whose speed is compared with rss-parser alone. */
export async function readFeed(
  text: string,
  documentUrl: string | null,
  reading: Reading = { cut: false },
): Promise<RawFeed> {
  const feed = await (/^[\s\ufeff]*\{/.test(text)
    ? readJson(text.replace(/^[\s\ufeff]+/, ''), documentUrl, reading)
    : readXmlFeed(text, documentUrl, reading));
  return reading.cut ? { ...feed, complete: false } : feed;
}

async function readJson(text: string, documentUrl: string | null, { cut }: Reading): Promise<RawFeed> {
  const json = parseJson(cut ? closeJson(text) : text);
  const xml = rssJsonToXml(json);
  if (xml !== null) return readXmlFeed(xml, documentUrl, { cut: false });
  return readJsonFeed(cut ? withItems(json) : json, documentUrl);
}

/** Broken off before its items began. What else it said must still make it a feed. */
function withItems(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || 'items' in json) return json;
  const mayBeFeed = 'version' in json || 'title' in json || 'rss' in json || Object.keys(json).length === 0;
  return mayBeFeed ? { ...json, items: [] } : json;
}

async function readXmlFeed(text: string, documentUrl: string | null, reading: Reading): Promise<RawFeed> {
  const isBegun = !reading.cut || !isOnlyProlog(text);
  const canonical = canonicalise(isBegun ? text : '<rss/>', documentUrl, reading);
  try {
    return await mapXml(canonical);
  } catch (error) {
    throw new LarderError('FEED_MALFORMED', 'The feed is too damaged to be read.', {}, { cause: error });
  }
}

/** What stands before the root of a real feed has some hundred characters. */
const MAX_PROLOG_LENGTH = 4096;

/** Nothing has come but what may stand before the root of any XML document, and perhaps the beginning of its tag. */
function isOnlyProlog(text: string): boolean {
  if (text.length > MAX_PROLOG_LENGTH) return false;
  const rest = text.replace(/<\?[^>]*(?:>|$)|<!--[\s\S]*?(?:-->|$)|<!DOCTYPE(?!\s+html)[^>[]*(?:>|$)/gi, '').trim();
  return rest === '' || /^<!?[-a-z:]{0,9}$/i.test(rest);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LarderError('FEED_MALFORMED', 'The feed is broken off or garbled JSON.', {}, { cause: error });
  }
}
