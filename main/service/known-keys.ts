import { openArchiveReader } from '../archive/archive.ts';
import type { KnownKey } from './bundle-job.ts';
import { createKeyring } from './keyring.ts';
import { knownKeys } from './senders.ts';

/** For commands that only read: the owner's keys and the senders they named. */
export async function knownKeysOf({
  dir,
  now,
}: {
  readonly dir: string;
  readonly now: () => number;
}): Promise<readonly KnownKey[]> {
  const reader = openArchiveReader({ dir, now });
  try {
    return knownKeys(createKeyring({ dir, now }).list(), reader.library().senders);
  } finally {
    reader.close();
  }
}
