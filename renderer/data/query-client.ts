import { QueryClient } from '@tanstack/react-query';

/**
 * What is asked of the core is on this machine, so a browser that believes itself offline must ask all the same
 * (`networkMode`): that is when the archive is needed. Nothing goes stale by time; the core's events say when to ask again.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: Infinity,
      },
      // What was asked may hold a passphrase: it is not remembered after the answer.
      mutations: { networkMode: 'always', retry: false, gcTime: 0 },
    },
  });
}
