import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_FEED_BYTES, parseFeed } from '../../../main/extract/feed.ts';
import type { ParsedFeed, ParsedItem } from '../../../shared/model.ts';

const URL_OF_FEED = 'https://site.example/blog/feed.xml';

const read = (text: string, url = URL_OF_FEED): Promise<ParsedFeed> =>
  parseFeed(new TextEncoder().encode(text), { contentType: null, url });
const rss = (inside: string, attributes = ''): string =>
  `<?xml version="1.0"?><rss version="2.0"${attributes}><channel><title>Site</title><link>https://site.example/</link>${inside}</channel></rss>`;
const atom = (inside: string): string =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><title>Site</title><link href="https://site.example/"/>${inside}</feed>`;

async function itemOf(text: string): Promise<ParsedItem> {
  const { items } = await read(text);
  expect(items).toHaveLength(1);
  return items[0]!;
}

describe('feeds of every kind', () => {
  it('reads RSS 2.0', async () => {
    const feed = await read(
      rss(
        `<description>About &lt;b&gt;things&lt;/b&gt;</description><language>ru_RU</language><ttl>60</ttl>
        <item><title>A &amp;amp; B</title><link>/a</link><guid isPermaLink="false">id-1</guid>
        <pubDate>Sun, 01 Mar 2026 10:20:30 +0300</pubDate><author>ann@site.example (Ann)</author><category>News</category>
        <comments>/a#comments</comments><description>Short</description>
        <content:encoded><![CDATA[<p>Long <img src="p.jpg"></p>]]></content:encoded>
        <enclosure url="/a.mp3" type="audio/mpeg" length="123"/></item>`,
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"',
      ),
    );
    expect(feed).toMatchObject({
      format: 'rss',
      encoding: 'utf-8',
      title: 'Site',
      description: 'About things',
      link: 'https://site.example/',
      language: 'ru-RU',
      pollAfterMs: 3_600_000,
      complete: true,
    });
    expect(feed.items[0]).toMatchObject({
      guid: 'id-1',
      title: 'A & B',
      link: 'https://site.example/a',
      comments: 'https://site.example/a#comments',
      publishedMs: Date.UTC(2026, 2, 1, 7, 20, 30),
      authors: ['Ann'],
      categories: ['News'],
      summaryText: 'Short',
      contentText: 'Long',
      enclosures: [{ url: 'https://site.example/a.mp3', type: 'audio/mpeg', length: 123 }],
      imageUrls: ['https://site.example/blog/p.jpg'],
      image: 'https://site.example/blog/p.jpg',
    });
  });

  it('reads RSS 1.0, whose items stand beside the channel', async () => {
    const feed = await read(
      `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:d="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="x"><title>Site</title><link>https://site.example/</link></channel>
      <item rdf:about="https://site.example/1"><title>One</title><link>https://site.example/1</link><d:date>2026-03-01</d:date><d:creator>Ann</d:creator></item></rdf:RDF>`,
    );
    expect(feed.format).toBe('rdf');
    expect(feed.items[0]).toMatchObject({
      guid: 'https://site.example/1',
      title: 'One',
      authors: ['Ann'],
      publishedMs: Date.UTC(2026, 2, 1),
    });
  });

  it('reads Atom 1.0 with markup inside, and the author of the feed for entries without one', async () => {
    const feed = await read(
      atom(
        `<author><name>Ann</name></author><link rel="self" href="feed.xml"/><entry xml:lang="en"><id>urn:1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <i>b</i> &lt; c</div></title>
        <link rel="enclosure" href="f.mp3"/><link href="one"/><updated>2026-03-01T00:00:00Z</updated>
        <content type="xhtml" xml:base="https://other.example/x/"><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Hi <x:a href="y">y</x:a><x:br/></x:p></x:div></content></entry>`,
      ),
    );
    expect(feed).toMatchObject({ format: 'atom', selfUrl: 'https://site.example/blog/feed.xml', author: 'Ann' });
    const [item] = feed.items;
    expect(item).toMatchObject({
      guid: 'urn:1',
      title: 'A b < c',
      link: 'https://site.example/blog/one',
      authors: ['Ann'],
      updatedMs: Date.UTC(2026, 2, 1),
    });
    expect(item!.contentHtml).toContain('href="https://other.example/x/y"');
  });

  it('reads Atom 0.3 with base64', async () => {
    const item = await itemOf(
      `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title mode="escaped" type="text/html">A &lt;b&gt;b&lt;/b&gt;</title>
      <content mode="base64" type="text/html">PGI+0LbQsNGA0LA8L2I+</content><issued>2026-03-01T00:00:00Z</issued></entry></feed>`,
    );
    expect(item).toMatchObject({ title: 'A b', contentText: 'жара', publishedMs: Date.UTC(2026, 2, 1) });
  });

  it('reads JSON Feed, and RSS as JSON', async () => {
    const feed = await read(
      JSON.stringify({
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Site',
        authors: [{ name: 'Ann' }],
        items: [{ id: 7, url: '/7', content_html: '<p>Hi</p>', date_published: '2026-03-01T00:00:00Z', tags: ['a'] }],
      }),
    );
    expect(feed).toMatchObject({ format: 'json', title: 'Site', complete: true });
    expect(feed.items[0]).toMatchObject({
      guid: '7',
      link: 'https://site.example/7',
      contentText: 'Hi',
      authors: ['Ann'],
      categories: ['a'],
    });
    const other = await read(
      '{"rss":{"version":"2.0","channel":{"title":"S","item":[{"title":"T","guid":{"#value":"g"}}]}}}',
    );
    expect(other.items[0]).toMatchObject({ title: 'T', guid: 'g' });
  });
});

describe('what feeds get wrong', () => {
  it('knows elements by the URI of their namespace, not by prefix or case', async () => {
    const item = await itemOf(
      '<x:rss xmlns:x="http://backend.userland.com/rss2" xmlns:y="http://purl.org/dc/elements/1.0/" xmlns:zz="http://zz.example/"><x:Channel><x:Item><zz:title>No</zz:title><x:TITLE>Yes</x:TITLE><y:creator>Ann</y:creator></x:Item></x:Channel></x:rss>',
    );
    expect(item).toMatchObject({ title: 'Yes', authors: ['Ann'] });
  });

  it('takes an rss without version, channel, closing tags and escapes, after a warning of the server', async () => {
    const feed = await read(
      '<br />\n<b>Warning</b>: headers sent\n<rss><item><title>Fish & Chips &nbsp;&copy; &#146;</title><link>http://a.example/?x=1&copy=2</link>',
    );
    expect(feed.items[0]).toMatchObject({ title: 'Fish & Chips © ’', link: 'http://a.example/?x=1&copy=2' });
    expect(feed.complete).toBe(false);
  });

  it('closes elements whose end was forgotten when their neighbour begins', async () => {
    const { items } = await read(
      rss(
        '<item><title>One<link>https://site.example/1</link><description>D<guid>g1</guid><item><title>Two</title></item>',
      ),
    );
    expect(items.map(({ title, guid, summaryText }) => ({ title, guid, summaryText }))).toEqual([
      { title: 'One', guid: 'g1', summaryText: 'D' },
      { title: 'Two', guid: null, summaryText: null },
    ]);
  });

  it('takes an end tag in another case for a forgotten one', async () => {
    const item = await itemOf(rss('<item><pubDate>1 Mar 2026</pubdate><guid>g</GUID><title>T</title></item>'));
    expect(item).toMatchObject({ guid: 'g', title: 'T', publishedMs: Date.UTC(2026, 2, 1) });
  });

  it('reads naked HTML inside a description', async () => {
    const item = await itemOf(rss('<item><description>One<br>two <b>three</b> &lt;four&gt;</description></item>'));
    expect(item.summaryText).toBe('One\ntwo three <four>');
  });

  it('lets one bad date spoil nothing but itself', async () => {
    const { items } = await read(
      atom(
        '<entry><id>1</id><title>A</title><updated>whenever</updated></entry><entry><id>2</id><title>B</title><updated>2026-03-01</updated></entry>',
      ),
    );
    expect(items.map((item) => item.updatedMs)).toEqual([null, Date.UTC(2026, 2, 1)]);
  });

  it('survives elements that are empty, which rss-parser does not', async () => {
    expect((await read(atom('<entry/><link/><entry><link>x</link></entry><author/>'))).title).toBe('Site');
  });

  it('keeps what a title says about markup', async () => {
    const titles = await Promise.all(
      [
        'Why &lt;T&gt; needs a bound',
        '1 &lt; 2 &amp;&amp; 3',
        'The &amp;amp;lt; sign',
        '&lt;b&gt;Bold&lt;/b&gt; &amp;#8217;',
      ].map(async (title) => (await itemOf(rss(`<item><title>${title}</title></item>`))).title),
    );
    expect(titles).toEqual(['Why <T> needs a bound', '1 < 2 && 3', 'The &amp;lt; sign', 'Bold ’']);
  });

  it('does not use FeedBurner’s counting address, nor another scheme than http', async () => {
    const burnt = await itemOf(
      rss(
        '<item><link>http://feedproxy.example/~r/1</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://site.example/1</f:origLink></item>',
      ),
    );
    expect(burnt.link).toBe('https://site.example/1');
    expect((await itemOf(rss('<item><title>x</title><link>javascript:alert(1)</link></item>'))).link).toBeNull();
    const hostile = await itemOf(
      rss('<item><title>x</title><enclosure url="javascript:alert(1)"/><comments>data:text/html,x</comments></item>'),
    );
    expect(hostile).toMatchObject({ enclosures: [], comments: null });
    expect((await itemOf(rss('<item><guid>https://site.example/2</guid></item>'))).link).toBe('https://site.example/2');
  });

  it('resolves addresses of a mirrored feed against the site it is about', async () => {
    const { items } = await read(rss('<item><link>/1</link></item>'), 'https://feeds.mirror.example/site.xml');
    expect(items[0]!.link).toBe('https://site.example/1');
  });
});

describe('identity', () => {
  it('merges the same item given twice, and keeps the newer', async () => {
    const { items } = await read(
      rss(
        '<item><guid>a</guid><link>/1</link><title>Old</title><pubDate>1 Mar 2026</pubDate></item><item><guid>a</guid><link>https://www.site.example/1?utm_source=rss</link><title>New</title><pubDate>2 Mar 2026</pubDate></item>',
      ),
    );
    expect(items.map((item) => item.title)).toEqual(['New']);
  });

  it('does not believe a guid that different items share', async () => {
    const { items } = await read(
      rss(
        '<item><guid isPermaLink="false">0</guid><title>A</title></item><item><guid isPermaLink="false">0</guid><title>B</title></item>',
      ),
    );
    expect(items.map(({ title, guid }) => ({ title, guid }))).toEqual([
      { title: 'A', guid: null },
      { title: 'B', guid: null },
    ]);
  });

  it('has the same fingerprint whatever the markup, and another for other words', async () => {
    const hash = async (description: string, guid: string): Promise<string> =>
      (await itemOf(rss(`<item><guid>${guid}</guid><title>T</title><description>${description}</description></item>`)))
        .textHash;
    const words = 'words that go on until there are enough of them to tell one article from the next';
    const first = await hash(`&lt;p&gt;${words}&lt;/p&gt;`, '1');
    expect(await hash(`<![CDATA[<div>${words}\n</div>]]>`, '2')).toBe(first);
    expect(await hash(`${words}, edited`, '1')).not.toBe(first);
  });
});

describe('what is no feed, or too much of one', () => {
  const bomb = `<!DOCTYPE a [<!ENTITY a "lol">${'bcdefghij'
    .split('')
    .map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghij'[at]};`.repeat(10)}">`)
    .join('')}]>`;

  it.each([
    ['an HTML page', '<!DOCTYPE html><html><head><title>Blocked</title></head><body></body></html>', 'NOT_A_FEED'],
    ['plain text', 'Service unavailable', 'NOT_A_FEED'],
    ['other JSON', '{"error":"no"}', 'NOT_A_FEED'],
    ['nothing', '', 'FEED_EMPTY'],
    ['blanks', ' \n\t ', 'FEED_EMPTY'],
    ['broken JSON', '{"version":"https://jsonfeed.org/version/1","items":[{"id"', 'FEED_MALFORMED'],
    ['a hundred thousand levels', `<rss><channel>${'<a>'.repeat(100_000)}`, 'FEED_TOO_DEEP'],
    ['levels inside a text', rss(`<item><description>${'<p>'.repeat(100_000)}</description></item>`), 'FEED_TOO_DEEP'],
    ['an entity bomb', `${bomb}${rss('').replace('Site', '&j;').slice(21)}`, 'FEED_ENTITY_BOMB'],
    [
      'an entity that is itself',
      `<!DOCTYPE a [<!ENTITY a "&a;">]><rss><channel><title>&a;</title></channel></rss>`,
      'FEED_ENTITY_BOMB',
    ],
    ['50 MB', ' '.repeat(MAX_FEED_BYTES + 1), 'FEED_TOO_LARGE'],
  ])('refuses %s with a reason', async (_, text, code) => {
    await expect(read(text)).rejects.toMatchObject({ name: 'LarderError', code });
  });

  it('expands small entities of its own, and opens no file', async () => {
    const feed = await read(
      '<!DOCTYPE rss [<!ENTITY name "A &#38; B"><!ENTITY % x SYSTEM "x.dtd"> %x; <!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel><title>&name; [&file;]</title></channel></rss>',
    );
    expect(feed.title).toBe('A & B []');
  });

  it('keeps the whole items of a cut feed, and no half text', async () => {
    const whole = rss(
      '<item><title>A</title><link>/a</link><description>all of it</description></item><item><title>B</title><link>/b</link><description>only half of what it was</description></item>',
    );
    const feed = await read(whole.slice(0, whole.indexOf('half')));
    expect(feed.complete).toBe(false);
    expect(feed.items.map(({ title, summaryText }) => ({ title, summaryText }))).toEqual([
      { title: 'A', summaryText: 'all of it' },
      { title: 'B', summaryText: null },
    ]);
  });

  it('cut or damaged anywhere, gives a feed or a reason, and never half a text', async () => {
    const text = 'a text that must be whole';
    const item = `<item><title>A</title><link>/a</link><content:encoded><![CDATA[<p>${text}</p>]]></content:encoded><description>${text}</description></item>`;
    const whole = rss(item.repeat(3));
    const textsOf = (feed: ParsedFeed): (string | null)[] =>
      feed.items.map((one) => one.contentText ?? one.summaryText);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        const texts = await read(whole.slice(0, length)).then(textsOf, (error: Error) => [error.name]);
        expect([text, null, 'LarderError']).toEqual(expect.arrayContaining(texts));
      }),
    );
    const junk = fc.string({
      maxLength: 3,
      unit: fc.constantFrom('<', '>', '/', '&', ';', '"', "'", '=', '!', ']', ' '),
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), junk, async (at, noise) => {
        const damaged = whole.slice(0, at) + noise + whole.slice(at + 1);
        const outcome = await read(damaged).then(
          () => 'read',
          (error: Error) => error.name,
        );
        expect(['read', 'LarderError']).toContain(outcome);
      }),
    );
  });

  it('shows any title and text as they were written', async () => {
    const anyText = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-composite' });
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (title, body) => {
        const plain = (text: string): string => text.replace(/[\s\u00a0\u200b]+/g, ' ').trim();
        const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        fc.pre(plain(title) !== '' && plain(body) !== '' && !/[\p{Cc}\p{Cf}]/u.test(title + body));
        const item = await itemOf(
          atom(
            `<entry><id>1</id><title type="text">${escaped(title)}</title><content type="text">${escaped(body)}</content></entry>`,
          ),
        );
        expect(item.title).toBe(plain(title));
        expect(plain(item.contentText ?? '')).toBe(plain(body));
      }),
    );
  });
});
