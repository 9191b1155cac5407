import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { searchWords } from '../article/search-words.ts';
import { loadedRow } from '../data/rows.ts';
import type { UiState } from './ui-state.ts';

const NONE: readonly string[] = [];

/** The words by which a search found the open article, in the forms in which they stand there. */
export function useSearchWords(state: UiState): readonly string[] {
  const cache = useQueryClient();
  const { view, asOfMs, query, cursor, openId } = state;
  return useMemo(() => {
    if (query === '' || openId === null) return NONE;
    const row = loadedRow(cache, { view, asOfMs, query }, cursor);
    if (row?.id !== openId || !row.snippet) return NONE;
    return searchWords(row.snippet, query);
  }, [cache, view, asOfMs, query, cursor, openId]);
}
