import { openArchiveReader } from '../archive/archive.ts';
import type { KnownKey } from './bundle-job.ts';
import { createKeyring } from './keyring.ts';

/** For commands that only read: the owner's keys and the senders they named. */
export async function knownKeysOf({
  dir,
  now,
}: {
  readonly dir: string;
  readonly now: () => number;
}): Promise<readonly KnownKey[]> {
  const own = createKeyring({ dir, now })
    .list()
    .map(({ name, publicKey }) => ({ name, publicKey, own: true }));
  const reader = openArchiveReader({ dir, now });
  try {
    return [...own, ...reader.library().senders.map(({ name, publicKey }) => ({ name, publicKey, own: false }))];
  } finally {
    reader.close();
  }
}
