/** What is in a bundle: every entry with its size and hash. Its own hash is the bundle's identity. */
import * as v from 'valibot';
import { LarderError } from '../../shared/errors.ts';
import { canonicalJson } from './canonical-json.ts';

export const MANIFEST = 'manifest.json';
export const SIGNATURE = 'manifest.json.minisig';
export const INDEX = 'index.html';
export const STYLE = 'style.css';

const VERSION = 1;
/** 500,000 entries of some 150 bytes: a hundred thousand articles with pictures. More is no news archive on a stick. */
export const MAX_MANIFEST_BYTES = 96 * 1024 * 1024;
export const MAX_ENTRIES = 500_000;

export type ManifestEntry = { readonly path: string; readonly sha256: string; readonly size: number };
export type Manifest = { readonly articles: number; readonly entries: readonly ManifestEntry[] };

/** Nothing that a file system could take for another place: our own names only. */
const PATH =
  /^(?:index\.html|style\.css|items\/[0-9a-f]{32}\.(?:json|html)|objects\/[0-9a-f]{2}\/[0-9a-f]{64}\.[a-z0-9]{1,5})$/;
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entryShape = v.strictObject({
  path: v.pipe(v.string(), v.regex(PATH)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  size: count,
});
const manifestShape = v.strictObject({
  articles: count,
  // Looked at one by one: a whole of half a million would be held three times over.
  entries: v.pipe(v.array(v.unknown()), v.maxLength(MAX_ENTRIES)),
  format: v.literal('larder-bundle'),
  version: v.literal(VERSION),
});

/** Bytes a list of so many entries can have; one for its hash, its path and the names of both, and its size. */
export function mostManifestBytes(entries: number): number {
  return Math.min(MAX_MANIFEST_BYTES, 1_024 + entries * 256);
}

/** @param entries in any order */
export function writeManifest({ articles, entries }: Manifest): Uint8Array {
  const sorted = entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return Buffer.concat([...piecesOf({ articles, entries: sorted })]);
}

const PIECE_ENTRIES = 256;

/** Its canonical JSON, a few entries at a time. They are in order. */
function* piecesOf({ articles, entries }: Manifest): Generator<Buffer> {
  const frame = canonicalJson({ articles, entries: [], format: 'larder-bundle', version: VERSION });
  const inside = frame.indexOf('[') + 1;
  yield Buffer.from(frame.slice(0, inside), 'utf8');
  for (let at = 0; at < entries.length; at += PIECE_ENTRIES) {
    const some = entries.slice(at, at + PIECE_ENTRIES).map(({ path, sha256, size }) => ({ path, sha256, size }));
    yield Buffer.from(`${at === 0 ? '' : ','}${canonicalJson(some).slice(1, -1)}`, 'utf8');
  }
  yield Buffer.from(frame.slice(inside), 'utf8');
}

function isCanonical(manifest: Manifest, bytes: Uint8Array): boolean {
  let at = 0;
  for (const piece of piecesOf(manifest)) {
    if (!piece.equals(bytes.subarray(at, at + piece.length))) return false;
    at += piece.length;
  }
  return at === bytes.length;
}

/** @throws LarderError BUNDLE_INVALID, BUNDLE_TOO_NEW */
export function readManifest(bytes: Uint8Array): Manifest {
  const invalid = (why: string): LarderError =>
    new LarderError('BUNDLE_INVALID', `Its list of contents ${why}.`, { item: MANIFEST });
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('cannot be read');
  }
  const claimed = value as { format?: unknown; version?: unknown } | null;
  if (claimed?.format === 'larder-bundle' && Number(claimed.version) > VERSION) {
    throw new LarderError('BUNDLE_TOO_NEW', 'This bundle was made by a later Larder.');
  }
  const parsed = v.safeParse(manifestShape, value, { abortEarly: true });
  if (!parsed.success) throw invalid('is not one of a bundle');
  const { articles } = parsed.output;
  let before = '';
  const entries = parsed.output.entries.map((raw) => {
    const entry = v.safeParse(entryShape, raw, { abortEarly: true });
    if (!entry.success) throw invalid('is not one of a bundle');
    if (entry.output.path <= before) throw invalid('is not in order, or names something twice');
    before = entry.output.path;
    return entry.output;
  });
  for (const kind of ['.json', '.html']) {
    const items = entries.filter(({ path }) => path.startsWith('items/') && path.endsWith(kind));
    if (items.length !== articles) throw invalid('counts its articles wrong');
  }
  // There is one way to write it: in another it would be the same bundle under another name.
  if (!isCanonical({ articles, entries }, bytes)) throw invalid('is not written as one is');
  return { articles, entries };
}
