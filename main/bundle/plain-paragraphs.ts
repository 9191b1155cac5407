/** The text of an article without any markup, and with what markup said: where headings, items and links were. */
import { htmlTree, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts';
import { portableLink } from './portable-html.ts';

const BLOCK =
  /^(?:address|article|aside|blockquote|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hgroup|hr|li|main|nav|ol|p|pre|section|summary|table|tr|ul)$/;

/** Paragraphs, to be shown with a line between them. */
export function plainParagraphs(html: string, queries: boolean): string[] {
  return paragraphs(htmlTree(html), queries);
}

function paragraphs(nodes: readonly HtmlNode[], queries: boolean): string[] {
  const out: string[] = [];
  let run: HtmlNode[] = [];
  const flush = (): void => {
    const text = lines(words(run, queries));
    if (text !== '') out.push(text);
    run = [];
  };
  for (const node of nodes) {
    if (typeof node === 'string' || !holdsBlock(node)) run.push(node);
    else {
      flush();
      out.push(...block(node, queries));
    }
  }
  flush();
  return out;
}

function holdsBlock(node: HtmlNode): boolean {
  return typeof node !== 'string' && (BLOCK.test(node.name) || node.children.some((child) => holdsBlock(child)));
}

function block(element: HtmlElement, queries: boolean): string[] {
  const { name, children } = element;
  if (/^h[1-6]$/.test(name)) {
    const heading = words(children, queries).replace(/\s+/g, ' ').trim();
    return heading === '' ? [] : [`${heading}\n${underline(heading, '-')}`];
  }
  switch (name) {
    case 'hr':
      return ['---'];
    case 'pre':
      return [textOf(children).trimEnd().replace(/^\n+/, '')].filter(Boolean);
    case 'blockquote':
      return paragraphs(children, queries).map((text) => text.replace(/^/gm, '> '));
    case 'ul':
    case 'ol':
      return items(element, queries);
    case 'tr':
      return [row(children, queries)].filter(Boolean);
    case 'table':
      return [paragraphs(children, queries).join('\n')].filter(Boolean);
    case 'a':
      return [...paragraphs(children, queries), ...address(element, queries)];
    default:
      return paragraphs(children, queries);
  }
}

/** A list is one paragraph, an item to a line. */
function items({ name, children, attributes }: HtmlElement, queries: boolean): string[] {
  const start = Number(attributes.get('start') ?? 1);
  let number = Number.isSafeInteger(start) ? start : 1;
  const out: string[] = [];
  for (const child of children) {
    const inside = typeof child === 'string' || child.name !== 'li' ? [child] : child.children;
    const text = paragraphs(inside, queries).join('\n').replaceAll('\n', '\n  ');
    if (text === '') continue;
    out.push(`${name === 'ol' ? `${number}.` : '-'} ${text}`);
    number += 1;
  }
  return out.length === 0 ? [] : [out.join('\n')];
}

function row(cells: readonly HtmlNode[], queries: boolean): string {
  return cells
    .filter((cell) => typeof cell !== 'string')
    .map((cell) => paragraphs(cell.children, queries).join(' ').replace(/\s+/g, ' '))
    .join(' | ')
    .trim();
}

function words(nodes: readonly HtmlNode[], queries: boolean): string {
  return nodes
    .map((node) => {
      if (typeof node === 'string') return node.replace(/\s+/g, ' ');
      if (node.name === 'br') return '\n';
      if (node.name === 'img') return picture(node);
      const inside = words(node.children, queries);
      if (node.name !== 'a') return inside;
      const [to] = address(node, queries);
      return to === undefined ? inside : `${inside} ${to}`;
    })
    .join('');
}

/** In brackets; nothing where the text is the address, or there is none for others. */
function address({ attributes, children }: HtmlElement, queries: boolean): string[] {
  const href = attributes.get('href') ?? '';
  const to = href.startsWith('#') ? '' : portableLink(href, queries);
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
