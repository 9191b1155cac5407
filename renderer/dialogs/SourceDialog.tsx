import { useState } from 'react';
import type { FeedSummary } from '../../shared/model.ts';
import { useUi } from '../app/ui-context.ts';
import { useClient } from '../data/client-context.ts';
import { useCall } from '../data/use-call.ts';
import { useFeeds, useLibrary } from '../data/queries.ts';
import { pathKey } from '../sources/folder-tree.ts';
import { useText } from '../text/text.tsx';
import { Field, MAX_NAME_CHARACTERS } from './Field.tsx';
import { FolderPicker } from './FolderPicker.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';
import { RemoveSource } from './RemoveSource.tsx';
import { SourceFacts } from './SourceFacts.tsx';

type SourceDialogProps = { readonly feedId: string; readonly onClose: () => void };

/** All about one source: how it is, what it is called, where it stands, and how to be rid of it. */
export function SourceDialog({ feedId, onClose }: SourceDialogProps) {
  const feed = useFeeds().data?.find((candidate) => candidate.id === feedId);
  if (!feed) return null;
  return (
    <Modal title={feed.title} onClose={onClose}>
      <div className={styles['form']}>
        <SourceFacts feed={feed} />
        {feed.subscribed && <SourceForm feed={feed} onClose={onClose} />}
        {feed.subscribed && <RemoveSource feed={feed} onClose={onClose} />}
      </div>
    </Modal>
  );
}

function SourceForm({ feed, onClose }: { readonly feed: FeedSummary; readonly onClose: () => void }) {
  const { m } = useText();
  const client = useClient();
  const dispatch = useUi();
  const given = useLibrary().data?.subscriptions.find((subscription) => subscription.id === feed.id)?.title ?? '';
  const [title, setTitle] = useState(given);
  const [folder, setFolder] = useState<readonly string[]>(feed.folder);
  const [error, setError] = useState<unknown>(null);
  const refresh = useCall('feeds.rename', onClose);
  const start = useCall('fetch.start', onClose);

  async function save(): Promise<void> {
    setError(null);
    try {
      if (pathKey(folder) !== pathKey(feed.folder)) {
        await client.call('feeds.move', { id: feed.id, folder: [...folder] });
        // A folder that is being shown has lost a source.
        dispatch({ type: 'renew', nowMs: Date.now() });
      }
      refresh.mutate({ id: feed.id, title: title.trim() === '' ? null : title.trim() });
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={m.source.name}
        value={title}
        placeholder={feed.title}
        maxLength={MAX_NAME_CHARACTERS}
        onChange={setTitle}
      />
      <FolderPicker label={m.folder.label} value={folder} withNew onChange={setFolder} />
      <Problem error={error ?? refresh.error ?? start.error} />
      <div className={styles['actions']}>
        <button type="button" className={styles['secondary']} onClick={() => start.mutate({ feedIds: [feed.id] })}>
          {m.source.fetch}
        </button>
        <button type="submit" className={styles['primary']}>
          {m.common.save}
        </button>
      </div>
    </form>
  );
}
