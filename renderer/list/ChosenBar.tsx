import type { ArticleId } from '../../shared/model.ts';
import { useFail, useOpenDialog, useUi } from '../app/ui-context.ts';
import { useMark } from '../data/marks.ts';
import { useText } from '../text/text.tsx';
import styles from './ChosenBar.module.css';

/** As the contract has it for one call. */
const MARKED_AT_ONCE = 1000;

/** What was picked out of the lists, and what can be done with it. */
export function ChosenBar({ chosen }: { readonly chosen: readonly ArticleId[] }) {
  const { m } = useText();
  const dispatch = useUi();
  const openDialog = useOpenDialog();
  const mark = useMark(useFail());

  function markAll(change: { readonly read: true } | { readonly starred: true }): void {
    for (let at = 0; at < chosen.length; at += MARKED_AT_ONCE) {
      mark({ ids: chosen.slice(at, at + MARKED_AT_ONCE), ...change });
    }
  }

  return (
    <div className={styles['bar']} role="toolbar" aria-label={m.list.chosenCount(chosen.length)}>
      <output className={styles['count']}>{m.list.chosenCount(chosen.length)}</output>
      <button type="button" onClick={() => openDialog({ kind: 'give', scope: { kind: 'articles', ids: chosen } })}>
        {m.list.giveChosen}
      </button>
      <button type="button" onClick={() => markAll({ starred: true })}>
        {m.article.star}
      </button>
      <button type="button" onClick={() => markAll({ read: true })}>
        {m.article.markRead}
      </button>
      <button type="button" onClick={() => dispatch({ type: 'choose', id: null })}>
        {m.list.unchoose}
      </button>
    </div>
  );
}
