import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { LibraryShown, ListView } from '../../shared/contract.ts';
import type { Article, ArticleId, FeedSummary, LoggedAttempt, QuarantineEntry, Status } from '../../shared/model.ts';
import { useClient } from './client-context.ts';

/** First words of the cache's keys; events invalidate by them. */
export const KEYS = {
  library: 'library',
  feeds: 'feeds',
  status: 'status',
  rows: 'rows',
  article: 'article',
  count: 'count',
  quarantine: 'quarantine',
  attempts: 'attempts',
  schedule: 'schedule',
  windows: 'windows',
  queue: 'queue',
  readiness: 'readiness',
  preparation: 'preparation',
  transfers: 'transfers',
  bundles: 'bundles',
  estimate: 'estimate',
  tags: 'tags',
} as const;

export function useLibrary(): UseQueryResult<LibraryShown> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.library], queryFn: () => client.call('library.get', {}) });
}

export function useFeeds(): UseQueryResult<FeedSummary[]> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.feeds], queryFn: () => client.call('feeds.list', {}) });
}

export function useStatus(): UseQueryResult<Status> {
  return useStatusFact((status) => status);
}

/** One fact of the status, which comes several times a second during a pass: drawn anew only when that fact changes. */
export function useStatusFact<Fact>(select: (status: Status) => Fact): UseQueryResult<Fact> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.status], queryFn: () => client.call('status.get', {}), select });
}

/** What came and was not let in. */
export function useQuarantine(): UseQueryResult<QuarantineEntry[]> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.quarantine], queryFn: () => client.call('quarantine.list', {}) });
}

/** The newest attempts of the log, while there is one. */
export function useAttempts(limit: number, on: boolean): UseQueryResult<LoggedAttempt[]> {
  const client = useClient();
  return useQuery({
    queryKey: [KEYS.attempts, limit],
    queryFn: () => client.call('attempts.list', { limit }),
    enabled: on,
  });
}

export function useArticle(id: ArticleId | null): UseQueryResult<Article> {
  const client = useClient();
  return useQuery({
    queryKey: [KEYS.article, id],
    queryFn: () => client.call('articles.get', { id: id as ArticleId }),
    enabled: id !== null,
  });
}

/**
 * How many articles have come to a view since it was put on screen. Both ends are counted at the same moment, and for a
 * list of unread ones only what is unread, for those that were read meanwhile are still shown in it.
 */
export function useFreshCount(view: ListView, asOfMs: number): number {
  const client = useClient();
  const unreadOnly = view.kind === 'unread' || ('unreadOnly' in view && view.unreadOnly);
  const fresh = useQuery({
    queryKey: [KEYS.count, 'fresh', view, asOfMs],
    queryFn: async () => {
      const empty = { view, offset: 0, limit: 0 };
      const [then, now] = await Promise.all([
        client.call('articles.list', { ...empty, asOfMs }),
        client.call('articles.list', { ...empty, asOfMs: Date.now() }),
      ]);
      return unreadOnly ? now.unread - then.unread : now.total - then.total;
    },
  });
  return fresh.data ?? 0;
}

/** How many articles a view holds now, and how many of them are unread: a list of no rows. */
export function useCount(view: ListView): UseQueryResult<{ total: number; unread: number }> {
  const client = useClient();
  return useQuery({
    queryKey: [KEYS.count, view],
    queryFn: async () => {
      const page = await client.call('articles.list', { view, offset: 0, limit: 0, asOfMs: Date.now() });
      return { total: page.total, unread: page.unread };
    },
    placeholderData: (previous) => previous,
  });
}
