import { ADDRESS_ATTRIBUTES, attributeName, vocabularyOfPrefix, type ElementName } from './names.ts';
import type { Frame, Piece } from './frame.ts';
import {
  cdata,
  decodeReferences,
  escapeAttribute,
  escapeText,
  repairCharacters,
  toHtmlSource,
  toXmlSource,
  type EntityLookup,
} from './references.ts';
import { absolute, localOf, prefixOf } from './scope.ts';

/** How elements are written in the canonical form. `documentUrl` goes without saying as the base of a text. */
export type ElementWriter = ReturnType<typeof createElementWriter>;

export function createElementWriter(entities: EntityLookup, documentUrl: string | null) {
  const decode = (raw: string): string => decodeReferences(raw, entities);

  /** The attributes that are read, addresses among them absolute. */
  function attributes(frame: Frame): string {
    let source = '';
    for (const rawName in frame.attributes) {
      if (rawName.startsWith('xmlns')) continue;
      const isRdf = vocabularyOfPrefix(prefixOf(rawName)) === 'rdf';
      const known = attributeName(rawName) ?? (isRdf ? null : attributeName(localOf(rawName)));
      if (!known) continue;
      const value = decode(frame.attributes[rawName]!).trim();
      source += ` ${known}="${escapeAttribute(ADDRESS_ATTRIBUTES.has(known) ? address(known, value, frame) : value)}"`;
    }
    return source;
  }

  function address(name: string, value: string, frame: Frame): string {
    // `href=""` under an `xml:base` of its own means that base; without one it means nothing.
    if (value === '' && name === 'href' && frame.base !== documentUrl) return frame.base ?? '';
    return absolute(value, frame.base);
  }

  /** The characters inside, trimmed. */
  function plain(frame: Frame): string {
    if (frame.pieces.length === 0) return '';
    return frame.pieces
      .map((piece) => (piece.isCdata ? piece.raw : decode(piece.raw)))
      .join('')
      .trim();
  }

  /** The same as XML source. */
  function source(frame: Frame): string {
    if (frame.pieces.length === 0) return '';
    return frame.pieces
      .map((piece) => (piece.isCdata ? cdata(piece.raw) : toXmlSource(piece.raw, entities)))
      .join('')
      .trim();
  }

  /** A title or body: `<t:summary>`, its HTML as text. Absent attributes mean HTML, and the document's own base. */
  function text(frame: Frame, element: ElementName): string {
    const tag = `t:${element.name.replace(':', '.')}`;
    const isDefaultBase = frame.base === null || frame.base === documentUrl || element.role === 'title';
    const base = isDefaultBase ? '' : ` base="${escapeAttribute(frame.base ?? '')}"`;
    if (frame.html !== null) return `<${tag}${base}>${cdata(frame.html)}</${tag}>`;
    if (frame.kind === 'base64') {
      const value = decodeBase64(plain(frame));
      if (value !== null) return `<${tag}${base}>${cdata(value)}</${tag}>`;
    }
    return `<${tag}${frame.kind === 'html' ? '' : ' kind="text"'}${base}>${source(frame)}</${tag}>`;
  }

  /** Character data between naked tags, as HTML source. */
  function html(frame: Frame, piece: Piece): string {
    // RSS has HTML in CDATA; where Atom has markup, its CDATA is characters.
    if (piece.isCdata) return frame.kind === 'html' ? piece.raw : escapeText(piece.raw);
    return toHtmlSource(piece.raw, entities);
  }

  return { decode, attributes, plain, source, text, html };
}

/** Text from base64, or null where it is something else (a picture, or a text that never was base64). */
function decodeBase64(text: string): string | null {
  const compact = text.replace(/\s+/g, '');
  if (compact === '' || /[^A-Za-z0-9+/=_-]/.test(compact)) return null;
  try {
    return repairCharacters(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(compact, 'base64')));
  } catch {
    return null; // not UTF-8, so not text
  }
}
