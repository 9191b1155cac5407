/**
 * The text of an article as the XHTML that EPUB allows (EPUB 3.3, "XHTML content documents"), which is stricter than what
 * browsers show: blocks in blocks only, lists of items only, nothing that is obsolete, every id once and a name of XML.
 */
import { textOf, type HtmlElement, type HtmlNode } from './html-tree.ts';
import { portableLink } from './portable-html.ts';
import { xmlAttribute, xmlLine, xmlSpeech, xmlText } from './xml-text.ts';

export type EpubPicture = {
  readonly href: string;
  /** Null: not known. */
  readonly size: { readonly width: number; readonly height: number } | null;
};
export type PictureOf = (address: string) => EpubPicture | null;

/** Elements that hold blocks, and what each of them becomes. */
const BLOCKS: ReadonlyMap<string, string> = new Map([
  ...['address', 'article', 'aside', 'center', 'details', 'dd', 'div', 'dl', 'footer', 'header', 'hgroup', 'main'].map(
    (name) => [name, 'div'] as const,
  ),
  ...['nav', 'section', 'li', 'td', 'th', 'tr', 'tbody', 'thead', 'tfoot'].map((name) => [name, 'div'] as const),
  ['blockquote', 'blockquote'],
]);
/** Elements that hold words, and may stand among words. */
const INLINE: ReadonlyMap<string, string> = new Map([
  ...['abbr', 'b', 'bdi', 'cite', 'code', 'em', 'i', 'kbd', 'mark', 'q', 's', 'samp', 'small', 'span'].map(
    (name) => [name, name] as const,
  ),
  ...['strong', 'sub', 'sup', 'u', 'var', 'bdo'].map((name) => [name, name] as const),
  ['big', 'span'],
  ['del', 's'],
  ['dfn', 'i'],
  ['ins', 'u'],
  ['rt', 'small'],
  ['ruby', 'span'],
  ['strike', 's'],
  ['time', 'span'],
  ['tt', 'code'],
]);
/** Blocks that hold words only. */
const TEXT_BLOCKS = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre', 'dt', 'summary', 'caption', 'figcaption']);
/** They belong into a table or a figure, and stand in neither. */
const OUTSIDE = new Set(['caption', 'figcaption']);
const OTHER_BLOCKS = new Set(['ul', 'ol', 'table', 'figure', 'hr']);

type Context = {
  readonly pictureOf: PictureOf;
  readonly queries: boolean;
  /** Names, as XML takes them, of the places that links of this text lead to. */
  readonly wanted: ReadonlyMap<string, string>;
  /** In which part each of them stands; grows as they are written, for each id is written once. */
  readonly written: Map<string, number>;
  /** Where links to them lead. */
  readonly places: (id: string) => string | null;
  readonly part: number;
  readonly inLink: boolean;
};

export type EpubText = {
  /** An article, or the parts it was cut into. */
  readonly parts: readonly (readonly HtmlNode[])[];
  /** Names of their files, which lie beside each other. */
  readonly files: readonly string[];
  readonly pictureOf: PictureOf;
  /** Addresses go out with their queries. */
  readonly queries: boolean;
};

/** Well-formed XHTML for the body of each part. */
export function epubBodies({ parts, files, pictureOf, queries }: EpubText): string[] {
  const wanted = linkedIds(parts.flat());
  const write = (written: Map<string, number>, places: Context['places']): string[] =>
    parts.map((nodes, part) => flow(nodes, { pictureOf, queries, wanted, written, places, part, inLink: false }));
  if (wanted.size === 0) return write(new Map(), () => null);
  // Once to see which places there are, for a link to a place that is not there is an error.
  const found = new Map<string, number>();
  write(found, () => '#');
  return write(new Map(), (id) => {
    const part = found.get(id);
    return part === undefined ? null : `${files[part] ?? ''}#${wanted.get(id) ?? ''}`;
  });
}

function linkedIds(nodes: readonly HtmlNode[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const walk = (all: readonly HtmlNode[]): void => {
    for (const node of all) {
      if (typeof node === 'string') continue;
      const href = node.name === 'a' ? node.attributes.get('href') : undefined;
      if (href?.startsWith('#') && href.length > 1 && !ids.has(href.slice(1)))
        ids.set(href.slice(1), `n${ids.size + 1}`);
      walk(node.children);
    }
  };
  walk(nodes);
  return ids;
}

function isBlock(node: HtmlNode): boolean {
  if (typeof node === 'string') return false;
  return (
    BLOCKS.has(node.name) ||
    TEXT_BLOCKS.has(node.name) ||
    OTHER_BLOCKS.has(node.name) ||
    node.children.some((child) => isBlock(child))
  );
}

function flow(nodes: readonly HtmlNode[], context: Context): string {
  return nodes.map((node) => (isBlock(node) ? block(node as HtmlElement, context) : phrase(node, context))).join('');
}

function block(element: HtmlElement, context: Context): string {
  const { name, children } = element;
  switch (name) {
    case 'ul':
    case 'ol':
      return list(element, context);
    case 'table':
      return table(element, context);
    case 'figure':
      return figure(element, context);
    case 'hr':
      return '<hr/>';
    case 'a':
      return context.inLink ? flow(children, context) : link(element, context, flow);
    default:
  }
  const speech = speechOf(element, context);
  if (TEXT_BLOCKS.has(name)) {
    // Words with blocks among them: what holds both is a <div>.
    if (children.some((child) => isBlock(child))) return `<div${speech}>${flow(children, context)}</div>`;
    const words = phrases(children, context);
    if (name === 'dt' || name === 'summary') return `<p${speech}><b>${words}</b></p>`;
    const becomes = OUTSIDE.has(name) ? 'p' : name;
    return `<${becomes}${speech}>${words}</${becomes}>`;
  }
  const becomes = BLOCKS.get(name) ?? (INLINE.has(name) ? 'div' : undefined);
  return becomes === undefined
    ? flow(children, context)
    : `<${becomes}${speech}>${flow(children, context)}</${becomes}>`;
}

function phrases(nodes: readonly HtmlNode[], context: Context): string {
  return nodes.map((node) => phrase(node, context)).join('');
}

/** Words, and what may stand among them; of a block only its words. */
function phrase(node: HtmlNode, context: Context): string {
  if (typeof node === 'string') return xmlText(node);
  const { name, children } = node;
  if (name === 'br' || name === 'wbr') return `<${name}/>`;
  if (name === 'img') return picture(node, context);
  if (name === 'rp') return '';
  if (name === 'a') return context.inLink ? phrases(children, context) : link(node, context, phrases);
  const becomes = INLINE.get(name);
  if (becomes === undefined) return phrases(children, context);
  const direction = becomes === 'bdo' && !/^(?:ltr|rtl)$/.test(node.attributes.get('dir') ?? '') ? ' dir="ltr"' : '';
  const speech = `${speechOf(node, context)}${direction}`;
  return `<${becomes}${speech}>${phrases(children, context)}</${becomes}>`;
}

type Write = (nodes: readonly HtmlNode[], context: Context) => string;

function link(element: HtmlElement, context: Context, write: Write): string {
  // Its own place before those inside it, in both readings.
  const speech = speechOf(element, context);
  const inside = write(element.children, { ...context, inLink: true });
  const href = hrefOf(element.attributes.get('href') ?? '', context);
  if (href === null && !speech.includes(' id=')) return inside;
  return `<a${href === null ? '' : ` href="${xmlAttribute(href)}"`}${speech}>${inside}</a>`;
}

function hrefOf(href: string, { places, queries }: Context): string | null {
  if (href.startsWith('#')) return places(href.slice(1));
  return strictAddress(portableLink(href, queries));
}

/** As RFC 3986 has it, which allows less than browsers do; null: it leads nowhere. */
export function strictAddress(address: string): string | null {
  if (!/^(?:https?|mailto):/i.test(address) || !URL.canParse(address)) return null;
  const { href, host } = new URL(address);
  if (!/^mailto:/i.test(href) && !/^[a-z0-9.-]+(?::\d+)?$/i.test(host)) return null;
  const strict = href
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
    .replace(/[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]/g, (character) => encodeURIComponent(character));
  const [before = '', ...after] = strict.split('#');
  return after.length === 0 ? before : `${before}#${after.join('%23')}`;
}

function picture(element: HtmlElement, { pictureOf }: Context): string {
  const alt = element.attributes.get('alt') ?? '';
  const found = pictureOf(element.attributes.get('data-src') ?? '');
  if (found === null) return alt.trim() === '' ? '' : `<span class="missing">${xmlLine(alt)}</span>`;
  const size = found.size === null ? '' : ` width="${found.size.width}" height="${found.size.height}"`;
  return `<img src="${found.href}" alt="${xmlLine(alt)}"${size}/>`;
}

function list(element: HtmlElement, context: Context): string {
  const { name, children, attributes } = element;
  const items: string[] = [];
  for (const child of children) {
    if (typeof child === 'string' && child.trim() === '') continue;
    const isItem = typeof child !== 'string' && child.name === 'li';
    items.push(`<li${isItem ? speechOf(child, context) : ''}>${flow(isItem ? child.children : [child], context)}</li>`);
  }
  if (items.length === 0) return '';
  // A place is written down only where it is written.
  const speech = speechOf(element, context);
  const start = name === 'ol' ? wholeNumber('start', attributes.get('start'), -1e6, 1e6) : '';
  return `<${name}${speech}${start}>${items.join('')}</${name}>`;
}

function table(element: HtmlElement, context: Context): string {
  const captions: HtmlElement[] = [];
  const rows: HtmlElement[] = [];
  const strays: HtmlNode[] = [];
  const collect = (nodes: readonly HtmlNode[]): void => {
    for (const node of nodes) {
      if (typeof node === 'string') {
        if (node.trim() !== '') strays.push(node);
      } else if (node.name === 'tr') rows.push(node);
      else if (node.name === 'caption') captions.push(node);
      else if (/^(?:thead|tbody|tfoot)$/.test(node.name)) collect(node.children);
      else if (!/^col(?:group)?$/.test(node.name)) strays.push(node);
    }
  };
  collect(element.children);
  const written = rows.map((row) => tableRow(row, context)).filter((row) => row !== '');
  const before = strays.length === 0 ? '' : `<div>${flow(strays, context)}</div>`;
  if (written.length === 0) return before;
  const [first] = captions;
  const caption = first === undefined ? '' : `<caption>${phrases(wordsOf(first.children), context)}</caption>`;
  return `${before}<table${speechOf(element, context)}>${caption}<tbody>${written.join('')}</tbody></table>`;
}

function tableRow(row: HtmlElement, context: Context): string {
  const cells = row.children
    .filter((node): node is HtmlElement => typeof node !== 'string' && /^t[dh]$/.test(node.name))
    .map((cell) => {
      const spans = (['colspan', 'rowspan'] as const)
        .map((name) => wholeNumber(name, cell.attributes.get(name), 2, 1000))
        .join('');
      const children = cell.name === 'th' ? wordsOf(cell.children) : cell.children;
      return `<${cell.name}${spans}${speechOf(cell, context)}>${flow(children, context)}</${cell.name}>`;
    });
  return cells.length === 0 ? '' : `<tr${speechOf(row, context)}>${cells.join('')}</tr>`;
}

/** Headings and tables may not stand in a heading of a table: their words do, each in a line. */
function wordsOf(nodes: readonly HtmlNode[]): HtmlNode[] {
  return nodes.flatMap((node): HtmlNode[] => {
    if (!isBlock(node) || typeof node === 'string') return [node];
    const separate = BLOCKS.has(node.name) || TEXT_BLOCKS.has(node.name);
    return [...wordsOf(node.children), ...(separate ? [LINE_BREAK] : [])];
  });
}

const LINE_BREAK: HtmlElement = { name: 'br', attributes: new Map(), children: [] };

/** Its caption last, as EPUB wants one, and first or last. */
function figure(element: HtmlElement, context: Context): string {
  const speech = speechOf(element, context);
  const isCaption = (node: HtmlNode): node is HtmlElement => typeof node !== 'string' && node.name === 'figcaption';
  const captions = element.children.filter(isCaption).flatMap(({ children }) => [...children, LINE_BREAK]);
  const rest = flow(
    element.children.filter((node) => !isCaption(node)),
    context,
  );
  const hasWords = textOf(captions).trim() !== '' || holdsPicture(captions);
  const words = hasWords ? `<figcaption>${flow(captions.slice(0, -1), context)}</figcaption>` : '';
  return `<figure${speech}>${rest}${words}</figure>`;
}

function holdsPicture(nodes: readonly HtmlNode[]): boolean {
  return nodes.some((node) => typeof node !== 'string' && (node.name === 'img' || holdsPicture(node.children)));
}

function wholeNumber(name: string, text: string | undefined, least: number, most: number): string {
  const value = /^-?\d{1,7}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value >= least && value <= most ? ` ${name}="${value}"` : '';
}

/** Language, direction, and the name of a place that something leads to. */
function speechOf({ attributes }: HtmlElement, { wanted, written, part }: Context): string {
  const speech = xmlSpeech(attributes.get('lang') ?? null, attributes.get('dir') ?? null);
  const id = attributes.get('id');
  const name = id === undefined ? undefined : wanted.get(id);
  if (id === undefined || name === undefined || written.has(id)) return speech;
  written.set(id, part);
  return ` id="${name}"${speech}`;
}
