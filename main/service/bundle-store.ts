/**
 * The core's side of an import: what a bundle's thread hands over is written piece by piece, unseen; then all of it appears
 * in one transaction. A program that dies goes on, or takes it back, at its next start.
 */
import type { ImportReport, Signer } from '../../shared/bundles.ts';
import type { Archive } from '../archive/archive.ts';
import type { Delivery, JobResult } from './bundle-job.ts';
import { setImmediate as othersWork } from 'node:timers/promises';

export type StoreRequest = {
  readonly manifestSha256: string;
  readonly signer: Signer;
  /** Runs the unpacking with what to skip, handing over to `deliver`. */
  readonly unpack: (
    skip: readonly string[],
    deliver: (delivery: Delivery) => Promise<void>,
  ) => Promise<JobResult['unpack']>;
};

/**
 * @throws LarderError what unpacking throws, DISK_FULL, CLOSED; then what was stored stays unseen, to be gone on with or
 *   dropped (`dropImport`)
 */
export async function storeBundle(archive: Archive, request: StoreRequest): Promise<ImportReport> {
  const { manifestSha256, signer } = request;
  const publicKey = signer.kind === 'trusted' || signer.kind === 'unknown' ? signer.publicKey : null;
  const done = archive.beginImport({ manifestSha256, publicKey, trusted: signer.kind === 'trusted' });

  async function take(delivery: Delivery): Promise<void> {
    if (delivery.kind === 'picture') archive.receiveImage(manifestSha256, delivery.bytes, delivery.info);
    if (delivery.kind === 'articles') archive.receive(manifestSha256, delivery.articles);
    await othersWork();
  }

  const { badPictures } = await request.unpack([...done], take);
  const counts = archive.finishImport(manifestSha256);
  return { manifestSha256, signer, badPictures, ...counts };
}

/** Takes back what an import that will not be finished has stored. */
export async function dropImport(archive: Archive, manifestSha256: string, isClosing: () => boolean): Promise<void> {
  while (!isClosing() && archive.dropSomeOfImport(manifestSha256)) await othersWork();
}
