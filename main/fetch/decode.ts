/**
 * Undoes content codings and insists on their end. undici's own decoding lets a gzip or brotli stream that was cut in the
 * middle pass as whole; half an article must not be stored as one.
 */
import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { errorCode, FetchFailure } from './failure.ts';
import { gunzipByMember, isOneMember, type Unpacked } from './gzip.ts';
import { headerList, type ResponseHeaders } from './headers.ts';

export type Coding = 'gzip' | 'br' | 'deflate';

/** A proxy that compresses once more was seen; three layers only in bombs. */
const MAX_CODINGS = 2;
/** Up to here decoding takes a few milliseconds and is done on the spot; beyond, on Node's threads. */
const AT_ONCE_WIRE_BYTES = 262_144;
const AT_ONCE_DECODED_BYTES = 1_048_576;

const NO_CODINGS: readonly Coding[] = [];
/** Names that servers put into Content-Encoding though nothing is encoded (charsets, mostly). Browsers ignore them. */
const NO_CODING = new Set(['identity', 'none', 'utf-8', 'utf8', 'binary', '8bit']);

/**
 * The codings in the order they were applied.
 * @throws FetchFailure BAD_ENCODING for one that was not asked for and is not known, or for too many
 */
export function codingsOf(headers: ResponseHeaders, host: string): readonly Coding[] {
  if (headers['content-encoding'] === undefined && headers['transfer-encoding'] === undefined) return NO_CODINGS;
  const codings: Coding[] = [];
  // As a property of the transfer, compression is allowed only to who asks for it (RFC 9112 7.4); nobody undoes it here.
  const transfers = headerList(headers, 'transfer-encoding').filter(
    (name) => name !== 'chunked' && name !== 'identity',
  );
  if (transfers.length > 0)
    throw new FetchFailure('BAD_ENCODING', `${host} packed its answer in a way nobody asked for.`);
  for (const name of headerList(headers, 'content-encoding')) {
    if (NO_CODING.has(name)) continue;
    if (name === 'gzip' || name === 'x-gzip') codings.push('gzip');
    else if (name === 'br' || name === 'deflate') codings.push(name);
    else
      throw new FetchFailure(
        'BAD_ENCODING',
        `${host} compressed its answer in a way nobody asked for (${name.slice(0, 20)}).`,
      );
  }
  if (codings.length > MAX_CODINGS)
    throw new FetchFailure('BAD_ENCODING', `${host} compressed its answer ${codings.length} times over.`);
  return codings;
}

/**
 * @param maxBytes of the result; each layer is held to it
 * @throws FetchFailure TRUNC when a stream lacks its end, BAD_ENCODING when it is broken, TOO_LARGE
 */
export async function decodeBody(
  wire: Buffer,
  codings: readonly Coding[],
  maxBytes: number,
  host: string,
): Promise<Unpacked> {
  let bytes = wire;
  let trailerMissing = false;
  let endCertain = true;
  for (const [depth, coding] of codings.toReversed().entries()) {
    try {
      const layer = await decodeLayer(bytes, coding, maxBytes);
      bytes = layer.bytes;
      trailerMissing ||= layer.trailerMissing;
      // The outermost layer is the one that a cut would have met.
      if (depth === 0) endCertain = layer.endCertain;
    } catch (error) {
      throw decodeFailure(error, host);
    }
  }
  return { bytes, trailerMissing, endCertain };
}

/**
 * What can be read of a body that was cut off: every byte that its packed beginning gives, at most `maxBytes`.
 * @returns null when that is nothing
 */
export async function decodeBeginning(
  wire: Buffer,
  codings: readonly Coding[],
  maxBytes: number,
): Promise<Buffer | null> {
  let bytes = wire.subarray(0, codings.length > 0 ? wire.length : maxBytes);
  for (const coding of codings.toReversed()) bytes = await beginningOf(bytes, coding, maxBytes);
  return bytes.length === 0 ? null : bytes;
}

/** A flush at the end makes the decoders give what they have instead of asking for more. */
function beginningOf(bytes: Buffer, coding: Coding, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const decoder = decoderFor(bytes, coding).opened();
    const parts: Buffer[] = [];
    let length = 0;
    const finish = (): void => {
      decoder.destroy();
      resolve(Buffer.concat(parts).subarray(0, maxBytes));
    };
    decoder.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length >= maxBytes) finish();
    });
    decoder.once('end', finish);
    // What came before the broken place is what there is.
    decoder.once('error', finish);
    decoder.end(bytes);
  });
}

type Decoder = {
  readonly sync: (bytes: Buffer, options: { maxOutputLength: number }) => Buffer;
  readonly threaded: (bytes: Buffer, options: { maxOutputLength: number; chunkSize: number }) => Promise<Buffer>;
  /** A stream that does not mind when its end is missing. */
  readonly opened: () => Transform;
};

const FLUSH = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
const GZIP: Decoder = {
  sync: zlib.gunzipSync,
  threaded: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  opened: () => zlib.createGunzip(FLUSH),
};
const ZLIB: Decoder = {
  sync: zlib.inflateSync,
  threaded: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  opened: () => zlib.createInflate(FLUSH),
};
const RAW: Decoder = {
  sync: zlib.inflateRawSync,
  threaded: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflateRaw),
  opened: () => zlib.createInflateRaw(FLUSH),
};
const BROTLI: Decoder = {
  sync: zlib.brotliDecompressSync,
  threaded: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
  opened: () => zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

async function decodeLayer(bytes: Buffer, coding: Coding, maxBytes: number): Promise<Unpacked> {
  try {
    const whole = await decodeStrictly(bytes, coding, maxBytes);
    return { bytes: whole, trailerMissing: false, endCertain: coding !== 'gzip' || isOneMember(bytes, whole) };
  } catch (error) {
    if (coding !== 'gzip' || errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw error;
    return gunzipByMember(bytes, maxBytes);
  }
}

async function decodeStrictly(bytes: Buffer, coding: Coding, maxBytes: number): Promise<Buffer> {
  const decoder = decoderFor(bytes, coding);
  if (bytes.length <= AT_ONCE_WIRE_BYTES) {
    try {
      return decoder.sync(bytes, { maxOutputLength: Math.min(maxBytes, AT_ONCE_DECODED_BYTES) });
    } catch (error) {
      const onlyTooLong = errorCode(error) === 'ERR_BUFFER_TOO_LARGE' && maxBytes > AT_ONCE_DECODED_BYTES;
      if (!onlyTooLong) throw error;
    }
  }
  return decoder.threaded(bytes, { maxOutputLength: maxBytes, chunkSize: AT_ONCE_WIRE_BYTES });
}

function decoderFor(bytes: Buffer, coding: Coding): Decoder {
  if (coding === 'gzip') return GZIP;
  if (coding === 'br') return BROTLI;
  // "deflate" means zlib (RFC 9110 8.4.1.2); some servers send it without the wrapper. The first two bytes tell.
  const [first = 0, second = 0] = bytes;
  const wrapped = (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0;
  return wrapped ? ZLIB : RAW;
}

function decodeFailure(error: unknown, host: string): FetchFailure {
  const code = errorCode(error);
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return new FetchFailure('TOO_LARGE', `What ${host} sent is too large when unpacked.`);
  if (code === 'Z_BUF_ERROR') return new FetchFailure('TRUNC', `The compressed answer of ${host} was cut off.`);
  return new FetchFailure('BAD_ENCODING', `The compressed answer of ${host} is broken.`);
}
