/** Asking for a part of a body, and telling whether what came is that part (RFC 9110, 13.1.5 and 14). */
import { headerList, headerText, httpDateMs, validatorsOf, type ResponseHeaders } from './headers.ts';

/** `to` is the last byte wanted, both counted from 0; null: to the end. */
export type AskedRange = { readonly from: number; readonly to: number | null };
export type ContentRange = { readonly from: number; readonly to: number; readonly total: number };

/** A change within the minute before could have kept this Last-Modified (RFC 9110, 8.8.2.2). */
const SAFELY_OLD_MS = 60_000;

/** What `If-Range` may carry: a strong ETag, or a Last-Modified that is old enough; null: the body may not be pieced together. */
export function rangeValidator(headers: ResponseHeaders): string | null {
  const { etag, lastModified } = validatorsOf(headers);
  if (etag !== null) return /^"[^"]*"$/.test(etag) ? etag : null;
  const modifiedMs = httpDateMs(lastModified);
  const dateMs = httpDateMs(headerText(headers, 'date'));
  return modifiedMs !== null && dateMs !== null && dateMs - modifiedMs >= SAFELY_OLD_MS ? lastModified : null;
}

export function rangeHeaders(range: AskedRange, validator: string | null): Record<string, string> {
  const headers: Record<string, string> = { range: `bytes=${range.from}-${range.to ?? ''}` };
  if (validator !== null) headers['if-range'] = validator;
  return headers;
}

/** The one range of an answer, its total known; null for everything else. */
export function contentRange(headers: ResponseHeaders): ContentRange | null {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(headerText(headers, 'content-range')?.trim() ?? '');
  if (!match) return null;
  const [from = 0, to = 0, total = 0] = match.slice(1).map(Number);
  return from <= to && to < total ? { from, to, total } : null;
}

/** Whether a part that came begins where it should and is none of another range. */
export function isRangeAsked(headers: ResponseHeaders, asked: AskedRange): boolean {
  const came = contentRange(headers);
  return came !== null && came.from === asked.from && (asked.to === null || came.to <= asked.to);
}

/** The server says that it would send parts. */
export function offersRanges(headers: ResponseHeaders): boolean {
  return headerList(headers, 'accept-ranges').includes('bytes');
}
