/** What the headers of an answer say, read with suspicion. Times and sizes are numbers; everything unreadable is null. */
import type { FetchKind, Validators } from '../../shared/model.ts';

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The first of a header that may have been sent twice. */
export function headerText(headers: ResponseHeaders, name: string): string | null {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? null : first;
}

const NOTHING: readonly string[] = [];

/** All of a list header, in order, lower case. */
export function headerList(headers: ResponseHeaders, name: string): readonly string[] {
  const value = headers[name];
  if (value === undefined) return NOTHING;
  const text = Array.isArray(value) ? value.join(',') : value;
  return text
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function contentLength(headers: ResponseHeaders): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  const text = headerText(headers, 'content-length');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function isChunked(headers: ResponseHeaders): boolean {
  return headerList(headers, 'transfer-encoding').at(-1) === 'chunked';
}

/** Longest validator kept: it is sent back with every visit, and servers refuse more than 8 KB of headers. */
const MAX_VALIDATOR = 4_096;
/** What may stand in a header, as bytes. Anything else could not be sent back. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]+$/;

/** Word for word, each byte as one character: weak marks, odd quotes and raw bytes come back as they were sent. */
export function validatorsOf(headers: ResponseHeaders): Validators {
  return { etag: sendable(headerText(headers, 'etag')), lastModified: sendable(headerText(headers, 'last-modified')) };
}

function sendable(value: string | null): string | null {
  return value !== null && value.length <= MAX_VALIDATOR && SENDABLE.test(value) ? value : null;
}

/** What a request says of itself. No cookies, no referrer, no language: nothing that tells one reader from another. */
export function requestHeaders(
  kind: FetchKind,
  userAgent: string,
  validators: Validators | null,
  credentials: string | null,
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': userAgent,
    accept: ACCEPT[kind],
    // Never zstd: a cut zstd stream decodes to nothing without an error.
    'accept-encoding': 'br, gzip',
  };
  const etag = sendable(validators?.etag ?? null);
  const lastModified = sendable(validators?.lastModified ?? null);
  if (etag !== null) headers['if-none-match'] = etag;
  if (lastModified !== null) headers['if-modified-since'] = lastModified;
  if (credentials !== null) headers['authorization'] = credentials;
  return headers;
}

const ACCEPT: Readonly<Record<FetchKind, string>> = {
  feed: 'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, text/html;q=0.5, */*;q=0.1',
  page: 'text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5',
  image: 'image/avif, image/webp, image/png, image/jpeg, image/gif, image/svg+xml;q=0.9, */*;q=0.5',
};

/** Basic credentials of an address that holds a user name or password, in UTF-8 (RFC 7617). */
export function credentialsOf(url: URL): string | null {
  if (url.username === '' && url.password === '') return null;
  const pair = `${decodePart(url.username)}:${decodePart(url.password)}`;
  return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone per cent sign is part of the password
  }
}

/** Under a minute nobody means it; above a day a stub could silence a source for years. */
const RETRY_FLOOR_MS = 60_000;
const RETRY_CAP_MS = 24 * 3_600_000;

/** Retry-After (seconds or a date, RFC 9110 10.2.3) as an instant between one minute and one day from now. */
export function retryAtMs(headers: ResponseHeaders, nowMs: number): number | null {
  const text = headerText(headers, 'retry-after')?.trim();
  if (!text) return null;
  let waitMs: number;
  if (/^\d+(\.\d+)?$/.test(text)) {
    waitMs = Number(text) * 1000;
  } else {
    const dateMs = httpDateMs(text);
    if (dateMs === null) return null;
    // By the server's own clock where it shows one: ours may be wrong.
    waitMs = dateMs - (httpDateMs(headerText(headers, 'date')) ?? nowMs);
  }
  return nowMs + Math.min(RETRY_CAP_MS, Math.max(RETRY_FLOOR_MS, waitMs));
}

/** Sites publish a max-age of a year. */
const FRESH_CAP_MS = 6 * 3_600_000;

/** For how long the server says nothing new will come (Cache-Control before Expires); null: it does not say. */
export function freshForMs(headers: ResponseHeaders): number | null {
  const directives = headerList(headers, 'cache-control');
  if (directives.some((directive) => /^no-(cache|store)\b/.test(directive))) return 0;
  const maxAge = directives.map((directive) => /^max-age="?(\d+)"?$/.exec(directive)?.[1]).find(Boolean);
  if (maxAge !== undefined) {
    const ageSeconds = Number(/^\d+$/.exec(headerText(headers, 'age') ?? '')?.[0] ?? 0);
    return capFresh((Number(maxAge) - ageSeconds) * 1000);
  }
  const expires = headerText(headers, 'expires');
  if (expires === null) return null;
  const expiresMs = httpDateMs(expires);
  const dateMs = httpDateMs(headerText(headers, 'date'));
  // "0" and "-1" are how servers say "already stale".
  if (expiresMs === null) return 0;
  return dateMs === null ? null : capFresh(expiresMs - dateMs);
}

function capFresh(ms: number): number {
  return Math.min(FRESH_CAP_MS, Math.max(0, ms));
}

/** The three forms of RFC 9110 5.6.7, always GMT; a date without a zone is not left to this machine's. */
export function httpDateMs(text: string | null): number | null {
  if (text === null || !/^[A-Za-z]{3,9},? /.test(text)) return null;
  const zoned = /(GMT|UTC|Z|[+-]\d{4})$/i.test(text.trim()) ? text : `${text} GMT`;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? null : ms;
}

/** The server's clock now: when the answer was made, and how long it has lain in caches since (RFC 9111 4.2.3). */
export function serverDateMs(headers: ResponseHeaders): number | null {
  const dateMs = httpDateMs(headerText(headers, 'date'));
  const ageSeconds = Number(/^\d{1,9}$/.exec(headerText(headers, 'age')?.trim() ?? '')?.[0] ?? 0);
  return dateMs === null ? null : dateMs + ageSeconds * 1000;
}

/**
 * The address in a Location header. Bytes came one per character; servers send raw UTF-8 paths, which must not be
 * taken for Latin-1.
 */
export function locationText(headers: ResponseHeaders): string | null {
  const text = headerText(headers, 'location');
  if (text === null) return null;
  const utf8 = Buffer.from(text, 'latin1').toString('utf8');
  return utf8.includes('\uFFFD') ? text : utf8;
}
