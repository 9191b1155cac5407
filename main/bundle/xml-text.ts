import { oneLine } from './one-line.ts';

/** Text for XML 1.0: escaped, and without what XML knows no way to say. For between tags. */
export function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

// XML 1.0, production 2: controls but tab and line breaks, and two that are no characters.
const NOT_IN_XML = /[[\p{Cc}--[\t\n\r\u0080-\u009f]]\ufffe\uffff]/gv;

/** The same in double quotes. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replaceAll('"', '&quot;');
}

/** On one line, for both places. */
export function xmlLine(text: string): string {
  return xmlAttribute(oneLine(text));
}

/** A language as BCP 47 writes it; null: nobody knows what it is. Pages say `en_US`, too, and `english`. */
export function languageTag(language: string | null): string | null {
  const tag = (language ?? '').trim().replaceAll('_', '-');
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(tag)) return null;
  try {
    Intl.getCanonicalLocales(tag);
    return tag;
  } catch {
    return null;
  }
}

/** `lang` and `dir` as attributes of XHTML; nothing where they are not known. */
export function xmlSpeech(language: string | null, direction: string | null): string {
  const tag = languageTag(language);
  const said = tag === null ? '' : ` lang="${tag}" xml:lang="${tag}"`;
  return direction === 'ltr' || direction === 'rtl' ? `${said} dir="${direction}"` : said;
}
