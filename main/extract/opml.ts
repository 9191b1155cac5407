import { Parser } from 'htmlparser2';
import { LarderError } from '../../shared/errors.ts';
import type { OpmlFeed, OpmlSkipped, ParsedOpml } from '../../shared/model.ts';
import { parseHttpUrl, parseTypedUrl, urlKey } from '../../shared/url.ts';
import { decodeBytes } from './charset.ts';
import { readDoctype } from './feed/prolog.ts';
import { decodeReferences, repairCharacters } from './feed/references.ts';

/** The longest list seen has some 5,000 feeds in 2 MB; nobody reads more than these. */
const MAX_BYTES = 20 * 1024 * 1024;
const MAX_FEEDS = 50_000;
/** Folders within folders that are kept; what is deeper goes into the last of them. */
const MAX_FOLDERS = 10;
/**
 * Levels that are followed at all; reading ends there. Unclosed outlines of a broken file nest, so this is the longest
 * such list; the tokenizer's time grows with the square of it (0.3 s here).
 */
const MAX_DEPTH = 10_000;
/** A report nobody can read helps nobody. */
const MAX_SKIPPED = 1000;
const MAX_NAME_LENGTH = 200;

type Outline = {
  readonly attributes: ReadonlyMap<string, string>;
  /** The folder that children stand in. */
  readonly path: readonly string[];
  readonly isFeed: boolean;
  hasChildren: boolean;
};

/**
 * Reads a list of subscriptions: OPML of any version and whatever was made of it. Folders nest; where a feed stands in
 * none, its `category` names one. Broken files are read as far as they go (`salvaged`), several files in one as one list,
 * and the same address twice is one feed. What could not be taken is said in `skipped`.
 * @throws LarderError OPML_INVALID when there is neither an `opml` nor an `outline` in it
 */
export function parseOpml(bytes: Uint8Array): ParsedOpml {
  if (bytes.length > MAX_BYTES) throw invalid('The list is too large to be one.');
  const text = repairCharacters(decodeBytes(bytes, { contentType: null, kind: 'xml' }).text);
  const source = withoutDoctype(text);
  const list = createList();
  const outlines: Outline[] = [];
  let title: string | null = null;
  let inTitle = false;
  let roots = 0;
  let depth = 0;
  let atEnd = false;
  let salvaged = /&(?!(?:lt|gt|amp|quot|apos|#\d+|#x[\da-f]+);)/i.test(text);

  const parser = new Parser(
    {
      onopentag(rawName, rawAttributes) {
        const name = localName(rawName);
        depth++;
        if (depth > MAX_DEPTH) {
          list.skip(decode(rawAttributes['text'] ?? rawName), 'too deep');
          salvaged = true;
          return parser.pause();
        }
        if (name === 'opml') roots++;
        if (name === 'title' && title === null && outlines.length === 0) inTitle = true;
        if (name !== 'outline') return;
        const parent = outlines.at(-1);
        if (parent) parent.hasChildren = true;
        outlines.push(list.open(attributesOf(rawAttributes), parent?.path ?? []));
      },
      ontext(raw) {
        if (inTitle) title = (title ?? '') + decode(raw);
      },
      onclosetag(rawName, implied) {
        const name = localName(rawName);
        depth--;
        // The tokenizer calls the end of `<outline/>` implied as well.
        const isSelfClosing = source[parser.endIndex - 1] === '/';
        if (atEnd || (implied && !isSelfClosing)) salvaged = true;
        if (name === 'title') inTitle = false;
        if (name !== 'outline') return;
        const outline = outlines.pop();
        if (outline && !outline.isFeed && !outline.hasChildren) list.leaf(outline.attributes);
      },
    },
    { xmlMode: true, decodeEntities: false },
  );
  parser.write(source);
  atEnd = true;
  parser.end();

  if (roots === 0 && list.outlines() === 0) throw invalid('This is not a list of subscriptions.');
  return {
    title: tidy(title ?? ''),
    feeds: list.feeds(),
    skipped: list.skipped(),
    salvaged: salvaged || roots !== 1,
  };
}

function invalid(message: string): LarderError {
  return new LarderError('OPML_INVALID', message);
}

function createList() {
  const found = new Map<string, OpmlFeed>();
  const skipped: OpmlSkipped[] = [];
  /** The first spelling of each folder: `News` and `news` are one. */
  const spellings = new Map<string, string>();
  let outlines = 0;
  let surplus = 0;

  function skip(what: string, reason: OpmlSkipped['reason']): void {
    if (skipped.length < MAX_SKIPPED) skipped.push({ what: (tidy(what) ?? '').slice(0, MAX_NAME_LENGTH), reason });
  }

  function folder(path: readonly string[], name: string | null): readonly string[] {
    if (name === null || path.length >= MAX_FOLDERS) return path;
    const place = [...path, name].join('\u0000').toLowerCase();
    const spelling = spellings.get(place) ?? name;
    spellings.set(place, spelling);
    return [...path, spelling];
  }

  function add(address: string, attributes: ReadonlyMap<string, string>, path: readonly string[]): void {
    const url = feedAddress(address);
    if (url === null) return skip(address, 'not http');
    const feed: OpmlFeed = {
      title: nameOf(attributes),
      xmlUrl: url,
      htmlUrl: pageAddress(attributes.get('htmlurl')),
      path: path.length > 0 ? path : categoryPath(attributes.get('category')).reduce(folder, [] as readonly string[]),
    };
    const key = urlKey(url) ?? url;
    const known = found.get(key);
    if (known) {
      // The same feed again: what the first lacked is taken from it.
      found.set(key, {
        title: known.title ?? feed.title,
        xmlUrl: known.xmlUrl,
        htmlUrl: known.htmlUrl ?? feed.htmlUrl,
        path: known.path.length > 0 ? known.path : feed.path,
      });
      return skip(feed.title ?? url, 'duplicate');
    }
    if (found.size >= MAX_FEEDS) surplus++;
    else found.set(key, feed);
  }

  return {
    skip,
    open(attributes: ReadonlyMap<string, string>, path: readonly string[]): Outline {
      outlines++;
      const isRss = /^(?:rss|atom|feed|rdf)/i.test(attributes.get('type') ?? '');
      const address =
        attributes.get('xmlurl') ?? attributes.get('feedurl') ?? (isRss ? attributes.get('url') : undefined);
      const isFeed = address !== undefined && address.trim() !== '';
      if (isFeed) add(address.trim(), attributes, path);
      // A feed is no folder: what an unclosed one seems to hold stands beside it.
      return { attributes, path: isFeed ? path : folder(path, nameOf(attributes)), isFeed, hasChildren: false };
    },
    /** An outline with neither address nor children. Only those that claim to be a feed were meant to be one. */
    leaf(attributes: ReadonlyMap<string, string>): void {
      const type = (attributes.get('type') ?? '').toLowerCase();
      const claims = /^(?:rss|atom|feed|rdf)/.test(type) || attributes.has('xmlurl') || attributes.has('htmlurl');
      if (claims && type !== 'link' && type !== 'include') {
        skip(nameOf(attributes) ?? attributes.get('htmlurl') ?? '', 'no address');
      }
    },
    outlines: () => outlines,
    feeds: () => [...found.values()],
    skipped(): OpmlSkipped[] {
      return surplus === 0 ? skipped : [...skipped, { what: String(surplus), reason: 'too many' }];
    },
  };
}

function attributesOf(raw: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  // Case is not to be relied on: `xmlURL`, `XMLUrl`, `htmlurl` are all out there.
  return new Map(Object.entries(raw).map(([name, value]) => [name.toLowerCase(), decode(value)]));
}

/** HTML's names are read too: exporters write `&nbsp;` and `&eacute;` without declaring them. */
function decode(raw: string): string {
  return decodeReferences(raw, () => undefined);
}

function localName(rawName: string): string {
  return rawName.slice(rawName.indexOf(':') + 1).toLowerCase();
}

function nameOf(attributes: ReadonlyMap<string, string>): string | null {
  return tidy(attributes.get('text') ?? '') ?? tidy(attributes.get('title') ?? '');
}

function tidy(text: string): string | null {
  const name = text
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
    .slice(0, MAX_NAME_LENGTH);
  return name === '' ? null : name;
}

/** The address as it stands when it is one; `feed:` and a missing scheme as a person would mean them. */
function feedAddress(address: string): string | null {
  if (parseHttpUrl(address)) return address;
  if (/\s/.test(address) || !/^(?:feed:|[^/:?#]+\.[^/:?#]+(?:[/:?#]|$))/i.test(address)) return null;
  try {
    return parseTypedUrl(address).href;
  } catch {
    return null; // BAD_ADDRESS
  }
}

function pageAddress(address: string | undefined): string | null {
  const trimmed = address?.trim() ?? '';
  return parseHttpUrl(trimmed) ? trimmed : null;
}

/** `/News/Local,/Other` are paths, `news,local` are tags: the first stands for the folder. */
function categoryPath(category: string | undefined): string[] {
  const paths = (category ?? '').split(',').map((path) =>
    path
      .split('/')
      .map(tidy)
      .filter((name) => name !== null),
  );
  return paths.find((path) => path.length > 0) ?? [];
}

/** Declarations are not needed here, and would hide what follows them from the tokenizer. */
function withoutDoctype(text: string): string {
  const parts: string[] = [];
  let from = 0;
  const doctype = /<!DOCTYPE\b/gi;
  for (let match = doctype.exec(text); match; match = doctype.exec(text)) {
    parts.push(text.slice(from, match.index));
    from = readDoctype(text, match.index).end;
    doctype.lastIndex = from;
  }
  return parts.join('') + text.slice(from);
}
