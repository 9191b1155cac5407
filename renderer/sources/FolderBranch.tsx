import { useState } from 'react';
import type { ListView } from '../../shared/contract.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useText } from '../text/text.tsx';
import { FeedRow } from './FeedRow.tsx';
import styles from './FolderBranch.module.css';
import { type Folder, pathKey } from './folder-tree.ts';
import { SourceRow } from './SourceRow.tsx';

type FolderBranchProps = {
  readonly folder: Folder;
  readonly view: ListView;
  readonly depth: number;
  readonly onSelect: (view: ListView) => void;
};

/** A folder, what is in it, and a switch to hide that. */
export function FolderBranch({ folder, view, depth, onSelect }: FolderBranchProps) {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const [open, setOpen] = useState(true);
  return (
    <li>
      <div className={styles['head']}>
        <SourceRow
          name={folder.name}
          unread={open ? undefined : folder.unread}
          depth={depth}
          muted
          current={view.kind === 'folder' && pathKey(view.path) === pathKey(folder.path)}
          onSelect={() => onSelect({ kind: 'folder', path: [...folder.path], unreadOnly: false })}
          onSettings={() => openDialog({ kind: 'folder', path: folder.path })}
        />
        <button
          type="button"
          className={styles['switch']}
          aria-expanded={open}
          aria-label={open ? m.sources.collapse(folder.name) : m.sources.expand(folder.name)}
          onClick={() => setOpen(!open)}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>
        </button>
      </div>
      {open && (
        <ul>
          {folder.folders.map((inner) => (
            <FolderBranch key={pathKey(inner.path)} folder={inner} view={view} depth={depth + 1} onSelect={onSelect} />
          ))}
          {folder.feeds.map((feed) => (
            <li key={feed.id}>
              <FeedRow feed={feed} view={view} depth={depth} onSelect={onSelect} />
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
