import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFeed } from '../../../main/extract/feed.ts';
import { isLarderError } from '../../../shared/errors.ts';
import type { ParsedFeed } from '../../../shared/model.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const readCut = (bytes: Uint8Array): Promise<ParsedFeed> =>
  parseFeed(bytes, { contentType: null, url: 'https://site.example/feed', cut: true });
const titles = (feed: ParsedFeed): (string | null)[] => feed.items.map(({ title }) => title);

const item = (number: number): string =>
  `<item><title>Item ${number} — «ёж»</title><guid>urn:${number}</guid><link>https://site.example/${number}</link>
  <description><![CDATA[<p>Text ${number} &amp; </item> more]]></description><category>a &amp; b</category></item>`;

const DOCUMENTS: Readonly<Record<string, string>> = {
  'RSS 2.0': `<?xml version="1.0" encoding="utf-8"?>\n<!-- made by hand --><rss version="2.0"><channel><title>Site</title>${item(1)}${item(2)}${item(3)}</channel></rss>`,
  'RSS 1.0, items beside the channel': `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>Site</title></channel>${[
    1, 2, 3,
  ]
    .map(
      (n) => `<item rdf:about="urn:${n}"><title>Item ${n} — «ёж»</title><link>https://site.example/${n}</link></item>`,
    )
    .join('\n')}</rdf:RDF>`,
  'Atom with prefixes': `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>Site</a:title>${[1, 2, 3]
    .map(
      (n) =>
        `<a:entry><a:id>urn:${n}</a:id><a:title>Item ${n} — «ёж»</a:title><a:link href="https://site.example/${n}"/><a:content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Text <b>${n}</b></div></a:content></a:entry>`,
    )
    .join('')}</a:feed>`,
  'JSON Feed': JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: 'Site',
    items: [1, 2, 3].map((n) => ({
      id: `urn:${n}`,
      title: `Item ${n} — «ёж»`,
      content_text: 'say "x" \\ }] {',
      attachments: [{ url: 'https://site.example/a.mp3', size_in_bytes: 12345 }],
    })),
  }),
  'RSS as JSON': JSON.stringify({
    rss: {
      version: '2.0',
      channel: {
        title: 'Site',
        item: [1, 2, 3].map((n) => ({
          title: `Item ${n} — «ёж»`,
          guid: { '#value': `urn:${n}`, isPermaLink: 'false' },
        })),
      },
    },
  }),
};

describe('a feed that was broken off', () => {
  for (const [name, text] of Object.entries(DOCUMENTS)) {
    it(`gives whole items only, wherever it is cut: ${name}`, async () => {
      const bytes = encode(text);
      const whole = await parseFeed(bytes, { contentType: null, url: 'https://site.example/feed' });
      expect(whole.items).toHaveLength(3);
      let most = 0;
      for (let length = 1; length < bytes.length; length++) {
        const feed = await readCut(bytes.subarray(0, length));
        expect(feed.complete).toBe(false);
        expect(feed.items).toEqual(whole.items.slice(0, feed.items.length));
        expect(feed.items.length).toBeGreaterThanOrEqual(most);
        most = feed.items.length;
      }
      expect(most).toBe(3);
    });
  }

  it('leaves an item out until the last character of its end tag has come', async () => {
    const start = `<rss><channel><title>Site</title>${item(1)}`;
    expect(titles(await readCut(encode(`${start}${item(2).slice(0, -1)}`)))).toHaveLength(1);
    expect(titles(await readCut(encode(`${start}${item(2)}`)))).toHaveLength(2);
  });

  it.each([
    ['inside CDATA that speaks of end tags', '<item><title>B</title><description><![CDATA[a </item></channel></rss>'],
    ['inside a comment that speaks of end tags', '<item><title>B</title><!-- </item>'],
    ['inside an attribute that speaks of end tags', '<item><title>B</title><link href="</item>'],
    ['inside a reference', '<item><title>B &am'],
    ['behind the end tag of the channel, the item left open', '<item><title>B</title></channel></rss>'],
    ['at the beginning of the next item, the end tag forgotten', '<item><title>B</title><item><title>C'],
  ])('takes no half item when cut %s', async (_where, rest) => {
    expect(titles(await readCut(encode(`<rss><channel><item><title>A</title><guid>a</guid></item>${rest}`)))).toEqual([
      'A',
    ]);
  });

  it('is a feed without items when cut before the end of the first', async () => {
    for (const text of [
      '<?xml version="1.0"',
      '<?xml version="1.0"?>\n<rs',
      '<rss version="2.0"><channel><title>Site',
      '{"version": "https://jsonf',
    ]) {
      expect((await readCut(encode(text))).items).toEqual([]);
    }
  });

  it('is still refused when it is a page', async () => {
    await expect(readCut(encode('<!DOCTYPE html><html><body><h1>Blocked'))).rejects.toMatchObject({
      code: 'NOT_A_FEED',
    });
    await expect(readCut(encode('{"error": "blocked", "code": 4'))).rejects.toMatchObject({ code: 'NOT_A_FEED' });
  });

  it('never throws anything but a refusal, whatever is cut where', async () => {
    const property = fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...Object.values(DOCUMENTS)),
      fc.nat(),
      async (noise, text, at) => {
        const bytes = encode(`${text.slice(0, at % text.length)}${noise}`);
        const result = await readCut(bytes).catch((error: unknown) => error);
        return !(result instanceof Error) || (isLarderError(result) && /^(?:FEED_|NOT_A_FEED)/.test(result.code));
      },
    );
    expect((await fc.check(property)).failed).toBe(false);
  });
});

describe('a feed that was never closed, but whose bytes all came', () => {
  it('keeps what today’s mending makes of it', async () => {
    const feed = await parseFeed(
      encode(`<rss><channel><item><title>A</title><guid>a</guid></item><item><title>B</title><guid>b</guid>`),
      {
        contentType: null,
        url: '',
      },
    );
    expect(titles(feed)).toEqual(['A', 'B']);
    expect(feed.complete).toBe(false);
  });
});
