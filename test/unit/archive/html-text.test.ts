import { describe, expect, it } from 'vitest';
import { pack, unpackText } from '../../../main/archive/body-codec.ts';
import { countWords, directionOf, excerptOf, htmlOfText, textOfHtml } from '../../../main/archive/html-text.ts';

describe('the text of an article', () => {
  it('has a line for every block and none for inline elements', () => {
    const html = '<h2>One</h2><p>Two <b>thr</b>ee\n four<br>five</p><ul><li>six</li><li>seven</li></ul>';
    expect(textOfHtml(html)).toBe('One\nTwo three four\nfive\nsix\nseven');
  });

  it('reads character references, and quoted signs in attributes', () => {
    expect(textOfHtml('<p title="a > b">1 &lt; 2 &amp;&nbsp;3 &#x451;</p>')).toBe('1 < 2 & 3 ё');
    expect(textOfHtml('<img data-src="https://x.example/?a=1>2" alt="">text')).toBe('text');
  });

  it('survives what no serialiser would write', () => {
    expect(textOfHtml('a < b')).toBe('a');
    expect(textOfHtml('<p unclosed="')).toBe('');
    expect(textOfHtml('<!-- x > y -->z')).toBe('z');
  });

  it('makes paragraphs of a plain text', () => {
    expect(htmlOfText('a < b\nc\n\nd')).toBe('<p>a &lt; b<br>c</p>\n<p>d</p>');
  });
});

describe('a teaser', () => {
  it('ends at a word, with an ellipsis', () => {
    expect(excerptOf('one two three four', 10)).toBe('one two…');
    expect(excerptOf('one two', 10)).toBe('one two');
  });

  it('does not cut through a character', () => {
    expect(excerptOf('😀'.repeat(20), 5)).toBe('😀😀…');
  });
});

it('counts words in scripts with and without blanks', () => {
  expect(countWords('Two words')).toBe(2);
  expect(countWords('中国人民')).toBe(2);
});

it('tells the direction by the letters', () => {
  expect(directionOf('سلام دنیا, ok')).toBe('rtl');
  expect(directionOf('Hello سلام world again')).toBe('ltr');
  expect(directionOf('')).toBe('ltr');
});

it('packs a body and gives it back', () => {
  for (const text of ['', 'short', 'много текста '.repeat(500)]) {
    const { codec, bytes } = pack(text);
    expect(unpackText(codec, bytes)).toBe(text);
  }
  expect(pack('много текста '.repeat(500)).bytes.length).toBeLessThan(200);
});
