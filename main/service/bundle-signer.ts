import type { Signer } from '../../shared/bundles.ts';
import { keyIdOf, readSignature, verify } from '../bundle/minisign.ts';
import { wordsOf } from '../bundle/words.ts';
import type { KnownKey } from './bundle-job.ts';

/**
 * Who signed. The key that comes along with a signature says who it is only to those who named it: a known key of the same
 * id is the one that counts.
 * @throws LarderError BUNDLE_SIGNATURE when the signature belongs to other bytes, or is none
 */
export function judgeSigner(manifest: Uint8Array, signature: string | null, known: readonly KnownKey[]): Signer {
  if (signature === null) return { kind: 'none' };
  const { keyId, publicKey: cameAlong } = readSignature(signature);
  const named = known.find(({ publicKey }) => keyIdOf(publicKey) === keyId);
  const publicKey = named?.publicKey ?? cameAlong;
  if (publicKey === null) return { kind: 'unchecked', keyId };
  verify(manifest, signature, publicKey);
  if (named) return { kind: 'trusted', publicKey, name: named.name, own: named.own };
  return { kind: 'unknown', publicKey, words: wordsOf(publicKey) };
}
