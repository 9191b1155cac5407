import type { ListView } from '../../shared/contract.ts';
import type { FeedSummary } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';

/** What stands over the list. */
export function viewTitle(view: ListView, feeds: readonly FeedSummary[] | undefined, m: Messages): string {
  if (view.kind === 'feed') return feeds?.find((feed) => feed.id === view.feedId)?.title ?? '';
  if (view.kind === 'folder') return view.path.at(-1) ?? '';
  return m.views[view.kind];
}
