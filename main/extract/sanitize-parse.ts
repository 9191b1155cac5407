/** Parses a stranger's HTML into a plain tree, with bounds on depth and size that the standard's algorithm has not. */
import { defaultTreeAdapter, html as htmlNames, Parser, type DefaultTreeAdapterTypes } from 'parse5';

export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;
export type HtmlElement = DefaultTreeAdapterTypes.Element;

/**
 * Open elements at a time. Chromium stops nesting at 512; pages of people reach about 60. Deeper start tags are left
 * out, which keeps their text: without this, 100,000 nested tags take minutes, for each looks through all open ones.
 */
const MAX_DEPTH = 256;
/** Elements in one article. The longest real pages have about 20,000; unclosed formatting can multiply a short text. */
const MAX_ELEMENTS = 300_000;

/** Drawings and formulas: inside them the parser follows other rules. */
export function isForeign(element: HtmlElement): boolean {
  return element.namespaceURI !== htmlNames.NS.HTML;
}

export class TooManyElements extends Error {}

/** The children of a `<div>` that was given `rawHtml`. @throws TooManyElements */
export function parseHtml(rawHtml: string): HtmlNode[] {
  // Half of all feed items are plain text: without a tag or an entity there is nothing to parse.
  if (!/[<&]/.test(rawHtml)) return rawHtml === '' ? [] : [defaultTreeAdapter.createTextNode(rawHtml)];
  let elements = 0;
  const context = defaultTreeAdapter.createElement('div', htmlNames.NS.HTML, []);
  const parser = Parser.getFragmentParser(context, {
    // As in the reading frame: what stands in <noscript> is what a page shows without its scripts.
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement(tagName, namespace, attributes) {
        elements += 1;
        if (elements > MAX_ELEMENTS) throw new TooManyElements();
        return defaultTreeAdapter.createElement(tagName, namespace, attributes);
      },
    },
  });
  const takeStartTag = parser.onStartTag.bind(parser);
  parser.onStartTag = (token) => {
    if (parser.openElements.stackTop < MAX_DEPTH) takeStartTag(token);
  };
  parser.tokenizer.write(rawHtml, true);
  return parser.getFragment().childNodes;
}
