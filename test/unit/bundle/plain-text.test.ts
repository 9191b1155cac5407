import { describe, expect, test } from 'vitest';
import { plainParagraphs } from '../../../main/bundle/plain-paragraphs.ts';
import { plainTextPieces } from '../../../main/bundle/plain-text.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { bundleSource, type MadeArticle } from '../../helpers/bundle-source.ts';

const { folder: _, ...selection } = EVERYTHING;

function textOf(articles: readonly MadeArticle[]): string {
  return [...plainTextPieces('News', bundleSource(articles).export(selection), false)].map(({ text }) => text).join('');
}

describe('plain text', () => {
  test('has headings that are underlined, facts, and articles one after another', () => {
    expect(
      textOf([
        { title: 'One', byline: 'A. B.', html: '<p>a</p><h2>Why</h2><p>b</p>' },
        { title: '', html: '' },
      ]),
    ).toBe(
      '\ufeffNews\n====\n' +
        '\n* * *\n\nOne\n===\nThe Wire · 2026-11-20 00:00 UTC · A. B.\nhttps://example.org/news/0\n\na\n\nWhy\n---\n\nb\n' +
        '\n* * *\n\n—\n===\nThe Wire · 2026-11-19 23:00 UTC\nhttps://example.org/news/1\n',
    );
  });

  test('begins every line on the right where it is read from there', () => {
    const text = textOf([{ title: 'خبر', direction: 'rtl', html: '<p>متن<br>دو</p>' }]);
    expect(text).toContain('\n\u200fخبر\n');
    expect(text).toContain('\n\u200fمتن\n\u200fدو\n');
    expect(text).not.toMatch(/\u200f$/m);
  });

  test.each([
    ['<ul><li>a</li><li>b<ol start="3"><li>c</li></ol></li></ul>', ['- a\n- b\n  3. c']],
    ['<p>x <a href="https://u@e.org/a?t=1">there</a>.</p>', ['x there [https://e.org/a].']],
    ['<p><a href="https://e.org/">e.org</a> <a href="#n">1</a> <a href="javascript:x">y</a></p>', ['e.org 1 y']],
    ['<blockquote><p>a</p><p>b<br>c</p></blockquote>', ['> a', '> b\n> c']],
    ['<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>', ['a | b\nc']],
    ['<pre>\n  a\n b\n</pre><hr>', ['  a\n b', '---']],
    ['<figure><img data-src="x" alt="what it shows"><figcaption>why</figcaption></figure>', ['[what it shows]', 'why']],
    ['<p>a &lt;b&gt; &amp; c   d\n e</p>', ['a <b> & c d e']],
    ['loose <b>words</b><p></p>', ['loose words']],
  ])('%s', (html, paragraphs) => {
    expect(plainParagraphs(html, false)).toEqual(paragraphs);
  });
});
