/** The list of contents: days, newest first, and in each the sources with their headlines. */
import type { ExportedArticle } from '../archive/archive.ts';
import { anchorOf, escapedLine, speechOf } from './html-text.ts';
import type { Piece } from './piece.ts';
import { isoTime } from '../../shared/json-line.ts';

export const CONTENTS_ID = 'contents';

/** Headlines held at once: a feed without dates may bring all of its articles on one day. The day then goes on in another block. */
const MOST_HELD = 1_000;

/** @param articles newest first */
export function* contentsPieces(articles: Iterable<ExportedArticle>): Generator<Piece> {
  yield { text: `<nav id="${CONTENTS_ID}">\n`, counts: 0 };
  let day = '';
  let held = 0;
  let isFirst = true;
  const bySource = new Map<string, string[]>();
  const block = (): Piece => {
    const text = held === 0 ? '' : dayBlock(day, held, bySource, isFirst);
    if (held > 0) isFirst = false;
    bySource.clear();
    held = 0;
    return { text, counts: 0 };
  };
  for (const article of articles) {
    const own = isoTime(article.publishedMs)?.slice(0, 10) ?? '';
    // Articles without a date, or with one to come, stand where they arrived: with their neighbours.
    const stays = own === '' || (day !== '' && own >= day);
    if (!stays || held === MOST_HELD) yield block();
    else yield { text: '', counts: 0 };
    if (!stays) day = own;
    const source = escapedLine(article.sourceTitle);
    const entries = bySource.get(source) ?? [];
    bySource.set(source, entries);
    entries.push(`<li${speechOf(article)}><a href="#${anchorOf(article)}">${escapedLine(article.title)}</a></li>`);
    held += 1;
  }
  yield block();
  yield { text: '</nav>\n', counts: 0 };
}

function dayBlock(day: string, count: number, bySource: ReadonlyMap<string, readonly string[]>, open: boolean): string {
  const sources = [...bySource].map(
    ([source, entries]) => `<h3 dir="auto">${source}</h3><ul>\n${entries.join('\n')}\n</ul>`,
  );
  const name = day === '' ? '—' : `<time>${day}</time>`;
  return `<details${open ? ' open' : ''}><summary>${name} <small>${count}</small></summary>\n${sources.join('\n')}\n</details>\n`;
}
