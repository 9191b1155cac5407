import { isAtom, type ElementName, type Role } from './names.ts';
import type { Attributes, Scope } from './scope.ts';

/** One piece of character data; CDATA needs no decoding. */
export type Piece = { readonly raw: string; readonly isCdata: boolean };

/** How the text of a title or body is to be read. */
export type TextKind = 'html' | 'text' | 'xhtml' | 'base64';

/** An element that is open while the document is read. */
export type Frame = {
  readonly rawName: string;
  readonly element: ElementName | null;
  /** `skip`: nothing inside is read. `markup`: HTML inside a text. `root`: the document. */
  readonly role: Role | 'skip' | 'markup' | 'root';
  readonly scope: Scope;
  readonly base: string | null;
  readonly attributes: Attributes;
  readonly kind: TextKind;
  /** What it adds to the depth of the document: 0 for HTML's empty elements, which nothing can be inside of. */
  readonly weight: 0 | 1;
  readonly pieces: Piece[];
  /** HTML source once a child element was met in a text; null before. */
  html: string | null;
  /** Written already, because an element was opened that cannot be inside this one: its end tag was forgotten. */
  finished: boolean;
};

/**
 * Elements that stand beside a title or body and never inside, so that meeting one means that an end tag was forgotten.
 * Names that HTML has too are only taken for one inside a title, where there is no HTML document.
 */
const BESIDE_TEXTS = new Set(
  `item entry channel pubDate guid enclosure description comments category lastBuildDate content:encoded dc:date dc:creator
  updated published id managingEditor webMaster ttl`.split(/\s+/),
);
const BESIDE_TITLES = new Set(['link', 'summary', 'content', 'author']);

export function cannotBeInside(element: ElementName, frame: Frame): boolean {
  if (frame.kind === 'xhtml' || element.vocabulary === 'xhtml') return false;
  return BESIDE_TEXTS.has(element.name) || (frame.role === 'title' && BESIDE_TITLES.has(element.name));
}

/** How Atom says what a text is; RSS has HTML everywhere. */
export function textKind(element: ElementName, attributes: Attributes): TextKind {
  const type = (attributes['type'] ?? '').trim().toLowerCase().split(';', 1)[0]!;
  const mode = (attributes['mode'] ?? '').trim().toLowerCase();
  if (mode === 'base64') return 'base64';
  if (element.vocabulary === 'xhtml') return 'xhtml';
  if (!isAtom(element.vocabulary))
    return type === 'text' || type === 'text/plain' || type === 'plain' ? 'text' : 'html';
  if (type === '' || type === 'text' || type === 'text/plain' || type === 'plain') return 'text';
  if (type === 'html' || type === 'text/html' || type === 'escaped') return 'html';
  if (type === 'xhtml' || type === 'xml' || type.endsWith('/xml') || type.endsWith('+xml')) return 'xhtml';
  const isBinary = /^(?:image|audio|video)\/|^application\/(?:octet-stream|pdf|zip|x-binary)/.test(type);
  return isBinary ? 'base64' : 'text';
}
