import { useQueryClient } from '@tanstack/react-query';
import type { LibraryShown } from '../../shared/contract.ts';
import type { ProxyShown } from '../../shared/routes.ts';
import { useClient } from './client-context.ts';
import { KEYS, useLibrary } from './queries.ts';

/** The owner's settings of the network; undefined until the library is here. */
export function useNetwork(): LibraryShown['network'] | undefined {
  return useLibrary().data?.network;
}

const NONE: readonly ProxyShown[] = [];

export function useProxies(): readonly ProxyShown[] {
  return useNetwork()?.proxies ?? NONE;
}

/** Turns the log of attempts on or off; the other settings stay. Resolves when that shows everywhere. */
export function useKeepLog(): (on: boolean) => Promise<void> {
  const client = useClient();
  const cache = useQueryClient();
  return async (on) => {
    const network = cache.getQueryData<LibraryShown>([KEYS.library])?.network;
    if (!network) return;
    await client.call('network.set', { dohUrl: network.dohUrl, systemRoots: network.systemRoots, log: on });
    await Promise.all([KEYS.library, KEYS.attempts].map((key) => cache.invalidateQueries({ queryKey: [key] })));
  };
}
