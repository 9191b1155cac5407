import { useEffect } from 'react';
import type { ListView } from '../../shared/contract.ts';
import { useFreshCount } from '../data/queries.ts';
import { useText } from '../text/text.tsx';
import styles from './NewArticles.module.css';

type NewArticlesProps = {
  readonly view: ListView;
  readonly asOfMs: number;
  /** Nothing is on screen that could move under the reader's hand. */
  readonly atOnce: boolean;
  readonly onRenew: () => void;
};

/** The list stands still while one reads; what came since waits behind this button. */
export function NewArticles({ view, asOfMs, atOnce, onRenew }: NewArticlesProps) {
  const { m } = useText();
  const fresh = useFreshCount(view, asOfMs);
  useEffect(() => {
    if (atOnce && fresh > 0) onRenew();
  }, [atOnce, fresh, onRenew]);
  if (fresh <= 0) return null;
  return (
    <button type="button" className={styles['button']} onClick={onRenew}>
      {m.list.newArticles(fresh)}
    </button>
  );
}
