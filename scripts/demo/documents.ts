/** What the simulated publishers serve: feeds in three formats, and pages as cluttered as real ones. */
import type { Story } from './prose.ts';
import type { Publisher } from './publishers.ts';

export type Published = {
  readonly index: number;
  readonly story: Story;
  readonly url: string;
  readonly imageUrl: string;
  readonly atMs: number;
};
export type Site = { readonly publisher: Publisher; readonly origin: string; readonly articles: readonly Published[] };

export const FEED_PATHS = { rss: '/rss.xml', atom: '/atom.xml', json: '/feed.json' } as const;
const FEED_TYPES = { rss: 'application/rss+xml', atom: 'application/atom+xml', json: 'application/feed+json' } as const;

export function feedType({ feed, charset }: Publisher): string {
  return feed === 'json' ? FEED_TYPES.json : `${FEED_TYPES[feed]}; charset=${charset}`;
}

export function feedDocument(site: Site): string {
  const newestFirst = site.articles.toReversed();
  return { rss, atom, json }[site.publisher.feed](site, newestFirst);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function rss({ publisher, origin }: Site, articles: readonly Published[]): string {
  const items = articles.map(
    ({ story, url, atMs }) => `  <item>
   <title>${escape(story.title)}</title>
   <link>${url}?utm_source=rss&amp;utm_medium=feed</link>
   <guid isPermaLink="true">${url}</guid>
   <dc:creator>${escape(story.author)}</dc:creator>
   <pubDate>${new Date(atMs).toUTCString()}</pubDate>
   <description>${escape(`<p>${story.paragraphs[0] ?? ''}</p>`)}</description>
  </item>`,
  );
  return `<?xml version="1.0" encoding="${publisher.charset}"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel>
  <title>${escape(publisher.name)}</title>
  <link>${origin}/</link>
  <description>${escape(publisher.name)}</description>
  <language>${publisher.language}</language>
${items.join('\n')}
 </channel>
</rss>
`;
}

function atom({ publisher, origin }: Site, articles: readonly Published[]): string {
  const entries = articles.map(
    ({ index, story, url, atMs }) => ` <entry>
  <title>${escape(story.title)}</title>
  <link rel="alternate" href="${new URL(url).pathname}"/>
  <id>tag:${publisher.feed}.invalid,2026:${index}</id>
  <updated>${new Date(atMs).toISOString()}</updated>
  <author><name>${escape(story.author)}</name></author>
  <summary>${escape(story.paragraphs[0] ?? '')}</summary>
 </entry>`,
  );
  return `<?xml version="1.0" encoding="${publisher.charset}"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="${origin}/" xml:lang="${publisher.language}">
 <title>${escape(publisher.name)}</title>
 <link rel="alternate" href="/"/>
 <link rel="self" href="${origin}${FEED_PATHS.atom}"/>
 <id>tag:${publisher.feed}.invalid,2026:feed</id>
 <updated>${new Date(articles[0]?.atMs ?? 0).toISOString()}</updated>
${entries.join('\n')}
</feed>
`;
}

function json({ publisher, origin }: Site, articles: readonly Published[]): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: publisher.name,
    home_page_url: `${origin}/`,
    feed_url: `${origin}${FEED_PATHS.json}`,
    language: publisher.language,
    items: articles.map(({ story, url, imageUrl, atMs }) => ({
      id: url,
      url,
      title: story.title,
      image: imageUrl,
      summary: story.paragraphs[0],
      date_published: new Date(atMs).toISOString(),
      authors: [{ name: story.author }],
    })),
  });
}

function head({ publisher }: Site, title: string, extra: string): string {
  const dir = publisher.language === 'fa' ? 'rtl' : 'ltr';
  return `<!doctype html>
<html lang="${publisher.language}" dir="${dir}">
<head>
<meta charset="${publisher.charset}">
<title>${escape(title)} | ${escape(publisher.name)}</title>
<meta property="og:site_name" content="${escape(publisher.name)}">
${extra}
<script>window.counter = window.counter || []; counter.push(['visit', Date.now()]);</script>
</head>
<body>
<div class="cookie-banner" role="dialog"><p>We and our 841 partners value your attention. <button>Accept</button></p></div>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/weather">Weather</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>
`;
}

/** A front page that announces its feed. */
export function homePage(site: Site): string {
  const { feed, name } = site.publisher;
  const announced = `<link rel="alternate" type="${FEED_TYPES[feed]}" title="${escape(name)}" href="${FEED_PATHS[feed]}">`;
  const list = site.articles.map(({ story, url }) => `<li><a href="${url}">${escape(story.title)}</a></li>`);
  return `${head(site, name, announced)}<main><h1>${escape(name)}</h1><ul>${list.join('\n')}</ul></main></body></html>`;
}

/** An article among everything that usually surrounds one: banner, menu, lazy picture, tracker, related links, footer. */
export function articlePage(site: Site, { story, url, imageUrl, atMs }: Published): string {
  const published = new Date(atMs).toISOString();
  const meta = [
    `<meta name="author" content="${escape(story.author)}">`,
    `<meta property="og:title" content="${escape(story.title)}">`,
    `<meta property="article:published_time" content="${published}">`,
    `<link rel="canonical" href="${url}">`,
  ].join('\n');
  const related = site.articles
    .slice(0, 4)
    .map((other) => `<li><a href="${other.url}">${escape(other.story.title)}</a></li>`);
  const [first = '', ...others] = story.paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`);
  return `${head(site, story.title, meta)}<div class="page">
<article class="story">
<h1>${escape(story.title)}</h1>
<p class="byline">${escape(story.author)}</p><time datetime="${published}">${published.slice(0, 10)}</time>
<div class="share"><a href="/share?to=a">Share</a> <a href="/share?to=b">Send</a></div>
${first}
<figure><img class="lazy" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" data-src="${new URL(imageUrl).pathname}" alt="${escape(story.caption)}" width="640" height="360"><figcaption>${escape(story.caption)}</figcaption></figure>
${others.join('\n')}
<img src="/count.gif?page=1" width="1" height="1" alt="">
</article>
<aside class="sidebar related"><h3>More</h3><ul>${related.join('')}</ul></aside>
<div class="advertisement"><a href="/buy">Buy one, get one.</a><script>counter.push(['ad'])</script></div>
</div>
<footer class="footer"><p>${escape(site.publisher.name)}</p></footer>
</body></html>`;
}

/** What a provider puts in the place of a blocked site: complete, polite, 200 OK, and not news. */
export const ISP_STUB = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Access restricted</title></head>
<body><h1>Access to this resource is restricted</h1>
<p>Access to the requested information resource has been restricted by decision of the competent authority. If you believe
that the resource is restricted in error, please contact your internet service provider.</p></body></html>
`;
