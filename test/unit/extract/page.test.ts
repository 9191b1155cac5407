import { describe, expect, it } from 'vitest';
import { LarderError } from '../../../shared/errors.ts';
import { dateIn, dateOfUrl } from '../../../main/extract/page-dates.ts';
import { parsePage } from '../../../main/extract/page.ts';

const PARAGRAPH =
  '<p>The council met on Tuesday, and after three hours of talk, which nobody enjoyed, it put the vote off again.</p>';
const BODY = PARAGRAPH.repeat(8);
const URL_OF_PAGE = 'https://news.example/world/story.html';

function page(head: string, body: string, html = '<html lang="en">'): string {
  return `<!doctype html>${html}<head><meta charset="utf-8"><title>A vote put off</title>${head}</head><body>${body}</body></html>`;
}
const parse = (html: string, url = URL_OF_PAGE, contentType: string | null = 'text/html; charset=utf-8') =>
  parsePage(new TextEncoder().encode(html), { contentType, url });
const article = (head: string, body = '') =>
  parse(page(head, `<article><h1>A vote put off</h1>${body}${BODY}</article>`));

describe('an ordinary page', () => {
  it('gives its article, cleaned, with what it says about itself', () => {
    const parsed = article(
      `<meta property="og:site_name" content="News Example"><meta name="author" content="Ann Lee">
       <meta property="article:published_time" content="2026-03-01T10:00:00+02:00">
       <link rel="canonical" href="/world/story.html?utm_source=x">`,
      '<script>alert(1)</script><img src="a.jpg" onclick="x"><p><a href="b.html">b</a></p>',
    );
    expect(parsed).toMatchObject({
      title: 'A vote put off',
      byline: 'Ann Lee',
      siteName: 'News Example',
      language: 'en',
      direction: 'ltr',
      publishedMs: Date.UTC(2026, 2, 1, 8),
      canonicalUrl: 'https://news.example/world/story.html',
      complete: true,
      imageUrls: ['https://news.example/world/a.jpg'],
    });
    expect(parsed.html).toContain('<a href="https://news.example/world/b.html">');
    expect(parsed.html).not.toMatch(/script|onclick| src=/);
    expect(parsed.text).toContain('The council met on Tuesday');
  });

  it('reads relative addresses by its base', () => {
    const parsed = article('<base href="https://cdn.example/x/">', '<img src="a.jpg"><p><a href="#note">n</a></p>');
    expect(parsed.imageUrls).toEqual(['https://cdn.example/x/a.jpg']);
  });

  it('is known to be cut off when its end is missing', () => {
    expect(parse(page('', BODY).replace('</body></html>', '')).complete).toBe(false);
  });

  it('is read in the charset that HTTP names, whatever the page says', () => {
    const html = page('<meta charset="gb2312">', `<article>${BODY}<p>Привет, мир</p></article>`);
    expect(parse(html).text).toContain('Привет, мир');
  });
});

describe('a page in disorder', () => {
  it.each([
    ['a body that ends before the article', `<html><body><p>top</p></body>${BODY.repeat(30)}</html>`],
    ['two bodies', `<html><body><p>menu</p></body><body><article>${BODY}</article></body></html>`],
    ['no body at all', `<p>top</p><article>${BODY}</article>`],
    ['an article before its html', `<article>${BODY}</article><html><head><title>t</title></head><body></body></html>`],
    ['end tags that nothing opened', `</div></body></html><html><body></table></td><article>${BODY}</article>`],
  ])('is read all the same: %s', (_what, html) => {
    expect(parse(html).text).toContain('The council met on Tuesday');
  });
});

describe('pictures behind lazy loaders', () => {
  it.each([
    ['<img src="data:image/gif;base64,R0" data-src="/p.jpg">'],
    ['<img class="lazy" data-srcset="/s.jpg 300w, /p.jpg 1000w">'],
    ['<picture><source srcset="/p.jpg 1000w"><img src="data:image/gif;base64,R0"></picture>'],
    ['<figure><img src="/blank.gif"><noscript><img src="/p.jpg"></noscript></figure>'],
    ['<amp-img src="/p.jpg" width="100" height="50"></amp-img>'],
  ])('are found in %s', (html) => {
    expect(article('', html).imageUrls).toEqual(['https://news.example/p.jpg']);
  });

  it('do not include tracking pixels', () => {
    expect(
      article('', '<img src="https://t.example/x" width="1" height="1"><img src="https://mc.yandex.ru/watch/1">')
        .imageUrls,
    ).toEqual([]);
  });
});

describe('the day of publication', () => {
  const published = (head: string, body = '', url = URL_OF_PAGE) =>
    new Date(
      parse(page(head, `<article><h1>A vote put off</h1>${body}${BODY}</article>`), url).publishedMs ?? 0,
    ).toISOString();

  it.each([
    [
      '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","datePublished":"2026-03-01T10:00:00Z"}]}</script>',
      '',
    ],
    [
      '<script type="application/ld+json">/*<![CDATA[*/{"@type":"NewsArticle",\n"datePublished":"2026-03-01T10:00Z",}\n</script><meta name="pubdate" content="2026-03-01T10:00Z">',
      '',
    ],
    ['<meta itemprop="datePublished" content="2026-03-01T10:00:00Z">', ''],
    ['<meta name="DC.date.issued" content="2026-03-01T10:00:00Z">', ''],
    ['', '<time datetime="2026-03-01T10:00:00Z">yesterday</time>'],
    ['', '<span class="post-date">1 March 2026, 10:00</span>'],
    ['', '<div class="meta"><span>by Ann</span> | <span>2026.03.01 10:00</span></div>'],
    ['', '<div>2026年03月01日10:00 | 来源：新华网</div>'],
  ])('is found in %s%s', (head, body) => {
    expect(published(head, body)).toBe('2026-03-01T10:00:00.000Z');
  });

  it('is taken from the address when nothing else tells it', () => {
    expect(published('', '', 'https://news.example/2026/03/01/story')).toBe('2026-03-01T00:00:00.000Z');
    expect(dateOfUrl('https://news.example/20260301-1234/')).toBe(Date.UTC(2026, 2, 1));
    expect(dateOfUrl('https://news.example/2026/02/31/')).toBeNull();
    expect(dateOfUrl('https://news.example/story-20263199')).toBeNull();
  });

  it('is not the day of a change, nor of a broken clock', () => {
    expect(
      article(
        '<meta name="date" content="1970-01-01T00:00:00Z">',
        '<time class="updated" datetime="2026-03-02">x</time>',
      ).publishedMs,
    ).toBeNull();
  });

  it.each([
    ['Published on 3 May 2021 by X', '2021-05-03'],
    ['الأربعاء، 07 أكتوبر 2020 - 12:09 م', '2020-10-07'],
    ['опубликовано 23 сентября 2020', '2020-09-23'],
    ['am 5. Oktober 2022 um 10:00', '2022-10-05'],
  ])('is read out of %j', (line, day) => {
    expect(new Date(dateIn(line) ?? 0).toISOString().slice(0, 10)).toBe(day);
  });
});

describe('the byline', () => {
  it.each([
    [
      'two authors',
      '<script type="application/ld+json">{"@type":"Article","author":[{"name":"Ann Lee"},{"name":"Bo Ek"}]}</script>',
      '',
      'Ann Lee, Bo Ek',
    ],
    [
      'an author by reference',
      '<script type="application/ld+json">{"@graph":[{"@type":"Person","@id":"#a","name":"Ann Lee"},{"@type":"Article","author":{"@id":"#a"}}]}</script>',
      '',
      'Ann Lee',
    ],
    [
      'a name rather than a number',
      '<meta name="author" content="105092">',
      '<span class="byline">Ann Lee</span>',
      'Ann Lee',
    ],
    [
      'a name rather than a profile',
      '<meta property="article:author" content="https://facebook.com/x"><meta name="lrt_authors" content="Ann Lee">',
      '',
      'Ann Lee',
    ],
    [
      'a name rather than the site',
      '<meta property="og:site_name" content="NTV"><script type="application/ld+json">{"@type":"Article","author":{"@type":"Organization","name":"NTV"}}</script><meta name="articleAuthor" content="Ann Lee">',
      '',
      'Ann Lee',
    ],
    [
      'the site when there is nobody else',
      '<meta property="og:site_name" content="NTV"><meta name="author" content="NTV">',
      '',
      'NTV',
    ],
    ['a credit at the end', '', '<p>（责编：牛镛、岳弘彬）</p>', '牛镛, 岳弘彬'],
    ['nobody', '<meta name="author" content="admin">', '', null],
  ])('is %s', (_what, head, body, byline) => {
    expect(article(head, body).byline).toBe(byline);
  });
});

describe('language and direction', () => {
  const FARSI =
    '<p>شورای شهر روز سه‌شنبه تشکیل جلسه داد، و پس از سه ساعت گفت‌وگو، رأی‌گیری را بار دیگر به تعویق انداخت.</p>';

  it('come from the text where the page is silent or wrong', () => {
    const silent = parse(page('', `<article>${FARSI.repeat(8)}</article>`, '<html>'));
    expect(silent).toMatchObject({ language: 'fa', direction: 'rtl' });
    expect(parse(page('', `<article>${FARSI.repeat(8)}</article>`, '<html lang="en">'))).toMatchObject({
      language: 'fa',
      direction: 'rtl',
    });
  });

  it('come from the page where it says so', () => {
    expect(parse(page('', BODY, '<html lang="en-GB" dir="rtl">'))).toMatchObject({
      language: 'en-GB',
      direction: 'rtl',
    });
    expect(parse(page('<meta property="og:locale" content="en_US">', BODY, '<html>')).language).toBe('en-US');
  });
});

describe('the canonical address', () => {
  const canonical = (href: string) => article(`<link rel="canonical" href="${href}">`).canonicalUrl;

  it('is believed only on the same site, and not when it is the front page', () => {
    expect(canonical('https://www.news.example/world/story')).toBe('https://www.news.example/world/story');
    expect(canonical('https://evil.example/story')).toBeNull();
    expect(canonical('/')).toBeNull();
    expect(canonical('javascript:alert(1)')).toBeNull();
  });
});

describe('what is refused', () => {
  const codeOf = (html: string | Uint8Array, contentType: string | null = 'text/html') => {
    try {
      const bytes = typeof html === 'string' ? new TextEncoder().encode(html) : html;
      return parsePage(bytes, { contentType, url: URL_OF_PAGE }).title;
    } catch (error) {
      return error instanceof LarderError ? error.code : String(error);
    }
  };

  it.each([
    ['nothing', '', 'PAGE_HAS_NO_ARTICLE'],
    ['a page without words', page('', '<div></div>'), 'PAGE_HAS_NO_ARTICLE'],
    ['a PDF', '%PDF-1.7 ...', 'PAGE_HAS_NO_ARTICLE'],
    ['a page of 30 MB', new Uint8Array(30_000_000).fill(0x20), 'PAGE_TOO_LARGE'],
    ['a page of 100,000 tags', page('', PARAGRAPH.repeat(100_000)), 'PAGE_TOO_COMPLEX'],
    ['a page nested 1,000 deep', page('', '<div>'.repeat(1000) + BODY), 'PAGE_TOO_COMPLEX'],
    ['a page of open brackets', page('', '< '.repeat(400_000)), 'PAGE_TOO_COMPLEX'],
    ['a class that breaks the reader', page('', `<p class="${'a '.repeat(500_000)}">x</p>${BODY}`), 'PAGE_TOO_COMPLEX'],
  ])('is %s', (_what, html, code) => {
    expect(codeOf(html)).toBe(code);
  });

  it('is something else by its type', () => {
    expect(codeOf('{"a":1}', 'application/json')).toBe('PAGE_HAS_NO_ARTICLE');
    expect(codeOf(page('', BODY), 'application/json')).toBe('A vote put off');
  });
});
