import { describe, expect, test } from 'vitest';
import { jsonFeedPieces } from '../../../main/bundle/json-feed.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { bundleSource, pixel, type MadeArticle } from '../../helpers/bundle-source.ts';

const { folder: _, ...selection } = EVERYTHING;

function feedOf(articles: readonly MadeArticle[], queries = false) {
  const pieces = [...jsonFeedPieces('My "news"', bundleSource(articles).export(selection), queries)];
  const text = pieces.map((piece) => piece.text).join('');
  return { text, feed: JSON.parse(text) as { version: string; title: string; items: Record<string, unknown>[] } };
}

describe('a JSON Feed', () => {
  test('is of version 1.1, an article to an item, newest first', () => {
    const { feed } = feedOf([
      { title: 'One', byline: 'A. B.', language: 'ru' },
      { title: 'Two', publishedMs: null },
    ]);
    expect([feed.version, feed.title]).toEqual(['https://jsonfeed.org/version/1.1', 'My "news"']);
    expect(feed.items[0]).toEqual({
      id: 'https://example.org/news/0',
      url: 'https://example.org/news/0',
      title: 'One',
      content_html: '<p>What happened in place 0.</p>',
      content_text: 'What happened in place 0.',
      date_published: '2026-11-20T00:00:00.000Z',
      authors: [{ name: 'A. B.' }],
      language: 'ru',
      tags: ['The Wire'],
    });
    expect(feed.items[1]).not.toHaveProperty('date_published');
    expect(feedOf([]).feed.items).toEqual([]);
  });

  test('makes whoever shows it ask for nothing, and tells of nobody', () => {
    const html = '<p><a href="https://u:p@e.org/x?token=9">x</a></p><script src="https://e.org/s.js"></script>';
    const { text, feed } = feedOf([{ html, pictures: [pixel(1)], url: 'https://e.org/?token=9' }]);
    expect(text).not.toMatch(/<img|token=9|u:p@/);
    expect(feed.items[0]?.['content_html']).toBe(
      '<p><a href="https://e.org/x">x</a></p>&lt;script src="https://e.org/s.js">&lt;/script><p>Picture 0</p>',
    );
  });

  test('names apart what only a query told apart', () => {
    const { feed } = feedOf([
      { url: 'https://e.org/?id=1', title: 'a' },
      { url: 'https://e.org/?id=2', title: 'b' },
    ]);
    expect(new Set(feed.items.map(({ id }) => id)).size).toBe(2);
    expect(feedOf([{ url: 'https://e.org/?id=1' }], true).feed.items[0]?.['id']).toBe('https://e.org/?id=1');
  });

  test('is an article to a line, whatever is in it', () => {
    const odd = 'a\u2028b\u0085c\ud800"\\\n</script>';
    const { text, feed } = feedOf([{ title: odd, html: `<p>${odd}</p>`, text: odd, byline: odd }, {}]);
    expect(text.split(/[\n\u2028\u0085]/)).toHaveLength(5);
    expect(feed.items[0]?.['title']).toBe(odd.toWellFormed());
  });
});
