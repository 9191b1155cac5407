import { escapeAttribute } from './references.ts';
import { absolute, localOf, prefixOf, type Attributes } from './scope.ts';

/** HTML elements without content: written without an end tag, and never a parent to what follows. */
const VOID = new Set(
  'area base br col embed hr img input link meta param source track wbr basefont frame isindex keygen'.split(' '),
);

/** Attributes that hold an address, for which a base inside the text must be applied here: HTML knows no `xml:base`. */
const ADDRESSES = new Set(['href', 'src', 'cite', 'poster', 'action', 'longdesc', 'background', 'data', 'usemap']);

export function isVoid(rawName: string): boolean {
  return VOID.has(localOf(rawName).toLowerCase());
}

/**
 * A start tag inside a text, as HTML source. `base` is the address to resolve against when it differs from the one of
 * the whole text, else null.
 */
export function startTag(
  rawName: string,
  attributes: Attributes,
  decode: (raw: string) => string,
  base: string | null,
) {
  let tag = `<${htmlName(rawName)}`;
  for (const name in attributes) {
    if (name.startsWith('xmlns') || name.startsWith('xml:') || !/^[\w:.-]+$/.test(name)) continue;
    const value = decode(attributes[name]!);
    const isAddress = base !== null && ADDRESSES.has(name.toLowerCase());
    tag += ` ${name}="${escapeAttribute(isAddress ? absolute(value, base) : value)}"`;
  }
  return `${tag}>`;
}

export function endTag(rawName: string): string {
  return isVoid(rawName) ? '' : `</${htmlName(rawName)}>`;
}

/** `xhtml:p` is HTML's `p`, whatever the prefix; a name that HTML could not read becomes a span. */
function htmlName(rawName: string): string {
  const local = prefixOf(rawName) === '' ? rawName : localOf(rawName);
  return /^[a-z][a-z0-9-]*$/i.test(local) ? local : 'span';
}
