import type { ListView } from '../../shared/contract.ts';
import type { ArticleId } from '../../shared/model.ts';
import { useFail, useOpenDialog } from '../app/ui-context.ts';
import type { HostedClient } from '../client.ts';
import { useClient } from '../data/client-context.ts';
import type { GiveScope } from './give-draft.ts';

/** As the contract has them: rows of one answer, and articles of one selection. */
const ROWS = 500;
const MAX_IDS = 20_000;

/** Opens the dialog for what a list shows. */
export function useGive(): (view: ListView, query: string) => void {
  const client = useClient();
  const openDialog = useOpenDialog();
  const fail = useFail();
  return (view, query) => {
    scopeOf(client, view, query).then((scope) => openDialog({ kind: 'give', scope }), fail);
  };
}

async function scopeOf(client: HostedClient, view: ListView, query: string): Promise<GiveScope> {
  if (query !== '') return { kind: 'search', query };
  if (view.kind !== 'saved') return { kind: 'view', view };
  // No selection knows them: they come from no source, and are named one by one.
  return { kind: 'articles', ids: await idsOf(client, view) };
}

async function idsOf(client: HostedClient, view: ListView): Promise<readonly ArticleId[]> {
  const asOfMs = Date.now();
  const ids: ArticleId[] = [];
  for (let offset = 0; offset < MAX_IDS; offset += ROWS) {
    const { items, total } = await client.call('articles.list', { view, offset, limit: ROWS, asOfMs });
    ids.push(...items.map(({ id }) => id));
    if (items.length === 0 || ids.length >= total) break;
  }
  return ids;
}
