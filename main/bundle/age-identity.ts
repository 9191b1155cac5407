/** Keys of age: an identity opens what was encrypted to its recipient. */
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { LarderError } from '../../shared/errors.ts';
import { isoTime } from '../../shared/json-line.ts';

/** More than anyone keeps in one file. */
const FILE_MOST_CHARACTERS = 65_536;

/**
 * A new identity, X25519: the post-quantum kind (`AGE-SECRET-KEY-PQ-1`) is not known to age before 1.3, which is what most
 * systems have.
 */
export function makeIdentity(): Promise<string> {
  return generateX25519Identity();
}

/** What others encrypt to: `age1...`. @throws LarderError KEY_INVALID */
export async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    throw new LarderError('KEY_INVALID', 'This is not an identity of age (AGE-SECRET-KEY-1...).');
  }
}

/** The file that `age-keygen` writes, and `age -d -i` reads. @throws LarderError KEY_INVALID */
export async function identityFile(identity: string, createdMs: number): Promise<string> {
  const recipient = await recipientOf(identity);
  return `# created: ${isoTime(createdMs)}\n# public key: ${recipient}\n${identity}\n`;
}

/**
 * The identities of such a file, at least one.
 * @throws LarderError KEY_INVALID, also for a file that is itself encrypted, or that holds a plugin's identity
 */
export function readIdentityFile(text: string): readonly string[] {
  const lines = text
    .slice(0, FILE_MOST_CHARACTERS)
    .split('\n')
    .map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const areKnown = identities.every((line) => /^AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,100}$/.test(line));
  if (text.length > FILE_MOST_CHARACTERS || identities.length === 0 || !areKnown) {
    throw new LarderError('KEY_INVALID', 'This is not a file with identities of age (AGE-SECRET-KEY-1...).');
  }
  return identities;
}
