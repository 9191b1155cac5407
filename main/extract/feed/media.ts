import type { Enclosure } from '../../../shared/model.ts';
import { MAX_URL_LENGTH, parseHttpUrl } from '../../../shared/url.ts';
import { MAX_LIST } from './raw.ts';
import { attributeOf, childrenOf, nodes, textOf, type Fields, type Node } from './xml-reader.ts';

/** Files that come with an item: RSS enclosures, Atom links of that kind, Media RSS contents, each address once. */
export function enclosuresOf(fields: Fields, links: readonly Node[]): Enclosure[] {
  const found = new Map<string, Enclosure>();
  const add = (address: string | null, type: string | null, length: string | null): void => {
    const url = usableAddress(address);
    if (url === null || found.size >= MAX_LIST) return;
    const known = found.get(url);
    const bytes = length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
    found.set(url, { url, type: known?.type ?? type, length: known?.length ?? bytes });
  };
  const original = nodes(fields, 'feedburner:origEnclosureLink').map(textOf);
  for (const [index, node] of nodes(fields, 'enclosure').entries()) {
    const url =
      attributeOf(node, 'url') ?? attributeOf(node, 'href') ?? attributeOf(node, 'rdf:resource') ?? textOf(node);
    add(original[index] || url, attributeOf(node, 'type'), attributeOf(node, 'length'));
  }
  for (const link of links) {
    const rel = attributeOf(link, 'rel')?.toLowerCase().replace(/^.*\//, '');
    if (rel === 'enclosure') add(attributeOf(link, 'href'), attributeOf(link, 'type'), attributeOf(link, 'length'));
  }
  for (const content of mediaNodes(fields, 'media:content')) {
    const url = attributeOf(content, 'url') ?? attributeOf(childrenOf(content, 'media:player')[0] ?? '', 'url');
    add(url, attributeOf(content, 'type') ?? mediumType(content), attributeOf(content, 'fileSize'));
  }
  return [...found.values()];
}

/** `medium="image"` is the kind of a type, which is better than nothing. */
function mediumType(content: Node): string | null {
  const medium = attributeOf(content, 'medium')?.toLowerCase();
  return medium === 'image' || medium === 'audio' || medium === 'video' ? `${medium}/*` : null;
}

/** Elements of that name in the item, in its media groups, and in the contents of either. */
export function mediaNodes(fields: Fields, name: string): Node[] {
  const groups = nodes(fields, 'media:group');
  const direct = [...nodes(fields, name), ...groups.flatMap((group) => childrenOf(group, name))];
  if (name === 'media:content') return direct;
  return [...direct, ...mediaNodes(fields, 'media:content').flatMap((content) => childrenOf(content, name))];
}

/** The picture that stands for an item: the one named so, then a thumbnail, then a picture among its files. */
export function itemImage(fields: Fields, enclosures: readonly Enclosure[]): string | null {
  const named = imageOf(fields);
  if (named !== null) return named;
  for (const content of mediaNodes(fields, 'media:content')) {
    const type = attributeOf(content, 'type') ?? '';
    const url = attributeOf(content, 'url');
    if (url && (attributeOf(content, 'medium') === 'image' || /^image\//i.test(type))) return webAddress(url);
  }
  const picture = enclosures.find((enclosure) => /^image\//i.test(enclosure.type ?? ''));
  return picture ? webAddress(picture.url) : null;
}

/** What the item or feed itself calls its picture, in any of the vocabularies. */
export function imageOf(fields: Fields): string | null {
  const candidates = [
    ...nodes(fields, 'image').map(
      (node) =>
        textOf(childrenOf(node, 'url')[0]) ||
        attributeOf(node, 'href') ||
        attributeOf(node, 'url') ||
        attributeOf(node, 'rdf:resource') ||
        textOf(node),
    ),
    ...['itunes:image', 'googleplay:image']
      .flatMap((name) => nodes(fields, name))
      .map((node) => attributeOf(node, 'href') ?? attributeOf(node, 'url') ?? textOf(node)),
    ...mediaNodes(fields, 'media:thumbnail').map((node) => attributeOf(node, 'url') ?? textOf(node)),
  ];
  for (const candidate of candidates) {
    const address = webAddress(candidate);
    if (address !== null) return address;
  }
  return null;
}

/** An http(s) address as it stands, else null: whatever is shown or fetched must be one. */
export function webAddress(text: string | null | undefined): string | null {
  if (!text) return null;
  const trimmed = text.trim();
  return parseHttpUrl(trimmed) ? trimmed : null;
}

/** A web address, or a relative one nobody gave a base for; never another scheme. */
export function usableAddress(text: string | null): string | null {
  const address = text?.trim();
  if (!address) return null;
  if (webAddress(address)) return address;
  return /^[a-z][a-z0-9+.-]*:/i.test(address) || /[\s\\]/.test(address) || address.length > MAX_URL_LENGTH
    ? null
    : address;
}
