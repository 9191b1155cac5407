import { describe, expect, it } from 'vitest';
import { discoverFeeds } from '../../../main/extract/discover.ts';

const discover = (html: string, url = 'https://www.site.example/blog/') =>
  discoverFeeds(new TextEncoder().encode(html), { contentType: 'text/html; charset=utf-8', url });
const urls = (html: string, url?: string) => discover(html, url).map((candidate) => candidate.url);

describe('announced feeds', () => {
  it('come in the order of the page, with their titles and formats', () => {
    const html = `<head>
      <link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/feed/">
      <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="atom.xml">
      <link rel=alternate type=application/feed+json href=https://other.example/feed.json></head>`;
    expect(discover(html)).toEqual([
      { url: 'https://www.site.example/feed/', title: 'News & more', format: 'rss' },
      { url: 'https://www.site.example/blog/atom.xml', title: null, format: 'atom' },
      { url: 'https://other.example/feed.json', title: null, format: 'json' },
    ]);
  });

  it('stand behind the others when they are of comments', () => {
    expect(
      urls(`<link rel=alternate type=application/rss+xml href=/comments/feed/ title="Comments">
            <link rel=alternate type=application/rss+xml href=/feed/>`),
    ).toEqual(['https://www.site.example/feed/', 'https://www.site.example/comments/feed/']);
  });

  it('are taken from anywhere in a page, by its base', () => {
    expect(
      urls('<base href="https://cdn.example/x/"><body><p><link rel=alternate type="text/xml" href="rss.xml">'),
    ).toEqual(['https://cdn.example/x/rss.xml']);
  });

  it('are not language versions, styles or interfaces for programs', () => {
    expect(
      urls(`<link rel=alternate hreflang=ru href=/ru/><link rel="alternate stylesheet" href=/dark.css>
        <link rel=alternate type=application/json href=/wp-json/wp/v2/posts/1>
        <link rel=alternate type=application/json+oembed href=/oembed?url=x>
        <link rel=alternate media=handheld href=https://m.site.example/>
        <link rel=alternate type=application/rss+xml href="javascript:alert(1)">
        <link rel=alternate type=application/rss+xml href="">`),
    ).toEqual([]);
  });

  it('may have the address of a reader', () => {
    expect(urls('<link rel=alternate type=application/rss+xml href="feed://site.example/rss">')).toEqual([
      'https://site.example/rss',
    ]);
  });
});

describe('links that look like feeds', () => {
  it('are offered when they lead to the same site, best first, each once', () => {
    expect(
      urls(`<a href=/about>About</a><a href=/export.xml>RSS</a><a href="/rss">RSS</a><a href="http://site.example/rss/">again</a>
        <a href="https://news.site.example/index.rdf">news</a><a href=https://elsewhere.example/rss>their RSS</a>
        <a href="https://feedly.com/i/subscription/feed/x">Feedly RSS</a><a href=/rss-explained.html>What is RSS?</a>`),
    ).toEqual([
      'https://www.site.example/rss',
      'https://news.site.example/index.rdf',
      'https://www.site.example/export.xml',
    ]);
  });

  it('come after announced ones', () => {
    expect(urls('<a href=/rss>RSS</a><link rel=alternate type=application/atom+xml href=/atom>')).toEqual([
      'https://www.site.example/atom',
      'https://www.site.example/rss',
    ]);
  });
});

it('finds nothing, and does not fail, on what is no page', () => {
  expect(discover('\u0000\u0001%PDF-1.4 <<<<')).toEqual([]);
  expect(discover('')).toEqual([]);
});

it('offers twenty at most', () => {
  const many = Array.from({ length: 500 }, (_, index) => `<a href="/feed/${index}.rss">RSS</a>`).join('');
  expect(discover(many)).toHaveLength(20);
});
