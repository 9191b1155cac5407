/** What somebody has, by keys that name no titles (docs/notes/bundles.md). */
import { LarderError } from '../../shared/errors.ts';
import type { Holding } from '../archive/archive.ts';

export type HaveList = {
  /** `text`: at least its text; `whole`: its pictures, too. */
  has(key: Uint8Array, level: Holding['level']): boolean;
  readonly articles: number;
};

const MAGIC = 'larder-have 1\n';
const KEY_BYTES = 8;

/** @returns the bytes of a list, the same for the same holdings in any order */
export function writeHaveList(holdings: Iterable<Holding>): { readonly bytes: Uint8Array; readonly articles: number } {
  const texts = new Set<bigint>();
  const whole = new Set<bigint>();
  for (const { key, level } of holdings) (level === 'whole' ? whole : texts).add(numberOf(key));
  // Who has it whole has its text.
  for (const key of whole) texts.delete(key);
  return {
    bytes: Buffer.concat([Buffer.from(MAGIC, 'latin1'), run(texts), run(whole)]),
    articles: texts.size + whole.size,
  };
}

function run(keys: ReadonlySet<bigint>): Buffer {
  const sorted = BigUint64Array.from(keys).sort();
  const bytes = Buffer.alloc(4 + sorted.length * KEY_BYTES);
  bytes.writeUInt32BE(sorted.length, 0);
  sorted.forEach((key, place) => bytes.writeBigUInt64BE(key, 4 + place * KEY_BYTES));
  return bytes;
}

/** @throws LarderError HAVE_INVALID */
export function readHaveList(bytes: Uint8Array): HaveList {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const invalid = (): LarderError => new LarderError('HAVE_INVALID', 'This is no list of what somebody has.');
  if (all.subarray(0, MAGIC.length).toString('latin1') !== MAGIC) throw invalid();
  let at = MAGIC.length;
  const next = (): BigUint64Array => {
    if (at + 4 > all.length) throw invalid();
    const count = all.readUInt32BE(at);
    at += 4;
    if (at + count * KEY_BYTES > all.length) throw invalid();
    const keys = new BigUint64Array(count);
    for (let place = 0; place < count; place += 1, at += KEY_BYTES) {
      const key = all.readBigUInt64BE(at);
      if (place > 0 && key <= (keys[place - 1] ?? 0n)) throw invalid();
      keys[place] = key;
    }
    return keys;
  };
  const texts = next();
  const whole = next();
  if (at !== all.length) throw invalid();
  return {
    articles: texts.length + whole.length,
    has(key, level) {
      const number = numberOf(key);
      return isIn(whole, number) || (level === 'text' && isIn(texts, number));
    },
  };
}

function numberOf(key: Uint8Array): bigint {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).readBigUInt64BE(0);
}

function isIn(sorted: BigUint64Array, wanted: bigint): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0n) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
