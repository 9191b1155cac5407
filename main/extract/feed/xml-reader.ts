import Parser from 'rss-parser';

/** An element as rss-parser hands it on: its text, or an object with text in `_`, attributes in `$` and children. */
export type Node = string | { readonly [name: string]: unknown };
/** One channel, feed, item or entry: every custom field is the list of the elements of that name. */
export type Fields = { readonly [name: string]: readonly Node[] | undefined };
export type ReadXml = {
  readonly feed: Fields;
  readonly items: readonly Fields[];
  readonly abouts: readonly (string | null)[];
};

/** Names are long lists of short words: easier to read without the quotes. */
const words = (text: string): string[] => text.trim().split(/\s+/);

const PERSONS = words(`author contributor dc:creator dc:author dc:contributor dc:publisher dcterms:creator
  dcterms:contributor dcterms:publisher itunes:author itunes:owner googleplay:author media:credit managingEditor webMaster`);
const TEXTS = words(`title description summary content subtitle tagline abstract body fulltext fullitem content.encoded
  dc.title dc.description dcterms.title dcterms.description dcterms.abstract xhtml.body xhtml.div
  itunes.title itunes.summary itunes.subtitle googleplay.description media.title media.description media.text
  atom.title atom.summary atom.content atom.subtitle atom.tagline`).map((name) => `t:${name}`);
const DATES = words(`pubDate published updated modified issued created lastBuildDate date
  dc:date dc:created dc:issued dc:modified dc:available prism:publicationDate prism:coverDate
  dcterms:date dcterms:created dcterms:issued dcterms:modified dcterms:available dcterms:dateSubmitted`);
const OTHERS = words(`link guid id comments category keywords enclosure language image icon logo source url ttl
  dc:subject dc:language dc:identifier dcterms:subject dcterms:language sy:updatePeriod sy:updateFrequency
  feedburner:origLink feedburner:origEnclosureLink itunes:image itunes:keywords itunes:category itunes:new-feed-url
  googleplay:image googleplay:category media:group media:content media:thumbnail media:keywords media:category media:player`);
const ATOM_IN_RSS = words(
  `link id author contributor category icon logo source published updated modified issued created`,
);

/**
 * Each goes under a name of its own (`=link`), for rss-parser gives the plain ones a meaning and keeps only the first
 * element of each. The texts are called `t:...` in the canonical form, also because rss-parser makes a plain-text
 * snippet of every body by patterns that take minutes for a few hundred thousand unclosed tags.
 */
const KEYS: ReadonlyMap<string, string> = new Map(
  [...PERSONS, ...TEXTS, ...DATES, ...OTHERS, ...ATOM_IN_RSS.map((name) => `atom:${name}`)].map((name) => [
    name,
    `=${name}`,
  ]),
);

/**
 * Reads canonical XML with rss-parser. Only fields that occur are asked for: rss-parser goes through all of them for
 * every item. Rejects with its error where the XML is not well-formed, which would be our bug.
 */
export async function readXml(xml: string, names: ReadonlySet<string>): Promise<ReadXml> {
  const fields = [...KEYS].filter(([name]) => names.has(name)).map(([name, key]) => [name, key, { keepArray: true }]);
  const parser = new Parser({
    // The library types these as names of known keys; any name with any target works, and is what they are for.
    customFields: { feed: fields, item: fields } as unknown as NonNullable<
      Parser.ParserOptions<Fields, Fields>['customFields']
    >,
  });
  const output = (await parser.parseString(xml)) as unknown as Record<string, unknown> & {
    items: Record<string, unknown>[];
  };
  return {
    feed: output as Fields,
    items: output.items as Fields[],
    abouts: output.items.map((item) => (typeof item['rdf:about'] === 'string' ? item['rdf:about'] : null)),
  };
}

const NONE: readonly Node[] = [];

export function nodes(fields: Fields, name: string): readonly Node[] {
  const found: unknown = fields[KEYS.get(name) ?? ''];
  // An element without content is '' to xml2js, and strings have methods called `link` and `big`.
  return Array.isArray(found) ? (found as Node[]) : NONE;
}

export function textOf(node: Node | undefined): string {
  if (node === undefined) return '';
  if (typeof node === 'string') return node.trim();
  return typeof node['_'] === 'string' ? node['_'].trim() : '';
}

export function attributeOf(node: Node, name: string): string | null {
  const attributes = typeof node === 'string' ? null : node['$'];
  if (typeof attributes !== 'object' || attributes === null) return null;
  const value = (attributes as Record<string, unknown>)[name];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The elements called `name` directly inside a node. */
export function childrenOf(node: Node, name: string): readonly Node[] {
  const children = typeof node === 'string' ? undefined : node[name];
  return Array.isArray(children) ? (children as Node[]) : [];
}

/** The first text that is not blank, of the first name that has one. */
export function firstText(fields: Fields, ...names: string[]): string | null {
  for (const name of names) {
    for (const node of nodes(fields, name)) {
      const text = textOf(node);
      if (text !== '') return text;
    }
  }
  return null;
}
