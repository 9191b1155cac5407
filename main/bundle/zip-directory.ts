/**
 * The directory of a ZIP that a stranger made. Everything that two programs could read in two ways is refused: libraries are
 * made to open what they can, and this one to open only what says the same everywhere (docs/notes/bundles.md).
 */
import { LarderError } from '../../shared/errors.ts';
import { MAX_ENTRIES, MAX_MANIFEST_BYTES } from './manifest.ts';

export type ZipEntry = {
  readonly name: string;
  /** False: its bytes stand for themselves, as names did before Unicode. */
  readonly isUtf8: boolean;
  readonly method: 0 | 8;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  /** Of its local header. */
  readonly offset: number;
  /** As the directory has them (APPNOTE 4.4.4). */
  readonly flags: number;
  /** Sizes stand behind the data, and not in the local header (bit 3). */
  readonly isStreamed: boolean;
  readonly isFolder: boolean;
};

export type ReadAt = (position: number, length: number) => Buffer;

const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;
/** Names of ours have 80 characters at most; a file system takes 255 bytes a part. */
const MAX_NAME_BYTES = 4096;
/** Deflate makes at most 1032 bytes of one (zlib's documentation), and at most 5 more of every 16 KB that do not shrink. */
const MAX_RATIO = 1032;
const ENCRYPTED = 0x0001 | 0x0040 | 0x2000;
const STREAMED = 0x0008;
const UTF8 = 0x0800;
/** How hard was deflated (bits 1 and 2): it changes nothing. Patches and what is not defined would. */
const HARDNESS = 0x0006;
const KNOWN_FLAGS = HARDNESS | ENCRYPTED | STREAMED | UTF8;
const ZIP64_FIELD = 0x0001;
/** Info-ZIP's second name for an entry: its unzip believes it more than the first. */
const UNICODE_NAME_FIELD = 0x7075;

export function invalid(why: string, item: string | null = null): LarderError {
  return new LarderError('BUNDLE_INVALID', `It is no sound ZIP file: ${why}.`, { item });
}

/** @throws LarderError BUNDLE_INVALID, BUNDLE_TOO_LARGE */
export function readDirectory(readAt: ReadAt, fileSize: number): { entries: ZipEntry[]; start: number } {
  const { count, start, length, end } = findDirectory(readAt, fileSize);
  if (count === 0) throw invalid('there is nothing in it');
  if (count > MAX_ENTRIES + 2 || length > MAX_MANIFEST_BYTES * 2) {
    throw new LarderError('BUNDLE_TOO_LARGE', 'It has more entries than any bundle needs.');
  }
  if (start + length !== end) throw invalid('its directory is not where it says');
  const bytes = readAt(start, length);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { entry, next } = readEntry(bytes, at);
    entries.push(entry);
    at = next;
  }
  if (entries.length !== count) throw invalid('it counts its entries wrong');
  return { entries, start };
}

type Place = {
  readonly count: number;
  readonly start: number;
  readonly length: number;
  /** Where the directory must end. */ readonly end: number;
};

function findDirectory(readAt: ReadAt, fileSize: number): Place {
  const tailLength = Math.min(fileSize, END_BYTES + MAX_COMMENT_BYTES);
  if (tailLength < END_BYTES) throw invalid('it is too short');
  const tail = readAt(fileSize - tailLength, tailLength);
  let at = tail.length - END_BYTES;
  // The record whose comment ends with the file; one inside a comment does not.
  while (
    at >= 0 &&
    !(tail.readUInt32LE(at) === 0x06054b50 && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)
  ) {
    at -= 1;
  }
  if (at < 0) throw invalid('its end is missing');
  const end = tail.subarray(at, at + END_BYTES);
  const position = fileSize - tailLength + at;
  if (end.readUInt16LE(4) !== 0 || end.readUInt16LE(6) !== 0) throw invalid('it is a part of several');
  if (end.readUInt16LE(8) !== end.readUInt16LE(10)) throw invalid('it counts its entries wrong');
  const plain = { count: end.readUInt16LE(10), length: end.readUInt32LE(12), start: end.readUInt32LE(16) };
  const is64 = plain.count === FULL_16 || plain.length === FULL_32 || plain.start === FULL_32;
  return is64 ? find64(readAt, position) : { ...plain, end: position };
}

function find64(readAt: ReadAt, endPosition: number): Place {
  const position = endPosition - 20 - 56;
  if (position < 0) throw invalid('its end is missing');
  const bytes = readAt(position, 76);
  const isSound =
    bytes.readUInt32LE(0) === 0x06064b50 &&
    bytes.readBigUInt64LE(4) === 44n &&
    bytes.readUInt32LE(56) === 0x07064b50 &&
    bytes.readBigUInt64LE(64) === BigInt(position) &&
    bytes.readUInt32LE(72) === 1 &&
    bytes.readBigUInt64LE(24) === bytes.readBigUInt64LE(32);
  if (!isSound) throw invalid('its end contradicts itself');
  return {
    count: safe(bytes.readBigUInt64LE(32)),
    length: safe(bytes.readBigUInt64LE(40)),
    start: safe(bytes.readBigUInt64LE(48)),
    end: position,
  };
}

function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid('it claims sizes that no disk has');
  return Number(value);
}

function readEntry(bytes: Buffer, at: number): { entry: ZipEntry; next: number } {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw invalid('its directory is damaged');
  const nameLength = bytes.readUInt16LE(at + 28);
  const extraLength = bytes.readUInt16LE(at + 30);
  const next = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  if (next > bytes.length) throw invalid('its directory is damaged');
  const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
  const flags = bytes.readUInt16LE(at + 8);
  const isUtf8 = (flags & UTF8) !== 0;
  const name = readName(rawName, isUtf8);
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const sizes = read64(extra, {
    size: bytes.readUInt32LE(at + 24),
    packedSize: bytes.readUInt32LE(at + 20),
    offset: bytes.readUInt32LE(at + 42),
  });
  refuseOtherName(rawName, extra, name);
  if ((flags & ~KNOWN_FLAGS) !== 0) throw invalid('an entry is packed in a way no bundle is', name);
  if ((flags & ENCRYPTED) !== 0) throw invalid('an entry is locked in the ZIP itself', name);
  if (bytes.readUInt16LE(at + 34) !== 0) throw invalid('it is a part of several', name);
  const method = bytes.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8) throw invalid('an entry is compressed in a way no bundle is', name);
  const isFolder = name.endsWith('/');
  refuseOddFile(name, bytes.readUInt32LE(at + 38) >>> 16, isFolder);
  refuseOddSize(name, method, sizes.packedSize, sizes.size, isFolder);
  const isStreamed = (flags & STREAMED) !== 0;
  const crc = bytes.readUInt32LE(at + 16);
  return { entry: { name, isUtf8, method, crc, flags, isStreamed, isFolder, ...sizes }, next };
}

/** Whether two words on one entry say the same of how it is to be read: locked, its name, where its sizes stand. */
export function sameFlags(one: number, other: number): boolean {
  return ((one ^ other) & ~HARDNESS) === 0;
}

/** A name as it stands in the file. */
export function nameBytes({ name, isUtf8 }: Pick<ZipEntry, 'name' | 'isUtf8'>): Buffer {
  return Buffer.from(name, isUtf8 ? 'utf8' : 'latin1');
}

/** What a name could do to a file system, though nothing is ever written under it. */
function readName(raw: Buffer, isUtf8: boolean): string {
  if (raw.length > MAX_NAME_BYTES) throw invalid('a name is longer than any path');
  const name = raw.toString(isUtf8 ? 'utf8' : 'latin1');
  if (!nameBytes({ name, isUtf8 }).equals(raw)) throw invalid('a name is not the text it claims to be');
  const leadsOut =
    name === '' ||
    name.includes('\\') ||
    /^[a-z]:/i.test(name) ||
    // eslint-disable-next-line no-control-regex -- a terminal obeys them, and NUL ends a name for half of all programs
    /[\u0000-\u001f\u007f]/.test(name) ||
    name
      .replace(/\/$/, '')
      .split('/')
      .some((part) => part === '..' || part === '.' || part === '');
  if (leadsOut) throw invalid('a name leads out of it', name);
  return name;
}

type Sizes = Pick<ZipEntry, 'size' | 'packedSize' | 'offset'>;

/** ZIP64's field stands in for what is full (APPNOTE 4.5.3), in this order. */
export function read64(extra: Buffer, sizes: Sizes): Sizes {
  const field = fieldOf(extra, ZIP64_FIELD) ?? Buffer.alloc(0);
  let used = 0;
  const next = (value: number): number => {
    if (value !== FULL_32 || field.length < used + 8) return value;
    used += 8;
    return safe(field.readBigUInt64LE(used - 8));
  };
  return { size: next(sizes.size), packedSize: next(sizes.packedSize), offset: next(sizes.offset) };
}

/** Null: it has none. Of two the first counts for some and the last for others. */
function fieldOf(extra: Buffer, kind: number): Buffer | null {
  let found: Buffer | null = null;
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === kind) {
      if (found !== null || end > extra.length) throw invalid('an entry is told of in two ways');
      found = extra.subarray(at + 4, end);
    }
    at = end;
  }
  return found;
}

/** @throws LarderError BUNDLE_INVALID when the extra fields give the entry a name besides its own */
export function refuseOtherName(rawName: Buffer, extra: Buffer, name: string): void {
  const other = fieldOf(extra, UNICODE_NAME_FIELD);
  // A version and a checksum stand in front of it.
  if (other !== null && !other.subarray(5).equals(rawName)) throw invalid('an entry has two names', name);
}

/** Links, pipes and devices: an unpacker that makes them can be led anywhere. Whichever system is said to have made them. */
function refuseOddFile(name: string, mode: number, isFolder: boolean): void {
  const kind = mode & 0o170000;
  const isSound = kind === 0 || kind === (isFolder ? 0o040000 : 0o100000);
  if (!isSound) throw invalid('an entry is no ordinary file', name);
}

function refuseOddSize(name: string, method: number, packedSize: number, size: number, isFolder: boolean): void {
  const most = method === 0 ? packedSize : packedSize * MAX_RATIO;
  const least = method === 0 ? packedSize : packedSize - Math.ceil(size / 16_383) * 5 - 64;
  if (size > most || size < least || (isFolder && size !== 0))
    throw invalid('an entry claims a size it cannot have', name);
}
