import {
  useMutation,
  type UseMutationResult,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Input, LibraryShown } from '../../shared/contract.ts';
import {
  DEFAULT_SCHEDULE,
  type PreparationView,
  type QueueView,
  type Readiness,
  type Schedule,
  type ScheduleView,
  settableOf,
  type WindowsView,
} from '../../shared/schedule.ts';
import { useClient } from './client-context.ts';
import { KEYS, useLibrary } from './queries.ts';

/** A forecast says "from now on", and now moves while nothing else happens. */
const FORECAST_EVERY_MS = 60_000;

/** Why each source is or is not asked now, what was spent, what does not fit together. */
export function useSchedulePlan(): UseQueryResult<ScheduleView> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.schedule], queryFn: () => client.call('schedule.get', {}) });
}

export function useWindows(): UseQueryResult<WindowsView> {
  const client = useClient();
  return useQuery({
    queryKey: [KEYS.windows],
    queryFn: () => client.call('windows.get', {}),
    refetchInterval: FORECAST_EVERY_MS,
  });
}

export function useQueue(): UseQueryResult<QueueView> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.queue], queryFn: () => client.call('queue.get', {}) });
}

export function useReadiness(): UseQueryResult<Readiness> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.readiness], queryFn: () => client.call('readiness.get', {}) });
}

export function usePreparation(): UseQueryResult<PreparationView | null> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.preparation], queryFn: () => client.call('preparation.get', {}) });
}

/** What the owner decided about fetching. */
export function useSchedule(): Schedule {
  return useLibrary().data?.schedule ?? DEFAULT_SCHEDULE;
}

export type ScheduleChange = Partial<Input<'schedule.set'>>;

/** Changes some of the schedule and leaves the rest as it is kept. */
export function useSetSchedule(): UseMutationResult<null, Error, ScheduleChange> {
  const client = useClient();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: ScheduleChange) => {
      const kept = cache.getQueryData<LibraryShown>([KEYS.library])?.schedule ?? DEFAULT_SCHEDULE;
      return client.call('schedule.set', { ...settableOf(kept), ...change });
    },
    onSuccess: () =>
      Promise.all(
        [KEYS.library, KEYS.schedule, KEYS.status, KEYS.queue].map((key) =>
          cache.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}
