import type { Input, SearchPage } from '../../shared/contract.ts';
import type { SearchHit } from '../../shared/model.ts';
import type { Database } from './database.ts';
import { summary } from './lists.ts';
import { matchExpression, type ParsedQuery, parseQuery } from './query.ts';
import { textOfVersion } from './search-index.ts';
import { snippetOf } from './snippet.ts';
import { stemmingOf } from './words.ts';

/**
 * Ranking looks at every match; beyond so many only the newest are ranked. A word that so many articles have tells little,
 * and what is new is the better guess.
 */
const MAX_RANKED = 2_000;
/** A match in the title is worth so many in the text. */
const TITLE_WEIGHT = 8;

export function search(database: Database, query: Input<'articles.search'>): SearchPage {
  const parsed = parseQuery(query.query);
  const expression = matchExpression(parsed);
  if (expression === null) return { items: [], total: 0 };
  const total =
    database.sql<{ total: number }>('SELECT count(*) AS total FROM word WHERE word MATCH ?').get(expression)?.total ??
    0;
  const found = query.offset < MAX_RANKED ? rankedArticles(database, expression) : [];
  const end = query.offset + query.limit;
  const articles = found.slice(query.offset, end);
  if (end > MAX_RANKED && total > MAX_RANKED) {
    articles.push(...unrankedArticles(database, expression, Math.max(query.offset, MAX_RANKED), end));
  }
  return { items: articles.flatMap((article) => hit(database, article, parsed) ?? []), total };
}

/** Best first; of equals the newest. */
function rankedArticles(database: Database, expression: string): number[] {
  return database
    .sql<{ article: number }>(
      `SELECT m.article FROM (
         SELECT rowid AS article, bm25(word, ${TITLE_WEIGHT}.0, 1.0) AS badness FROM word WHERE word MATCH ?
         ORDER BY rowid DESC LIMIT ${MAX_RANKED}
       ) m JOIN status s ON s.article = m.article ORDER BY round(m.badness, 1), s.sort_ms DESC`,
    )
    .all(expression)
    .map((row) => row.article);
}

/** What lies behind the ranked ones, in order of arrival. */
function unrankedArticles(database: Database, expression: string, start: number, end: number): number[] {
  return database
    .sql<{ article: number }>(
      'SELECT rowid AS article FROM word WHERE word MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?',
    )
    .all(expression, end - start, start)
    .map((row) => row.article);
}

function hit(database: Database, article: number, query: ParsedQuery): SearchHit | null {
  const row = summary(database, article);
  const shown = database
    .sql<{ shown: number; language: string | null }>('SELECT shown, language FROM article WHERE n = ?')
    .get(article);
  if (row === null || shown === undefined) return null;
  const text = textOfVersion(database, shown.shown);
  return { ...row, snippet: snippetOf(text, query, stemmingOf(shown.language)) };
}

/** Every match, for a selection; in no order. */
export function articlesMatching(database: Database, typed: string): ReadonlySet<number> {
  const expression = matchExpression(parseQuery(typed));
  if (expression === null) return new Set();
  const rows = database
    .sql<{ article: number }>('SELECT rowid AS article FROM word WHERE word MATCH ?')
    .all(expression);
  return new Set(rows.map((row) => row.article));
}
