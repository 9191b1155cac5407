import { decodeHTML } from 'entities';

/** What the document's own DTD declares: the text for a name, or undefined where it declares none. */
export type EntityLookup = (name: string) => string | undefined;

/** What Windows programs mean by the C1 control characters, U+0080 to U+009F (WHATWG HTML, "numeric character reference end state"). */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Characters that XML does not allow; some sites paste them in from elsewhere. */
const FORBIDDEN = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu;
const C1 = /[\u0080-\u009f]/g;

/** Text fit for XML: no control characters, and those that are Windows' quotes and dashes as what was meant. */
export function repairCharacters(text: string): string {
  const repaired = text.search(FORBIDDEN) < 0 ? text : text.replace(FORBIDDEN, '');
  return repaired.search(C1) < 0 ? repaired : repaired.replace(C1, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? '');
}

/** References that need no work: XML's own five, and numbers beyond Latin-1's troubled ranges. */
const NEEDS_WORK = /<|&(?!(?:lt|gt|amp|quot|apos|#(?:160|3[2-9]|8[2-4]\d\d|x20[0-9a-f]{2}|x2[0-7]));)/i;
const REFERENCE = /&(?:#(?:x([0-9a-f]{1,8})|(\d{1,9}));?|([a-z_:][\w.:-]{0,63});|([a-z]{2,8}\d{0,2})(?![\w;=]))/gi;

/** The characters that `raw`, a piece of XML source, stands for. What is no reference stays as it is written. */
export function decodeReferences(raw: string, declared: EntityLookup): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(
    REFERENCE,
    (whole, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
      if (hex !== undefined) return character(Number.parseInt(hex, 16));
      if (decimal !== undefined) return character(Number(decimal));
      // Without a semicolon only what HTML accepts so is one (`&copy 2020`), never `&b=2` of an address.
      if (name === undefined) return decodeHTML(whole);
      return PREDEFINED[name] ?? declared(name) ?? decodeHTML(whole);
    },
  );
}

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function character(point: number): string {
  if (point >= 0x80 && point <= 0x9f) return WINDOWS_1252[point - 0x80] ?? '';
  if (point < 0x20 && point !== 9 && point !== 10 && point !== 13) return '';
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff) || point === 0xfffe || point === 0xffff) return '\ufffd';
  return String.fromCodePoint(point);
}

/** The same text as XML source that any strict parser takes. */
export function toXmlSource(raw: string, declared: EntityLookup): string {
  return NEEDS_WORK.test(raw) ? cdata(decodeReferences(raw, declared)) : raw;
}

/**
 * The same text as HTML source, for use between naked tags: what was escaped stays escaped, and what the DTD declared is
 * put in its place.
 */
export function toHtmlSource(raw: string, declared: EntityLookup): string {
  return raw
    .replace(/&([a-z_:][\w.:-]{0,63});/gi, (whole, name: string) => {
      const text = name in PREDEFINED ? undefined : declared(name);
      return text === undefined ? whole : escapeText(text);
    })
    .replaceAll('<', '&lt;');
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function escapeAttribute(text: string): string {
  return escapeText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, ' ');
}

/** As a CDATA section, which costs less to write and to read than escapes. */
export function cdata(text: string): string {
  return text === '' ? '' : `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
