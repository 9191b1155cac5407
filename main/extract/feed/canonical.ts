import { Parser } from 'htmlparser2';
import { LarderError } from '../../../shared/errors.ts';
import type { FeedFormat } from '../../../shared/model.ts';
import { isoDate, parseDate } from '../dates.ts';
import { endTag, isVoid, startTag } from './markup.ts';
import {
  ADDRESS_ATTRIBUTES,
  attributeName,
  isAtom,
  vocabularyOfPrefix,
  type ElementName,
  type Role,
  type Vocabulary,
} from './names.ts';
import { readProlog, type RootName } from './prolog.ts';
import { MAX_ITEMS } from './raw.ts';
import {
  cdata,
  decodeReferences,
  escapeAttribute,
  escapeText,
  repairCharacters,
  toHtmlSource,
  toXmlSource,
} from './references.ts';
import {
  absolute,
  baseOf,
  childScope,
  localOf,
  prefixOf,
  resolveName,
  rootScope,
  vocabularyOfName,
  type Attributes,
  type Scope,
} from './scope.ts';

/**
 * Levels of elements. Feeds have five and the HTML inside them some thirty; unclosed paragraphs of naked HTML count as
 * levels too. Every parser behind this one may recurse.
 */
const MAX_DEPTH = 400;

export type CanonicalFeed = {
  /** Strict XML in one vocabulary: RSS 2.0 or Atom, fixed prefixes, all bodies as escaped text. */
  readonly xml: string;
  readonly format: FeedFormat;
  /** BCP 47, from `xml:lang` on the root or the channel. */
  readonly language: string | null;
  /** The root was closed by its own end tag. */
  readonly complete: boolean;
};

/** One piece of character data; CDATA needs no decoding. */
type Piece = { readonly raw: string; readonly isCdata: boolean };

/** How the text of a title or body is to be read. */
type TextKind = 'html' | 'text' | 'xhtml' | 'base64';

type Frame = {
  readonly rawName: string;
  readonly element: ElementName | null;
  /** `skip`: nothing inside is read. `markup`: HTML inside a text. `root`: the document. */
  readonly role: Role | 'skip' | 'markup' | 'root';
  readonly scope: Scope;
  readonly base: string | null;
  readonly attributes: Attributes;
  readonly kind: TextKind;
  readonly pieces: Piece[];
  /** HTML source once a child element was met in a text; null before. */
  html: string | null;
  /** Written already, because an element was opened that cannot be inside this one: its end tag was forgotten. */
  finished: boolean;
};

/**
 * One tolerant pass over whatever calls itself a feed, giving XML that a strict parser reads right: namespaces by their
 * URI, names in their standard's case, markup inside texts as text, no DOCTYPE, no bare ampersands, dates as ISO 8601 or
 * not at all, addresses absolute by `xml:base` and `documentUrl`, items inside the channel, what is open closed.
 * @throws LarderError NOT_A_FEED, FEED_TOO_DEEP, FEED_ENTITY_BOMB
 */
export function canonicalise(text: string, documentUrl: string | null): CanonicalFeed {
  const clean = repairCharacters(text);
  const prolog = readProlog(clean);
  const decode = (raw: string): string => decodeReferences(raw, prolog.entities);

  let rootVocabulary: Vocabulary = prolog.root === 'feed' ? 'atom' : 'rss';
  let language: string | null = null;
  let channelOut = '';
  let itemOut = '';
  let itemAttributes = '';
  let items = '';
  let itemCount = 0;
  let item: Frame | null = null;
  /** The text that is being read, if any: everything inside it is its own. */
  let text_: Frame | null = null;
  let skipping: Frame | null = null;
  let atEnd = false;
  /** The file ends within an element of the item, not between two: it was cut there. */
  let isCut = false;
  let complete = false;
  let depth = 0;
  const frames: Frame[] = [];

  function write(part: string): void {
    if (item) itemOut += part;
    else channelOut += part;
  }

  function open(rawName: string, attributes: Attributes): void {
    const parent = frames.at(-1);
    if (!isVoid(rawName) || !text_) depth++;
    if (depth > MAX_DEPTH) {
      throw new LarderError('FEED_TOO_DEEP', 'The feed is nested too deeply to be one.', { depth });
    }
    if (!parent) return openRoot(rawName, attributes);
    const scope = childScope(parent.scope, attributes);
    const base =
      attributes['xml:base'] === undefined ? parent.base : baseOf(parent.base, decode(attributes['xml:base']));
    const element = skipping ? null : resolveName(scope, rawName, rootVocabulary);
    const push = (role: Frame['role'], kind: TextKind = 'text'): Frame => {
      const frame = { rawName, element, role, scope, base, attributes, kind, pieces: [], html: null, finished: false };
      frames.push(frame);
      return frame;
    };
    if (skipping) return void push('skip');
    if (text_) {
      if (!(element && cannotBeInside(element, text_))) {
        addMarkup(text_, startTag(rawName, attributes, decode, base === text_.base ? null : base));
        return void push('markup');
      }
      finishFrom(frames.indexOf(text_));
    } else if (element && parent.role === 'data' && !parent.finished) {
      finishFrom(frames.length - 1);
    }
    if (element?.role === 'item') return openItem(push('item'), attributes);
    if (element?.role === 'channel') {
      language ??= attributes['xml:lang'] ?? null;
      return void push('channel');
    }
    if (!element || (parent.role === 'data' && !parent.finished)) {
      skipping = push('skip');
      return;
    }
    const frame = push(
      element.role,
      element.role === 'title' || element.role === 'body' ? textKind(element, attributes) : 'text',
    );
    if (element.role === 'title' || element.role === 'body') text_ = frame;
    if (element.role === 'group') write(`<${element.name}${attributeSource(frame)}>`);
  }

  function openRoot(rawName: string, attributes: Attributes): void {
    const scope = rootScope(rawName, attributes);
    const vocabulary = vocabularyOfName(scope, rawName);
    if (prolog.root === 'feed') rootVocabulary = atomVersion(vocabulary, attributes);
    language = attributes['xml:lang'] ?? null;
    const base =
      attributes['xml:base'] === undefined ? documentUrl : baseOf(documentUrl, decode(attributes['xml:base']));
    frames.push({
      rawName,
      element: null,
      role: 'root',
      scope,
      base,
      attributes,
      kind: 'text',
      pieces: [],
      html: null,
      finished: false,
    });
  }

  function openItem(frame: Frame, attributes: Attributes): void {
    // An item inside an item: the outer one's end tag was forgotten.
    if (item) finishFrom(frames.indexOf(item));
    if (itemCount >= MAX_ITEMS) {
      skipping = frame;
      return;
    }
    item = frame;
    itemOut = '';
    itemAttributes =
      attributes['rdf:about'] === undefined ? '' : ` rdf:about="${escapeAttribute(decode(attributes['rdf:about']))}"`;
  }

  function close(rawName: string, implied: boolean): void {
    const frame = frames.pop();
    if (!frame) return;
    if (!isVoid(rawName) || !text_) depth--;
    if (frame === skipping) skipping = null;
    if (frame.role === 'markup' && !frame.finished && text_) addMarkup(text_, endTag(frame.rawName));
    else if (!frame.finished) finish(frame);
    if (frames.length === 0) {
      complete = !implied && !atEnd;
      parser.pause();
    }
  }

  /** Closes in writing what is open from `index` on; its end tags, when they come, change nothing any more. */
  function finishFrom(index: number): void {
    if (index < 0) return;
    for (let at = frames.length - 1; at >= index; at--) {
      const frame = frames[at]!;
      if (!frame.finished) finish(frame);
    }
  }

  function finish(frame: Frame): void {
    frame.finished = true;
    if (frame === text_) text_ = null;
    const { element } = frame;
    if (frame === item) {
      item = null;
      // What is left of a cut item must be recognised when it comes whole, or it would be stored as another.
      if (isCut && !/<(?:guid|id|link|atom:id|atom:link)\b/.test(itemOut)) return;
      const name = isAtom(rootVocabulary) ? 'entry' : 'item';
      // With neither attribute nor child it would be a mere string to xml2js, and strings have a method called `link`.
      const attributes = itemAttributes === '' && itemOut === '' ? ' version="2.0"' : itemAttributes;
      items += `<${name}${attributes}>${itemOut}</${name}>`;
      itemCount++;
      return;
    }
    if (!element || frame.role === 'skip' || frame.role === 'markup') return;
    if (frame.role === 'group') return write(`${groupText(frame)}</${element.name}>`);
    // Cut off by the end of the file: half a text is not the text.
    if (atEnd) return;
    if (frame.role === 'title' || frame.role === 'body') return write(textSource(frame, element));
    if (frame.role === 'date') {
      const date = isoDate(parseDate(plainText(frame)));
      return date === null ? undefined : write(`<${element.name}>${date}</${element.name}>`);
    }
    if (frame.role === 'url') {
      return write(`<${element.name}>${escapeText(absolute(plainText(frame), frame.base))}</${element.name}>`);
    }
    if (frame.role === 'data') {
      const isRssLink = localOf(element.name) === 'link';
      const value = isRssLink ? escapeText(absolute(plainText(frame), frame.base)) : sourceText(frame);
      write(`<${element.name}${attributeSource(frame)}>${value}</${element.name}>`);
    }
  }

  function attributeSource(frame: Frame): string {
    let source = '';
    for (const rawName in frame.attributes) {
      const known =
        attributeName(rawName) ??
        (vocabularyOfPrefix(prefixOf(rawName)) === 'rdf' ? null : attributeName(localOf(rawName)));
      if (!known || rawName.startsWith('xmlns')) continue;
      const value = decode(frame.attributes[rawName]!);
      const isAddress = ADDRESS_ATTRIBUTES.has(known);
      // `href=""` under an `xml:base` of its own means that base; without one it means nothing.
      const own = known === 'href' && value.trim() === '' && frame.base !== documentUrl ? (frame.base ?? '') : value;
      source += ` ${known}="${escapeAttribute(isAddress ? absolute(own, frame.base) : value.trim())}"`;
    }
    return source;
  }

  function plainText(frame: Frame): string {
    return frame.pieces
      .map((piece) => (piece.isCdata ? piece.raw : decode(piece.raw)))
      .join('')
      .trim();
  }

  function sourceText(frame: Frame): string {
    return frame.pieces
      .map((piece) => (piece.isCdata ? cdata(piece.raw) : toXmlSource(piece.raw, prolog.entities)))
      .join('')
      .trim();
  }

  /** A person's name between tags: `<author>Ann</author>`. Blanks between children are none. */
  function groupText(frame: Frame): string {
    return frame.pieces.length === 0 ? '' : sourceText(frame);
  }

  function textSource(frame: Frame, element: ElementName): string {
    const tag = `larder:${element.name.replace(':', '.')}`;
    const base = frame.base === null || element.role === 'title' ? '' : ` base="${escapeAttribute(frame.base)}"`;
    if (frame.html !== null) return `<${tag} kind="html"${base}>${cdata(frame.html)}</${tag}>`;
    const src =
      frame.attributes['src'] === undefined
        ? ''
        : ` src="${escapeAttribute(absolute(decode(frame.attributes['src']), frame.base))}"`;
    if (frame.kind === 'base64') {
      const value = decodeBase64(plainText(frame));
      if (value !== null) return `<${tag} kind="html"${base}>${cdata(value)}</${tag}>`;
    }
    const kind = frame.kind === 'html' ? 'html' : 'text';
    return `<${tag} kind="${kind}"${base}${src}>${sourceText(frame)}</${tag}>`;
  }

  function addMarkup(frame: Frame, tag: string): void {
    frame.html ??= frame.pieces.map((piece) => pieceAsHtml(frame, piece)).join('');
    frame.html += tag;
  }

  function pieceAsHtml(frame: Frame, piece: Piece): string {
    // RSS has HTML in CDATA; where Atom has markup, its CDATA is characters.
    if (piece.isCdata) return frame.kind === 'html' ? piece.raw : escapeText(piece.raw);
    return toHtmlSource(piece.raw, prolog.entities);
  }

  function addText(raw: string): void {
    const frame = text_ ?? frames.at(-1);
    if (!frame || skipping || frame.finished) return;
    const piece = { raw, isCdata };
    if (frame.html !== null) frame.html += pieceAsHtml(frame, piece);
    else if (text_ || frame.role === 'data' || frame.role === 'url' || frame.role === 'date') frame.pieces.push(piece);
    else if (frame.role === 'group' && /\S/.test(raw)) frame.pieces.push(piece);
  }

  let isCdata = false;
  const parser = new Parser(
    {
      onopentag: open,
      onclosetag: close,
      ontext: addText,
      oncdatastart: () => void (isCdata = true),
      oncdataend: () => void (isCdata = false),
    },
    { xmlMode: true, decodeEntities: false },
  );
  parser.write(clean.slice(prolog.start));
  atEnd = true;
  isCut = text_ !== null || frames.at(-1)?.role === 'data' || /<[^>]*$/.test(clean.slice(-2000));
  if (frames.length > 0) parser.end();

  const xml = isAtom(rootVocabulary)
    ? `<feed version="1.0">${channelOut}${items}</feed>`
    : `<rss version="2.0"><channel version="2.0">${channelOut}${items}</channel></rss>`;
  return { xml, format: formatOf(prolog.root), language, complete };
}

function formatOf(root: RootName): FeedFormat {
  return root === 'feed' ? 'atom' : root === 'rdf' ? 'rdf' : 'rss';
}

function atomVersion(vocabulary: Vocabulary, attributes: Attributes): Vocabulary {
  if (vocabulary === 'atom03' || attributes['version'] === '0.3') return 'atom03';
  return 'atom';
}

/**
 * Elements that stand beside a title or body and never inside, so that meeting one means that an end tag was forgotten.
 * Names that HTML has too are only taken for one inside a title, where there is no HTML document.
 */
const BESIDE_TEXTS = new Set(
  `item entry channel pubDate guid enclosure description comments category lastBuildDate content:encoded dc:date dc:creator
  updated published id managingEditor webMaster ttl`.split(/\s+/),
);
const BESIDE_TITLES = new Set(['link', 'summary', 'content', 'author']);

function cannotBeInside(element: ElementName, frame: Frame): boolean {
  if (frame.kind === 'xhtml' || element.vocabulary === 'xhtml') return false;
  return BESIDE_TEXTS.has(element.name) || (frame.role === 'title' && BESIDE_TITLES.has(element.name));
}

/** How Atom says what a text is; RSS has HTML everywhere. */
function textKind(element: ElementName, attributes: Attributes): TextKind {
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
