import { type KeyboardEvent, useMemo } from 'react';
import type { ListView } from '../../shared/contract.ts';
import { useUi } from '../app/ui-context.ts';
import { useFeeds, useLibrary } from '../data/queries.ts';
import { useText } from '../text/text.tsx';
import { FeedRow } from './FeedRow.tsx';
import { buildFolderTree, pathKey } from './folder-tree.ts';
import { FolderBranch } from './FolderBranch.tsx';
import { SmartViews } from './SmartViews.tsx';
import { SourcesHeader } from './SourcesHeader.tsx';
import styles from './SourcesPane.module.css';

/** Everything one can read from: the cross-cutting views, then folders and sources. */
export function SourcesPane({ view }: { readonly view: ListView }) {
  const { m, locale } = useText();
  const dispatch = useUi();
  const feeds = useFeeds().data;
  const folders = useLibrary().data?.folders;
  const tree = useMemo(
    () =>
      buildFolderTree(
        (feeds ?? []).filter((feed) => feed.subscribed),
        folders ?? [],
        locale,
      ),
    [feeds, folders, locale],
  );
  const kept = (feeds ?? []).filter((feed) => !feed.subscribed && feed.total > 0);
  const select = (next: ListView) => dispatch({ type: 'view', view: next, nowMs: Date.now() });

  return (
    <nav className={styles['pane']} aria-label={m.sources.label} data-pane-name="sources">
      <SourcesHeader />
      {/* The rows are the stops; the list only moves focus between them. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className={styles['scroll']} onKeyDown={moveBetweenRows}>
        <SmartViews view={view} onSelect={select} />
        <ul className={styles['tree']}>
          {tree.feeds.map((feed) => (
            <li key={feed.id}>
              <FeedRow feed={feed} view={view} depth={0} onSelect={select} />
            </li>
          ))}
          {tree.folders.map((folder) => (
            <FolderBranch key={pathKey(folder.path)} folder={folder} view={view} depth={0} onSelect={select} />
          ))}
        </ul>
        {kept.length > 0 && (
          <>
            <h2 className={styles['heading']}>{m.sources.unsubscribed}</h2>
            <ul>
              {kept.map((feed) => (
                <li key={feed.id}>
                  <FeedRow feed={feed} view={view} depth={0} onSelect={select} />
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </nav>
  );
}

/** Up and down, first and last, among the rows, as in a list. */
function moveBetweenRows(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-source-row]')];
  const at = rows.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  rows[to]?.focus();
}
