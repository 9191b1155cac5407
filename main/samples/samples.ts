/** The articles that ship with Larder, so that a first look needs no network. Written for it; the text is our own. */
import { readFileSync } from 'node:fs';
import type { ImageInfo, ParsedArticle, TextDirection } from '../../shared/model.ts';

export type Sample = { readonly key: string; readonly feedTitle: string; readonly page: ParsedArticle };
export type SampleImage = { readonly url: string; readonly bytes: Uint8Array; readonly info: ImageInfo };

/** One row of samples.json. */
type Entry = {
  readonly key: string;
  readonly file: string;
  readonly feedTitle: string;
  readonly title: string;
  readonly byline: string;
  readonly language: string;
  readonly direction: TextDirection;
  readonly published: string;
};

/** `.invalid` resolves nowhere (RFC 2606): even by mistake nobody is asked for it. */
const SHELF_URL = 'https://larder.invalid/samples/shelf.png';

/** @param folder where samples.json and its files lie; another one in a packaged program */
export function sampleArticles(folder: URL = new URL('./', import.meta.url)): Sample[] {
  const entries = JSON.parse(readFileSync(new URL('samples.json', folder), 'utf8')) as Entry[];
  return entries.map((entry) => ({
    key: entry.key,
    feedTitle: entry.feedTitle,
    page: toArticle(entry, asStored(readFileSync(new URL(entry.file, folder), 'utf8'))),
  }));
}

/** What stands behind the articles' `data-src`: to be stored with them, as nobody can fetch it. */
export function sampleImages(folder: URL = new URL('./', import.meta.url)): SampleImage[] {
  const bytes = readFileSync(new URL('shelf.png', folder));
  const info: ImageInfo = { format: 'png', mediaType: 'image/png', width: 960, height: 540, complete: true };
  return [{ url: SHELF_URL, bytes, info }];
}

function toArticle(entry: Entry, html: string): ParsedArticle {
  const text = textOf(html);
  return {
    title: entry.title,
    byline: entry.byline,
    siteName: entry.feedTitle,
    language: entry.language,
    direction: entry.direction,
    publishedMs: Date.parse(entry.published),
    canonicalUrl: null,
    excerpt: text.split('\n')[0] ?? null,
    html,
    text,
    imageUrls: html.includes(`data-src="${SHELF_URL}"`) ? [SHELF_URL] : [],
    complete: true,
  };
}

/** The files are laid out for people; what is stored looks like what the cleaner writes. */
function asStored(file: string): string {
  return file
    .replace(/\s+/g, ' ')
    .replaceAll(' />', '>')
    .replace(/(<(?:p|h2|ul|li|figure|figcaption|blockquote)>) /g, '$1')
    .replace(/ (<\/(?:p|h2|ul|li|figure|figcaption|blockquote)>)/g, '$1')
    .trim();
}

/** Our own files hold plain tags and no character references (a test says so), so that nothing cleverer is needed. */
function textOf(html: string): string {
  return html
    .replace(/<\/(?:p|h2|li|blockquote|figcaption|ul)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/\s*\n\s*/g, '\n')
    .trim();
}
