import type { Stored } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import styles from './StoredMark.module.css';

/** How much of an article is here: a full, a half or an empty circle. */
export function StoredMark({ stored }: { readonly stored: Stored }) {
  const { m } = useText();
  return <span className={styles['mark']} data-stored={stored} title={m.list.stored[stored]} aria-hidden="true" />;
}
