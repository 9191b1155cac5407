import { guessCharset } from './charset-guess.ts';

export type DocumentKind = 'xml' | 'html' | 'json';
export type DecodedText = {
  readonly text: string;
  /** WHATWG name, lower case; `utf-32le` and `utf-32be` are the two it does not know. */
  readonly encoding: string;
};

/**
 * How far into a document its own declaration is looked for. XML's must be at the very start; HTML's within 1024 bytes by
 * the standard, but pages with long scripts before it exist, and browsers find it there once the page has been read.
 */
const XML_DECLARATION_BYTES = 1024;
const META_BYTES = 16_384;

/** A declared charset of two-byte characters makes valid UTF-8 by chance now and then; three sequences do not. */
const SEQUENCES_AGAINST_TWO_BYTE_CHARSETS = 3;
const TWO_BYTE_CHARSETS = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'euc-kr', 'shift_jis']);

/** Names seen in the wild which WHATWG's table lacks, after `_`, `-` and blanks are dropped. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  utf8mb4: 'utf-8',
  unicode: 'utf-8',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  cp936: 'gbk',
  ms936: 'gbk',
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  cp950: 'big5',
  ms950: 'big5',
  koi8: 'koi8-r',
  maccyrillic: 'x-mac-cyrillic',
  macroman: 'macintosh',
  latin9: 'iso-8859-15',
  ucs2: 'utf-16le',
  ucs4: 'utf-32be',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  utf32: 'utf-32be',
  utf32le: 'utf-32le',
  utf32be: 'utf-32be',
};

/** The WHATWG name for what a server or a document calls its charset; null where nobody knows what is meant. */
export function charsetByName(label: string): string | null {
  const known = whatwgName(label);
  if (known) return known;
  const squeezed = label.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (squeezed.length === 0 || squeezed.length > 32) return null;
  const codePage = /^(?:x?(?:win|windows|cp|ms|wincp|mswin))(125[0-8]|874|866)$/.exec(squeezed)?.[1];
  if (codePage) return whatwgName(codePage === '866' ? 'ibm866' : `windows-${codePage}`);
  const latin = /^(?:x?iso)?8859(\d{1,2})$/.exec(squeezed)?.[1];
  if (latin) return whatwgName(`iso-8859-${latin}`);
  return OTHER_NAMES[squeezed] ?? whatwgName(squeezed);
}

function whatwgName(label: string): string | null {
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return null; // the constructor has no other way to say "unknown"
  }
}

/**
 * Bytes to text: byte order mark, then the HTTP charset, then the document's own declaration, then a guess. A declared
 * legacy charset gives way to UTF-8 when the bytes are valid UTF-8 and do use it: re-encoding proxies and copied
 * templates leave such labels behind, and text in a legacy charset is not valid UTF-8 by accident.
 */
export function decodeBytes(
  bytes: Uint8Array,
  source: { readonly contentType: string | null; readonly kind: DocumentKind },
): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked) return decodeAs(marked.encoding, bytes.subarray(marked.length));

  const declared = httpCharset(source.contentType) ?? wideByZeros(bytes) ?? declaredInside(bytes, source.kind);
  if (declared === null) return undeclared(bytes, source.kind);
  if (declared.startsWith('utf-16') || declared.startsWith('utf-32')) {
    // Bytes without zeros cannot be wide ones, whatever the label says; some servers call everything UTF-16.
    return zeroShare(bytes) > 0 ? decodeAs(wideByZeros(bytes) ?? declared, bytes) : undeclared(bytes, source.kind);
  }
  if (declared === 'utf-8') return asUtf8(bytes) ?? undeclared(bytes, source.kind);
  if (declared === 'replacement' || declared === 'x-user-defined') return undeclared(bytes, source.kind);
  const sequences = utf8Sequences(bytes);
  const needed = TWO_BYTE_CHARSETS.has(declared) ? SEQUENCES_AGAINST_TWO_BYTE_CHARSETS : 1;
  return decodeAs(sequences >= needed ? 'utf-8' : declared, bytes);
}

/** Without any label: UTF-8 when valid, else by statistics. */
function undeclared(bytes: Uint8Array, kind: DocumentKind): DecodedText {
  // Seven bits and escapes: valid UTF-8, but readable only as what it is (ESC $ B and relatives open two-byte text).
  if (kind !== 'json' && hasIso2022Escape(bytes)) return decodeAs('iso-2022-jp', bytes);
  const utf8 = asUtf8(bytes);
  if (utf8) return utf8;
  // JSON has no other charset (RFC 8259), so broken bytes in it are damage rather than a hint.
  return decodeAs(kind === 'json' ? 'utf-8' : (guessCharset(bytes) ?? 'windows-1252'), bytes);
}

function asUtf8(bytes: Uint8Array): DecodedText | null {
  const sequences = utf8Sequences(bytes);
  if (sequences >= 0) return decodeAs('utf-8', bytes);
  // A cut last character, or a handful of stray bytes among thousands of good ones: still UTF-8, with damage.
  const damage = utf8Damage(bytes);
  return damage.good >= 8 * damage.bad && damage.good > 0 ? decodeAs('utf-8', bytes) : null;
}

function hasIso2022Escape(bytes: Uint8Array): boolean {
  const at = bytes.indexOf(0x1b);
  return at >= 0 && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x40 || bytes[at + 2] === 0x42);
}

function byteOrderMark(bytes: Uint8Array): { encoding: string; length: number } | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return { encoding: 'utf-32le', length: 4 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', length: 4 };
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', length: 2 };
  return null;
}

function httpCharset(contentType: string | null): string | null {
  const label = /charset\s*=\s*["']?\s*([^\s;"',]+)/i.exec(contentType ?? '')?.[1];
  return label ? charsetByName(label) : null;
}

/** Markup and JSON begin with ASCII, so wide characters show by where the zero bytes of the first four are. */
function wideByZeros(bytes: Uint8Array): string | null {
  if (bytes.length < 4) return null;
  const zeros = [bytes[0], bytes[1], bytes[2], bytes[3]].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  switch (zeros) {
    case '000x':
      return 'utf-32be';
    case 'x000':
      return 'utf-32le';
    case '0x0x':
      return 'utf-16be';
    case 'x0x0':
      return 'utf-16le';
    default:
      return null;
  }
}

function zeroShare(bytes: Uint8Array): number {
  const head = bytes.subarray(0, 1024);
  let zeros = 0;
  for (const byte of head) if (byte === 0) zeros++;
  return head.length === 0 ? 0 : zeros / head.length;
}

function declaredInside(bytes: Uint8Array, kind: DocumentKind): string | null {
  if (kind === 'json') return null;
  const head = latin1(bytes.subarray(0, kind === 'html' ? META_BYTES : XML_DECLARATION_BYTES));
  const inXml = /^[\s\uFEFF]*<\?xml\b[^>]*?\bencoding\s*=\s*["']?\s*([^"'\s?>]+)/i.exec(head)?.[1];
  const label = inXml ?? (kind === 'html' ? metaCharset(head) : undefined);
  return label ? charsetByName(label) : null;
}

function metaCharset(head: string): string | undefined {
  // Comments and scripts may talk about charsets without meaning this page's.
  const visible = head.replace(/<!--[\s\S]*?(?:-->|$)|<script\b[\s\S]*?(?:<\/script|$)/gi, ' ');
  return /<meta\b[^>]*?\bcharset\s*=\s*["']?\s*([^"'\s/>;]+)/i.exec(visible)?.[1];
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function decodeAs(encoding: string, bytes: Uint8Array): DecodedText {
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return { text: decodeUtf32(bytes, encoding), encoding };
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/** Not in WHATWG's list, but unmistakable and short. */
function decodeUtf32(bytes: Uint8Array, encoding: 'utf-32le' | 'utf-32be'): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, encoding === 'utf-32le');
    parts.push(point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) ? '\uFFFD' : String.fromCodePoint(point));
  }
  return parts.join('');
}

/** How many multi-byte sequences valid UTF-8 holds; -1 when it is not valid. A character cut at the very end is forgiven. */
function utf8Sequences(bytes: Uint8Array): number {
  const { good, bad, cutAtEnd } = utf8Damage(bytes);
  return bad - cutAtEnd > 0 ? -1 : good;
}

function utf8Damage(bytes: Uint8Array): { good: number; bad: number; cutAtEnd: number } {
  let good = 0;
  let bad = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!;
    if (lead < 0x80) continue;
    const length =
      lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
    let followed = 0;
    while (followed < length && ((bytes[at + 1 + followed] ?? 0) & 0xc0) === 0x80) followed++;
    const second = bytes[at + 1] ?? 0;
    const forbidden =
      (lead === 0xe0 && second < 0xa0) ||
      (lead === 0xed && second > 0x9f) ||
      (lead === 0xf0 && second < 0x90) ||
      (lead === 0xf4 && second > 0x8f);
    if (length > 0 && followed === length && !forbidden) {
      good++;
      at += length;
    } else if (length > 0 && at + 1 + followed >= bytes.length && good > 0) {
      return { good, bad: bad + 1, cutAtEnd: 1 };
    } else {
      bad++;
    }
  }
  return { good, bad, cutAtEnd: 0 };
}
