import { LarderError } from '../../../shared/errors.ts';
import { decodeReferences, type EntityLookup } from './references.ts';

export type RootName = 'rss' | 'rdf' | 'feed' | 'channel';
export type Prolog = {
  readonly root: RootName;
  /** Where the root's start tag begins. */
  readonly start: number;
  readonly entities: EntityLookup;
};

/** All text that a document's own entities may grow to. Feeds that use them spend some hundred characters. */
const MAX_EXPANDED_CHARACTERS = 200_000;
/** Entities within entities. Real ones do not nest; ten levels of ten are the classic bomb. */
const MAX_ENTITY_DEPTH = 8;
/** HTML's three sets have 253 together. */
const MAX_ENTITIES = 1000;

const ROOTS: Readonly<Record<string, RootName>> = { rss: 'rss', rdf: 'rdf', feed: 'feed', channel: 'channel' };

/**
 * Finds the feed's root, whatever stands before it (blank lines, a warning of the site's software, comments, a
 * DOCTYPE), and reads the entities the DOCTYPE declares. Nothing outside the document is ever looked up.
 * @throws LarderError NOT_A_FEED when there is no root of a feed, or HTML's comes first; FEED_ENTITY_BOMB from `entities`
 */
export function readProlog(text: string): Prolog {
  let entities: EntityLookup = () => undefined;
  const token = /<(?:!--|!DOCTYPE\b|\?|(?:[\p{L}_][\w.-]*:)?([a-z]+)(?=[\s/>]))/giu;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const opening = match[0].toLowerCase();
    if (opening === '<!--') {
      token.lastIndex = endOf(text, '-->', match.index);
    } else if (opening === '<?') {
      token.lastIndex = endOf(text, '>', match.index);
    } else if (opening === '<!doctype') {
      const doctype = readDoctype(text, match.index);
      if (/^<!doctype\s+html\b/i.test(doctype.head) && !/<(?:rss|feed|\w+:RDF)\b/i.test(text)) throw notAFeed('HTML');
      entities = doctype.entities;
      token.lastIndex = doctype.end;
    } else {
      const name = match[1]!.toLowerCase();
      const root = Object.hasOwn(ROOTS, name) ? ROOTS[name] : undefined;
      if (root) return { root, start: match.index, entities };
      if (name === 'html' || name === 'opml' || name === 'urlset' || name === 'sitemapindex') throw notAFeed(name);
    }
  }
  throw notAFeed(text.trimStart().slice(0, 20));
}

function notAFeed(found: string): LarderError {
  return new LarderError('NOT_A_FEED', 'This is not a feed.', { found });
}

function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at < 0 ? text.length : at + mark.length;
}

const ENTITY = /<!ENTITY\s+([^\s"'<>%]{1,64})\s+(?:"([^"]*)"|'([^']*)')?/iy;

/**
 * A DOCTYPE from `start` to its end, with the entities of its internal subset. Parameter entities and those of other
 * files declare nothing: they would have to be fetched. Reads every character once, whatever is left open.
 * @throws LarderError FEED_ENTITY_BOMB
 */
export function readDoctype(text: string, start: number): { head: string; end: number; entities: EntityLookup } {
  const head = text.slice(start, endOf(text, '>', start));
  const open = head.includes('[') ? start + head.indexOf('[') : -1;
  if (open < 0) return { head, end: start + head.length, entities: () => undefined };
  const declared = new Map<string, string>();
  const next = /[<\]]/g;
  let at = open + 1;
  while (at < text.length) {
    next.lastIndex = at;
    const mark = next.exec(text)?.index;
    if (mark === undefined) at = text.length;
    else if (text[mark] === ']') {
      const end = /\]\s{0,99}>/y;
      end.lastIndex = mark;
      at = end.test(text) ? end.lastIndex : mark + 1;
      if (at > mark + 1) break;
    } else if (text.startsWith('<!--', mark)) at = endOf(text, '-->', mark);
    else if (text.startsWith('<?', mark)) at = endOf(text, '?>', mark);
    else {
      ENTITY.lastIndex = mark;
      const entity = ENTITY.exec(text);
      if (entity && !declared.has(entity[1]!)) declared.set(entity[1]!, entity[2] ?? entity[3] ?? '');
      if (declared.size > MAX_ENTITIES) throw bomb();
      at = endOf(text, '>', entity ? ENTITY.lastIndex : mark);
    }
  }
  return { head, end: at, entities: entityLookup(declared) };
}

function entityLookup(declared: ReadonlyMap<string, string>): EntityLookup {
  let spent = 0;
  const expand = (name: string, depth: number): string | undefined => {
    const value = declared.get(name);
    if (value === undefined) return undefined;
    if (depth > MAX_ENTITY_DEPTH) throw bomb();
    const text = decodeReferences(value, (inner) => expand(inner, depth + 1));
    spent += text.length + 1;
    if (spent > MAX_EXPANDED_CHARACTERS) throw bomb();
    return text;
  };
  return declared.size === 0 ? () => undefined : (name) => expand(name, 0);
}

function bomb(): LarderError {
  return new LarderError('FEED_ENTITY_BOMB', 'The feed tries to blow itself up by nested definitions.');
}
