/** An article that stands in one bundle more than once, under several items, comes in once. */
import type { Database } from './database.ts';
import { keysInBundle, type KeysInBundle } from './identity.ts';
import { BEST_FIRST } from './preferred-version.ts';
import { dropStaged, passOnKeys } from './staged-article.ts';

/** With so many each is compared that share a key with it and are others all the same. */
const MOST_COMPARED = 100;

type Kept = { readonly article: number; readonly publishedMs: number | null; address: string | null };
type Alike = Omit<Kept, 'article'> & KeysInBundle;

/**
 * Of those that are the same, the best remains, in whatever order they came. Before the import is shown, and when all that
 * was here already is merged.
 */
export function uniteAlike(database: Database, incoming: number): void {
  const byPage = new Map<string, Kept[]>();
  const byMoment = new Map<string, Kept[]>();
  for (const article of candidates(database, incoming)) {
    const alike = factsOf(database, article);
    const same =
      keptUnder(byPage, alike.page).find((kept) => isOfOneDay(kept, alike)) ??
      keptUnder(byMoment, alike.moment).find((kept) => isOfOneAddress(kept, alike));
    if (same !== undefined) {
      passOnKeys(database, article, same.article);
      dropStaged(database, article);
      same.address ??= alike.address;
    }
    const kept = same ?? { article, publishedMs: alike.publishedMs, address: alike.address };
    remember(byPage, alike.page, kept);
    remember(byMoment, alike.moment, kept);
  }
}

/** All whose address, or headline and date, another one of the import has too: numbers only, for they may be very many. */
function candidates(database: Database, incoming: number): readonly number[] {
  return database
    .sql<{ article: number }>(
      `WITH span AS (SELECT min(article) AS first, max(article) AS last FROM incoming_article WHERE import = @incoming)
       SELECT i.article FROM span, incoming_article i JOIN article a ON a.n = i.article JOIN version v ON v.n = a.shown
       WHERE i.import = @incoming AND (
         i.url_key IN (SELECT url_key FROM incoming_article WHERE import = @incoming AND article IS NOT NULL
           GROUP BY url_key HAVING count(*) > 1)
         OR EXISTS (SELECT 1 FROM article b WHERE b.published_ms = a.published_ms AND b.title = a.title
           AND b.n BETWEEN span.first AND span.last AND b.n <> a.n))
       ORDER BY ${BEST_FIRST}, i.item`,
    )
    .all({ incoming })
    .map(({ article }) => article);
}

function factsOf(database: Database, article: number): Alike {
  const row = database
    .sql<{ title: string; url: string | null; url_cut: number; published_ms: number | null }>(
      'SELECT title, url, url_cut, published_ms FROM article WHERE n = ?',
    )
    .get(article);
  if (row === undefined) throw new Error('An article that waits is not there.');
  const { title, url, url_cut: cut, published_ms: publishedMs } = row;
  return { publishedMs, ...keysInBundle({ title, url, urlCut: cut === 1, publishedMs }) };
}

function keptUnder(kept: ReadonlyMap<string, readonly Kept[]>, key: string | null): readonly Kept[] {
  return (key === null ? undefined : kept.get(key)) ?? [];
}

function remember(all: Map<string, Kept[]>, key: string | null, kept: Kept): void {
  if (key === null) return;
  const others = all.get(key);
  if (others === undefined) all.set(key, [kept]);
  else if (others.length < MOST_COMPARED && !others.includes(kept)) others.push(kept);
}

/** Pages are filled anew every day, under one headline. */
const DAY_MS = 24 * 60 * 60 * 1000;

function isOfOneDay(a: Pick<Kept, 'publishedMs'>, b: Pick<Kept, 'publishedMs'>): boolean {
  return a.publishedMs === null || b.publishedMs === null || Math.abs(a.publishedMs - b.publishedMs) <= DAY_MS;
}

/** One that was cut may have been any of those that begin like it. */
function isOfOneAddress(a: Pick<Kept, 'address'>, b: Pick<Kept, 'address'>): boolean {
  return a.address === null || b.address === null || a.address === b.address;
}
