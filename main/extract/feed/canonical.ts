import { Parser } from 'htmlparser2';
import { LarderError } from '../../../shared/errors.ts';
import type { FeedFormat } from '../../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../../shared/url.ts';
import { isoDate, parseDate } from '../dates.ts';
import { createElementWriter } from './element-writer.ts';
import { cannotBeInside, textKind, type Frame, type TextKind } from './frame.ts';
import { endTag, isVoid, startTag } from './markup.ts';
import { isAtom, type Vocabulary } from './names.ts';
import { readProlog, type RootName } from './prolog.ts';
import { MAX_ITEMS } from './raw.ts';
import { escapeAttribute, escapeText, repairCharacters } from './references.ts';
import {
  absolute,
  baseOf,
  childScope,
  localOf,
  resolveName,
  rootScope,
  vocabularyOfName,
  type Attributes,
} from './scope.ts';

/**
 * Levels of elements. Feeds have five and the HTML inside them some thirty; unclosed paragraphs of naked HTML count as
 * levels too. Every parser behind this one may recurse.
 */
const MAX_DEPTH = 400;
/** Open elements in all, those without weight included: the tokenizer's own stack grows with every unclosed `<br>`. */
const MAX_OPEN = 20_000;

/** Elements of one item that are read. The longest real ones (albums in Media RSS) have some hundred. */
const MAX_ITEM_ELEMENTS = 1000;

export type CanonicalFeed = {
  /** Strict XML in one vocabulary: RSS 2.0 or Atom, fixed prefixes, all bodies as escaped text. */
  readonly xml: string;
  /** The names of all elements in it. */
  readonly names: ReadonlySet<string>;
  readonly format: FeedFormat;
  /** BCP 47, from `xml:lang` on the root or the channel. */
  readonly language: string | null;
  /** The root was closed by its own end tag. */
  readonly complete: boolean;
};

/** How a document is read. `cut`: it was broken off, and of its items only those with an end tag of their own are given. */
export type Reading = { readonly cut: boolean };

/**
 * One tolerant pass over whatever calls itself a feed, giving XML that a strict parser reads right: namespaces by their
 * URI, names in their standard's case, markup inside texts as text, no DOCTYPE, no bare ampersands, dates as ISO 8601 or
 * not at all, addresses absolute by `xml:base` and `documentUrl`, items inside the channel, what is open closed.
 * @throws LarderError NOT_A_FEED, FEED_TOO_DEEP, FEED_ENTITY_BOMB
 */
export function canonicalise(
  text: string,
  documentUrl: string | null,
  { cut }: Reading = { cut: false },
): CanonicalFeed {
  const clean = repairCharacters(text);
  const prolog = readProlog(clean);
  const writer = createElementWriter(prolog.entities, documentUrl);
  const documentDomain = domainOf(documentUrl);
  const names = new Set<string>();
  const frames: Frame[] = [];

  let rootVocabulary: Vocabulary = prolog.root === 'feed' ? 'atom' : 'rss';
  let language: string | null = null;
  let channelOut = '';
  let items = '';
  let itemCount = 0;
  let item: Frame | null = null;
  let itemAttributes = '';
  let itemOut = '';
  let itemElements = 0;
  /** What items' addresses are relative to where the feed is served from another site than it is about. */
  let siteBase: string | null = null;
  /** The title or body being read, if any: everything inside it is its own. */
  let reading: Frame | null = null;
  let skipping: Frame | null = null;
  let isCdata = false;
  let depth = 0;
  let atEnd = false;
  /** The file ends within an element of the item, not between two: it was cut there. */
  let isCut = false;
  /** The end tag just met is that of the item being read. */
  let isItemClosed = false;
  let complete = false;

  function write(name: string, source: string): void {
    names.add(name);
    if (item) itemOut += source;
    else channelOut += source;
  }

  function baseIn(parent: string | null, attributes: Attributes): string | null {
    const own = attributes['xml:base'];
    return own === undefined ? parent : baseOf(parent, writer.decode(own));
  }

  function open(rawName: string, attributes: Attributes): void {
    const parent = frames.at(-1);
    const weight = reading && isVoid(rawName) ? 0 : 1;
    depth += weight;
    if (depth > MAX_DEPTH || frames.length > MAX_OPEN) {
      throw new LarderError('FEED_TOO_DEEP', 'The feed is nested too deeply to be one.', { depth });
    }
    const scope = parent ? childScope(parent.scope, attributes) : rootScope(rawName, attributes);
    const element = parent && !skipping ? resolveName(scope, rawName, rootVocabulary) : null;
    let base = baseIn(parent ? parent.base : documentUrl, attributes);
    if (element?.role === 'item' && base === documentUrl) base = siteBase ?? base;
    const push = (role: Frame['role'], kind: TextKind = 'text'): Frame => {
      const frame: Frame = {
        rawName,
        element,
        role,
        scope,
        base,
        attributes,
        kind,
        weight,
        pieces: [],
        html: null,
        finished: false,
      };
      frames.push(frame);
      return frame;
    };

    if (!parent) return openRoot(push('root'));
    if (skipping) return void push('skip');
    if (reading) {
      if (!element || !cannotBeInside(element, reading)) {
        addMarkup(reading, startTag(rawName, attributes, writer.decode, base === reading.base ? null : base));
        return void push('markup');
      }
      finishFrom(frames.indexOf(reading));
    } else if (element && (parent.role === 'data' || parent.role === 'date' || parent.role === 'url')) {
      // Nothing that is read stands inside plain data: its end tag was forgotten, or is written in another case.
      finishFrom(frames.length - 1);
    }
    if (!element || (item && element.role !== 'item' && ++itemElements > MAX_ITEM_ELEMENTS)) skipping = push('skip');
    else if (element.role === 'item') openItem(push('item'), attributes);
    else if (element.role === 'channel') openChannel(push('channel'));
    else if (element.role === 'title' || element.role === 'body')
      reading = push(element.role, textKind(element, attributes));
    else if (element.role === 'group') write(element.name, `<${element.name}${writer.attributes(push('group'))}>`);
    else push(element.role);
  }

  function openRoot(frame: Frame): void {
    const vocabulary = vocabularyOfName(frame.scope, frame.rawName);
    if (prolog.root === 'feed') rootVocabulary = atomVersion(vocabulary, frame.attributes);
    language = frame.attributes['xml:lang'] ?? null;
  }

  function openChannel(frame: Frame): void {
    language ??= frame.attributes['xml:lang'] ?? null;
  }

  function openItem(frame: Frame, attributes: Attributes): void {
    // An item inside an item: the outer one's end tag was forgotten.
    isItemClosed = false;
    if (item) finishFrom(frames.indexOf(item), frames.length - 1);
    if (itemCount >= MAX_ITEMS) {
      skipping = frame;
      return;
    }
    item = frame;
    itemElements = 0;
    itemOut = '';
    const about = attributes['rdf:about'];
    itemAttributes = about === undefined ? '' : ` rdf:about="${escapeAttribute(writer.decode(about))}"`;
  }

  function close(_rawName: string, implied: boolean): void {
    const frame = frames.pop();
    if (!frame) return;
    depth -= frame.weight;
    if (frame === skipping) skipping = null;
    isItemClosed = frame === item && !implied;
    if (frame.role === 'markup' && !frame.finished && reading) addMarkup(reading, endTag(frame.rawName));
    else if (!frame.finished) finish(frame);
    if (frames.length > 0) return;
    complete = !implied && !atEnd;
    // What follows the root is not the feed's.
    parser.pause();
  }

  /** Closes in writing what is open from `start` on; its end tags, when they come, change nothing any more. */
  function finishFrom(start: number, end: number = frames.length): void {
    for (let at = end - 1; at >= Math.max(0, start); at--) {
      const frame = frames[at]!;
      if (!frame.finished) finish(frame);
    }
  }

  function finish(frame: Frame): void {
    frame.finished = true;
    if (frame === reading) reading = null;
    if (frame === item) return finishItem();
    const { element, role } = frame;
    if (!element) return;
    // A person's name between tags: `<author>Ann</author>`.
    if (role === 'group') return write(element.name, `${writer.source(frame)}</${element.name}>`);
    // Cut off by the end of the file: half a text is not the text.
    if (atEnd) return;
    if (role === 'title' || role === 'body')
      return write(`t:${element.name.replace(':', '.')}`, writer.text(frame, element));
    if (role === 'date') {
      const date = isoDate(parseDate(writer.plain(frame)));
      if (date !== null) write(element.name, `<${element.name}>${date}</${element.name}>`);
    } else if (role === 'url') {
      write(
        element.name,
        `<${element.name}>${escapeText(absolute(writer.plain(frame), frame.base))}</${element.name}>`,
      );
    } else if (role === 'data') {
      finishData(frame, element.name);
    }
  }

  function finishData(frame: Frame, name: string): void {
    const isLink = localOf(name) === 'link';
    const address = isLink ? absolute(writer.plain(frame), frame.base) : '';
    // rss-parser asks every Atom link for its relation, and throws where there is no attribute at all.
    const attributes = writer.attributes(frame) || (isLink ? ' rel=""' : '');
    write(name, `<${name}${attributes}>${isLink ? escapeText(address) : writer.source(frame)}</${name}>`);
    if (isLink && !item && frames.at(-1)?.role !== 'group') meetSite(frame, address);
  }

  /**
   * A feed on another site than its own (FeedBurner, a mirror) has relative addresses of the site it is about. Only the
   * link to the site counts, and only where no `xml:base` says better.
   */
  function meetSite(frame: Frame, text: string): void {
    const rel = frame.attributes['rel']?.trim().toLowerCase() ?? 'alternate';
    const href = text === '' ? absolute(writer.decode(frame.attributes['href'] ?? ''), frame.base) : text;
    const site = rel === 'alternate' ? parseHttpUrl(href) : null;
    if (site && documentDomain !== null && registrableDomain(site.hostname) !== documentDomain) siteBase ??= site.href;
  }

  function finishItem(): void {
    item = null;
    // Without its end tag nobody can say how much of an item is missing, and half a text must not pass for the text.
    if (cut && !isItemClosed) return;
    // What is left of a cut item must be recognised when it comes whole, or it would be stored as another.
    if (isCut && !/<(?:guid|id|link|atom:id|atom:link)\b/.test(itemOut)) return;
    const name = isAtom(rootVocabulary) ? 'entry' : 'item';
    // With neither attribute nor child it would be a mere string to xml2js, and strings have a method called `link`.
    const attributes = itemAttributes === '' && itemOut === '' ? ' version="2.0"' : itemAttributes;
    items += `<${name}${attributes}>${itemOut}</${name}>`;
    itemCount++;
  }

  function addMarkup(frame: Frame, tag: string): void {
    frame.html ??= frame.pieces.map((piece) => writer.html(frame, piece)).join('');
    frame.html += tag;
  }

  function addText(raw: string): void {
    const frame = reading ?? frames.at(-1);
    if (!frame || skipping || frame.finished) return;
    if (frame.html !== null) frame.html += writer.html(frame, { raw, isCdata });
    else if (
      frame === reading ||
      frame.role === 'data' ||
      frame.role === 'url' ||
      frame.role === 'date' ||
      (frame.role === 'group' && /\S/.test(raw))
    ) {
      frame.pieces.push({ raw, isCdata });
    }
  }

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
  isCut = reading !== null || frames.at(-1)?.role === 'data' || /<[^>]*$/.test(clean.slice(-MAX_TAG_LENGTH));
  if (frames.length > 0) parser.end();

  const xml = isAtom(rootVocabulary)
    ? `<feed version="1.0">${channelOut}${items}</feed>`
    : `<rss version="2.0"><channel version="2.0">${channelOut}${items}</channel></rss>`;
  return { xml, names, format: formatOf(prolog.root), language, complete };
}

/** How far back the beginning of a tag is looked for that the end of the file cut off. */
const MAX_TAG_LENGTH = 2000;

function domainOf(address: string | null): string | null {
  const url = address === null ? null : parseHttpUrl(address);
  return url ? registrableDomain(url.hostname) : null;
}

function formatOf(root: RootName): FeedFormat {
  return root === 'feed' ? 'atom' : root === 'rdf' ? 'rdf' : 'rss';
}

function atomVersion(vocabulary: Vocabulary, attributes: Attributes): Vocabulary {
  return vocabulary === 'atom03' || attributes['version'] === '0.3' ? 'atom03' : 'atom';
}
