/**
 * A fingerprint of 64 bits in which similar sets of features differ in few bits (Charikar 2002). Features are runs of three
 * words, without those in which the same page differs from one asker to the next: addresses, numbers, times.
 */

/** Words that count; a page of a network has a few hundred. */
const MAX_FEATURES = 4000;
const SHINGLE = 3;

/** Lower-case hex, 16 digits; all zeros where there are no features. */
export function simhash(features: readonly string[]): string {
  const counts = new Int32Array(64);
  const taken = features.slice(0, MAX_FEATURES);
  const last = Math.max(1, taken.length - SHINGLE + 1);
  if (taken.length === 0) return '0'.repeat(16);
  for (let at = 0; at < last; at++) {
    const shingle = taken.slice(at, at + SHINGLE).join(' ');
    const low = hash32(shingle, 0x811c9dc5);
    const high = hash32(shingle, 0x9747b28c);
    for (let bit = 0; bit < 32; bit++) {
      counts[bit]! += (low >>> bit) & 1 ? 1 : -1;
      counts[bit + 32]! += (high >>> bit) & 1 ? 1 : -1;
    }
  }
  let hex = '';
  for (let digit = 15; digit >= 0; digit--) {
    let value = 0;
    for (let bit = 3; bit >= 0; bit--) value = value * 2 + (counts[digit * 4 + bit]! > 0 ? 1 : 0);
    hex += value.toString(16);
  }
  return hex;
}

/** The words of a text as features; runs of scripts without blanks as pairs of characters. */
export function featuresOf(text: string): string[] {
  const features: string[] = [];
  for (const piece of text.normalize('NFKC').toLowerCase().split(/\s+/u)) {
    // Addresses, hosts, numbers, dates, ids: what differs from one asker to the next.
    if (/\d|[\p{L}][./@][\p{L}]|:\/\//u.test(piece)) continue;
    const word = piece.replace(/[^\p{L}\p{M}]+/gu, '');
    if (word === '') continue;
    if (UNPARTED.test(word)) for (let at = 0; at + 1 < word.length; at++) features.push(word.slice(at, at + 2));
    else features.push(word);
    if (features.length >= MAX_FEATURES) break;
  }
  return features;
}

const UNPARTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Lao}]/u;

/** FNV-1a over UTF-16 units, with the final mixing of MurmurHash3 so that all bits depend on all characters. */
function hash32(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
