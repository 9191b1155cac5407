/** Somebody's list of what they have, as a file, locked or not. */
import { readFile } from 'node:fs/promises';
import { LarderError } from '../../shared/errors.ts';
import { decryptInto } from '../bundle/age.ts';
import { ageFormOf } from '../bundle/age-header.ts';
import { readHaveList, type HaveList } from '../bundle/have-list.ts';
import type { Watch } from '../bundle/sink.ts';
import type { HaveFile } from './bundle-job.ts';
import { unreadable } from './file-failure.ts';
import { createKeyring } from './keyring.ts';

/** A have-list of a million articles has 8 MB. */
const MAX_HAVE_BYTES = 64 * 1024 * 1024;

/**
 * One that is locked for recipients is opened by this archive's own identity.
 * @throws LarderError HAVE_INVALID, FILE_UNREADABLE, and of one that is locked what `decryptInto` throws
 */
export async function readHaveFile(
  { path, passphrase }: HaveFile,
  { dir, now }: { readonly dir: string; readonly now: () => number },
  watch: Watch,
): Promise<HaveList> {
  const bytes = await readFile(path).catch(unreadable('The list'));
  if (bytes.byteLength > MAX_HAVE_BYTES) throw new LarderError('HAVE_INVALID', 'This list is larger than any archive.');
  if (ageFormOf(bytes.subarray(0, 64)) === null) return readHaveList(bytes);
  const own = createKeyring({ dir, now }).identity();
  const pieces: Uint8Array[] = [];
  const memory = {
    write: (piece: Uint8Array) => Promise.resolve(void pieces.push(piece)),
    end: () => Promise.resolve(),
    abandon: () => Promise.resolve(),
  };
  const source = (async function* () {
    yield await Promise.resolve(bytes);
  })();
  await decryptInto(memory, source, { passphrase, identities: own === null ? [] : [own] }, watch.goOn);
  return readHaveList(Buffer.concat(pieces));
}
