/**
 * Turns any HTML into HTML that is safe wherever it is put: only elements and attributes of one allow-list are written,
 * by us, from a parsed tree; pictures keep their address in `data-src`, so the result makes no request.
 * docs/notes/cleaning.md says why this holds.
 */
import { plainText } from './plain-text.ts';
import { linkAddress, referencedIds, targetId } from './sanitize-links.ts';
import { formulaText, holdsPicture, writeEmbed, writeImage, writePicture } from './sanitize-media.ts';
import { isForeign, parseHtml, TooManyElements, type HtmlElement, type HtmlNode } from './sanitize-parse.ts';
import { DROPPED_ELEMENTS, ELEMENT_RULES, oneLine, type ElementRule } from './sanitize-rules.ts';
import {
  allowedAttribute,
  attribute,
  writeText,
  writtenAttribute,
  type CleanContext,
  type Walk,
} from './sanitize-walk.ts';
import { createHtmlWriter } from './sanitize-writer.ts';

export type CleanHtml = {
  readonly html: string;
  /** What a person reads, with line breaks between blocks. */
  readonly text: string;
  /** Every `data-src` in `html`, in order, each once. */
  readonly imageUrls: string[];
};

/** Prefix of ids, so that none can stand for a property of a page's `window` or `document`, or meet the app's own. */
const DEFAULT_ID_PREFIX = 'larder-';
/** Characters of one body. The longest articles have about 1 million with markup; the rest is cut off. */
const MAX_LENGTH = 12_000_000;
/**
 * Parsing what was written must give the same tree again. Leaving out elements between others can break that (a
 * heading in a heading, a list item in a list item); the parser then mends it, which settles in one or two rounds.
 */
const MAX_ROUNDS = 4;

/**
 * Cleans `rawHtml`. Addresses become absolute by `baseUrl`; without one, relative addresses are dropped and their text
 * stays. Never throws: what is too large is cut, what is too tangled becomes plain paragraphs.
 */
export function cleanHtml(rawHtml: string, options: { baseUrl: string | null; idPrefix?: string }): CleanHtml {
  const input = (rawHtml.length > MAX_LENGTH ? rawHtml.slice(0, MAX_LENGTH) : rawHtml).toWellFormed();
  const context = { baseUrl: options.baseUrl, idPrefix: options.idPrefix ?? DEFAULT_ID_PREFIX };
  let round: Round;
  try {
    round = cleanOnce(input, context);
    for (let rounds = 1; !round.stable && rounds < MAX_ROUNDS; rounds += 1) {
      const previous = round.html;
      round = cleanOnce(previous, context);
      if (round.html === previous) break;
    }
  } catch (error) {
    if (!(error instanceof TooManyElements)) throw error;
    return flatParagraphs(input);
  }
  return { html: round.html, text: round.text, imageUrls: round.imageUrls };
}

type Round = CleanHtml & { readonly stable: boolean };

function cleanOnce(input: string, context: CleanContext): Round {
  const nodes = parseHtml(input);
  const walk: Walk = {
    ...context,
    writer: createHtmlWriter(),
    images: new Set(),
    keptIds: referencedIds(nodes, context),
    verbatimDepth: 0,
    pictureJustWritten: false,
  };
  writeNodes(nodes, walk);
  const { pieces, stable } = walk.writer.finish();
  return { html: pieces.join('').trim(), stable, text: plainText(pieces), imageUrls: [...walk.images] };
}

type Frame = { readonly nodes: readonly HtmlNode[]; next: number; readonly leave: (() => void) | null };

/** In document order, without recursion: depth is a stranger's choice. */
function writeNodes(nodes: readonly HtmlNode[], walk: Walk): void {
  const frames: Frame[] = [{ nodes, next: 0, leave: null }];
  for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
    const node = frame.nodes[frame.next];
    frame.next += 1;
    if (node === undefined) {
      frame.leave?.();
      frames.pop();
    } else if ('tagName' in node) {
      const inner = enterElement(node, walk);
      if (inner) frames.push({ nodes: inner.nodes, next: 0, leave: inner.leave });
    } else if (node.nodeName === '#text') {
      writeText((node as { value: string }).value, walk);
    }
  }
}

type Inside = { readonly nodes: readonly HtmlNode[]; readonly leave: (() => void) | null };

/** Writes the start of an element, and says what to go through next; null: nothing of its inside. */
function enterElement(element: HtmlElement, walk: Walk): Inside | null {
  const name = element.tagName;
  if (isForeign(element)) {
    // Foreign content changes how everything inside is parsed. Formulas keep their text; drawings have none to keep.
    if (name === 'math') writeText(` ${formulaText(element)} `, walk);
    return null;
  }
  switch (name) {
    case 'img':
    case 'amp-img':
    case 'amp-anim':
      writeImage(element, [], walk);
      return null;
    case 'picture':
      return writePicture(element, walk) ? null : { nodes: element.childNodes, leave: null };
    case 'iframe':
    case 'amp-iframe':
    case 'embed':
    case 'video':
    case 'audio':
    case 'amp-video':
    case 'amp-audio':
    case 'amp-youtube':
      writeEmbed(element, walk);
      return null;
    case 'object':
      if (element.childNodes.every((child) => !('tagName' in child) || child.tagName === 'param')) {
        writeEmbed(element, walk);
      }
      return { nodes: element.childNodes, leave: null };
    case 'noscript':
      return enterNoscript(element, walk);
    default:
  }
  if (DROPPED_ELEMENTS.has(name)) return null;
  const rule = ELEMENT_RULES.get(name);
  if (!rule) return { nodes: element.childNodes, leave: null };
  return enterKnown(element, rule, walk);
}

/** What a page shows without scripts: worth reading for the pictures a lazy loader hides in it, and only for them. */
function enterNoscript(element: HtmlElement, walk: Walk): Inside | null {
  // The next <noscript> of a row holds the next picture.
  const leave = () => {
    walk.pictureJustWritten = false;
  };
  if (!walk.pictureJustWritten && holdsPicture(element)) return { nodes: element.childNodes, leave };
  leave();
  return null;
}

function enterKnown(element: HtmlElement, rule: ElementRule, walk: Walk): Inside | null {
  const attributes = keptAttributes(element, rule, walk);
  // An <a> without a target, a <span> without a language and a <bdo> without a direction say nothing.
  if ((rule.tag === 'a' || rule.tag === 'span' || rule.tag === 'bdo') && attributes === '') {
    return { nodes: element.childNodes, leave: null };
  }
  if (rule.tag === 'a' && attributes.startsWith(' href') && walk.writer.isOpen('a')) {
    return { nodes: element.childNodes, leave: null };
  }
  if (rule.isVoid) {
    walk.writer.voidElement(rule.tag, attributes);
    return null;
  }
  walk.writer.open(rule.tag, attributes, rule.prunable && !attributes.includes(' id='));
  if (rule.tag === 'pre') walk.verbatimDepth += 1;
  return {
    nodes: element.childNodes,
    leave: () => {
      walk.writer.close();
      if (rule.tag === 'pre') walk.verbatimDepth -= 1;
    },
  };
}

/** The attributes to write, each ` name="value"` and escaped. */
function keptAttributes(element: HtmlElement, rule: ElementRule, walk: Walk): string {
  if (element.attrs.length === 0) return '';
  let written = '';
  if (rule.tag === 'a') {
    const href = attribute(element, 'href');
    const address = href === null ? null : linkAddress(href, walk);
    if (address !== null) written += writtenAttribute('href', address);
  }
  const id = targetId(element, walk);
  if (id !== null) written += writtenAttribute('id', walk.idPrefix + id);
  const lang = attribute(element, 'lang') ?? attribute(element, 'xml:lang');
  if (lang !== null) written += allowedAttribute('lang', lang);
  const dir = attribute(element, 'dir');
  if (dir !== null) written += allowedAttribute('dir', dir);
  for (const name of rule.attributes) {
    const value = attribute(element, name);
    if (value !== null) written += allowedAttribute(name, value);
  }
  return written;
}

/** What is left when markup is too tangled to be followed: its words. */
function flatParagraphs(input: string): CleanHtml {
  const text = oneLine(input.replace(/<[^<>]*>/g, ' '));
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return { html: `<p>${escaped}</p>`, text, imageUrls: [] };
}
