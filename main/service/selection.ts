import type { Selection } from '../../shared/bundles.ts';
import type { FeedId, FeedSummary } from '../../shared/model.ts';
import type { ExportSelection } from '../archive/archive.ts';

/** A folder is where its sources are now: the archive knows sources alone. */
export function selectionOf(
  { folder, feedIds, ...rest }: Selection,
  feeds: readonly Pick<FeedSummary, 'id' | 'folder'>[],
): ExportSelection {
  if (folder === null) return { ...rest, feedIds };
  const inside = feeds.filter((feed) => folder.every((name, level) => feed.folder[level] === name));
  const chosen: readonly FeedId[] = inside.map(({ id }) => id).filter((id) => feedIds === null || feedIds.includes(id));
  return { ...rest, feedIds: chosen };
}
