/**
 * A bundle as a stranger's. Opening checks its structure and its list of contents, `verify` every byte; what the list does not
 * name is never looked at, and what is read later is compared with its hash once more.
 */
import { LarderError } from '../../shared/errors.ts';
import type { ReceivedArticle } from '../archive/archive.ts';
import {
  itemPath,
  MAX_ITEM_JSON_BYTES,
  MAX_ITEM_PAGE_BYTES,
  MAX_OBJECT_BYTES,
  readItemFacts,
  sha256Of,
  type ItemFacts,
} from './item.ts';
import { MANIFEST, mostManifestBytes, readManifest, SIGNATURE, type ManifestEntry } from './manifest.ts';
import { textOfPage } from './article-page.ts';
import type { Watch } from './sink.ts';
import { openZip, type ZipReader } from './zip-reader.ts';
import { setImmediate as othersWork } from 'node:timers/promises';

/** An article as it stands in a bundle: nothing of it is believed yet, and its HTML not cleaned. */
export type BundleItem = Omit<ReceivedArticle, 'html'> & { readonly rawHtml: string };

export type OpenBundle = {
  readonly manifestSha256: string;
  readonly manifestBytes: Uint8Array;
  /** Text of the signature; null: not signed. */
  readonly signature: string | null;
  readonly articles: number;
  readonly pictures: number;
  /** Unpacked. */
  readonly bytes: number;
  /** Reads all of it, but for what was read before. @throws LarderError BUNDLE_DAMAGED naming the item, BUNDLE_INVALID */
  verify(watch: Watch): Promise<void>;
  /** SHA-256 of the pictures, in hex. */
  objects(): readonly string[];
  object(sha256: string): Uint8Array;
  /** @throws LarderError BUNDLE_DAMAGED, BUNDLE_INVALID; at its end when a picture belongs to no article */
  items(): AsyncIterable<BundleItem>;
  close(): void;
};

/** minisign's signatures have 300 characters. */
const MAX_SIGNATURE_BYTES = 16_384;
const TURN = 32;

/** @throws LarderError BUNDLE_INVALID, BUNDLE_TOO_LARGE, BUNDLE_TOO_NEW, BUNDLE_DAMAGED, FILE_UNREADABLE */
export async function openBundle(path: string, goOn: () => void = () => undefined): Promise<OpenBundle> {
  const zip = await openZip(path, goOn);
  try {
    return withContents(zip);
  } catch (error) {
    zip.close();
    throw error;
  }
}

function withContents(zip: ZipReader): OpenBundle {
  const listed = zip.entries.get(MANIFEST);
  if (listed === undefined) {
    throw new LarderError('BUNDLE_INVALID', 'This ZIP file is no bundle: it has no list of contents.', {
      item: MANIFEST,
    });
  }
  // A list cannot be longer than what it lists: read as JSON, megabytes of brackets would take a gigabyte of memory.
  const manifestBytes = zip.read(listed, mostManifestBytes(zip.entries.size));
  const manifest = readManifest(manifestBytes);
  const signature = zip.entries.get(SIGNATURE);
  for (const { path, size } of manifest.entries) {
    const entry = zip.entries.get(path);
    if (entry === undefined) throw new LarderError('BUNDLE_DAMAGED', `${path} is missing.`, { item: path });
    if (entry.size !== size) throw damaged(path);
  }
  const byPath = new Map(manifest.entries.map((entry) => [entry.path, entry]));
  const wasRead = new Set<string>([MANIFEST, SIGNATURE]);
  const objectEntries = manifest.entries.filter(({ path }) => path.startsWith('objects/'));
  const objectPaths = new Map(objectEntries.map(({ path, sha256 }) => [sha256, path]));
  for (const { path, sha256, size } of objectEntries) {
    if (!path.startsWith(`objects/${sha256.slice(0, 2)}/${sha256}.`) || objectPaths.get(sha256) !== path) {
      throw misnamed(path);
    }
    if (size > MAX_OBJECT_BYTES) {
      throw new LarderError('BUNDLE_TOO_LARGE', `${path} is larger than pictures are.`, { item: path });
    }
  }

  function read(path: string, maxBytes: number): Uint8Array {
    const entry = zip.entries.get(path);
    const { sha256 } = byPath.get(path) ?? {};
    if (entry === undefined || sha256 === undefined) throw damaged(path);
    const bytes = zip.read(entry, maxBytes);
    if (sha256Of(bytes) !== sha256) throw damaged(path);
    wasRead.add(path);
    return bytes;
  }

  function readItem({ path, sha256 }: ManifestEntry): { item: BundleItem; objects: readonly string[] } {
    if (path !== itemPath(sha256, 'json')) throw misnamed(path);
    const facts = readItemFacts(read(path, MAX_ITEM_JSON_BYTES), path);
    const pagePath = itemPath(sha256, 'html');
    if (byPath.get(pagePath)?.sha256 !== facts.html) throw damaged(pagePath);
    const missing = facts.objects.find((object) => !objectPaths.has(object));
    if (missing !== undefined) {
      throw new LarderError('BUNDLE_INVALID', `${path} names a picture that is not listed.`, { item: path });
    }
    const text = textOfPage(textOf(read(pagePath, MAX_ITEM_PAGE_BYTES), pagePath));
    if (text === null) throw new LarderError('BUNDLE_INVALID', `No article stands in ${pagePath}.`, { item: pagePath });
    return { item: itemOfFacts(sha256, facts, text), objects: facts.objects };
  }

  return {
    manifestSha256: sha256Of(manifestBytes),
    manifestBytes,
    signature: signature === undefined ? null : textOf(zip.read(signature, MAX_SIGNATURE_BYTES), SIGNATURE),
    articles: manifest.articles,
    pictures: objectPaths.size,
    bytes: manifest.entries.reduce((sum, { size }) => sum + size, 0),
    async verify(watch) {
      let done = 0;
      let bytes = 0;
      for (const entry of zip.entries.values()) {
        watch.goOn();
        done += 1;
        bytes += entry.size;
        if (wasRead.has(entry.name)) continue;
        const sha256 = await zip.check(entry, watch.goOn);
        // What is not listed is never read for what it says; but a ZIP that is damaged anywhere is damaged.
        const expected = byPath.get(entry.name)?.sha256;
        if (expected !== undefined && sha256 !== expected) throw damaged(entry.name);
        watch.onProgress({ phase: 'checking', done, total: zip.entries.size, bytes });
        if (done % TURN === 0) await othersWork();
      }
    },
    objects: () => [...objectPaths.keys()],
    object: (sha256) => read(objectPaths.get(sha256) ?? '', MAX_OBJECT_BYTES),
    async *items() {
      let done = 0;
      const unseen = new Set(objectPaths.keys());
      for (const entry of manifest.entries) {
        if (!entry.path.endsWith('.json')) continue;
        const { item, objects } = readItem(entry);
        for (const sha256 of objects) unseen.delete(sha256);
        yield item;
        done += 1;
        if (done % TURN === 0) await othersWork();
      }
      const [stray] = unseen;
      if (stray !== undefined) {
        const path = objectPaths.get(stray) ?? stray;
        throw new LarderError('BUNDLE_INVALID', `${path} belongs to no article.`, { item: path });
      }
    },
    close: () => zip.close(),
  };
}

function itemOfFacts(item: string, facts: ItemFacts, rawHtml: string): BundleItem {
  const { title, url, urlCut, source, byline, language, direction, complete } = facts;
  const publishedMs = facts.published === null ? null : Date.parse(facts.published);
  const fetchedMs = facts.fetched === null ? null : Date.parse(facts.fetched);
  return {
    item,
    title,
    url,
    urlCut,
    sourceTitle: source,
    byline,
    language,
    direction,
    publishedMs,
    fetchedMs,
    complete,
    rawHtml,
  };
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LarderError('BUNDLE_INVALID', `${path} is not text.`, { item: path });
  }
}

function damaged(path: string): LarderError {
  return new LarderError('BUNDLE_DAMAGED', `${path} is not what the list of contents says.`, { item: path });
}

function misnamed(path: string): LarderError {
  return new LarderError('BUNDLE_INVALID', `${path} is not called after what it is.`, { item: path });
}
