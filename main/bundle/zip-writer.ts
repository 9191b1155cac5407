/**
 * ZIP files of which every byte is known beforehand: the same entries give the same file on any machine, today and in ten
 * years. Libraries stamp the time, or deflate with whatever zlib the program was linked with; so this writes the format's
 * plainest form itself (APPNOTE 6.3.10): no data descriptors, no extra fields but ZIP64's where sizes or counts need it.
 */
import { deflateSync } from 'fflate';
import { crc32 } from 'node:zlib';
import type { Sink } from './sink.ts';

export type ZipWriter = {
  /** Names use `/` and are written in the order they come. `store`: not compressed. */
  add(path: string, bytes: Uint8Array, options?: { readonly store?: boolean }): Promise<void>;
  /** Bytes so far, and what the directory at the end will take. */
  size(): number;
  /** Writes the directory. The sink is not ended. */
  finish(): Promise<void>;
};

/** 1980-01-01 00:00, the first day a ZIP knows: a time would tell when it was made, and make each file another. */
const DOS_DATE = 0x0021;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** What reads plain entries, and what reads ZIP64. */
const VERSION = 20;
const VERSION_64 = 45;
/** Made on Unix, so that unpackers give its mode: an ordinary file, 0644. */
const MADE_BY_UNIX = 3 << 8;
const ORDINARY_FILE = 0o100644 * 0x10000;
/** Entries of the directory that are held as one. */
const BLOCK = 1_000;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

/** `mem` is fixed, too: left out, it comes of a logarithm, which need not be the same everywhere. */
const SETTINGS = { level: 6, mem: 3 } as const;

/** What is compressed, in JavaScript that comes with this program: a pinned version gives the same bytes everywhere. */
export function deflated(bytes: Uint8Array): Uint8Array | null {
  const smaller = deflateSync(bytes, SETTINGS);
  return smaller.byteLength < bytes.byteLength ? smaller : null;
}

/** Bytes an entry takes besides its content: local header and directory. ZIP64 is only needed beyond 4 GB. */
export function entryOverhead(path: string): number {
  return 30 + 46 + 2 * Buffer.byteLength(path);
}
export const END_OVERHEAD = 22 + 20 + 56;

export function createZipWriter(sink: Sink): ZipWriter {
  /** In blocks: a hundred thousand small buffers would take three times their bytes. */
  const directory: Buffer[] = [];
  let block: Buffer[] = [];
  let count = 0;
  let directoryBytes = 0;
  let offset = 0;

  async function write(bytes: Uint8Array): Promise<void> {
    offset += bytes.byteLength;
    await sink.write(bytes);
  }

  return {
    async add(path, bytes, { store = false } = {}) {
      const name = Buffer.from(path, 'utf8');
      const packed = store ? null : deflated(bytes);
      const content = packed ?? bytes;
      const facts = {
        name,
        method: packed === null ? 0 : DEFLATED,
        crc: crc32(bytes),
        packedSize: content.byteLength,
        size: bytes.byteLength,
        offset,
      };
      const entry = directoryEntry(facts);
      count += 1;
      block.push(entry);
      if (block.length === BLOCK) {
        directory.push(Buffer.concat(block));
        block = [];
      }
      directoryBytes += entry.byteLength;
      await write(localHeader(facts));
      await write(content);
    },
    size: () => offset + directoryBytes + END_OVERHEAD,
    async finish() {
      const start = offset;
      for (const entries of [...directory, ...block]) await write(entries);
      await write(endOf(count, directoryBytes, start));
    },
  };
}

type Facts = {
  readonly name: Buffer;
  readonly method: number;
  readonly crc: number;
  /** Both below 4 GB: what is added was in memory as a whole. */
  readonly packedSize: number;
  readonly size: number;
  readonly offset: number;
};

/** Everything from the version on that both headers have. */
function common({ name, method, crc, packedSize, size }: Facts, version: number, extraBytes: number): Buffer {
  const bytes = Buffer.alloc(26);
  bytes.writeUInt16LE(version, 0);
  bytes.writeUInt16LE(UTF8_NAMES, 2);
  bytes.writeUInt16LE(method, 4);
  bytes.writeUInt16LE(0, 6);
  bytes.writeUInt16LE(DOS_DATE, 8);
  bytes.writeUInt32LE(crc, 10);
  bytes.writeUInt32LE(packedSize, 14);
  bytes.writeUInt32LE(size, 18);
  bytes.writeUInt16LE(name.byteLength, 22);
  bytes.writeUInt16LE(extraBytes, 24);
  return bytes;
}

function localHeader(facts: Facts): Buffer {
  return Buffer.concat([signature(0x04034b50), common(facts, VERSION, 0), facts.name]);
}

function directoryEntry(facts: Facts): Buffer {
  const far = facts.offset >= FULL_32;
  const extra = Buffer.alloc(far ? 12 : 0);
  if (far) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(facts.offset), 4);
  }
  const version = far ? VERSION_64 : VERSION;
  const madeBy = Buffer.alloc(2);
  madeBy.writeUInt16LE(MADE_BY_UNIX | version, 0);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(ORDINARY_FILE, 6);
  rest.writeUInt32LE(far ? FULL_32 : facts.offset, 10);
  return Buffer.concat([
    signature(0x02014b50),
    madeBy,
    common(facts, version, extra.byteLength),
    rest,
    facts.name,
    extra,
  ]);
}

function endOf(count: number, directoryBytes: number, start: number): Buffer {
  const is64 = count >= FULL_16 || directoryBytes >= FULL_32 || start >= FULL_32;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(is64 ? FULL_16 : count, 8);
  end.writeUInt16LE(is64 ? FULL_16 : count, 10);
  end.writeUInt32LE(is64 ? FULL_32 : directoryBytes, 12);
  end.writeUInt32LE(is64 ? FULL_32 : start, 16);
  return is64 ? Buffer.concat([end64(count, directoryBytes, start), end]) : end;
}

function end64(count: number, directoryBytes: number, start: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(MADE_BY_UNIX | VERSION_64, 12);
  record.writeUInt16LE(VERSION_64, 14);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(start + directoryBytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}
