import { parseHttpUrl } from '../../../shared/url.ts';
import { elementName, vocabularyOf, vocabularyOfPrefix, type ElementName, type Vocabulary } from './names.ts';

/** Namespace bindings in force at one place of the document, with the names already looked up under them. */
export type Scope = {
  readonly prefixes: ReadonlyMap<string, Vocabulary>;
  readonly names: Map<string, ElementName | null>;
};

/** Distinct names remembered per scope; a hostile feed brings a new one per element. */
const MAX_NAMES = 2000;

export type Attributes = Readonly<Record<string, string>>;

/** The scope of the root element. Its own namespace is the feed's own, known or not. */
export function rootScope(rootName: string, attributes: Attributes): Scope {
  const prefix = prefixOf(rootName);
  const prefixes = new Map<string, Vocabulary>();
  for (const [name, uri] of namespaceDeclarations(attributes)) {
    const vocabulary = vocabularyOf(uri);
    const isRootsOwn = name === prefix || declaredUri(attributes, prefix) === uri;
    prefixes.set(
      name,
      vocabulary ?? (isRootsOwn || uri.trim() === '' ? 'own' : (vocabularyOfPrefix(name) ?? 'foreign')),
    );
  }
  return { prefixes, names: new Map() };
}

/** The scope of a child: its parent's, unless it declares namespaces of its own. */
export function childScope(parent: Scope, attributes: Attributes): Scope {
  let prefixes: Map<string, Vocabulary> | null = null;
  for (const [name, uri] of namespaceDeclarations(attributes)) {
    prefixes ??= new Map(parent.prefixes);
    const vocabulary = vocabularyOf(uri) ?? (uri.trim() === '' ? 'own' : (vocabularyOfPrefix(name) ?? 'foreign'));
    prefixes.set(name, vocabulary);
  }
  return prefixes ? { prefixes, names: new Map() } : parent;
}

export function vocabularyOfName(scope: Scope, rawName: string): Vocabulary {
  const prefix = prefixOf(rawName);
  return scope.prefixes.get(prefix) ?? (prefix === '' ? 'own' : (vocabularyOfPrefix(prefix) ?? 'foreign'));
}

export function resolveName(scope: Scope, rawName: string, rootVocabulary: Vocabulary): ElementName | null {
  const known = scope.names.get(rawName);
  if (known !== undefined) return known;
  const found = elementName(vocabularyOfName(scope, rawName), localOf(rawName), rootVocabulary);
  if (scope.names.size < MAX_NAMES) scope.names.set(rawName, found);
  return found;
}

function* namespaceDeclarations(attributes: Attributes): Generator<[prefix: string, uri: string]> {
  for (const name in attributes) {
    if (name === 'xmlns') yield ['', attributes[name]!];
    else if (name.startsWith('xmlns:')) yield [name.slice(6), attributes[name]!];
  }
}

function declaredUri(attributes: Attributes, prefix: string): string | undefined {
  return attributes[prefix === '' ? 'xmlns' : `xmlns:${prefix}`];
}

export function prefixOf(rawName: string): string {
  const colon = rawName.indexOf(':');
  return colon < 0 ? '' : rawName.slice(0, colon);
}

export function localOf(rawName: string): string {
  return rawName.slice(rawName.indexOf(':') + 1);
}

/** The base for what is inside an element: its `xml:base` on top of its parent's. What is no web address changes nothing. */
export function baseOf(parent: string | null, xmlBase: string | undefined): string | null {
  if (xmlBase === undefined) return parent;
  return parseHttpUrl(xmlBase, parent ?? undefined)?.href ?? parent;
}

/** An address made absolute where a base is known; otherwise as it stands. */
export function absolute(address: string, base: string | null): string {
  const trimmed = address.trim();
  if (trimmed === '') return '';
  return URL.parse(trimmed, base ?? undefined)?.href ?? trimmed;
}
