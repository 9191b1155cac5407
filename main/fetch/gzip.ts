/**
 * Gzip streams that the strict decoder will not take: walked by hand, member by member, to tell a stream that was cut from
 * one that is whole but for its last bytes, or that has something behind its end.
 */
import { promisify } from 'node:util';
import zlib from 'node:zlib';

export type Unpacked = {
  readonly bytes: Buffer;
  /** All data came, but the checksum behind it did not (or not all of it). */
  readonly trailerMissing: boolean;
  /** Nothing more can have been meant to come: true of every stream but a chain of gzip members, of which one may be lacking. */
  readonly endCertain: boolean;
};

/** CRC-32 and length of the data, RFC 1952 2.3.1. */
const TRAILER_BYTES = 8;
/** The fixed part of a member's header. */
const HEADER_BYTES = 10;
const HAS_HEADER_CHECKSUM = 2;
const HAS_EXTRA = 4;
const HAS_NAME = 8;
const HAS_COMMENT = 16;
/** A stream of empty members would cost a call each; servers that write one per flush were seen with some hundreds. */
const MAX_MEMBERS = 4_096;

type Inflated = { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };

/** With `info`, which the type definitions do not know, the result also tells how much was read. */
const inflateRaw = promisify(zlib.inflateRaw) as unknown as (
  bytes: Buffer,
  options: zlib.ZlibOptions & { readonly info: true },
) => Promise<Inflated>;

/**
 * Some servers never send the last eight bytes (nodejs/undici #2123), others have padding or a stray line behind them;
 * what was packed is whole in both cases.
 * @param maxBytes of the result
 * @throws as node:zlib does: `Z_BUF_ERROR` cut, `Z_DATA_ERROR` broken, `ERR_BUFFER_TOO_LARGE`
 */
export async function gunzipByMember(packed: Buffer, maxBytes: number): Promise<Unpacked> {
  const parts: Buffer[] = [];
  let room = maxBytes;
  let at = 0;
  for (let member = 0; member < MAX_MEMBERS; member++) {
    const start = dataStart(packed, at);
    // No further member begins here: the last one was the end.
    if (start === null && member > 0) break;
    if (start === null) throw zlibError('Z_DATA_ERROR');
    const { buffer, engine } = await inflateRaw(packed.subarray(start), {
      maxOutputLength: Math.max(1, room),
      info: true,
    });
    if (buffer.length > room) throw zlibError('ERR_BUFFER_TOO_LARGE');
    parts.push(buffer);
    room -= buffer.length;
    at = start + engine.bytesWritten;
    const trailer = packed.subarray(at, at + TRAILER_BYTES);
    if (!trailerOf(buffer).subarray(0, trailer.length).equals(trailer)) throw zlibError('Z_DATA_ERROR');
    if (trailer.length < TRAILER_BYTES) return { bytes: Buffer.concat(parts), trailerMissing: true, endCertain: false };
    at += TRAILER_BYTES;
    if (at === packed.length) break;
  }
  return { bytes: Buffer.concat(parts), trailerMissing: false, endCertain: parts.length === 1 };
}

function trailerOf(data: Buffer): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(zlib.crc32(data), 0);
  trailer.writeUInt32LE(data.length % 2 ** 32, 4);
  return trailer;
}

/** Whether the stream is one member: the length in its last four bytes is that of the whole result. */
export function isOneMember(packed: Buffer, unpacked: Buffer): boolean {
  return packed.readUInt32LE(packed.length - 4) === unpacked.length % 2 ** 32;
}

/**
 * Where the data of the member that starts at `at` begins; null when none starts there.
 * @throws `Z_BUF_ERROR` when it was cut within its header
 */
function dataStart(packed: Buffer, at: number): number | null {
  const magic = [0x1f, 0x8b, 8];
  for (const [index, byte] of magic.entries()) {
    const found = packed[at + index];
    if (found === undefined) throw zlibError('Z_BUF_ERROR');
    if (found !== byte) return null;
  }
  const flags = byteAt(packed, at + 3);
  let start = at + HEADER_BYTES;
  if (flags & HAS_EXTRA) start += 2 + byteAt(packed, start) + 256 * byteAt(packed, start + 1);
  for (const flag of [HAS_NAME, HAS_COMMENT]) {
    if (!(flags & flag)) continue;
    const end = packed.indexOf(0, start);
    if (end < 0) throw zlibError('Z_BUF_ERROR');
    start = end + 1;
  }
  if (flags & HAS_HEADER_CHECKSUM) start += 2;
  if (start > packed.length) throw zlibError('Z_BUF_ERROR');
  return start;
}

function byteAt(packed: Buffer, at: number): number {
  const byte = packed[at];
  if (byte === undefined) throw zlibError('Z_BUF_ERROR');
  return byte;
}

function zlibError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
