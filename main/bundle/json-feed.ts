/** JSON Feed 1.1 (jsonfeed.org): for other readers, and for whoever writes programs. */
import { hash } from 'node:crypto';
import { isoTime, jsonLine } from '../../shared/json-line.ts';
import type { ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { inertPieces } from './inert-html.ts';
import type { Piece } from './piece.ts';
import { portableLinkTag } from './portable-html.ts';
import { languageTag } from './xml-text.ts';

/**
 * An article to a line. Pictures are not in it: their addresses would be asked for by whoever shows it, and their bytes
 * would make a file that no feed reader opens; their descriptions stand in their places.
 * @param queries addresses go out with their queries
 */
export function* jsonFeedPieces(
  title: string,
  articles: Iterable<ExportedArticle>,
  queries: boolean,
): Generator<Piece> {
  const head = `{"version":"https://jsonfeed.org/version/1.1","title":${jsonLine(title.toWellFormed())},"items":[`;
  yield { text: head, counts: 0 };
  let count = 0;
  for (const article of articles) {
    yield { text: `${count === 0 ? '\n' : ',\n'}${jsonLine(itemOf(article, queries))}`, counts: 1 };
    count += 1;
  }
  yield { text: '\n]}\n', counts: 0 };
}

function itemOf(article: ExportedArticle, queries: boolean) {
  const published = isoTime(article.publishedMs);
  const { url, cut } = cutAddress(article.url, { queries });
  const language = languageTag(article.language);
  return {
    // What was taken off an address may be all that told two articles apart.
    id: url !== null && !cut && !article.urlCut ? url : `urn:sha256:${identityOf(article)}`,
    ...(url !== null && { url }),
    title: article.title.toWellFormed(),
    content_html: htmlOf(article.html, queries),
    content_text: article.text.toWellFormed(),
    ...(published !== null && { date_published: published }),
    ...(article.byline !== null && { authors: [{ name: article.byline.toWellFormed() }] }),
    ...(language !== null && { language }),
    tags: [article.sourceTitle.toWellFormed()],
  };
}

function identityOf({ title, publishedMs, text }: ExportedArticle): string {
  return hash('sha256', JSON.stringify([title, publishedMs, text]));
}

function htmlOf(html: string, queries: boolean): string {
  const pieces = inertPieces(html, {
    idPrefix: '',
    link: (href, attributes) => portableLinkTag(href, attributes, queries),
    picture: (_address, alt) => alt,
  });
  return [...pieces].join('').toWellFormed();
}
