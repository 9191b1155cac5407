/** A server that sends parts when asked for them (RFC 9110, section 14), and what can be wrong with such a server. */
import { answerBytes, type Behaviour, type SeenRequest } from './hostile-server.ts';

export type RangedParts = {
  readonly body: Uint8Array;
  /** Null: none is sent, and only a Last-Modified can make `If-Range` hold. */
  readonly etag: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** In place of what a right answer to a range would say. */
  readonly partHeaders?: Readonly<Record<string, string>>;
  /** Sends the whole whatever is asked for. */
  readonly ignoresRanges?: boolean;
  /** Written in pieces of so many bytes, each a TLS record of its own. */
  readonly recordBytes?: number;
};

/** Whole, or the part that was asked for under the condition that was set. */
export function ranged(parts: RangedParts): Behaviour {
  return (request, socket) => {
    const bytes = rangedBytes(parts, request);
    const step = parts.recordBytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += step) socket.write(bytes.subarray(at, at + step));
  };
}

/** The whole answer that `ranged` gives, for behaviours that send only a part of it. */
export function rangedBytes(
  { body, etag, headers, partHeaders, ignoresRanges }: RangedParts,
  request: SeenRequest,
): Buffer {
  const bytes = Buffer.from(body);
  const base: Record<string, string> = { 'Accept-Ranges': 'bytes', ...headers };
  if (etag !== null) base['ETag'] = etag;
  const { range, 'if-range': condition, 'if-none-match': known } = request.headers;
  if (etag !== null && known === etag) return answerBytes({ status: 304, headers: base });
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  const holds = condition === undefined || condition === etag || condition === base['Last-Modified'];
  if (!asked || !holds || ignoresRanges) return answerBytes({ body: bytes, headers: base });
  const from = Number(asked[1]);
  const to = asked[2] ? Math.min(Number(asked[2]), bytes.length - 1) : bytes.length - 1;
  if (from > to) {
    const none = { 'Content-Range': `bytes */${bytes.length}` };
    return answerBytes({ status: 416, headers: none, body: 'no such part' });
  }
  const part = { ...base, 'Content-Range': `bytes ${from}-${to}/${bytes.length}`, ...partHeaders };
  return answerBytes({ status: 206, headers: part, body: bytes.subarray(from, to + 1) });
}
