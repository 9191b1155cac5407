/** One file cut into several of one size, with a list of them: sticks take 4 GB, messengers 50 MB (docs/notes/bundles.md). */
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import type { WrittenFile } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Sink, Watch } from './sink.ts';
import { MAX_TOTAL_BYTES } from './zip-reader.ts';

export type VolumesSink = Sink & {
  /** Once it has ended: the volumes, and last the list of them. */
  files(): readonly WrittenFile[];
};

/** Ten thousand of the smallest size are 640 MB; who wants more has chosen the wrong size. */
const MAX_PARTS = 10_000;
/** What they may be together: the largest bundle, and what age adds to it (16 bytes to every 64 KiB, and a header). */
const MAX_WHOLE_BYTES = MAX_TOTAL_BYTES + MAX_TOTAL_BYTES / 4096 + 1024 ** 2;
/** A line of a list has some 130 bytes. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

type Part = { readonly name: string; readonly temporary: string; file: FileHandle; hash: Hash; bytes: number };

/**
 * All volumes get their names when the last one is written, so that none is there without the others. Only where they take
 * the place of others, and a disk fails in that moment, some may be new and some as they were: their list tells.
 * @throws what the file system throws
 */
export async function createVolumes(options: {
  readonly folder: string;
  readonly name: string;
  readonly volumeBytes: number;
  readonly overwrites: boolean;
}): Promise<VolumesSink> {
  const { folder, name, volumeBytes, overwrites } = options;
  const run = randomBytes(4).toString('hex');
  const whole = createHash('sha256');
  const done: (WrittenFile & { readonly temporary: string })[] = [];
  let total = 0;
  let current: Part | null = await nextPart(1);
  let written: readonly WrittenFile[] = [];
  /** What has its name while others have not. */
  let placed: string[] = [];

  async function nextPart(number: number): Promise<Part> {
    if (number > MAX_PARTS)
      throw new LarderError('BAD_REQUEST', 'So many volumes cannot be told apart: make them larger.');
    const partName = `${name}.${String(number).padStart(3, '0')}`;
    const temporary = join(folder, `${partName}.${run}.part`);
    const file = await open(temporary, 'wx', 0o600);
    return { name: partName, temporary, file, hash: createHash('sha256'), bytes: 0 };
  }

  async function closePart(part: Part): Promise<void> {
    await part.file.sync();
    await part.file.close();
    done.push({ name: part.name, temporary: part.temporary, bytes: part.bytes, sha256: part.hash.digest('hex') });
    current = null;
  }

  async function writeList(): Promise<WrittenFile & { readonly temporary: string }> {
    const list = Buffer.from(
      canonicalJson({
        bytes: total,
        format: 'larder-parts',
        parts: done.map((part) => ({ name: part.name, sha256: part.sha256, size: part.bytes })),
        sha256: whole.digest('hex'),
        version: 1,
      }),
      'utf8',
    );
    const temporary = join(folder, `${name}.parts.${run}.part`);
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.appendFile(list);
      await file.sync();
    } finally {
      await file.close();
    }
    const sha256 = createHash('sha256').update(list).digest('hex');
    return { name: `${name}.parts`, temporary, bytes: list.byteLength, sha256 };
  }

  return {
    async write(bytes) {
      whole.update(bytes);
      total += bytes.byteLength;
      for (let at = 0; at < bytes.byteLength;) {
        current ??= await nextPart(done.length + 1);
        const piece = bytes.subarray(at, at + volumeBytes - current.bytes);
        await current.file.appendFile(piece);
        current.hash.update(piece);
        current.bytes += piece.byteLength;
        at += piece.byteLength;
        if (current.bytes === volumeBytes) await closePart(current);
      }
    },
    async end() {
      if (current !== null) await closePart(current);
      const all = [...done, await writeList()];
      for (const { name: given } of all) {
        if (!overwrites && (await isThere(join(folder, given)))) {
          throw new LarderError('FILE_UNREADABLE', 'There is such a file already.');
        }
      }
      const former = overwrites ? await formerParts(folder, name) : [];
      for (const { name: given, temporary } of all) {
        await rename(temporary, join(folder, given));
        placed.push(join(folder, given));
      }
      placed = [];
      written = all.map(({ name: given, bytes, sha256 }) => ({ name: given, bytes, sha256 }));
      const names = new Set(written.map((file) => file.name));
      for (const left of former) if (!names.has(left)) await rm(join(folder, left), { force: true });
    },
    async abandon() {
      await current?.file.close().catch(() => undefined);
      const temporaries = [
        ...done.map(({ temporary }) => temporary),
        current?.temporary,
        join(folder, `${name}.parts.${run}.part`),
        // These names were free. What stood in the place of another is all that there is now.
        ...(overwrites ? [] : placed),
      ];
      for (const path of temporaries) if (path !== undefined) await rm(path, { force: true }).catch(() => undefined);
    },
    files: () => written,
  };
}

/** Volumes of the file whose place is taken, as its own list names them: a longer one would leave some behind. */
async function formerParts(folder: string, name: string): Promise<readonly string[]> {
  const list = await readList(join(folder, `${name}.parts`)).catch(() => null);
  const isVolume = (part: string): boolean =>
    part.startsWith(`${name}.`) && /^\d{3,}$/.test(part.slice(name.length + 1));
  return list?.parts.map((part) => part.name).filter(isVolume) ?? [];
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

export type FoundVolumes = {
  readonly bytes: number;
  readonly sha256: string;
  readonly parts: readonly {
    readonly name: string;
    readonly path: string;
    readonly sha256: string;
    readonly size: number;
  }[];
};

/** No more than a name: a list must not lead anywhere. */
const partName = v.pipe(
  v.string(),
  v.regex(/^[^/\\\0]{1,255}$/),
  v.check((name) => name !== '.' && name !== '..'),
);
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const listShape = v.strictObject({
  bytes: size,
  format: v.literal('larder-parts'),
  parts: v.pipe(v.array(v.strictObject({ name: partName, sha256, size })), v.minLength(1), v.maxLength(MAX_PARTS)),
  sha256,
  version: v.literal(1),
});

/**
 * The volumes that some files stand for: their list, one of them, or all together under whatever names. Null: it is one
 * ordinary file.
 * @throws LarderError BUNDLE_PART_MISSING naming what is not there, BUNDLE_INVALID, BUNDLE_TOO_LARGE, FILE_UNREADABLE
 */
export async function findVolumes(files: readonly string[]): Promise<FoundVolumes | null> {
  const [only = ''] = files;
  const stem = /^(.+)\.\d{3,}$/.exec(only)?.[1];
  const beside = files.length === 1 && stem !== undefined ? `${stem}.parts` : null;
  const listPath = beside ?? (await findList(files));
  if (listPath === null) {
    if (files.length <= 1) return null;
    throw new LarderError('BUNDLE_PART_MISSING', 'The list of volumes (.parts) is missing.', { item: '.parts' });
  }
  const list = await readList(listPath);
  const byHash =
    files.length > 1 ? await hashesOf(files.filter((file) => file !== listPath)) : new Map<string, string[]>();
  const parts = [];
  for (const part of list.parts) {
    // Each file once: a list could make a disk full of a single one.
    const path = byHash.get(part.sha256)?.shift() ?? join(dirname(listPath), part.name);
    const facts = await stat(path).catch(() => null);
    if (facts === null || facts.size !== part.size) throw missing(part.name);
    parts.push({ ...part, path });
  }
  return { bytes: list.bytes, sha256: list.sha256, parts };
}

function missing(name: string): LarderError {
  return new LarderError('BUNDLE_PART_MISSING', `${name} is missing, or not whole.`, { item: name });
}

/** Told by what it says, for files come under names of their own. */
async function findList(files: readonly string[]): Promise<string | null> {
  for (const file of files) {
    const facts = await stat(file).catch(() => null);
    if (facts === null || facts.size > MAX_LIST_BYTES || facts.size === 0) continue;
    const head = (await readFile(file)).subarray(0, 80).toString('latin1');
    if (/^\{"bytes":\d+,"format":"larder-parts"/.test(head)) return file;
  }
  return null;
}

async function readList(path: string): Promise<v.InferOutput<typeof listShape>> {
  let text: string;
  try {
    if ((await stat(path)).size > MAX_LIST_BYTES)
      throw new LarderError('BUNDLE_INVALID', 'This is no list of volumes.');
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    throw missing(basename(path));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  const parsed = v.safeParse(listShape, value, { abortEarly: true });
  const isSound =
    parsed.success && parsed.output.parts.reduce((sum, part) => sum + part.size, 0) === parsed.output.bytes;
  if (!isSound) throw new LarderError('BUNDLE_INVALID', 'This is no list of volumes.', { item: basename(path) });
  const { parts, bytes } = parsed.output;
  const names = new Set(parts.map((part) => part.name.toLowerCase()));
  if (names.size < parts.length) throw new LarderError('BUNDLE_INVALID', 'A list of volumes names one twice.');
  if (bytes > MAX_WHOLE_BYTES) throw new LarderError('BUNDLE_TOO_LARGE', 'That is more than any bundle has.');
  return parsed.output;
}

/** Files by what they are: some may be the same. */
async function hashesOf(files: readonly string[]): Promise<Map<string, string[]>> {
  const hashes = new Map<string, string[]>();
  for (const file of files) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
    const sha256 = hash.digest('hex');
    const same = hashes.get(sha256) ?? [];
    same.push(file);
    hashes.set(sha256, same);
  }
  return hashes;
}

/**
 * Writes the whole into `sink`, and ends it.
 * @throws LarderError BUNDLE_DAMAGED naming the volume; the sink is abandoned then
 */
export async function joinVolumes(volumes: FoundVolumes, sink: Sink, watch: Watch): Promise<void> {
  try {
    const whole = createHash('sha256');
    let bytes = 0;
    for (const part of volumes.parts) {
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(part.path)) {
        watch.goOn();
        const piece = chunk as Uint8Array;
        hash.update(piece);
        whole.update(piece);
        bytes += piece.byteLength;
        await sink.write(piece);
        watch.onProgress({ phase: 'opening', done: bytes, total: volumes.bytes, bytes });
      }
      if (hash.digest('hex') !== part.sha256) throw damaged(part.name);
    }
    if (whole.digest('hex') !== volumes.sha256) throw damaged(volumes.parts[0]?.name ?? '');
    await sink.end();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

function damaged(name: string): LarderError {
  return new LarderError('BUNDLE_DAMAGED', `${name} is not what the list of volumes says.`, { item: name });
}
