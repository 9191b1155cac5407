import { describe, expect, test } from 'vitest';
import { withoutRepeatedHead } from '../../../main/extract/page-head.ts';
import { parsePage } from '../../../main/extract/page.ts';

const known = { byline: 'Idris Hale', publishedMs: Date.UTC(2026, 10, 22, 9) };
const body = '<p>The small ferry made its first crossing.</p><p>Idris Hale</p>';

describe('what the heading says already is not said again above the text', () => {
  test.each([
    ['author and date as lines', `<div><p>Idris Hale</p>2026-11-22${body}</div>`, `<div>${body}</div>`],
    ['in one line', `<p>By <a href="https://a.example/">Idris Hale</a> · 22 November 2026</p>${body}`, body],
    ['a date in figures', `<p><time>22.11.2026</time></p>${body}`, body],
    ['in Russian', `<p>Автор: Idris Hale</p>${body}`, body],
  ])('%s', (_what, html, expected) => expect(withoutRepeatedHead(html, known)).toBe(expected));

  test.each([
    ['a sentence that begins with the author', '<p>Idris Hale went to sea.</p><p>More.</p>'],
    ['a title', `<h2>The ferry sails again</h2>${body}`],
    ['another author', `<p>Mona Reed</p>${body}`],
    ['another day', `<p>1 May 2019</p>${body}`],
    ['a name further down', body],
    ['behind a picture', `<figure><img data-src="https://a.example/x.png"></figure><p>Idris Hale</p>${body}`],
    ['a text that is nothing else', '<p>Idris Hale</p>'],
  ])('%s stays', (_what, html) => expect(withoutRepeatedHead(html, known)).toBe(html));

  test('a whole page', () => {
    const sentences = 'The small ferry that links the islands made its first crossing in weeks, with the post. '.repeat(
      6,
    );
    const html = `<html><head><title>The ferry sails again</title><meta name="author" content="Idris Hale">
      <meta property="article:published_time" content="2026-11-22T09:00:00Z"></head><body><article>
      <h1>The ferry sails again</h1><p class="name">Idris Hale</p><p><time>2026-11-22</time></p>
      <p>${sentences}</p><p>${sentences}</p></article></body></html>`;
    const page = parsePage(Buffer.from(html), {
      contentType: 'text/html; charset=utf-8',
      url: 'https://a.example/ferry',
    });
    expect(page.byline).toBe('Idris Hale');
    expect(page.text.startsWith('The small ferry')).toBe(true);
    expect(page.html).not.toContain('Idris');
  });
});
