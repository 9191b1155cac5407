import { useState } from 'react';
import type { FeedSummary } from '../../shared/model.ts';
import { useUi } from '../app/ui-context.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';
import { Problem } from './Problem.tsx';

type RemoveSourceProps = {
  readonly feed: FeedSummary;
  /** One came for this. */
  readonly focused: boolean;
  readonly onClose: () => void;
};

/** Two steps, for what is deleted is gone. */
export function RemoveSource({ feed, focused, onClose }: RemoveSourceProps) {
  const { m } = useText();
  const dispatch = useUi();
  const [asked, setAsked] = useState(false);
  const [deleteArticles, setDeleteArticles] = useState(false);
  const remove = useCall('feeds.remove', () => {
    dispatch({ type: 'view', view: { kind: 'unread' }, nowMs: Date.now() });
    onClose();
  });
  return (
    <div className={styles['section']}>
      <p className={styles['hint']}>{m.source.removeHint}</p>
      {!asked && (
        <button
          type="button"
          className={styles['danger']}
          data-first-focus={focused ? '' : undefined}
          onClick={() => setAsked(true)}
        >
          {m.source.remove}
        </button>
      )}
      {asked && (
        <>
          <label className={styles['choice']}>
            <input
              type="checkbox"
              checked={deleteArticles}
              onChange={(event) => setDeleteArticles(event.target.checked)}
            />
            <span>{m.source.deleteArticles}</span>
          </label>
          <Problem error={remove.error} />
          <div className={styles['actions']}>
            <button type="button" className={styles['secondary']} onClick={() => setAsked(false)}>
              {m.common.cancel}
            </button>
            <button
              type="button"
              className={styles['danger']}
              disabled={remove.isPending}
              onClick={() => remove.mutate({ id: feed.id, deleteArticles })}
            >
              {m.source.removeConfirm}
            </button>
          </div>
        </>
      )}
    </div>
  );
}
