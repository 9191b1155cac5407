import type { ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { escapeHtml, inertPieces } from './inert-html.ts';
import type { Piece } from './piece.ts';
import { portableLink, portableLinkTag } from './portable-html.ts';
import { isoTime, jsonLine } from '../../shared/json-line.ts';

/**
 * One array, an article to a line, so that it can be read whole as well as line by line.
 * @param queries addresses go out with their queries
 */
export function* jsonPieces(articles: Iterable<ExportedArticle>, queries: boolean): Generator<Piece> {
  let count = 0;
  for (const article of articles) {
    const line = jsonLine({
      title: article.title,
      url: cutAddress(article.url, { queries }).url,
      feed: article.sourceTitle,
      byline: article.byline,
      language: article.language,
      published: isoTime(article.publishedMs),
      stored: article.stored,
      text: article.text,
      html: htmlOf(article.html, queries),
    });
    yield { text: `${count === 0 ? '[\n' : ',\n'}${line}`, counts: 1 };
    count += 1;
  }
  yield { text: count === 0 ? '[]\n' : '\n]\n', counts: 0 };
}

/** Pictures keep their places and their addresses, which nothing asks for where `html` is put. */
function htmlOf(html: string, queries: boolean): string {
  const pieces = inertPieces(html, {
    idPrefix: '',
    link: (href, attributes) => portableLinkTag(href, attributes, queries),
    picture(address, _alt, attributes) {
      // Out of a bundle they came without one.
      const left = address === null || address.startsWith('sha256:') ? address : portableLink(address, queries);
      return left === null || left === '' ? `<img${attributes}>` : `<img data-src="${escapeHtml(left)}"${attributes}>`;
    },
  });
  return [...pieces].join('');
}
