import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { LibraryShown } from '../../shared/contract.ts';
import type { Preferences } from '../../shared/model.ts';
import { useClient } from './client-context.ts';
import { KEYS, useLibrary } from './queries.ts';

export const DEFAULT_PREFERENCES: Preferences = { locale: null, theme: 'system', textSize: 100 };
/** Per cent; the contract allows 60 to 250. */
const TEXT_SIZES = [60, 70, 80, 90, 100, 110, 125, 140, 160, 180, 200, 225, 250];

/** The next size up or down, or the same at either end. */
export function nextTextSize(current: number, direction: 1 | -1): number {
  const next =
    direction === 1
      ? TEXT_SIZES.find((size) => size > current)
      : TEXT_SIZES.toReversed().find((size) => size < current);
  return next ?? current;
}

export function usePreferences(): Preferences {
  return useLibrary().data?.preferences ?? DEFAULT_PREFERENCES;
}

/** Shows the change at once and writes it down behind. */
export function useSetPreferences(onError: (error: unknown) => void): (change: Partial<Preferences>) => void {
  const client = useClient();
  const cache = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (preferences: Preferences) => client.call('preferences.set', preferences),
    onError(error) {
      void cache.invalidateQueries({ queryKey: [KEYS.library] });
      onError(error);
    },
  });
  return (change) => {
    const library = cache.getQueryData<LibraryShown>([KEYS.library]);
    const preferences = { ...(library?.preferences ?? DEFAULT_PREFERENCES), ...change };
    if (library) cache.setQueryData<LibraryShown>([KEYS.library], { ...library, preferences });
    mutate(preferences);
  };
}
