import { createHash } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { parsePublicKey } from './minisign.ts';

const WORDS = 8;
/** Bits that one of 2048 words stands for. */
const BITS = 11;

/**
 * A public key as eight words that two people read to each other: the first 88 bits of SHA-256 of its 42 bytes, as words of
 * the BIP 39 English list, of which no two begin with
 * the same four letters. To make a key with given words takes some 2^88 tries.
 * @throws LarderError KEY_INVALID
 */
export function wordsOf(publicKey: string): string {
  parsePublicKey(publicKey);
  const digest = createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
  const bits = BigInt(`0x${digest.slice(0, (WORDS * BITS) / 4)}`);
  const words = Array.from({ length: WORDS }, (_, index) => {
    const number = Number((bits >> BigInt((WORDS - 1 - index) * BITS)) & 0x7ffn);
    return wordlist[number];
  });
  return words.join(' ');
}
