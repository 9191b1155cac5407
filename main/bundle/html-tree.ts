/**
 * Stored HTML as a tree, for formats with rules of their own. It was cleaned when it arrived: every attribute is quoted,
 * and what is not exactly a tag is text, as in inert-html.ts.
 */
import { decodeHTML } from 'entities';
import { ATTRIBUTE, TAG } from './inert-html.ts';

export type HtmlElement = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: HtmlNode[];
};
export type HtmlNode = HtmlElement | string;

const VOID = new Set(['br', 'hr', 'img', 'wbr', 'col']);
/** What is nested deeper stands in its place without the element around it: depth is a stranger's choice. */
const MAX_DEPTH = 60;
/**
 * Signs that quotes and lists may put before every line where they become text: twelve quotes or eight numbered lists in
 * each other. Deeper ones stand in their places, for a stranger would make a page of short lines sixty times as long.
 */
export const MAX_INDENT = 24;

export function htmlTree(html: string): HtmlNode[] {
  const root: HtmlElement = { name: '', attributes: new Map(), children: [] };
  const open: HtmlElement[] = [root];
  let position = 0;
  let text = '';
  const flush = (): void => {
    if (text !== '') open.at(-1)?.children.push(text.includes('&') ? decodeHTML(text) : text);
    text = '';
  };
  while (position < html.length) {
    const at = html.indexOf('<', position);
    if (at === -1) break;
    text += html.slice(position, at);
    TAG.lastIndex = at;
    const match = TAG.exec(html);
    if (match === null) {
      text += '&lt;';
      position = at + 1;
      continue;
    }
    position = TAG.lastIndex;
    flush();
    const name = match[2] ?? '';
    if (match[1] === '/') close(open, name);
    else enter(open, name, match[3] ?? '');
  }
  text += html.slice(position);
  flush();
  return root.children;
}

function enter(open: HtmlElement[], name: string, rawAttributes: string): void {
  const attributes = new Map<string, string>();
  for (const [, attribute = '', value = ''] of rawAttributes.matchAll(ATTRIBUTE)) {
    attributes.set(attribute, value.includes('&') ? decodeHTML(value) : value);
  }
  const element: HtmlElement = { name, attributes, children: [] };
  const isVoid = VOID.has(name);
  if (!isVoid && open.length > MAX_DEPTH) return;
  open.at(-1)?.children.push(element);
  if (!isVoid) open.push(element);
}

function close(open: HtmlElement[], name: string): void {
  const at = open.findLastIndex((element) => element.name === name);
  if (at > 0) open.length = at;
}

/** What begins a line of its own. */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header ' +
    'hgroup hr li main nav ol p pre section summary table ul'
  ).split(' '),
);

/** Whether one of them is in it, or it is one. */
export function holdsBlock(node: HtmlNode, blocks = BLOCKS): boolean {
  return (
    typeof node !== 'string' && (blocks.has(node.name) || node.children.some((child) => holdsBlock(child, blocks)))
  );
}

/** What a person reads of it. */
export function textOf(nodes: readonly HtmlNode[]): string {
  return nodes
    .map((node) => (typeof node === 'string' ? node : node.name === 'br' ? '\n' : textOf(node.children)))
    .join('');
}

/** Of its pictures, in the order in which they are read, each once. */
export function pictureAddresses(nodes: readonly HtmlNode[]): string[] {
  const addresses = new Set<string>();
  const walk = (all: readonly HtmlNode[]): void => {
    for (const node of all) {
      if (typeof node === 'string') continue;
      const address = node.name === 'img' ? node.attributes.get('data-src') : undefined;
      if (address !== undefined) addresses.add(address);
      walk(node.children);
    }
  };
  walk(nodes);
  return [...addresses];
}
