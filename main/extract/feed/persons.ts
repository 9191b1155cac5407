import { MAX_LIST } from './raw.ts';
import { childrenOf, nodes, textOf, type Fields, type Node } from './xml-reader.ts';

/** The longest name that is a name; beyond it something else was put there. */
const MAX_NAME_LENGTH = 300;

/** A person as a reader shows one: the name, or failing that the mail address. */
export function personName(node: Node): string | null {
  for (const prefix of ['', 'atom:', 'itunes:']) {
    const name = textOf(childrenOf(node, `${prefix}name`)[0]);
    if (name !== '') return tidyName(name);
  }
  const own = textOf(node);
  if (own !== '') return nameOfMailbox(own);
  for (const prefix of ['', 'atom:', 'itunes:']) {
    const email = textOf(childrenOf(node, `${prefix}email`)[0]);
    if (email !== '') return tidyName(email);
  }
  return null;
}

/** `me@example.org (Ann)` and `Ann <me@example.org>` are Ann. */
export function nameOfMailbox(text: string): string | null {
  const named =
    /^\s*(?:mailto:)?[^\s@()<>]+@[^\s@()<>]+\s*\(([^()]+)\)\s*$/.exec(text)?.[1] ??
    /^\s*"?([^"<>]+?)"?\s*<[^<>@\s]+@[^<>\s]+>\s*$/.exec(text)?.[1];
  return tidyName(named ?? text);
}

function tidyName(name: string): string | null {
  const tidy = name.replace(/\s+/g, ' ').trim();
  return tidy === '' ? null : tidy.slice(0, MAX_NAME_LENGTH);
}

const AUTHOR_FIELDS = [
  'author',
  'atom:author',
  'dc:creator',
  'dc:author',
  'dcterms:creator',
  'itunes:author',
  'googleplay:author',
];

/** Everyone named as an author, each once, in the order of the first field that names anyone, then the others. */
export function authorsOf(fields: Fields, ...fallbacks: string[]): string[] {
  const found = new Set<string>();
  for (const field of [...AUTHOR_FIELDS, ...fallbacks]) {
    if (fallbacks.includes(field) && found.size > 0) break;
    for (const node of nodes(fields, field)) {
      const name = personName(node);
      if (name !== null && found.size < MAX_LIST) found.add(name);
    }
  }
  return [...found];
}
