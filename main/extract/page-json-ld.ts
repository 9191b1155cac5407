/** What a page says about itself in JSON-LD (schema.org), as far as an archive needs it. */

export type LinkedData = {
  readonly published: string | null;
  readonly authors: readonly { readonly name: string; readonly isOrganisation: boolean }[];
  readonly publisher: string | null;
  readonly headline: string | null;
  readonly language: string | null;
};

/** Blocks of a page, and the length of one: product lists of a shop reach 500 KB. */
const MAX_BLOCKS = 40;
const MAX_BLOCK_LENGTH = 1_000_000;
/** Objects looked at in all. */
const MAX_OBJECTS = 20_000;
const MAX_AUTHORS = 20;

const ARTICLE_TYPE =
  /(?:Article|BlogPosting|Posting|Report|NewsStory|CreativeWork|WebPage|Recipe|Review|PodcastEpisode|VideoObject)$/;
/** A page says little about the article on it; a video on it has a date of its own. */
const VAGUE_TYPE = /(?:WebPage|CreativeWork|VideoObject)$/;

type Json = Readonly<Record<string, unknown>>;

export function readLinkedData(document: Document): LinkedData {
  const articles: Json[] = [];
  const named = new Map<string, Json>();
  let blocks = 0;
  for (const script of document.querySelectorAll('script[type]')) {
    if (!/^\s*application\/ld\+json\b/i.test(script.getAttribute('type') ?? '')) continue;
    blocks += 1;
    if (blocks > MAX_BLOCKS) break;
    collect(parseLoosely(script.textContent ?? ''), articles, named);
  }
  const ordered = articles.toSorted((one, other) => Number(isVague(one)) - Number(isVague(other)));
  const resolve = (value: unknown): unknown => resolveReference(value, named);
  return {
    published:
      firstText(ordered, ['datePublished']) ??
      firstText(
        ordered.filter((one) => !isVague(one)),
        ['dateCreated', 'uploadDate'],
      ),
    authors: ordered.map((article) => authorsOf(article, resolve)).find((authors) => authors.length > 0) ?? [],
    publisher: ordered.map((article) => nameOf(resolve(article['publisher']))).find((name) => name !== null) ?? null,
    headline: firstText(
      ordered.filter((one) => !isVague(one)),
      ['headline', 'name'],
    ),
    language:
      ordered.map((article) => languageName(resolve(article['inLanguage']))).find((name) => name !== null) ?? null,
  };
}

/** Pages wrap their JSON in comments or CDATA, leave line breaks in strings and commas before brackets. */
function parseLoosely(text: string): unknown {
  if (text.length > MAX_BLOCK_LENGTH) return null;
  const bare = text
    .trim()
    .replace(/^(?:\/\/)?\s*(?:<!\[CDATA\[|<!--)/, '')
    .replace(/(?:\/\/)?\s*(?:\]\]>|-->)$/, '')
    .replace(/;\s*$/, '');
  return parseJson(bare) ?? parseJson(bare.replace(/\s+/g, ' ').replace(/,\s*([}\]])/g, '$1'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // broken JSON-LD says nothing; other places are asked next
  }
}

function collect(root: unknown, articles: Json[], named: Map<string, Json>): void {
  const waiting: unknown[] = [root];
  for (let seen = 0; waiting.length > 0 && seen < MAX_OBJECTS; seen += 1) {
    const value = waiting.shift();
    if (Array.isArray(value)) {
      waiting.push(...value.slice(0, 1000));
      continue;
    }
    if (!isObject(value)) continue;
    const id = value['@id'];
    if (typeof id === 'string' && Object.keys(value).length > 1) named.set(id, value);
    if (typesOf(value).some((type) => ARTICLE_TYPE.test(type))) articles.push(value);
    for (const key of [
      '@graph',
      'mainEntity',
      'mainEntityOfPage',
      'itemListElement',
      'item',
      'hasPart',
      'author',
      'publisher',
    ]) {
      if (typeof value[key] === 'object') waiting.push(value[key]);
    }
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typesOf(value: Json): string[] {
  const type = value['@type'];
  return (Array.isArray(type) ? type : [type]).filter((one): one is string => typeof one === 'string');
}

function isVague(value: Json): boolean {
  return typesOf(value).every((type) => VAGUE_TYPE.test(type));
}

function firstText(objects: readonly Json[], keys: readonly string[]): string | null {
  for (const key of keys) {
    for (const object of objects) {
      const value = object[key];
      if (typeof value === 'string' && value.trim() !== '') return value.trim();
    }
  }
  return null;
}

function resolveReference(value: unknown, named: ReadonlyMap<string, Json>): unknown {
  if (!isObject(value)) return value;
  const id = value['@id'];
  return value['name'] === undefined && typeof id === 'string' ? (named.get(id) ?? value) : value;
}

function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value)) return value.length > 0 ? nameOf(value[0]) : null;
  return isObject(value) && value['name'] !== undefined ? nameOf(value['name']) : null;
}

function languageName(value: unknown): string | null {
  if (isObject(value)) return nameOf(value['alternateName'] ?? value['name']);
  return nameOf(value);
}

function authorsOf(article: Json, resolve: (value: unknown) => unknown): LinkedData['authors'] {
  const authors = article['author'] ?? article['creator'];
  const list: unknown[] = Array.isArray(authors) ? authors.slice(0, MAX_AUTHORS) : [authors];
  const found: { name: string; isOrganisation: boolean }[] = [];
  for (const entry of list) {
    const author = resolve(entry);
    const names = isObject(author) && Array.isArray(author['name']) ? author['name'].slice(0, MAX_AUTHORS) : [author];
    for (const one of names) {
      const name = nameOf(one);
      const isOrganisation = isObject(author) && typesOf(author).some((type) => /Organi[sz]ation$/.test(type));
      if (name !== null && !found.some((other) => other.name === name)) found.push({ name, isOrganisation });
    }
  }
  return found;
}
