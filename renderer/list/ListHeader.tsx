import type { ListView } from '../../shared/contract.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useOpenDialog, useUi } from '../app/ui-context.ts';
import { useGive } from '../bundles/use-give.ts';
import { useFeeds } from '../data/queries.ts';
import { useText } from '../text/text.tsx';
import styles from './ListHeader.module.css';
import { viewTitle } from './view-title.ts';

type ListHeaderProps = {
  readonly view: ListView;
  readonly query: string;
  readonly total: number | undefined;
  readonly unread: number;
};

/** The list's name and size, and what can be done with all of it. */
export function ListHeader({ view, query, total, unread }: ListHeaderProps) {
  const { m } = useText();
  const dispatch = useUi();
  const openDialog = useOpenDialog();
  const give = useGive();
  const feeds = useFeeds().data;
  const title = query === '' ? viewTitle(view, feeds, m) : m.list.searchingFor;
  const filterable = query === '' && (view.kind === 'feed' || view.kind === 'folder') ? view : null;
  const settings = query === '' ? settingsOf(view) : null;
  return (
    <div className={styles['header']}>
      <div className={styles['name']}>
        <h2 className={styles['title']}>
          <bdi>{title}</bdi>
        </h2>
        <output className={styles['count']}>
          {total !== undefined && (query === '' ? m.list.articles(total) : m.list.found(total))}
        </output>
      </div>
      {filterable && (
        <button
          type="button"
          className={styles['action']}
          aria-pressed={filterable.unreadOnly}
          onClick={() =>
            dispatch({
              type: 'view',
              view: { ...filterable, unreadOnly: !filterable.unreadOnly },
              nowMs: Date.now(),
            })
          }
        >
          {m.list.unreadOnly}
        </button>
      )}
      {query === '' && unread > 0 && (
        <IconButton label={m.list.markAllRead} icon="check" onPress={() => openDialog({ kind: 'mark-all' })} />
      )}
      {total !== undefined && total > 0 && (
        <IconButton label={m.bundles.give} icon="give" onPress={() => give(view, query)} />
      )}
      {settings && <IconButton label={m.sources.settingsOf(title)} icon="more" onPress={() => openDialog(settings)} />}
    </div>
  );
}

function settingsOf(view: ListView) {
  if (view.kind === 'feed') return { kind: 'source' as const, feedId: view.feedId };
  if (view.kind === 'folder') return { kind: 'folder' as const, path: view.path };
  return null;
}
