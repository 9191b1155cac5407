/**
 * The core's side of an import: what a bundle's thread hands over is cleaned like any page and written in short slices,
 * unseen; then all of it appears in one transaction. A program that dies goes on, or takes it back, at its next start.
 */
import type { ImportReport, Signer } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { Archive, ReceivedArticle } from '../archive/archive.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { BundleItem } from '../bundle/read-bundle.ts';
import type { Delivery, JobResult } from './bundle-job.ts';
import { setImmediate as othersWork } from 'node:timers/promises';

export type StoreParts = { readonly archive: Archive; readonly extractor: Extractor };

export type StoreRequest = {
  readonly manifestSha256: string;
  readonly signer: Signer;
  /** Runs the unpacking with what to skip, handing over to `deliver`. */
  readonly unpack: (
    skip: readonly string[],
    deliver: (delivery: Delivery) => Promise<void>,
  ) => Promise<JobResult['unpack']>;
};

/** Written at once: some 10 ms. */
const SLICE = 8;

/**
 * @throws LarderError what unpacking throws, DISK_FULL, CLOSED; then what was stored stays unseen, to be gone on with or
 *   dropped (`dropImport`)
 */
export async function storeBundle({ archive, extractor }: StoreParts, request: StoreRequest): Promise<ImportReport> {
  const { manifestSha256, signer } = request;
  const publicKey = signer.kind === 'trusted' || signer.kind === 'unknown' ? signer.publicKey : null;
  const done = archive.beginImport({ manifestSha256, publicKey, trusted: signer.kind === 'trusted' });

  async function take(delivery: Delivery): Promise<void> {
    if (delivery.kind === 'picture') {
      const info = await extractor.run('image', delivery.bytes, {}).catch(ifInvalid);
      if (info !== null) archive.receiveImage(manifestSha256, delivery.bytes, info);
      return;
    }
    const cleaned = await Promise.all(delivery.articles.map((article) => clean(extractor, article)));
    for (let at = 0; at < cleaned.length; at += SLICE) {
      archive.receive(manifestSha256, cleaned.slice(at, at + SLICE));
      await othersWork();
    }
  }

  const { badPictures } = await request.unpack([...done], take);
  const counts = archive.finishImport(manifestSha256);
  return { manifestSha256, signer, badPictures, ...counts };
}

/** The words of what came, for the search; a little at a time. */
export async function indexArrivals(archive: Archive, isClosing: () => boolean): Promise<void> {
  while (!isClosing() && archive.indexSome()) await othersWork();
}

/** Takes back what an import that will not be finished has stored. */
export async function dropImport(archive: Archive, manifestSha256: string, isClosing: () => boolean): Promise<void> {
  while (!isClosing() && archive.dropSomeOfImport(manifestSha256)) await othersWork();
}

async function clean(extractor: Extractor, { rawHtml, ...article }: BundleItem): Promise<ReceivedArticle> {
  const { html } = await extractor.run('fragment', new TextEncoder().encode(rawHtml), {});
  return { ...article, html };
}

/** Its header is nonsense, though a decoder took it: left out like one that none can read. */
function ifInvalid(error: unknown): null {
  if (error instanceof LarderError && error.code === 'IMAGE_INVALID') return null;
  throw error;
}
