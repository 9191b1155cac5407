/** What came of one body, put to what was there before it: pieces of the same bytes, or none at all. */
import type { Authority } from '../../shared/line.ts';
import { codingsOf } from './decode.ts';
import { FetchFailure } from './failure.ts';
import { contentLength, headerText, type ResponseHeaders } from './headers.ts';
import type { Part } from './parts.ts';
import { contentRange, isRangeAsked, rangeValidator, type AskedRange } from './range.ts';

/** One answer, whole or cut, with the body that came of it. */
export type Piece = {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly authority: Authority;
  readonly wire: Buffer;
};

/** A body that begins here. */
export function beginPart({ headers, authority, wire }: Piece): Part {
  return { validator: rangeValidator(headers), headers, total: contentLength(headers), authority, bytes: wire };
}

/**
 * The part with what follows; null when the piece is of another body, or of none.
 * @param part null: this piece is the first one
 */
export function joinPart(part: Part | null, piece: Piece, asked: AskedRange): Part | null {
  const range = contentRange(piece.headers);
  if (piece.status !== 206 || !range || !isRangeAsked(piece.headers, asked)) return null;
  if (part === null) {
    const first = { ...beginPart(piece), total: range.total };
    return asked.from === 0 && first.validator !== null ? first : null;
  }
  if (!isSameBody(part, piece, range.total)) return null;
  const overlap = part.bytes.length - asked.from;
  const known = part.bytes.subarray(asked.from);
  const again = piece.wire.subarray(0, overlap);
  if (!known.subarray(0, again.length).equals(again)) return null;
  const more = piece.wire.subarray(overlap);
  const bytes = more.length === 0 ? part.bytes : Buffer.concat([part.bytes, more]);
  // Its own headers are newer; those that only describe the whole may be missing from it.
  const headers = { ...part.headers, ...piece.headers };
  return bytes.length > range.total ? null : { ...part, headers, total: range.total, bytes };
}

function isSameBody(part: Part, { headers, authority }: Piece, total: number): boolean {
  if (authority !== part.authority || (part.total !== null && part.total !== total)) return false;
  for (const name of ['etag', 'last-modified']) {
    const now = headerText(headers, name);
    if (now !== null && now !== headerText(part.headers, name)) return false;
  }
  // A part may leave its coding out (RFC 9110, 15.3.7); what it says must agree.
  return headerText(headers, 'content-encoding') === null || codingName(headers) === codingName(part.headers);
}

/** For comparing, and for asking for the same again; empty: not packed. */
export function codingName(headers: ResponseHeaders): string {
  try {
    return codingsOf(headers, '').join(', ');
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return '?';
  }
}
