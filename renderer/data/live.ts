import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Status } from '../../shared/model.ts';
import type { HostedClient } from '../client.ts';
import { useClient } from './client-context.ts';
import { KEYS } from './queries.ts';
import { throttle } from './throttle.ts';

/** A pass commits many articles a second; asking again this often is as lively as anyone can read. */
const REFRESH_EVERY_MS = 1500;
/** What the planner tells changes with every request; sums and forecasts are read more slowly. */
const PLANS_EVERY_MS = 4000;

/** Turns the core's events into cache updates. Returns the function that stops it. */
export function followEvents(client: HostedClient, cache: QueryClient): () => void {
  const again = (...keys: string[]) => {
    for (const key of keys) void cache.invalidateQueries({ queryKey: [key] });
  };
  const articles = throttle(
    () => again(KEYS.rows, KEYS.article, KEYS.count, KEYS.feeds, KEYS.bundles, KEYS.estimate, KEYS.tags),
    REFRESH_EVERY_MS,
  );
  const feeds = throttle(() => again(KEYS.feeds, KEYS.library, KEYS.quarantine, KEYS.attempts), REFRESH_EVERY_MS);
  const plans = throttle(
    () => again(KEYS.schedule, KEYS.windows, KEYS.queue, KEYS.preparation, KEYS.readiness),
    PLANS_EVERY_MS,
  );

  const stops = [
    client.onEvent('status', (status) => {
      // An answer to an earlier question may still be on its way, and is older than this.
      void cache.cancelQueries({ queryKey: [KEYS.status] });
      const before = cache.getQueryData<Status>([KEYS.status]);
      cache.setQueryData([KEYS.status], status);
      // Nothing else changes when an answer is kept out, or let in after all.
      if (before?.quarantined !== status.quarantined) again(KEYS.quarantine);
      plans.call();
    }),
    client.onEvent('transfers', (transfers) => {
      void cache.cancelQueries({ queryKey: [KEYS.transfers] });
      cache.setQueryData([KEYS.transfers], transfers);
    }),
    client.onEvent('changed', (change) => {
      if (change.articles) articles.call();
      if (change.feeds) feeds.call();
      plans.call();
    }),
    // Whatever happened while the host was away was missed.
    client.host.subscribe(() => {
      if (client.host.isThere()) void cache.invalidateQueries();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    articles.cancel();
    feeds.cancel();
    plans.cancel();
  };
}

export function useLiveUpdates(): void {
  const client = useClient();
  const cache = useQueryClient();
  useEffect(() => followEvents(client, cache), [client, cache]);
}

export function useHostIsThere(): boolean {
  const { host } = useClient();
  return useSyncExternalStore(host.subscribe, host.isThere);
}
