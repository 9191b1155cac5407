import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOpml } from '../../../main/extract/opml.ts';
import type { ParsedOpml } from '../../../shared/model.ts';

const read = (text: string): ParsedOpml => parseOpml(new TextEncoder().encode(text));
const list = (body: string): string =>
  `<?xml version="1.0"?><opml version="2.0"><head><title> My  feeds </title></head><body>${body}</body></opml>`;

describe('lists of subscriptions', () => {
  it('keeps folders within folders', () => {
    const { title, feeds, skipped, salvaged } = read(
      list(
        '<outline text="News"><outline title="Local"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"/></outline></outline>' +
          '<outline text="C" xmlUrl="https://c.example/feed"/>',
      ),
    );
    expect(title).toBe('My feeds');
    expect(feeds).toEqual([
      { title: 'A & B', xmlUrl: 'https://a.example/feed', htmlUrl: 'https://a.example/', path: ['News', 'Local'] },
      { title: 'C', xmlUrl: 'https://c.example/feed', htmlUrl: null, path: [] },
    ]);
    expect(skipped).toEqual([]);
    expect(salvaged).toBe(false);
  });

  it('takes the same feed twice as one, with what the other knew', () => {
    const { feeds, skipped } = read(
      list(
        '<outline xmlUrl="http://a.example/feed/"/><outline text="Folder"><outline text="A" xmlUrl="https://www.a.example/feed"/></outline>',
      ),
    );
    expect(feeds).toEqual([{ title: 'A', xmlUrl: 'http://a.example/feed/', htmlUrl: null, path: ['Folder'] }]);
    expect(skipped).toEqual([{ what: 'A', reason: 'duplicate' }]);
  });

  it('takes folders that differ in case as one', () => {
    const { feeds } = read(
      list(
        '<outline text="News"><outline xmlUrl="https://a.example/"/></outline><outline text="news"><outline xmlUrl="https://b.example/"/></outline>',
      ),
    );
    expect(feeds.map((feed) => feed.path)).toEqual([['News'], ['News']]);
  });

  it('reads a category as the folder of a feed that stands in none', () => {
    const { feeds } = read(
      list(
        '<outline xmlUrl="https://a.example/" category="/News/ Local /,/Other"/><outline xmlUrl="https://b.example/" category="tag,other"/>',
      ),
    );
    expect(feeds.map((feed) => feed.path)).toEqual([['News', 'Local'], ['tag']]);
  });

  it('says what it could not take', () => {
    const { feeds, skipped } = read(
      list(
        '<outline type="rss" text="Nowhere"/><outline text="Script" xmlUrl="javascript:alert(1)"/><outline text="Just a note"/>' +
          '<outline text="Typed" xmlUrl="feed://d.example/rss"/><outline text="Bare" xmlUrl="e.example/rss"/>',
      ),
    );
    expect(feeds.map((feed) => feed.xmlUrl)).toEqual(['https://d.example/rss', 'https://e.example/rss']);
    expect(skipped).toEqual([
      { what: 'Nowhere', reason: 'no address' },
      { what: 'javascript:alert(1)', reason: 'not http' },
    ]);
  });

  it.each([
    [
      'a missing end',
      '<opml><body><outline text="A" xmlUrl="https://a.example/"><outline text="B" xmlUrl="https://b.example/"/>',
    ],
    [
      'bare ampersands',
      list(
        '<outline text="A & B" xmlUrl="https://a.example/?x=1&y=2"/><outline text="B" xmlUrl="https://b.example/"/>',
      ),
    ],
    [
      'two files in one',
      list('<outline text="A" xmlUrl="https://a.example/"/>') + list('<outline text="B" xmlUrl="https://b.example/"/>'),
    ],
    ['no root', '<outline text="A" XMLURL="https://a.example/"/><outline text="B" xmlurl="https://b.example/"/>'],
    [
      'a DOCTYPE',
      `<!DOCTYPE opml [<!ENTITY a "b>">]>${list('<outline text="&eacute;" xmlUrl="https://a.example/"/><outline xmlUrl="https://b.example/"/>')}`,
    ],
  ])('reads a broken file as far as it goes: %s', (_, text) => {
    const { feeds, salvaged } = read(text);
    expect(feeds).toHaveLength(2);
    expect(salvaged).toBe(true);
  });

  it.each(['', 'hello', '<html><body><p>No list</p></body></html>', '<rss version="2.0"><channel/></rss>'])(
    'refuses what is no list: %j',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'OPML_INVALID' }));
    },
  );

  it('opens a list that was cut anywhere after its start', () => {
    const whole = list('<outline text="N"><outline text="A" xmlUrl="https://a.example/"/></outline>');
    fc.assert(
      fc.property(fc.integer({ min: 45, max: whole.length }), (length) => {
        expect(read(whole.slice(0, length)).feeds.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('stops at depths no list has', () => {
    const start = performance.now();
    const { skipped, feeds } = read(`<opml><body>${'<outline text="x">'.repeat(200_000)}`);
    expect(feeds).toEqual([]);
    expect(skipped).toEqual([expect.objectContaining({ reason: 'too deep' })]);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
