import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Input, LibraryShown } from '../../shared/contract.ts';
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

/** Shows the switch at once and writes it down behind. */
export function useKeepLog(onError: (error: unknown) => void): (on: boolean) => void {
  const client = useClient();
  const cache = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (settings: Input<'network.set'>) => client.call('network.set', settings),
    onError,
    onSettled: async () => {
      await cache.invalidateQueries({ queryKey: [KEYS.library] });
      await cache.invalidateQueries({ queryKey: [KEYS.attempts] });
    },
  });
  return (on) => {
    const library = cache.getQueryData<LibraryShown>([KEYS.library]);
    if (!library) return;
    const network = { ...library.network, log: on };
    cache.setQueryData<LibraryShown>([KEYS.library], { ...library, network });
    mutate({ dohUrl: network.dohUrl, systemRoots: network.systemRoots, log: on });
  };
}
