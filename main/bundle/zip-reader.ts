/** Reads entries of a stranger's ZIP: never more than they claim, and nothing that is not what its checksum says. */
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate as othersWork } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync, type InflateRaw } from 'node:zlib';
import { LarderError } from '../../shared/errors.ts';
import {
  invalid,
  nameBytes,
  read64,
  readDirectory,
  refuseOtherName,
  sameFlags,
  type ReadAt,
  type ZipEntry,
} from './zip-directory.ts';

export type { ZipEntry } from './zip-directory.ts';

export type ZipReader = {
  /** Files by name; folders are left out. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** All of it. @throws LarderError BUNDLE_DAMAGED; BUNDLE_TOO_LARGE beyond `maxBytes` */
  read(entry: ZipEntry, maxBytes: number): Uint8Array;
  /** Goes through it, holding none of it. @returns its SHA-256, in hex. @throws LarderError BUNDLE_DAMAGED */
  check(entry: ZipEntry, goOn: () => void): Promise<string>;
  close(): void;
};

const CHUNK_BYTES = 256 * 1024;
const LOCAL_BYTES = 30;
/** Local headers looked at before others get their turn: a few milliseconds. */
const TURN = 512;
/** What a stranger may make a disk be read for, unpacked: a bundle of years with every picture has some 20 GB. */
export const MAX_TOTAL_BYTES = 64 * 1024 ** 3;
/**
 * Pages become a fifth by packing, pictures nothing at all. A hundredth of more than a few megabytes is a bomb, though each
 * entry alone may be a text of one letter.
 */
const MAX_RATIO_OF_ALL = 100;
const SMALL_BYTES = 64 * 1024 ** 2;
/** What may stand behind an entry whose sizes were not known before: its checksum and sizes, with a signature or without. */
const DESCRIPTOR_BYTES = [0, 12, 16, 20, 24];

/**
 * Synchronous underneath: it belongs into a thread of its own.
 * @throws LarderError BUNDLE_INVALID, BUNDLE_TOO_LARGE, FILE_UNREADABLE
 */
export async function openZip(path: string, goOn: () => void): Promise<ZipReader> {
  const file = openFile(path);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile()) throw new LarderError('FILE_UNREADABLE', 'This is no file.');
    const fileSize = facts.size;
    const readAt: ReadAt = (position, length) => readExactly(file, fileSize, position, length);
    const { entries, start } = readDirectory(readAt, fileSize);
    const starts = await dataStarts(entries, readAt, start, goOn);
    return {
      entries: byName(entries, fileSize),
      read: (entry, maxBytes) => readWhole(entry, readAt, starts, maxBytes),
      check: (entry, go) => checkThrough(entry, readAt, starts, go),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openFile(path: string): number {
  try {
    // A pipe would otherwise keep this thread until somebody writes into it. Windows has neither.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): LarderError {
  const { code } = error as { code?: unknown };
  return new LarderError('FILE_UNREADABLE', `The file cannot be read (${String(code)}).`, {}, { cause: error });
}

function readExactly(file: number, fileSize: number, position: number, length: number): Buffer {
  if (position < 0 || position + length > fileSize) throw invalid('it is shorter than it says');
  const bytes = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const got = readSome(file, bytes, done, position + done);
    if (got === 0) throw invalid('it is shorter than it says');
    done += got;
  }
  return bytes;
}

/** The stick it is on may be pulled out at any moment. */
function readSome(file: number, bytes: Buffer, at: number, position: number): number {
  try {
    return readSync(file, bytes, at, bytes.length - at, position);
  } catch (error) {
    throw unreadable(error);
  }
}

function byName(entries: readonly ZipEntry[], fileSize: number): Map<string, ZipEntry> {
  const files = new Map<string, ZipEntry>();
  // Whoever unpacks it where case means nothing would find one of two, and not the one that was checked.
  const folded = new Set<string>();
  let total = 0;
  for (const entry of entries) {
    const name = entry.name.replace(/\/$/, '').toLowerCase();
    if (folded.has(name)) throw invalid('it has a name twice', entry.name);
    folded.add(name);
    total += entry.size;
    if (!entry.isFolder) files.set(entry.name, entry);
  }
  if (total > MAX_TOTAL_BYTES || total > Math.max(SMALL_BYTES, fileSize * MAX_RATIO_OF_ALL))
    throw new LarderError('BUNDLE_TOO_LARGE', 'It would take more room than any bundle needs.');
  return files;
}

/** The second word on every entry must be the first one's, and no two may share their bytes. */
async function dataStarts(
  entries: readonly ZipEntry[],
  readAt: ReadAt,
  directoryStart: number,
  goOn: () => void,
): Promise<ReadonlyMap<ZipEntry, number>> {
  const starts = new Map<ZipEntry, number>();
  let end = 0;
  let done = 0;
  let before: ZipEntry | null = null;
  const refuseGap = (next: number): void => {
    // What reads it from its beginning, as through a pipe, would find entries there that the directory does not have.
    const isEmpty = before?.isStreamed === true ? DESCRIPTOR_BYTES.includes(next - end) : next === end;
    if (!isEmpty) throw invalid('something stands between its entries', before?.name ?? null);
  };
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < end) throw invalid('entries share their bytes', entry.name);
    refuseGap(entry.offset);
    before = entry;
    const rawName = nameBytes(entry);
    const header = readAt(entry.offset, LOCAL_BYTES + rawName.length);
    const nameLength = header.readUInt16LE(26);
    const isSame =
      header.readUInt32LE(0) === 0x04034b50 &&
      sameFlags(header.readUInt16LE(6), entry.flags) &&
      header.readUInt16LE(8) === entry.method &&
      nameLength === rawName.length &&
      header.subarray(LOCAL_BYTES).equals(rawName);
    const extraLength = header.readUInt16LE(28);
    const start = entry.offset + LOCAL_BYTES + nameLength + extraLength;
    const extra = isSame && extraLength > 0 ? readAt(start - extraLength, extraLength) : Buffer.alloc(0);
    if (!isSame || !sizesAgree(header, extra, entry)) throw invalid('an entry is told of in two ways', entry.name);
    refuseOtherName(rawName, extra, entry.name);
    end = start + entry.packedSize;
    if (end > directoryStart) throw invalid('an entry reaches beyond its place', entry.name);
    starts.set(entry, start);
    done += 1;
    if (done % TURN === 0) {
      goOn();
      await othersWork();
    }
  }
  refuseGap(directoryStart);
  return starts;
}

/** Of an entry that was written before its sizes were known, the local header says nothing of them. */
function sizesAgree(header: Buffer, extra: Buffer, entry: ZipEntry): boolean {
  const local = read64(extra, { size: header.readUInt32LE(22), packedSize: header.readUInt32LE(18), offset: 0 });
  const agree = (one: number, other: number): boolean => one === other || (entry.isStreamed && one === 0);
  return (
    agree(header.readUInt32LE(14), entry.crc) &&
    agree(local.packedSize, entry.packedSize) &&
    agree(local.size, entry.size)
  );
}

function damaged(entry: ZipEntry): LarderError {
  return new LarderError('BUNDLE_DAMAGED', `${entry.name} is damaged.`, { item: entry.name });
}

function startOf(entry: ZipEntry, starts: ReadonlyMap<ZipEntry, number>): number {
  const start = starts.get(entry);
  if (start === undefined) throw new Error('An entry of another file.');
  return start;
}

function readWhole(
  entry: ZipEntry,
  readAt: ReadAt,
  starts: ReadonlyMap<ZipEntry, number>,
  maxBytes: number,
): Uint8Array {
  if (entry.size > maxBytes || entry.packedSize > maxBytes + 1024) {
    throw new LarderError('BUNDLE_TOO_LARGE', `${entry.name} is larger than it can be.`, { item: entry.name });
  }
  const packed = readAt(startOf(entry, starts), entry.packedSize);
  let bytes = packed;
  if (entry.method === 8) {
    try {
      bytes = inflated(packed, entry.size);
    } catch {
      throw damaged(entry);
    }
  }
  if (bytes.length !== entry.size || crc32(bytes) !== entry.crc) throw damaged(entry);
  return bytes;
}

/**
 * zlib is content with the end of the stream and says nothing of what stands behind it, where whoever reads from the
 * beginning would find another entry.
 * @throws what zlib throws; when anything is left over
 */
function inflated(packed: Buffer, size: number): Buffer {
  // Its own size at once: by default each is gathered in pieces of 16 KB, and small pages are most of a bundle.
  const chunkSize = Math.min(Math.max(size, 64), CHUNK_BYTES);
  const options = { maxOutputLength: Math.max(size, 1), chunkSize, info: true };
  // The types know nothing of `info` (Node's documentation, "Class: Options").
  const { buffer, engine } = inflateRawSync(packed, options) as unknown as {
    readonly buffer: Buffer;
    readonly engine: InflateRaw;
  };
  if (engine.bytesWritten !== packed.length) throw new Error('Something stands behind the packed bytes.');
  return buffer;
}

async function checkThrough(
  entry: ZipEntry,
  readAt: ReadAt,
  starts: ReadonlyMap<ZipEntry, number>,
  goOn: () => void,
): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  let crc = 0;
  const take = (chunk: Uint8Array): void => {
    size += chunk.byteLength;
    if (size > entry.size) throw damaged(entry);
    crc = crc32(chunk, crc);
    hash.update(chunk);
    goOn();
  };
  if (entry.packedSize <= CHUNK_BYTES && entry.size <= 8 * CHUNK_BYTES) {
    take(readWhole(entry, readAt, starts, entry.size));
  } else {
    const packed = Readable.from(chunksOf(entry, readAt, startOf(entry, starts)));
    if (entry.method === 0) for await (const chunk of packed) take(chunk as Uint8Array);
    else await inflateInto(packed, take, entry);
  }
  if (size !== entry.size || crc !== entry.crc) throw damaged(entry);
  return hash.digest('hex');
}

async function inflateInto(packed: Readable, take: (chunk: Uint8Array) => void, entry: ZipEntry): Promise<void> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  packed.on('error', (error) => inflate.destroy(error));
  packed.pipe(inflate);
  try {
    for await (const chunk of inflate) take(chunk as Uint8Array);
    if (inflate.bytesWritten !== entry.packedSize) throw damaged(entry);
  } catch (error) {
    // What zlib says of broken data; what we threw ourselves goes on.
    const { code } = error as { code?: unknown };
    throw typeof code === 'string' && code.startsWith('Z_') ? damaged(entry) : error;
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}

function* chunksOf(entry: ZipEntry, readAt: ReadAt, start: number): Generator<Buffer> {
  for (let at = 0; at < entry.packedSize; at += CHUNK_BYTES) {
    yield readAt(start + at, Math.min(CHUNK_BYTES, entry.packedSize - at));
  }
}
