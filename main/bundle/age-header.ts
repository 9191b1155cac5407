import { LarderError } from '../../shared/errors.ts';

const FIRST_LINE = 'age-encryption.org/v1\n';
const ARMOR_FIRST_LINE = '-----BEGIN AGE ENCRYPTED FILE-----';

/** A hundred recipients are 15 KB, of the largest (post-quantum) kind 170 KB. */
const HEADER_MOST_BYTES = 262_144;
/**
 * scrypt with N = 2^20 takes 1 GB of memory. age writes 18, rage what its machine does in a second, seldom over 20; the real
 * age takes 22. What a stranger made must not take all memory there is.
 */
const MOST_WORK_FACTOR = 20;

/** How a file that age made is written, by its first bytes (64 are enough); null: it is not one. */
export function ageFormOf(firstBytes: Uint8Array): 'binary' | 'armored' | null {
  const text = Buffer.from(firstBytes.subarray(0, 256)).toString('latin1');
  if (text.startsWith(FIRST_LINE)) return 'binary';
  return text.trimStart().startsWith(ARMOR_FIRST_LINE) ? 'armored' : null;
}

/** What opens a file, by its header. */
export type Needs = 'passphrase' | 'identity';

/**
 * What the beginning of a file says: null as long as the header is not all there.
 * @throws LarderError BUNDLE_INVALID when it is no header of age's, BUNDLE_TOO_LARGE when nobody honest makes such a one
 */
export function readAgeHeader(bytes: Buffer): { readonly needs: Needs } | null {
  const text = bytes.toString('latin1', 0, HEADER_MOST_BYTES);
  if (!FIRST_LINE.startsWith(text.slice(0, FIRST_LINE.length))) {
    throw new LarderError(
      'BUNDLE_INVALID',
      'This file was not encrypted by age, or by a version of it that is not known.',
    );
  }
  const end = /\n--- [^\n]*\n/.exec(text);
  if (!end) {
    if (bytes.length >= HEADER_MOST_BYTES) {
      throw new LarderError('BUNDLE_TOO_LARGE', 'This file has more recipients than anybody has.');
    }
    return null;
  }
  const stanzas = text.slice(0, end.index).matchAll(/^-> (\S+)(?: \S+ (\d{1,9})$)?/gm);
  for (const [, kind, workFactor] of stanzas) {
    if (kind !== 'scrypt') continue;
    if (Number(workFactor ?? 0) > MOST_WORK_FACTOR) {
      throw new LarderError(
        'BUNDLE_TOO_LARGE',
        'To try a passphrase on this file would take more than a gigabyte of memory.',
      );
    }
    return { needs: 'passphrase' };
  }
  return { needs: 'identity' };
}
