import type { Signer } from '../../shared/bundles.ts';
import type { Messages } from '../messages/en.ts';

/** Who signed it, as far as can be told. */
export function signerSentence(signer: Signer, m: Messages): string {
  const words = m.bundles.signers;
  switch (signer.kind) {
    case 'none':
      return words.none;
    case 'trusted':
      return signer.own ? words.own(signer.name) : words.trusted(signer.name);
    case 'unknown':
      return words.unknown;
    case 'unchecked':
      return words.unchecked(signer.keyId);
  }
}
