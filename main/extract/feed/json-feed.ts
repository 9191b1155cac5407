import { LarderError } from '../../../shared/errors.ts';
import type { Enclosure } from '../../../shared/model.ts';
import { parseDate } from '../dates.ts';
import { usableAddress, webAddress } from './media.ts';
import { MAX_GUID_LENGTH, MAX_ITEMS, MAX_LIST, type RawFeed, type RawItem, type RawText } from './raw.ts';
import { repairCharacters } from './references.ts';
import { absolute } from './scope.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1). Lenient where feeds are: numbers as ids, one author for many, a missing
 * version. @throws LarderError NOT_A_FEED
 */
export function readJsonFeed(json: unknown, documentUrl: string | null): RawFeed {
  const feed = object(json);
  const items = feed ? (feed['items'] ?? feed['entries']) : undefined;
  const claims = feed !== null && /jsonfeed\.org/i.test(string(feed['version']) ?? '');
  if (!feed || (!claims && !Array.isArray(items)))
    throw new LarderError('NOT_A_FEED', 'This is not a feed.', { found: 'JSON' });
  const address = (value: unknown): string | null => webAddress(absolute(string(value) ?? '', documentUrl));
  const icon = address(feed['favicon']);
  const list = Array.isArray(items) ? items.slice(0, MAX_ITEMS) : [];
  return {
    format: 'json',
    id: null,
    title: plain(feed['title']),
    description: plain(feed['description']),
    link: address(feed['home_page_url']),
    selfUrl: address(feed['feed_url']),
    language: string(feed['language']),
    authors: authors(feed),
    image: address(feed['icon']) ?? icon,
    icon,
    categories: [],
    pollAfterMs: null,
    items: list.flatMap((item) => mapItem(item, documentUrl)),
    complete: true,
  };
}

function mapItem(value: unknown, documentUrl: string | null): RawItem[] {
  const item = object(value);
  if (!item) return [];
  const address = (field: string): string | null => webAddress(absolute(string(item[field]) ?? '', documentUrl));
  const html = string(item['content_html']);
  const text = string(item['content_text']);
  const id = string(item['id']);
  const guid = id !== null && id.length > MAX_GUID_LENGTH ? null : id;
  return [
    {
      guid,
      title: plain(item['title']),
      link: address('url') ?? address('external_url') ?? webAddress(guid),
      comments: null,
      publishedMs: date(item['date_published']),
      updatedMs: date(item['date_modified']),
      authors: authors(item),
      categories: strings(item['tags']),
      image: address('image') ?? address('banner_image'),
      summary: rawText(string(item['summary']), 'text', documentUrl),
      content: rawText(html, 'html', documentUrl) ?? rawText(text, 'text', documentUrl),
      enclosures: attachments(item['attachments'], documentUrl),
    },
  ];
}

function attachments(value: unknown, documentUrl: string | null): Enclosure[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, MAX_LIST).flatMap((entry: unknown) => {
    const attachment = object(entry);
    const url = usableAddress(absolute(string(attachment?.['url']) ?? '', documentUrl));
    if (!attachment || url === null) return [];
    const size = Number(attachment['size_in_bytes'] ?? Number.NaN);
    return [
      { url, type: string(attachment['mime_type']), length: Number.isSafeInteger(size) && size >= 0 ? size : null },
    ];
  });
}

/** 1.1 has a list, 1 had one; some feeds have both, some put a bare name. */
function authors(owner: Json): string[] {
  const listed: unknown[] = Array.isArray(owner['authors']) ? owner['authors'] : [];
  const named = [...listed, owner['author']].map((person) => {
    const fields = object(person);
    return fields ? (string(fields['name']) ?? string(fields['url'])) : string(person);
  });
  return [...new Set(named.filter((name) => name !== null))].slice(0, MAX_LIST);
}

function object(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function string(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') return null;
  const trimmed = repairCharacters(value).trim();
  return trimmed === '' ? null : trimmed;
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? [...new Set(value.map(string).filter((text) => text !== null))].slice(0, MAX_LIST) : [];
}

function date(value: unknown): number | null {
  const text = string(value);
  return text === null ? null : parseDate(text);
}

function plain(value: unknown): RawText | null {
  return rawText(string(value), 'text', null);
}

function rawText(value: string | null, kind: RawText['kind'], base: string | null): RawText | null {
  return value === null ? null : { value, kind, base };
}
