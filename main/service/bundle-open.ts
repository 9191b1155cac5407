/** A bundle as it comes, in volumes or locked, becomes one plain ZIP in a folder of ours. */
import { createReadStream } from 'node:fs';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import { decryptInto } from '../bundle/age.ts';
import { ageFormOf } from '../bundle/age-header.ts';
import { readIdentityFile } from '../bundle/age-identity.ts';
import type { Watch } from '../bundle/sink.ts';
import { findVolumes, joinVolumes } from '../bundle/volumes.ts';
import type { PreviewJob } from './bundle-job.ts';
import { bringIn } from './bring-in.ts';
import { unreadable } from './file-failure.ts';
import { createFileSink } from './file-sink.ts';
import { createKeyring } from './keyring.ts';

/** An identity file has a line or two of 74 characters each. */
const MAX_IDENTITY_BYTES = 65_536;

type Tools = { readonly dir: string; readonly now: () => number };
type Locked = Pick<PreviewJob, 'passphrase' | 'identityFile' | 'folder'>;
export type PlainZip = { readonly path: string; readonly encrypted: boolean };

/** @throws LarderError BUNDLE_ENCRYPTED, PASSPHRASE_WRONG, BUNDLE_PART_MISSING, BUNDLE_DAMAGED, FILE_UNREADABLE, DISK_FULL, CLOSED */
export async function openPlain(
  job: Omit<PreviewJob, 'kind' | 'known'> & {
    /** What is locked or in volumes is opened up to this size only. */
    readonly mostBytes?: number | null;
  },
  tools: Tools,
  watch: Watch,
): Promise<PlainZip> {
  const whole = join(job.folder, 'whole');
  const volumes = await findVolumes(job.files);
  if (volumes !== null) {
    refuseMore(volumes.bytes, job);
    const sink = await createFileSink(whole, { overwrites: true });
    await joinVolumes(volumes, sink, watch);
  } else if (job.inPlace) {
    const path = onlyFile(job.files);
    if (!(await isAgeFile(path))) return { path, encrypted: false };
    refuseMore((await stat(path)).size, job);
    return await unlock(path, job, tools, watch);
  } else {
    await bringIn(onlyFile(job.files), whole, watch);
  }
  if (await isAgeFile(whole)) return await unlock(whole, job, tools, watch);
  await rename(whole, plainIn(job.folder));
  return { path: plainIn(job.folder), encrypted: false };
}

function refuseMore(bytes: number, { mostBytes }: { readonly mostBytes?: number | null }): void {
  if (bytes > (mostBytes ?? Infinity))
    throw new LarderError('BUNDLE_TOO_LARGE', 'This is too large to be opened unasked.');
}

function plainIn(folder: string): string {
  return join(folder, 'plain.zip');
}

async function unlock(path: string, job: Locked, { dir, now }: Tools, watch: Watch): Promise<PlainZip> {
  const identities = await identitiesOf(job.identityFile, dir, now);
  const sink = await createFileSink(plainIn(job.folder), { overwrites: true });
  const source = piecesOf(path, (await stat(path)).size, watch);
  await decryptInto(sink, source, { passphrase: job.passphrase, identities }, watch.goOn);
  return { path: plainIn(job.folder), encrypted: true };
}

function onlyFile(files: readonly string[]): string {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new LarderError('BUNDLE_INVALID', 'These files are not the volumes of one bundle.');
  }
  return file;
}

async function identitiesOf(file: string | null, dir: string, now: () => number): Promise<readonly string[]> {
  if (file === null) {
    const own = createKeyring({ dir, now }).identity();
    return own === null ? [] : [own];
  }
  const missing = unreadable('The file of identities');
  if ((await stat(file).catch(missing)).size > MAX_IDENTITY_BYTES) {
    throw new LarderError('KEY_INVALID', 'This is no file of age identities.');
  }
  return readIdentityFile(await readFile(file, 'utf8').catch(missing));
}

async function* piecesOf(path: string, total: number, watch: Watch): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const piece of createReadStream(path)) {
    bytes += (piece as Uint8Array).byteLength;
    watch.onProgress({ phase: 'opening', done: bytes, total, bytes });
    yield piece as Uint8Array;
  }
}

/** By its first bytes: names tell nothing. @throws LarderError FILE_UNREADABLE */
async function isAgeFile(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(unreadable('The file'));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0).catch(unreadable('The file'));
    return ageFormOf(buffer.subarray(0, bytesRead)) !== null;
  } finally {
    await file.close();
  }
}
