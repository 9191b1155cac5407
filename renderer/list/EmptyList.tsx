import type { ListView } from '../../shared/contract.ts';
import { useText } from '../text/text.tsx';
import styles from './EmptyList.module.css';

/** Why there is nothing here, and what to do about it. */
export function EmptyList({ view, query }: { readonly view: ListView; readonly query: string }) {
  const { m } = useText();
  const key = view.kind === 'folder' ? 'feed' : view.kind;
  return <p className={styles['empty']}>{query === '' ? m.list.empty[key] : m.list.empty.search(query)}</p>;
}
