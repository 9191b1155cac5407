import fc from 'fast-check';
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5';
import { describe, expect, it } from 'vitest';
import { cleanHtml } from '../../../main/extract/sanitize.ts';
import { DROPPED_ELEMENTS, ELEMENT_RULES } from '../../../main/extract/sanitize-rules.ts';

// Soup: tags of every kind the parser treats in its own way, opened and closed in any order, with attributes and text
// that look like markup. Enough to find every case in which a cleaner's output is read otherwise than it was meant.
const words = (text: string) => text.trim().split(/\s+/);
const TAGS = [
  ...ELEMENT_RULES.keys(),
  ...DROPPED_ELEMENTS,
  ...words(`
    svg math mi mtext mglyph malignmark annotation-xml foreignObject desc iframe noscript object applet button nobr font
    x-y html body img image picture video embed isindex rb rtc label`),
];
const tag = fc.constantFrom(...TAGS);
const ATTRIBUTE_TEXTS = words(`
  x javascript:alert(1) #a #larder-a a /p.jpg https://e.example/?utm_source=1&q=<b> "><img/src=x> ' \` <!-- --> ]]> </p>
  &lt; &#x41; rtl 1 mailto:a@b.example`);
const ATTRIBUTE_NAMES = words(`
  href src id name style onerror dir lang title alt data-src srcset width xlink:href encoding colspan "x a/b`);
const attribute = fc
  .tuple(fc.constantFrom(...ATTRIBUTE_NAMES), fc.constantFrom(...ATTRIBUTE_TEXTS, '\u00a0', '\r\n', ''))
  .map(([name, value]) => ` ${name}="${value}"`);
const piece = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(tag, fc.array(attribute, { maxLength: 2 }))
      .map(([name, attributes]) => `<${name}${attributes.join('')}>`),
  },
  { weight: 4, arbitrary: tag.map((name) => `</${name}>`) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'text',
      ' ',
      '\n',
      '\n\n',
      '  two  ',
      '&lt;b&gt;',
      '&amp;',
      '<',
      '\u0000',
      '&#13;',
      '&#0;',
      '\f',
      '\ud800',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '<!--',
      '-->',
      '<!--[if IE]>',
      '<![CDATA[',
      ']]>',
      '<!doctype html>',
      '<?x',
      '</',
      '<p',
      '"',
      "'",
    ),
  },
);
const soup = fc.array(piece, { maxLength: 40, size: '+1' }).map((pieces) => pieces.join(''));
const options = { baseUrl: 'https://news.example/a/b' };
const runs = { numRuns: 3000 };

function flatten(nodes: readonly DefaultTreeAdapterTypes.ChildNode[]): DefaultTreeAdapterTypes.Element[] {
  const elements: DefaultTreeAdapterTypes.Element[] = [];
  const waiting = [...nodes];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) elements.push(node);
    if ('childNodes' in node) waiting.push(...node.childNodes);
    if ('content' in node) waiting.push(...node.content.childNodes);
  }
  return elements;
}

const WRITTEN = new Set([...[...ELEMENT_RULES.values()].map((rule) => rule.tag), 'img']);
const ATTRIBUTES = new Set(
  words(
    `href id lang dir title alt data-src width height start reversed type value open colspan rowspan scope datetime`,
  ),
);

describe('whatever soup comes in', () => {
  it('comes out the same when cleaned once more', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const once = cleanHtml(html, options);
        expect(cleanHtml(once.html, options)).toEqual(once);
      }),
      runs,
    );
  });

  it('holds only listed elements and attributes, whichever way it is parsed', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const cleaned = cleanHtml(html, options).html;
        for (const scriptingEnabled of [true, false]) {
          for (const element of flatten(parseFragment(cleaned, { scriptingEnabled }).childNodes)) {
            expect(WRITTEN).toContain(element.tagName);
            const bad = element.attrs.filter(
              ({ name, value }) =>
                !ATTRIBUTES.has(name) ||
                (name === 'href' && !/^(?:https?:\/\/|mailto:|#larder-)/.test(value)) ||
                (name === 'id' && !value.startsWith('larder-')),
            );
            expect(bad).toEqual([]);
          }
        }
      }),
      runs,
    );
  });

  it('lists exactly the pictures that it shows', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const { html: cleaned, imageUrls } = cleanHtml(html, options);
        const shown = flatten(parseFragment(cleaned).childNodes).flatMap(({ attrs }) =>
          attrs.filter(({ name }) => name === 'data-src'),
        );
        expect(new Set(shown.map(({ value }) => value))).toEqual(new Set(imageUrls));
      }),
      { numRuns: 1000 },
    );
  });
});
