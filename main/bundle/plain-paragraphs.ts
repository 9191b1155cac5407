/** The text of an article without any markup, and with what markup said: where headings, items and links were. */
import { BLOCKS, holdsBlock, htmlTree, MAX_INDENT, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts';
import { portableLink } from './portable-html.ts';

/** Tables have no frame here: their rows and what stands above them are lines like others. */
const LINES: ReadonlySet<string> = new Set([...BLOCKS, 'caption', 'tr']);

/** `indent`: signs that quotes and lists put before every line already. */
type Place = { readonly queries: boolean; readonly indent: number };

/** Paragraphs, to be shown with a line between them. */
export function plainParagraphs(html: string, queries: boolean): string[] {
  return paragraphs(htmlTree(html), { queries, indent: 0 });
}

function paragraphs(nodes: readonly HtmlNode[], place: Place): string[] {
  const out: string[] = [];
  let run: HtmlNode[] = [];
  const flush = (): void => {
    const text = lines(words(run, place));
    if (text !== '') out.push(text);
    run = [];
  };
  for (const node of nodes) {
    if (typeof node === 'string' || !holdsBlock(node, LINES)) run.push(node);
    else {
      flush();
      out.push(...block(node, place));
    }
  }
  flush();
  return out;
}

function block(element: HtmlElement, place: Place): string[] {
  const { name, children } = element;
  if (/^h[1-6]$/.test(name)) {
    const heading = words(children, place).replace(/\s+/g, ' ').trim();
    return heading === '' ? [] : [`${heading}\n${underline(heading, '-')}`];
  }
  switch (name) {
    case 'hr':
      return ['---'];
    case 'pre':
      return [textOf(children).trimEnd().replace(/^\n+/, '')].filter(Boolean);
    case 'blockquote':
      return quote(children, place);
    case 'ul':
    case 'ol':
      return items(element, place);
    case 'tr':
      return [row(children, place)].filter(Boolean);
    case 'table':
      return [paragraphs(children, place).join('\n')].filter(Boolean);
    case 'a':
      return [...paragraphs(children, place), ...address(element, place)];
    default:
      return paragraphs(children, place);
  }
}

function quote(children: readonly HtmlNode[], place: Place): string[] {
  const inside = deeper(place);
  if (inside === null) return paragraphs(children, place);
  return paragraphs(children, inside).map((text) => text.replace(/^/gm, '> '));
}

/** With one more sign and a blank before every line; null: it stands too deep for that. */
function deeper({ queries, indent }: Place): Place | null {
  return indent + 2 > MAX_INDENT ? null : { queries, indent: indent + 2 };
}

/** A list is one paragraph, an item to a line. */
function items({ name, children, attributes }: HtmlElement, place: Place): string[] {
  const start = Number(attributes.get('start') ?? 1);
  let number = Number.isSafeInteger(start) ? start : 1;
  const deep = deeper(place);
  const out: string[] = [];
  for (const child of children) {
    const inside = typeof child === 'string' || child.name !== 'li' ? [child] : child.children;
    const text = paragraphs(inside, deep ?? place)
      .join('\n')
      .replaceAll('\n', deep === null ? '\n' : '\n  ');
    if (text === '') continue;
    out.push(`${name === 'ol' ? `${number}.` : '-'} ${text}`);
    number += 1;
  }
  return out.length === 0 ? [] : [out.join('\n')];
}

function row(cells: readonly HtmlNode[], place: Place): string {
  return cells
    .filter((cell) => typeof cell !== 'string')
    .map((cell) => paragraphs(cell.children, place).join(' ').replace(/\s+/g, ' '))
    .join(' | ')
    .trim();
}

function words(nodes: readonly HtmlNode[], place: Place): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node.replace(/\s+/g, ' ');
      if (node.name === 'br') return '\n';
      if (node.name === 'img') return picture(node);
      const inside = words(node.children, place);
      if (node.name !== 'a') return inside;
      const [to] = address(node, place);
      return to === undefined ? inside : `${inside} ${to}`;
    })
    .join('');
}

/** In brackets; nothing where the text is the address, or there is none for others. */
function address({ attributes, children }: HtmlElement, place: Place): string[] {
  const href = attributes.get('href') ?? '';
  const to = href.startsWith('#') ? '' : portableLink(href, place.queries);
  const bare = (text: string): string => text.replace(/^(?:https?:\/\/|mailto:)(?:www\.)?|\/$/g, '').trim();
  return to === '' || bare(to) === bare(textOf(children)) ? [] : [`[${to}]`];
}

function picture({ attributes }: HtmlElement): string {
  const alt = (attributes.get('alt') ?? '').replace(/\s+/g, ' ').trim();
  return alt === '' ? '' : `[${alt}]`;
}

function lines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/ +/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Nearly as long: how wide letters are only the screen knows. */
export function underline(text: string, sign: string): string {
  return sign.repeat(Math.max(3, Math.min(60, Array.from(text).length)));
}
