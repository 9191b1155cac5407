import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Article, ArticleId } from '../../shared/model.ts';
import { useClient } from './client-context.ts';
import { KEYS } from './queries.ts';
import type { RowPage } from './rows.ts';

export type Mark = { readonly ids: readonly ArticleId[]; readonly read?: boolean; readonly starred?: boolean };

/** Shows a mark everywhere the article is held, before the core has written it down. */
export function showMark(cache: QueryClient, mark: Mark): void {
  const marked = new Set<string>(mark.ids);
  const change = {
    ...(mark.read === undefined ? {} : { read: mark.read }),
    ...(mark.starred === undefined ? {} : { starred: mark.starred }),
  };
  cache.setQueriesData<RowPage>({ queryKey: [KEYS.rows] }, (page) =>
    page && page.items.some((row) => marked.has(row.id))
      ? { ...page, items: page.items.map((row) => (marked.has(row.id) ? { ...row, ...change } : row)) }
      : page,
  );
  for (const id of mark.ids) {
    cache.setQueryData<Article>([KEYS.article, id], (article) => (article ? { ...article, ...change } : article));
  }
}

/** Read and starred, at once on screen; what the core then says about it wins. */
export function useMark(onError: (error: unknown) => void): (mark: Mark) => void {
  const client = useClient();
  const cache = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (mark: Mark) => client.call('articles.mark', { ...mark, ids: [...mark.ids] }),
    onMutate: (mark) => showMark(cache, mark),
    onError(error) {
      // The truth is in the core: ask for everything that showed the mark.
      void cache.invalidateQueries({ queryKey: [KEYS.rows] });
      void cache.invalidateQueries({ queryKey: [KEYS.article] });
      onError(error);
    },
    onSuccess(_, mark) {
      // An answer that was on its way while the mark was written may have brought the old state back.
      showMark(cache, mark);
      void cache.invalidateQueries({ queryKey: [KEYS.feeds] });
      void cache.invalidateQueries({ queryKey: [KEYS.count] });
    },
  });
  return mutate;
}
