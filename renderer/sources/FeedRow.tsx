import type { ListView } from '../../shared/contract.ts';
import type { FeedSummary } from '../../shared/model.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import type { Format } from '../text/format.ts';
import type { Messages } from '../messages/en.ts';
import { useText } from '../text/text.tsx';
import { isFailing } from './failing.ts';
import { Monogram } from './Monogram.tsx';
import { SourceRow } from './SourceRow.tsx';

type FeedRowProps = {
  readonly feed: FeedSummary;
  readonly view: ListView;
  readonly depth: number;
  readonly onSelect: (view: ListView) => void;
};

/** Why nothing new comes from a source, in a few words; undefined while all is well. */
export function feedNote(feed: FeedSummary, m: Messages, format: Format): string | undefined {
  if (!isFailing(feed)) return undefined;
  return feed.lastSuccessMs === null
    ? m.sources.neverAnswered
    : m.sources.notAnswering(format.moment(feed.lastSuccessMs));
}

export function FeedRow({ feed, view, depth, onSelect }: FeedRowProps) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  return (
    <SourceRow
      name={feed.title}
      sign={<Monogram name={feed.title} />}
      unread={feed.unread}
      note={feedNote(feed, m, format)}
      muted={isFailing(feed)}
      depth={depth}
      current={view.kind === 'feed' && view.feedId === feed.id}
      onSelect={() => onSelect({ kind: 'feed', feedId: feed.id, unreadOnly: false })}
      onSettings={() => openDialog({ kind: 'source', feedId: feed.id })}
    />
  );
}
