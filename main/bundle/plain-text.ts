/** Nothing but text, for telephones that show nothing else, and for paper. */
import { isoTime } from '../../shared/json-line.ts';
import type { ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { oneLine } from './one-line.ts';
import type { Piece } from './piece.ts';
import { plainParagraphs, underline } from './plain-paragraphs.ts';

/** Old telephones and editors take a file for the encoding of their country without it. */
const BYTE_ORDER_MARK = '\ufeff';
/** Makes a line begin on the right, where a program does not see by itself that it should (UAX 9, "implicit marks"). */
const RIGHT_TO_LEFT = '\u200f';
const BETWEEN = '* * *';

/**
 * Newest first. Lines are as long as paragraphs: whatever shows them knows its own width.
 * @param queries addresses go out with their queries
 */
export function* plainTextPieces(
  title: string,
  articles: Iterable<ExportedArticle>,
  queries: boolean,
): Generator<Piece> {
  const heading = oneLine(title);
  yield { text: `${BYTE_ORDER_MARK}${heading}\n${underline(heading, '=')}\n`, counts: 0 };
  for (const article of articles) yield { text: `\n${BETWEEN}\n\n${textOf(article, queries)}\n`, counts: 1 };
}

function textOf(article: ExportedArticle, queries: boolean): string {
  const title = oneLine(article.title) || '—';
  const published = isoTime(article.publishedMs)?.slice(0, 16).replace('T', ' ');
  const facts = [article.sourceTitle, published === undefined ? '' : `${published} UTC`, article.byline ?? ''];
  const { url } = cutAddress(article.url, { queries });
  const head = [
    title,
    underline(title, '='),
    facts
      .map((fact) => oneLine(fact))
      .filter(Boolean)
      .join(' · '),
    ...(url === null ? [] : [url]),
  ];
  const text = [head.join('\n'), ...plainParagraphs(article.html, queries)].join('\n\n');
  return article.direction === 'rtl' ? text.replace(/^(?=.)/gm, RIGHT_TO_LEFT) : text;
}
