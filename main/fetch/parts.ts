/**
 * Beginnings of transfers that were cut, kept for the next try. A file holds the bytes as they came and what is needed to
 * go on, under the hash of its address: neither address nor host stand in it.
 */
import { createHash, hash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authority } from '../../shared/line.ts';
import type { FetchKind } from '../../shared/model.ts';
import type { ResponseHeaders } from './headers.ts';

/** What came of a body so far. */
export type Part = {
  /** For `If-Range`; null: it cannot be gone on with. */
  readonly validator: string | null;
  /** The headers that describe the whole body. */
  readonly headers: ResponseHeaders;
  /** Of the body as it comes over the wire; null: the server did not say. */
  readonly total: number | null;
  /** Who vouched for it: what follows must have the same word. */
  readonly authority: Authority;
  readonly bytes: Buffer;
};

export type Parts = {
  /** Bytes kept of it, its head included; 0: none, or not known yet. */
  sizeOf(key: string): number;
  /** Null when there is none, or none that is whole and young. */
  find(key: string): Promise<Part | null>;
  /** Never fails: with a full disk only this part is lost. */
  save(key: string, part: Part): Promise<void>;
  drop(key: string): Promise<void>;
};

/** Less is fetched again as quickly as it is put together. */
export const LEAST_KEPT_BYTES = 4_096;
/** In all; a bad week of a hundred sources leaves some ten MB. */
const MAX_ALL_BYTES = 64_000_000;
/** After a week a feed has moved on, and its validator with it. */
const MAX_AGE_MS = 7 * 86_400_000;
/** A clock that was set back leaves files from the future; a little of that is time zones and drift. */
const MAX_AHEAD_MS = 86_400_000;
/** Of the first line: validators and a content type. */
const MAX_HEAD_BYTES = 16_384;
const AUTHORITIES: ReadonlySet<unknown> = new Set<Authority>(['tls', 'pinned', 'local', 'onion', 'none']);
/** What a later answer to a range may leave out (RFC 9110, 15.3.7). */
const KEPT_HEADERS = ['content-type', 'content-encoding', 'etag', 'last-modified'];

/** The same for every route: the bytes are the server's, whichever way they came. */
export function partKey(url: URL, kind: FetchKind, credentials: string | null): string {
  return hash('sha256', `${kind}\n${url.href}\n${credentials ?? ''}`, 'hex');
}

/** @param dir created when the first part is kept; nothing else may be in it */
export function openParts(dir: string, now: () => number): Parts {
  /** Names and sizes in the folder; read once, so that a request without a part costs nothing. */
  let sizes: Promise<Map<string, number>> | null = null;
  let read: Map<string, number> | null = null;
  let lastChange: Promise<void> = Promise.resolve();

  const fileOf = (key: string): string => join(dir, `${key}.part`);
  const listed = (): Promise<Map<string, number>> => (sizes ??= list(dir, now()).then((found) => (read = found)));

  /** One after the other: two transfers of one address would race for its file. */
  function change(work: (known: Map<string, number>) => Promise<void>): Promise<void> {
    lastChange = lastChange.then(async () => work(await listed())).catch(ignoreFileErrors);
    return lastChange;
  }

  async function remove(key: string, known: Map<string, number>): Promise<void> {
    known.delete(key);
    await rm(fileOf(key), { force: true });
  }

  return {
    sizeOf(key) {
      if (read === null) void listed();
      return read?.get(key) ?? 0;
    },
    async find(key) {
      if (!(await listed()).has(key)) return null;
      await lastChange;
      try {
        const { mtimeMs } = await stat(fileOf(key));
        const part = isYoung(mtimeMs, now()) ? readPart(await readFile(fileOf(key)), key) : null;
        if (part) return part;
      } catch (error) {
        ignoreFileErrors(error);
      }
      await change((known) => remove(key, known));
      return null;
    },
    save(key, part) {
      return change(async (known) => {
        const bytes = writePart(part, key);
        if (bytes === null || bytes.length > MAX_ALL_BYTES) return;
        await mkdir(dir, { recursive: true, mode: 0o700 });
        await chmod(dir, 0o700);
        known.delete(key);
        for (const [other, size] of known) {
          if (sum(known) + bytes.length <= MAX_ALL_BYTES) break;
          if (size > 0) await remove(other, known);
        }
        const temporary = `${fileOf(key)}.tmp`;
        try {
          await writeFile(temporary, bytes, { mode: 0o600, flush: true });
          await utimes(temporary, now() / 1000, now() / 1000);
          await rename(temporary, fileOf(key));
          known.set(key, bytes.length);
        } catch (error) {
          await rm(temporary, { force: true });
          throw error;
        }
      });
    },
    async drop(key) {
      if (!(await listed()).has(key)) return;
      await change((known) => remove(key, known));
    },
  };
}

function sum(sizes: Map<string, number>): number {
  return [...sizes.values()].reduce((all, size) => all + size, 0);
}

/** Oldest first; what is too old, half written or none of ours is removed. */
async function list(dir: string, nowMs: number): Promise<Map<string, number>> {
  const found: { readonly key: string; readonly size: number; readonly mtimeMs: number }[] = [];
  try {
    for (const name of await readdir(dir)) {
      const key = /^([0-9a-f]{64})\.part$/.exec(name)?.[1];
      const { size, mtimeMs } = await stat(join(dir, name));
      if (key !== undefined && isYoung(mtimeMs, nowMs)) found.push({ key, size, mtimeMs });
      else if (/\.part(\.tmp)?$/.test(name)) await rm(join(dir, name), { force: true });
    }
  } catch (error) {
    ignoreFileErrors(error);
  }
  const oldestFirst = found.toSorted((a, b) => a.mtimeMs - b.mtimeMs);
  return new Map(oldestFirst.map(({ key, size }) => [key, size]));
}

function isYoung(mtimeMs: number, nowMs: number): boolean {
  return nowMs - mtimeMs <= MAX_AGE_MS && mtimeMs - nowMs <= MAX_AHEAD_MS;
}

/** A disk that is full or read-only, a file that is gone: the part is lost, and the transfer begins anew. */
function ignoreFileErrors(error: unknown): void {
  if (typeof (error as { code?: unknown }).code !== 'string') throw error;
}

type Head = {
  readonly version: 1;
  readonly urlHash: string;
  readonly validator: string;
  readonly coding: string | null;
  readonly total: number | null;
  readonly offset: number;
  readonly authority: Authority;
  readonly headers: ResponseHeaders;
};
/** Of the rest of the head and of the bytes. */
type Sealed = Head & { readonly sha256: string };

function writePart({ validator, headers, total, authority, bytes }: Part, key: string): Buffer | null {
  const head: Head = {
    version: 1,
    urlHash: key,
    validator: validator ?? '',
    coding: [headers['content-encoding'] ?? []].flat().join(', ') || null,
    total,
    offset: bytes.length,
    authority,
    headers: Object.fromEntries(KEPT_HEADERS.map((name) => [name, headers[name]])),
  };
  const line = Buffer.from(`${JSON.stringify({ ...head, sha256: sealOf(head, bytes) })}\n`);
  return validator === null || line.length > MAX_HEAD_BYTES ? null : Buffer.concat([line, bytes]);
}

/** Null for a file that is damaged, or another's. */
function readPart(file: Buffer, key: string): Part | null {
  const end = file.subarray(0, MAX_HEAD_BYTES).indexOf('\n');
  if (end < 0) return null;
  const sealed = readHead(file.subarray(0, end).toString('utf8'));
  if (!sealed) return null;
  const { sha256, ...head } = sealed;
  const bytes = file.subarray(end + 1);
  if (sha256 !== sealOf(head, bytes) || head.version !== 1 || head.urlHash !== key || head.offset !== bytes.length)
    return null;
  if (typeof head.validator !== 'string' || head.validator === '' || typeof head.headers !== 'object') return null;
  if (!AUTHORITIES.has(head.authority)) return null;
  const { validator, headers, total, authority } = head;
  return { validator, headers, total, authority, bytes };
}

function sealOf(head: Head, bytes: Buffer): string {
  return createHash('sha256').update(JSON.stringify(head)).update(bytes).digest('hex');
}

function readHead(text: string): Sealed | null {
  try {
    const head: unknown = JSON.parse(text);
    return typeof head === 'object' ? (head as Sealed | null) : null;
  } catch {
    return null; // cut or overwritten: damaged like any other
  }
}
