import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { BundleSettings, Estimate, Selection, Transfer } from '../../shared/bundles.ts';
import type { Input } from '../../shared/contract.ts';
import { useClient } from './client-context.ts';
import { KEYS } from './queries.ts';

/** Exports and imports, under way and done; events bring what changes. */
export function useTransfers(): readonly Transfer[] {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.transfers], queryFn: () => client.call('transfers.list', {}) }).data ?? [];
}

/** Null: none was begun, or it was forgotten. */
export function useTransfer(id: string | null): Transfer | null {
  return useTransfers().find((transfer) => transfer.id === id) ?? null;
}

export function useBundleSettings(): UseQueryResult<BundleSettings> {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.bundles], queryFn: () => client.call('bundles.settings', {}) });
}

/** What articles are tagged with; empty where nothing is. */
export function useTags(): readonly string[] {
  const client = useClient();
  return useQuery({ queryKey: [KEYS.tags], queryFn: () => client.call('tags.list', {}) }).data ?? [];
}

/** How much a choice comes to; of the one before while it is counted. */
export function useEstimate(selection: Selection): UseQueryResult<Estimate> {
  const client = useClient();
  return useQuery({
    queryKey: [KEYS.estimate, selection],
    queryFn: () => client.call('exports.estimate', { selection: asInput(selection) }),
    placeholderData: (previous) => previous,
  });
}

export function asInput(selection: Selection): Input<'exports.estimate'>['selection'] {
  const { feedIds, folder, ids, ...rest } = selection;
  return { ...rest, feedIds: feedIds && [...feedIds], folder: folder && [...folder], ids: ids && [...ids] };
}
