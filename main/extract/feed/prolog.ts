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

function readDoctype(text: string, start: number): { head: string; end: number; entities: EntityLookup } {
  const open = text.indexOf('[', start);
  const close = text.indexOf('>', start);
  if (open < 0 || (close >= 0 && close < open)) {
    const end = close < 0 ? text.length : close + 1;
    return { head: text.slice(start, end), end, entities: () => undefined };
  }
  const declared = new Map<string, string>();
  // One declaration, comment or the subset's end at a time; quotes hide brackets.
  const part =
    /<!--[\s\S]*?-->|<!ENTITY\s+(%\s+)?([^\s"'<>%]+)\s+(?:"([^"]*)"|'([^']*)')?[^>]*>|<![^>]*>|<\?[\s\S]*?\?>|\]\s*>/gi;
  part.lastIndex = open + 1;
  let end = text.length;
  for (let match = part.exec(text); match; match = part.exec(text)) {
    end = part.lastIndex;
    if (match[0].startsWith(']')) break;
    const [, parameter, name, double, single] = match;
    const value = double ?? single;
    if (name === undefined || parameter !== undefined || declared.has(name)) continue;
    // Parameter entities and those of other files declare nothing we would fetch.
    declared.set(name, value ?? '');
    if (declared.size > MAX_ENTITIES) throw bomb();
  }
  return { head: text.slice(start, open), end, entities: entityLookup(declared) };
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
