import type { ArticleId } from '../../shared/model.ts';
import { useOpenDialog, useUi } from '../app/ui-context.ts';
import { useText } from '../text/text.tsx';
import styles from './ChosenBar.module.css';

/** What was picked out of the lists, and what can be done with it. */
export function ChosenBar({ chosen }: { readonly chosen: readonly ArticleId[] }) {
  const { m } = useText();
  const dispatch = useUi();
  const openDialog = useOpenDialog();
  return (
    <div className={styles['bar']}>
      <output className={styles['count']}>{m.list.chosenCount(chosen.length)}</output>
      <button type="button" onClick={() => openDialog({ kind: 'give', scope: { kind: 'articles', ids: chosen } })}>
        {m.list.giveChosen}
      </button>
      <button type="button" onClick={() => dispatch({ type: 'choose', id: null })}>
        {m.list.unchoose}
      </button>
    </div>
  );
}
