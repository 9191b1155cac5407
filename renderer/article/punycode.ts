/**
 * A host's `xn--` labels in their own letters (RFC 3492, section 6.2). Only for showing beside the address, never for
 * deciding where to go. Labels that do not decode stay as they are.
 */
export function decodeHost(host: string): string {
  return host
    .split('.')
    .map((label) => (label.startsWith('xn--') ? (decodeLabel(label.slice(4)) ?? label) : label))
    .join('.');
}

// RFC 3492, section 5.
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;
/** A DNS label is at most 63 octets; a longer one is not a name. */
const MAX_LABEL = 63;
const MAX_CODE_POINT = 0x10ffff;

function decodeLabel(encoded: string): string | null {
  if (encoded.length > MAX_LABEL || !/^[a-z0-9-]*$/i.test(encoded)) return null;
  const lastHyphen = encoded.lastIndexOf('-');
  const output = Array.from(encoded.slice(0, Math.max(0, lastHyphen)), (letter) => letter.charCodeAt(0));
  let at = lastHyphen > 0 ? lastHyphen + 1 : 0;
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let position = 0;

  while (at < encoded.length) {
    const start = position;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit === null) return null;
      position += digit * weight;
      const threshold = Math.max(T_MIN, Math.min(T_MAX, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (position > MAX_CODE_POINT * MAX_LABEL || weight > MAX_CODE_POINT * MAX_LABEL) return null;
    }
    const length = output.length + 1;
    bias = adapt(position - start, length, start === 0);
    n += Math.floor(position / length);
    position %= length;
    if (n > MAX_CODE_POINT) return null;
    output.splice(position++, 0, n);
  }
  return String.fromCodePoint(...output);
}

function digitOf(code: number): number | null {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 65 && code <= 90) return code - 65;
  if (code >= 48 && code <= 57) return code - 48 + 26;
  return null;
}

function adapt(delta: number, length: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / length);
  let k = 0;
  while (rest > ((BASE - T_MIN) * T_MAX) >> 1) {
    rest = Math.floor(rest / (BASE - T_MIN));
    k += BASE;
  }
  return k + Math.floor(((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}
