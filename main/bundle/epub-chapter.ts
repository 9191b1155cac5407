/** An article as chapters of an EPUB: one, or as many as its length needs. */
import { isoTime } from '../../shared/json-line.ts';
import type { ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { dayOf } from './day-of.ts';
import { dayPath } from './epub-contents.ts';
import { epubBodies, strictAddress, type PictureOf } from './epub-xhtml.ts';
import { htmlParts } from './html-parts.ts';
import { htmlTree } from './html-tree.ts';
import { xmlAttribute, xmlLine, xmlSpeech, xmlText } from './xml-text.ts';

/** Old readers open a chapter as a whole, slowly: at 300 KB some give up. Markup and references come on top of this. */
const MAX_CHAPTER_BYTES = 200_000;

export type ChapterFile = { readonly name: string; readonly text: string };

/**
 * Files for the folder `a/`, to be read one after another.
 * @param name of the first, without its ending
 */
export function chapterFiles(
  article: ExportedArticle,
  name: string,
  { queries, pictureOf }: { readonly queries: boolean; readonly pictureOf: PictureOf },
): ChapterFile[] {
  const parts = htmlParts(htmlTree(article.html), MAX_CHAPTER_BYTES);
  const files = parts.map((_part, place) => `${name}${place === 0 ? '' : `-${place + 1}`}.xhtml`);
  const title = xmlLine(article.title) || '—';
  return epubBodies({ parts, files, pictureOf, queries }).map((body, place) => ({
    name: files[place] ?? '',
    text:
      '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n' +
      `<html xmlns="http://www.w3.org/1999/xhtml"${xmlSpeech(article.language, article.direction)}>` +
      `<head><title>${title}</title><link rel="stylesheet" type="text/css" href="../style.css"/></head>\n<body>\n` +
      `${place === 0 ? heading(article, title, queries) : ''}<div>${body}</div>\n</body></html>\n`,
  }));
}

function heading(article: ExportedArticle, title: string, queries: boolean): string {
  const published = isoTime(article.publishedMs);
  const { url } = cutAddress(article.url, { queries });
  const address = url === null ? null : strictAddress(url);
  const facts = [
    article.byline === null ? '' : `<bdi>${xmlLine(article.byline)}</bdi>`,
    published === null ? '' : `<bdi>${published.slice(0, 16).replace('T', ' ')} UTC</bdi>`,
    address === null ? '' : `<a href="${xmlAttribute(address)}" dir="ltr">${xmlText(shown(address))}</a>`,
  ];
  const back = `<a href="../${dayPath(dayOf(article))}">↑</a>`;
  return (
    `<p class="source"><bdi>${xmlLine(article.sourceTitle)}</bdi> ${back}</p><h1>${title}</h1>` +
    `<p class="facts">${facts.filter(Boolean).join(' · ')}</p>\n`
  );
}

/** As a person would say it, in a line or two. */
function shown(address: string): string {
  const plain = address.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, '');
  let readable = plain;
  try {
    readable = decodeURI(plain);
  } catch {
    // In another encoding: it is shown as it is.
  }
  return readable.length > 120 ? `${readable.slice(0, 119).toWellFormed()}…` : readable;
}
