import { useQueryClient } from '@tanstack/react-query';
import type { UiState } from '../app/ui-state.ts';
import { KEYS, useCount } from '../data/queries.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import styles from './form.module.css';
import { Modal } from './Modal.tsx';
import { Problem } from './Problem.tsx';

type MarkAllDialogProps = { readonly state: UiState; readonly onClose: () => void };

/** Marks what the list showed when it was made; what came since stays unread. */
export function MarkAllDialog({ state, onClose }: MarkAllDialogProps) {
  const { m } = useText();
  const cache = useQueryClient();
  const { view, asOfMs } = state;
  const unread = useCount(view).data?.unread ?? 0;
  const markAll = useCall('articles.markAllRead', () => {
    void cache.invalidateQueries({ queryKey: [KEYS.rows] });
    void cache.invalidateQueries({ queryKey: [KEYS.article] });
    onClose();
  });
  return (
    <Modal title={m.markAll.title} onClose={onClose}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          markAll.mutate({ view, asOfMs });
        }}
      >
        <p>{m.markAll.body(unread)}</p>
        <Problem error={markAll.error} />
        <div className={styles['actions']}>
          <button type="button" className={styles['secondary']} onClick={onClose}>
            {m.common.cancel}
          </button>
          <button type="submit" className={styles['primary']} disabled={markAll.isPending}>
            {m.markAll.confirm}
          </button>
        </div>
      </form>
    </Modal>
  );
}
