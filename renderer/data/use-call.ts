import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Input, Method, Output } from '../../shared/contract.ts';
import { useClient } from './client-context.ts';
import { KEYS } from './queries.ts';

const CHANGED = [
  KEYS.library,
  KEYS.feeds,
  KEYS.count,
  KEYS.status,
  KEYS.attempts,
  KEYS.schedule,
  KEYS.windows,
  KEYS.queue,
  KEYS.preparation,
  KEYS.transfers,
  KEYS.bundles,
];

/** A call that changes something; afterwards sources, library, plans and counts are asked for again. */
export function useCall<M extends Method>(
  method: M,
  onDone?: (output: Output<M>) => void,
): UseMutationResult<Output<M>, Error, Input<M>> {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (input: Input<M>) => client.call(method, input),
    async onSuccess(output) {
      await Promise.all(CHANGED.map((key) => cache.invalidateQueries({ queryKey: [key] })));
      onDone?.(output);
    },
  });
}
