import { createRequire } from 'node:module';
import type { detect } from 'jschardet';

/** Enough for statistics, and a bound on the time one document may take (measured: 6 ms for 64 KB). */
const SAMPLE_BYTES = 65_536;

/** A tag longer than this is none. Bounds the search for its end, which a file of nothing but `<` would make quadratic. */
const MAX_TAG_BYTES = 2048;

/** What the detector calls charsets that WHATWG decodes under another name. */
const WHATWG_NAMES: Readonly<Record<string, string>> = {
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  'euc-jis-2004': 'euc-jp',
  shift_jis_2004: 'shift_jis',
  'shift-jisx0213': 'shift_jis',
  'euc-jisx0213': 'euc-jp',
  'big5-hkscs': 'big5',
  johab: 'euc-kr',
};

let loaded: typeof detect | null = null;

/** The detector's tables take 40 ms to load and 60 MB: only documents without any valid label pay for them. */
function detector(): typeof detect {
  loaded ??= (createRequire(import.meta.url)('jschardet') as { detect: typeof detect }).detect;
  return loaded;
}

/**
 * The charset of bytes that are not UTF-8 and do not say what they are, by the statistics of their language. Returns
 * a WHATWG name, or null when nothing fits.
 */
export function guessCharset(bytes: Uint8Array): string | null {
  const sample = withoutMarkup(bytes);
  const found = sample.length === 0 ? null : detector()(sample).encoding;
  if (!found) return null;
  const name = found.toLowerCase();
  try {
    return new TextDecoder(WHATWG_NAMES[name] ?? name).encoding;
  } catch {
    return null; // a charset that WHATWG, and so every browser, has given up (EBCDIC, UTF-7 and the like)
  }
}

/** Text between tags that holds bytes beyond ASCII: tags would outvote a short title. */
function withoutMarkup(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(Math.min(bytes.length, SAMPLE_BYTES));
  let length = 0;
  let at = 0;
  while (at < bytes.length && length < sample.length) {
    if (bytes[at] === 0x3c) {
      // A multi-byte character may hold the byte of `<`; then no `>` is near, and nothing is skipped.
      const tagLength = bytes.subarray(at, at + MAX_TAG_BYTES).indexOf(0x3e) + 1;
      at += Math.max(1, tagLength);
      continue;
    }
    const next = bytes.indexOf(0x3c, at);
    const end = next < 0 ? bytes.length : next;
    const run = bytes.subarray(at, end);
    if (run.some((byte) => byte >= 0x80 || byte === 0x1b)) {
      const part = run.subarray(0, sample.length - length - 1);
      sample.set(part, length);
      length += part.length;
      sample[length++] = 0x0a;
    }
    at = end;
  }
  return sample.subarray(0, length);
}
