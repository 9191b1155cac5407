import type { ListView } from '../../shared/contract.ts';
import { isDown } from '../../shared/line.ts';
import type { FeedSummary } from '../../shared/model.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useStatusFact } from '../data/queries.ts';
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

/** Since when nothing new comes from a source, in a few words; undefined while all is well. */
function feedNote(feed: FeedSummary, m: Messages, format: Format): string | undefined {
  if (!isFailing(feed)) return undefined;
  return feed.lastSuccessMs === null
    ? m.sources.neverFetched
    : m.sources.lastFetched(format.moment(feed.lastSuccessMs));
}

/** With the line down, no source answers: the status line says so once, and the list need not say it of each. */
function useLineIsDown(): boolean {
  const state = useStatusFact((status) => status.state).data;
  return state !== undefined && isDown(state);
}

export function FeedRow({ feed, view, depth, onSelect }: FeedRowProps) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const lineIsDown = useLineIsDown();
  return (
    <SourceRow
      name={feed.title}
      sign={<Monogram name={feed.title} />}
      unread={feed.unread}
      note={lineIsDown ? undefined : feedNote(feed, m, format)}
      reason={isFailing(feed) && feed.lastOutcome !== null ? m.outcomes[feed.lastOutcome] : undefined}
      muted={isFailing(feed)}
      depth={depth}
      current={view.kind === 'feed' && view.feedId === feed.id}
      onSelect={() => onSelect({ kind: 'feed', feedId: feed.id, unreadOnly: false })}
      onSettings={() => openDialog({ kind: 'source', feedId: feed.id })}
    />
  );
}
