import type { Database } from './database.ts';
import type { ReceivedArticle } from './face.ts';
import { findReceived } from './identity.ts';

/**
 * How much of these is new here. Their texts are not known yet, so that this is a forecast: `fuller` where one that says to
 * be complete meets less than the whole article here, or any text no more than a headline. That a bundle has pictures which
 * are missing here shows only when it comes.
 */
export function lookUp(
  database: Database,
  articles: readonly Omit<ReceivedArticle, 'html'>[],
): readonly ('new' | 'fuller' | 'known')[] {
  const state = database.sql<{ stored: number; origin: string; from_item: number }>(
    `SELECT a.stored, v.origin, EXISTS (SELECT 1 FROM bundle_item b WHERE b.item = @item AND b.article = a.n) AS from_item
     FROM article a JOIN version v ON v.n = a.shown WHERE a.n = @article`,
  );
  return articles.map((received) => {
    const item = Buffer.from(received.item, 'hex');
    const article = findReceived(database, item, received);
    const here = article === null ? undefined : state.get({ item, article });
    if (here === undefined) return 'new';
    // The same item brings nothing new, unless what was better than it then was taken back since.
    if (here.from_item === 1 && (here.stored > 0 || here.origin === 'bundle')) return 'known';
    return here.stored === 0 || (received.complete && here.stored < 2) ? 'fuller' : 'known';
  });
}
