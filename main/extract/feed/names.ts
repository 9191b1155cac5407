/** How an element of a feed is read. */
export type Role =
  | 'channel'
  | 'item'
  | 'group' // holds other elements (and, for a person, perhaps text)
  | 'title' // text, perhaps with markup
  | 'body' // HTML
  | 'date'
  | 'url' // its text is an address
  | 'data'; // its text is taken as it is

export type Vocabulary =
  | 'own' // no namespace, or the root's
  | 'rss'
  | 'atom'
  | 'atom03'
  | 'rdf'
  | 'dc'
  | 'dcterms'
  | 'content'
  | 'itunes'
  | 'media'
  | 'feedburner'
  | 'sy'
  | 'slash'
  | 'googleplay'
  | 'prism'
  | 'xhtml'
  | 'xml'
  | 'foreign';

/** Namespace URIs in lower case without a trailing slash, as feeds write them, and what they are here. */
const NAMESPACES: Readonly<Record<string, Vocabulary>> = {
  'http://www.w3.org/2005/atom': 'atom',
  'https://www.w3.org/2005/atom': 'atom',
  'http://purl.org/atom/ns#': 'atom03',
  'http://purl.org/atom/app#': 'foreign',
  'http://example.com/newformat#': 'atom03',
  'http://example.com/necho': 'atom03',
  'http://purl.org/echo': 'atom03',
  'uri/of/echo/namespace#': 'atom03',
  'http://purl.org/pie': 'atom03',
  'http://purl.org/rss/1.0': 'rss',
  'http://my.netscape.com/rdf/simple/0.9': 'rss',
  'http://channel.netscape.com/rdf/simple/0.9': 'rss',
  'http://my.netscape.com/publish/formats/rss-0.91.dtd': 'rss',
  'http://backend.userland.com/rss': 'rss',
  'http://backend.userland.com/rss2': 'rss',
  'http://backend.userland.com/rss091': 'rss',
  'http://backend.userland.com/rss092': 'rss',
  'http://blogs.law.harvard.edu/tech/rss': 'rss',
  'http://cyber.law.harvard.edu/rss': 'rss',
  'http://purl.org/net/rss1.1#': 'rss',
  'http://purl.org/net/rss1.1': 'rss',
  'http://www.rssboard.org/rss-specification': 'rss',
  'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
  'http://purl.org/dc/elements/1.1': 'dc',
  'http://purl.org/dc/elements/1.0': 'dc',
  'https://purl.org/dc/elements/1.1': 'dc',
  'http://purl.org/dc/terms': 'dcterms',
  'http://purl.org/rss/1.0/modules/content': 'content',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'https://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://www.itunes.com/dtds/podcast-1.0': 'itunes',
  'http://example.com/dtds/podcast-1.0.dtd': 'itunes',
  'http://search.yahoo.com/mrss': 'media',
  'https://search.yahoo.com/mrss': 'media',
  'http://video.search.yahoo.com/mrss': 'media',
  'http://tools.search.yahoo.com/mrss': 'media',
  'http://www.rssboard.org/media-rss': 'media',
  'https://www.rssboard.org/media-rss': 'media',
  'http://rssnamespace.org/feedburner/ext/1.0': 'feedburner',
  'http://purl.org/rss/1.0/modules/syndication': 'sy',
  'http://purl.org/rss/1.0/modules/slash': 'slash',
  'http://www.google.com/schemas/play-podcasts/1.0': 'googleplay',
  'http://www.google.com/schemas/play-podcasts/1.0/play-podcasts.xsd': 'googleplay',
  'http://prismstandard.org/namespaces/basic/2.0': 'prism',
  'http://prismstandard.org/namespaces/1.2/basic': 'prism',
  'http://www.w3.org/1999/xhtml': 'xhtml',
  'http://www.w3.org/xml/1998/namespace': 'xml',
};

export function vocabularyOf(uri: string): Vocabulary | null {
  const key = uri.trim().toLowerCase().replace(/\/+$/, '');
  return Object.hasOwn(NAMESPACES, key) ? NAMESPACES[key]! : null;
}

/** For prefixes that are used and never declared. */
const PREFIXES: Readonly<Record<string, Vocabulary>> = {
  rss: 'rss',
  atom: 'atom',
  atom10: 'atom',
  a10: 'atom',
  rdf: 'rdf',
  dc: 'dc',
  dcterms: 'dcterms',
  content: 'content',
  itunes: 'itunes',
  media: 'media',
  feedburner: 'feedburner',
  sy: 'sy',
  slash: 'slash',
  googleplay: 'googleplay',
  prism: 'prism',
  xhtml: 'xhtml',
  xml: 'xml',
};

export function vocabularyOfPrefix(prefix: string): Vocabulary | null {
  const key = prefix.toLowerCase();
  return Object.hasOwn(PREFIXES, key) ? PREFIXES[key]! : null;
}

type Names = Readonly<Record<string, readonly [name: string, role: Role]>>;

function named(role: Role, ...names: string[]): Names {
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), [name, role]]));
}

/** RSS and Atom together: where both have a name, it means the same. Keys in lower case, names as their standard writes them. */
const OWN: Names = {
  ...named('channel', 'channel'),
  ...named('item', 'item', 'entry'),
  ...named('group', 'author', 'contributor', 'image', 'source', 'itunes:owner'),
  ...named('title', 'title'),
  ...named(
    'body',
    'description',
    'summary',
    'content',
    'subtitle',
    'tagline',
    'abstract',
    'body',
    'fulltext',
    'fullitem',
  ),
  ...named('date', 'pubDate', 'published', 'updated', 'modified', 'issued', 'created', 'lastBuildDate', 'date'),
  ...named('url', 'comments', 'icon', 'logo', 'url', 'uri', 'docs', 'homepage'),
  ...named('data', 'link', 'guid', 'id', 'name', 'email', 'language', 'category', 'keywords', 'enclosure', 'ttl'),
  ...named('data', 'managingEditor', 'webMaster'),
};

const MODULES: Readonly<Partial<Record<Vocabulary, Names>>> = {
  dc: {
    ...named('title', 'title'),
    ...named('body', 'description'),
    ...named('date', 'date', 'created', 'issued', 'modified', 'available'),
    ...named('data', 'creator', 'author', 'publisher', 'contributor', 'subject', 'language', 'identifier'),
  },
  dcterms: {
    ...named('title', 'title'),
    ...named('body', 'description', 'abstract'),
    ...named('date', 'date', 'created', 'issued', 'modified', 'available', 'dateSubmitted'),
    ...named('data', 'creator', 'publisher', 'contributor', 'subject', 'language'),
  },
  content: named('body', 'encoded'),
  itunes: {
    ...named('title', 'title'),
    ...named('body', 'summary', 'subtitle'),
    ...named('group', 'owner', 'category'),
    ...named('data', 'author', 'image', 'keywords', 'name', 'email', 'new-feed-url'),
  },
  googleplay: { ...named('body', 'description'), ...named('data', 'author', 'image', 'email', 'category') },
  media: {
    ...named('group', 'group', 'content'),
    ...named('title', 'title'),
    ...named('body', 'description', 'text'),
    ...named('data', 'thumbnail', 'keywords', 'category', 'credit', 'player'),
  },
  feedburner: named('url', 'origLink', 'origEnclosureLink'),
  sy: named('data', 'updatePeriod', 'updateFrequency'),
  prism: named('date', 'publicationDate', 'coverDate'),
  xhtml: named('body', 'body', 'div'),
};

export type ElementName = { readonly name: string; readonly role: Role; readonly vocabulary: Vocabulary };

/**
 * The canonical name and role of an element, or null for one nothing is read from. `rootVocabulary` is Atom's or RSS's:
 * elements of the root's own language go without a prefix, whatever prefix the feed gave them.
 */
export function elementName(vocabulary: Vocabulary, local: string, rootVocabulary: Vocabulary): ElementName | null {
  const key = local.toLowerCase();
  const isCore = vocabulary === 'own' || vocabulary === 'rss' || vocabulary === 'atom' || vocabulary === 'atom03';
  const table = isCore ? OWN : MODULES[vocabulary];
  const found = table && Object.hasOwn(table, key) ? table[key] : undefined;
  if (!found) return null;
  const [name, role] = found;
  const meant = vocabulary === 'own' ? rootVocabulary : vocabulary;
  if (isCore) {
    const atomIn = isAtom(meant) && !isAtom(rootVocabulary);
    // Someone else's item or channel is not this feed's structure.
    return { name: atomIn ? `atom:${name}` : name, role, vocabulary: meant };
  }
  return { name: `${vocabulary}:${name}`, role, vocabulary };
}

export function isAtom(vocabulary: Vocabulary): boolean {
  return vocabulary === 'atom' || vocabulary === 'atom03';
}

/** Attributes that are read, in lower case, with their standard's spelling. Others do not reach the parser. */
const ATTRIBUTES = new Map(
  ['rel', 'href', 'type', 'url', 'length', 'isPermaLink', 'domain', 'term', 'label', 'text', 'medium', 'fileSize'].map(
    (name) => [name.toLowerCase(), name],
  ),
);
for (const name of ['title', 'src', 'role', 'isDefault', 'width', 'height', 'rdf:about', 'rdf:resource']) {
  ATTRIBUTES.set(name.toLowerCase(), name);
}
export function attributeName(name: string): string | null {
  return ATTRIBUTES.get(name.toLowerCase()) ?? null;
}

/** Attributes whose value is an address, to be made absolute. */
export const ADDRESS_ATTRIBUTES: ReadonlySet<string> = new Set(['href', 'url', 'src', 'rdf:resource']);
