/** One article of a bundle as a page for people: no scripts, nothing from elsewhere, the way back to the list. */
import { parseHttpUrl } from '../../shared/url.ts';
import { escapedLine, speechOf } from './html-text.ts';
import { escapeHtml } from './inert-html.ts';

export type PageFacts = {
  readonly byline: string | null;
  readonly direction: 'ltr' | 'rtl';
  readonly language: string | null;
  readonly published: string | null;
  readonly source: string;
  readonly title: string;
  readonly url: string | null;
};

/** The file's own word on what it may do, from a disk as from a server. */
const POLICY = "default-src 'none'; img-src 'self' file:; style-src 'self' file:; base-uri 'none'; form-action 'none'";

export function pageHead(title: string, speech: string, root: string): string {
  return (
    `<!doctype html>\n<html${speech}><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    '<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">' +
    `<title>${escapedLine(title)}</title><link rel="stylesheet" href="${root}style.css"></head>\n<body>\n`
  );
}

/** An address in letters, where none of them hides, turns or looks like another kind of character. */
function legible(address: string): string {
  try {
    const text = decodeURI(address);
    return /[\p{C}\p{Z}]/u.test(text) ? address : text;
  } catch {
    return address; // a percent sign that stands for itself
  }
}

/** What a reader takes out again with `textOfPage`. */
export function articlePage(facts: PageFacts, html: string): string {
  const address = facts.url === null ? null : (parseHttpUrl(facts.url)?.href ?? null);
  const title = escapedLine(facts.title) || '—';
  const known = [
    facts.byline === null ? '' : `<bdi>${escapedLine(facts.byline)}</bdi>`,
    facts.published === null
      ? ''
      : `<time datetime="${facts.published}" dir="ltr">${facts.published.slice(0, 16).replace('T', ' ')} UTC</time>`,
  ].filter(Boolean);
  const lines = [
    known.join(' · '),
    address === null
      ? ''
      : `<a class="address" dir="ltr" rel="noreferrer" href="${escapeHtml(address)}">${escapedLine(legible(address))}</a>`,
  ].filter(Boolean);
  return (
    `${pageHead(facts.title, speechOf(facts), '../')}<header>` +
    `<p class="source"><a href="../index.html">↑</a> <bdi>${escapedLine(facts.source)}</bdi></p>` +
    `<h1>${title}</h1>${lines.map((line) => `<p class="facts">${line}</p>`).join('')}</header>\n` +
    `<main>\n${html}\n</main>\n</body></html>\n`
  );
}

/** Null: no article stands in it. */
export function textOfPage(page: string): string | null {
  const start = page.indexOf('<main>');
  const end = page.lastIndexOf('</main>');
  if (start === -1 || end < start) return null;
  return page.slice(start + '<main>'.length, end).replace(/^\n|\n$/g, '');
}
