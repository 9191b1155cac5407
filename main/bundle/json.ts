import type { ExportedArticle } from '../archive/archive.ts';
import type { Piece } from './piece.ts';
import { isoTime, jsonLine } from '../../shared/json-line.ts';

/** One array, an article to a line, so that it can be read whole as well as line by line. */
export function* jsonPieces(articles: Iterable<ExportedArticle>): Generator<Piece> {
  let count = 0;
  for (const article of articles) {
    const line = jsonLine({
      title: article.title,
      url: article.url,
      feed: article.feedTitle,
      byline: article.byline,
      language: article.language,
      published: isoTime(article.publishedMs),
      stored: article.stored,
      text: article.text,
      html: article.html,
    });
    yield { text: `${count === 0 ? '[\n' : ',\n'}${line}`, counts: 1 };
    count += 1;
  }
  yield { text: count === 0 ? '[]\n' : '\n]\n', counts: 0 };
}
