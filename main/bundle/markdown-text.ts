/** The text of an article as Markdown (CommonMark 0.31, tables as GitHub writes them). */
import { holdsBlock, MAX_INDENT, textOf, type HtmlElement, type HtmlNode } from './html-tree.ts';
import { portableLink } from './portable-html.ts';

type Context = {
  /** Addresses go out with their queries. */
  readonly queries: boolean;
  /** Where a picture lies beside the text; null: it does not come along. */
  readonly pictureOf: (address: string) => string | null;
};
/** `indent`: signs that stand before every line already. */
type Place = Context & { readonly indent: number };

/** Where a list begins that says so; nobody has counted further. */
const MAX_START = 9_999;

export function markdownOf(nodes: readonly HtmlNode[], context: Context): string {
  return blocks(nodes, { ...context, indent: 0 });
}

/** A stranger's title or name on one line, to be shown as it is. */
export function markdownLine(text: string): string {
  return oneLine(words(text.replace(/\p{Cc}+/gu, ' ')));
}

/** What Markdown would take for a sign of its own. */
const SIGN = /[\\`*_[\]<>#|~]|&(?=#?\w+;)/g;

/** @param between blocks: an empty line, or in a list of single lines none */
function blocks(nodes: readonly HtmlNode[], context: Place, between = '\n\n'): string {
  const out: string[] = [];
  let run: HtmlNode[] = [];
  const flush = (): void => {
    out.push(line(run, context).trim().replace(LINE_START, lineStart));
    run = [];
  };
  for (const node of nodes) {
    if (typeof node === 'string' || !holdsBlock(node)) run.push(node);
    else {
      flush();
      out.push(block(node, context));
    }
  }
  flush();
  return out.filter((text) => text !== '').join(between);
}

function block(element: HtmlElement, context: Place): string {
  const { name, children } = element;
  const level = /^h([1-6])$/.exec(name)?.[1];
  // The title of the file is its only heading of the first level.
  if (level !== undefined) return marked(`${'#'.repeat(Math.min(6, Number(level) + 1))} `, children, context, '');
  switch (name) {
    case 'hr':
      return '---';
    case 'pre':
      return fenced(textOf(children));
    case 'blockquote':
      return prefixed('> ', '> ', context, (inside) => blocks(children, inside));
    case 'ul':
    case 'ol':
      return list(element, context);
    case 'dt':
    case 'summary':
      return marked('**', children, context, '**');
    case 'figcaption':
      return marked('*', children, context, '*');
    case 'table':
      return table(element, context);
    case 'a':
      // Around blocks there is no link in Markdown: it follows them.
      return `${blocks(children, context)}\n\n${destination(element.attributes.get('href') ?? '', context)}`.trim();
    default:
      return blocks(children, context);
  }
}

/** On one line; nothing where there are no words. */
function marked(before: string, nodes: readonly HtmlNode[], context: Context, after: string): string {
  const text = oneLine(line(nodes, context));
  return text === '' ? '' : `${before}${text}${after}`;
}

function list(element: HtmlElement, context: Place): string {
  const items = element.children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  const said = Number(element.attributes.get('start') ?? 1);
  const start = Number.isSafeInteger(said) && said >= 0 && said <= MAX_START ? said : 1;
  return items
    .map((item, place) => {
      const mark = element.name === 'ul' ? '- ' : `${start + place}. `;
      const inside = typeof item === 'string' || item.name !== 'li' ? [item] : item.children;
      const isTight = inside.every(
        (node) => typeof node === 'string' || !holdsBlock(node) || /^[uo]l$/.test(node.name),
      );
      const rest = ' '.repeat(mark.length);
      return prefixed(mark, rest, context, (within) => blocks(inside, within, isTight ? '\n' : '\n\n'));
    })
    .join('\n');
}

function table(element: HtmlElement, context: Place): string {
  const rows: string[][] = [];
  const collect = (nodes: readonly HtmlNode[]): void => {
    for (const node of nodes) {
      if (typeof node === 'string') continue;
      if (node.name !== 'tr') collect(node.children);
      else {
        const cells = node.children.filter(
          (cell) => typeof cell !== 'string' && /^t[dh]$/.test(cell.name),
        ) as HtmlElement[];
        rows.push(cells.map((cell) => oneLine(line(cell.children, context)).replace(/(?<!\\)\|/g, '\\|')));
      }
    }
  };
  collect(element.children);
  const columns = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const [head, ...rest] = rows;
  if (head === undefined || columns === 0) return blocks(element.children, context);
  // Only the first row must be as long as the longest: to fill all of them would let a stranger multiply.
  const first = [...head, ...Array.from({ length: columns - head.length }, () => '')];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [row(first), `|${' --- |'.repeat(columns)}`, ...rest.map(row)].join('\n');
}

function line(nodes: readonly HtmlNode[], context: Context): string {
  return nodes.map((node) => (typeof node === 'string' ? words(node) : inline(node, context))).join('');
}

function words(text: string): string {
  return text
    .toWellFormed()
    .replace(/\s+/g, ' ')
    .replace(SIGN, (sign) => `\\${sign}`);
}

/** At the beginning of a line these would make a list, a heading or a rule of it. */
const LINE_START = /^( *)(?:([-+=])|(\d{1,9})([.)])(?=\s|$))/gm;

function lineStart(_all: string, blank: string, sign?: string, number?: string, after?: string): string {
  return sign === undefined ? `${blank}${number ?? ''}\\${after ?? ''}` : `${blank}\\${sign}`;
}

function inline(element: HtmlElement, context: Context): string {
  const { name, children, attributes } = element;
  if (name === 'br') return '  \n';
  if (name === 'img') return picture(attributes, context);
  const text = line(children, context);
  if (text.trim() === '') return text;
  switch (name) {
    case 'b':
    case 'strong':
      return around(text, '**');
    case 'i':
    case 'em':
    case 'cite':
      return around(text, '*');
    case 'code':
    case 'kbd':
    case 'samp':
    case 'tt':
      return code(oneLine(textOf(children)));
    case 'q':
      return `“${text}”`;
    case 'a':
      return link(text, attributes.get('href') ?? '', context);
    default:
      return text;
  }
}

/** Signs stand at words, not at blanks. */
function around(text: string, sign: string): string {
  const before = text.length - text.trimStart().length;
  const after = text.trimEnd().length;
  return `${text.slice(0, before)}${sign}${text.slice(before, after)}${sign}${text.slice(after)}`;
}

function link(text: string, href: string, context: Context): string {
  const to = destination(href, context);
  return to === '' ? text : `[${oneLine(text)}](${to})`;
}

/** Empty: it leads nowhere. */
function destination(href: string, { queries }: Context): string {
  const to = href.startsWith('#') ? '' : portableLink(href, queries);
  return to === '' ? '' : `<${to.replace(/[<>\s\\]/g, (character) => encodeURIComponent(character))}>`;
}

function picture(attributes: ReadonlyMap<string, string>, { pictureOf }: Context): string {
  const alt = oneLine(words(attributes.get('alt') ?? ''));
  const path = pictureOf(attributes.get('data-src') ?? '');
  if (path === null) return alt === '' ? '' : `*${alt}*`;
  return `![${alt}](${path})`;
}

/** Between more ticks than are in it. */
function code(text: string): string {
  const ticks = '`'.repeat(longestTicks(text) + 1);
  const blank = /^`|`$/.test(text) ? ' ' : '';
  return `${ticks}${blank}${text}${blank}${ticks}`;
}

function longestTicks(text: string): number {
  return text.match(/`+/g)?.reduce((most, { length }) => Math.max(most, length), 0) ?? 0;
}

function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestTicks(text) + 1));
  return `${fence}\n${text.replace(/^\n|\n$/g, '')}\n${fence}`;
}

/** @param make what stands inside; as it is, where it would stand too deep */
function prefixed(first: string, rest: string, context: Place, make: (inside: Place) => string): string {
  const indent = context.indent + rest.length;
  if (indent > MAX_INDENT) return make(context);
  return make({ ...context, indent })
    .split('\n')
    .map((each, place) => `${place === 0 ? first : each === '' ? rest.trimEnd() : rest}${each}`)
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
