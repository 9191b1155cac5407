import { useEffect, useState } from 'react';
import { IconButton } from '../app/IconButton.tsx';
import { directionOf } from '../text/direction.ts';
import { useText } from '../text/text.tsx';
import styles from './SearchField.module.css';

/** Shorter than the pause between words, longer than that between letters. */
const TYPING_PAUSE_MS = 120;
/** As the contract has it. */
const MAX_QUERY_CHARACTERS = 500;

type SearchFieldProps = {
  /** The query in force; set from outside, it replaces what was typed. */
  readonly query: string;
  readonly onSearch: (query: string) => void;
  readonly onLeave: () => void;
};

/** Searches while one types. */
export function SearchField({ query, onSearch, onLeave }: SearchFieldProps) {
  const { m } = useText();
  const [typed, setTyped] = useState(query);
  const [inForce, setInForce] = useState(query);
  if (query !== inForce) {
    setInForce(query);
    if (query !== typed.trim()) setTyped(query);
  }

  useEffect(() => {
    if (typed.trim() === query) return;
    const timer = setTimeout(() => onSearch(typed.trim()), typed === '' ? 0 : TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, query, onSearch]);

  return (
    <search className={styles['search']}>
      <svg className={styles['glass']} viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
        <path d="M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13 13l4 4" />
      </svg>
      <input
        type="text"
        role="searchbox"
        className={styles['field']}
        dir={directionOf(typed)}
        data-search
        value={typed}
        maxLength={MAX_QUERY_CHARACTERS}
        placeholder={m.list.search}
        aria-label={m.list.search}
        aria-keyshortcuts="/"
        autoComplete="off"
        autoCorrect="off"
        autoCapitalize="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            if (typed === '') onLeave();
            else setTyped('');
          } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
            event.preventDefault();
            if (typed.trim() !== query) onSearch(typed.trim());
            onLeave();
          }
        }}
      />
      {typed !== '' && (
        <IconButton className={styles['clear']} label={m.list.clearSearch} icon="close" onPress={() => setTyped('')} />
      )}
    </search>
  );
}
