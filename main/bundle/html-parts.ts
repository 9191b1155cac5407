/** Long texts in parts: e-readers open a chapter as a whole. */
import type { HtmlElement, HtmlNode } from './html-tree.ts';

/**
 * Cut between blocks, else between whatever there is, words last; what stood around a cut stands around both its sides.
 * @param maxBytes of a part in UTF-8, nearly: markup is counted roughly
 */
export function htmlParts(nodes: readonly HtmlNode[], maxBytes: number): readonly (readonly HtmlNode[])[] {
  const parts: HtmlNode[][] = [[]];
  let length = 0;
  const put = (node: HtmlNode, size: number): void => {
    if (length > 0 && length + size > maxBytes) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(node);
    length += size;
  };
  for (const node of nodes) {
    const size = sizeOf(node);
    if (size <= maxBytes) put(node, size);
    else for (const piece of cut(node, maxBytes)) put(piece, sizeOf(piece));
  }
  return parts;
}

function sizeOf(node: HtmlNode): number {
  if (typeof node === 'string') return Buffer.byteLength(node);
  return node.children.reduce((sum, child) => sum + sizeOf(child), tagBytes(node));
}

function tagBytes({ name, attributes }: HtmlElement): number {
  return 2 * name.length + 5 + [...attributes.values()].reduce((sum, value) => sum + Buffer.byteLength(value) + 10, 0);
}

function cut(node: HtmlNode, maxBytes: number): readonly HtmlNode[] {
  if (typeof node === 'string') return cutText(node, maxBytes);
  // However deep it stands, words must fit in what is left by the tags around them.
  const inside = htmlParts(node.children, Math.max(maxBytes - tagBytes(node), Math.ceil(maxBytes / 2)));
  let number = Number(node.attributes.get('start') ?? 1);
  return inside.map((children, place) => {
    const attributes = new Map(node.attributes);
    if (place > 0) attributes.delete('id');
    if (node.name === 'ol' && place > 0) attributes.set('start', String(number));
    number += children.filter((child) => typeof child !== 'string' && child.name === 'li').length;
    return { name: node.name, attributes, children: [...children] };
  });
}

/** At white space where there is some, and never within a character. */
function cutText(text: string, maxBytes: number): readonly string[] {
  const pieces: string[] = [];
  // No character of two bytes in memory takes more than three in UTF-8.
  const most = Math.max(2, Math.floor(maxBytes / 3));
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + most);
    if (end < text.length) {
      const half = start + Math.ceil(most / 2);
      const blank = Math.max(...[' ', '\n'].map((sign) => text.slice(half, end).lastIndexOf(sign)));
      if (blank >= 0) end = half + blank + 1;
      else if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end -= 1;
    }
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
