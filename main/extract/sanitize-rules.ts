/**
 * The one allow-list of stored HTML. What is not named here is not written: an unknown element gives its children, a
 * dropped one gives nothing. docs/notes/cleaning.md says why this is enough.
 */

/** What a rule writes for an element that stays. */
export type ElementRule = {
  /** The name it is written under: `main` becomes `div`. */
  readonly tag: string;
  readonly attributes: readonly string[];
  /** A block starts and ends a line of text, and closes an open `<p>` when parsed. */
  readonly block: boolean;
  /** Written without content and without end tag. */
  readonly isVoid: boolean;
  /** Not worth keeping without content. */
  readonly prunable: boolean;
};

function rule(
  tag: string,
  kind: 'block' | 'inline' | 'cell' | 'void',
  attributes: readonly string[] = [],
): ElementRule {
  return {
    tag,
    attributes,
    block: kind === 'block' || kind === 'cell' || tag === 'hr',
    isVoid: kind === 'void',
    prunable: kind === 'block' || kind === 'inline',
  };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const BLOCKS = words(`
  p div section article aside header footer blockquote pre figure figcaption h1 h2 h3 h4 h5 h6 ul dl dt dd address
  summary`);
/** Blocks whose own meaning is lost or unwanted, but which still part what stands before from what stands after. */
const BLOCKS_WRITTEN_AS_DIV = words(`
  main nav center form fieldset legend hgroup menu dir dialog search noframes optgroup marquee`);
const INLINE = words(`
  b strong i em u s mark small sub sup code kbd samp var q cite del ins bdi ruby rt rp span bdo a`);

/** Elements kept, by the name they come under. `lang`, `dir` and a referenced `id` may stand on all of them. */
export const ELEMENT_RULES: ReadonlyMap<string, ElementRule> = new Map<string, ElementRule>([
  ...BLOCKS.map((tag) => [tag, rule(tag, 'block')] as const),
  ...BLOCKS_WRITTEN_AS_DIV.map((tag) => [tag, rule('div', 'block')] as const),
  ...['xmp', 'listing', 'plaintext'].map((tag) => [tag, rule('pre', 'block')] as const),
  ['ol', rule('ol', 'block', ['start', 'reversed', 'type'])],
  ['li', rule('li', 'block', ['value'])],
  ['details', rule('details', 'block', ['open'])],
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'caption'].map((tag) => [tag, rule(tag, 'cell')] as const),
  ['td', rule('td', 'cell', ['colspan', 'rowspan'])],
  ['th', rule('th', 'cell', ['colspan', 'rowspan', 'scope'])],
  ...INLINE.map((tag) => [tag, rule(tag, 'inline')] as const),
  ['abbr', rule('abbr', 'inline', ['title'])],
  ['acronym', rule('abbr', 'inline', ['title'])],
  ['dfn', rule('dfn', 'inline', ['title'])],
  ['strike', rule('s', 'inline')],
  ['tt', rule('code', 'inline')],
  ['time', rule('time', 'inline', ['datetime'])],
  ['br', rule('br', 'void')],
  ['wbr', rule('wbr', 'void')],
  ['hr', rule('hr', 'void')],
]);

/** Elements that go with everything in them: code, style, documents of their own, controls, and what only they explain. */
export const DROPPED_ELEMENTS: ReadonlySet<string> = new Set(
  words(`
    script style template title head base link meta basefont bgsound param track
   source map area col colgroup input textarea select option datalist keygen progress
   meter frameset frame noembed portal fencedframe selectedcontent amp-analytics amp-ad amp-pixel amp-auto-ads amp-consent
   amp-sidebar`),
);

/** A value that may be written for an attribute, or null to leave the attribute out. */
export function attributeValue(name: string, value: string): string | null {
  switch (name) {
    case 'start':
    case 'value':
      return /^-?\d{1,6}$/.test(value) ? value : null;
    case 'colspan':
    case 'rowspan': // browsers stop at 1,000 columns; a wide span costs layout time for nothing
      return /^\d{1,3}$/.test(value) ? value : null;
    case 'reversed':
    case 'open':
      return '';
    case 'type':
      return /^[1aAiI]$/.test(value) ? value : null;
    case 'scope':
      return /^(row|col|rowgroup|colgroup)$/i.test(value) ? value.toLowerCase() : null;
    case 'dir':
      return /^(ltr|rtl|auto)$/i.test(value) ? value.toLowerCase() : null;
    case 'lang':
      return /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,7}$/.test(value) ? value : null;
    case 'width':
    case 'height': {
      const pixels = /^\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$/i.exec(value)?.[1];
      return pixels !== undefined && Number(pixels) > 0 ? String(Number(pixels)) : null;
    }
    case 'title':
    case 'alt': // longer ones are data, not words
      return oneLine(value).slice(0, 2000).trim().toWellFormed();
    case 'datetime':
      return value.length <= 64 ? oneLine(value) : null;
    default:
      return null;
  }
}

/** Text for an attribute: no control characters, white space as single spaces. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is being removed
  return text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
}

/** Where the parser stops looking for an open `<p>` or formatting element: table cells begin anew. */
export const SCOPE_BOUNDARIES: ReadonlySet<string> = new Set(['td', 'th', 'caption', 'table']);

/** Children the parser accepts inside the skeleton of a table; anything else would be moved out of it. */
export const TABLE_CHILDREN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['table', new Set(['caption', 'thead', 'tbody', 'tfoot'])],
  ['thead', new Set(['tr'])],
  ['tbody', new Set(['tr'])],
  ['tfoot', new Set(['tr'])],
  ['tr', new Set(['td', 'th'])],
]);
