import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { flushSync } from 'react-dom';
import type { Article, ArticleId } from '../../shared/model.ts';
import { useClient } from '../data/client-context.ts';
import { useMark } from '../data/marks.ts';
import { KEYS } from '../data/queries.ts';
import { loadRow, type Row } from '../data/rows.ts';
import { focusedPane, focusPane, paneBeside } from './focus.ts';
import { isTyping, keyAction, type KeyAction } from './keys.ts';
import { useFail, useUi } from './ui-context.ts';
import type { UiState } from './ui-state.ts';

export type Commands = {
  /** Opens a row of the list and marks it read. `focus`: the keyboard goes along into the text. */
  readonly openRow: (index: number, how: { readonly show: boolean; readonly focus: boolean }) => void;
  /** Takes a key from the window or from the reading frame. */
  readonly onKey: (event: KeyboardEvent) => void;
};

/** What keys do to articles has no meaning while none is in sight. */
const BESIDE_READING: ReadonlySet<KeyAction> = new Set([
  'next',
  'previous',
  'open',
  'star',
  'read',
  'choose',
  'original',
]);

/** Everything keys can do. */
export function useCommands(state: UiState): Commands {
  const client = useClient();
  const cache = useQueryClient();
  const dispatch = useUi();
  const fail = useFail();
  const mark = useMark(fail);
  const { view, asOfMs, query, cursor, openId, chosen, dialog, pane, activity } = state;

  const openRow = useCallback(
    (index: number, { show, focus }: { show: boolean; focus: boolean }) => {
      loadRow(client, cache, { view, asOfMs, query }, index).then((row) => {
        if (!row) return;
        dispatch({ type: 'open', id: row.id, index, show, focus });
        // The same article again: its text is there already.
        if (row.id === openId && focus) requestAnimationFrame(() => focusPane('article'));
        if (!row.read) mark({ ids: [row.id], read: true });
      }, fail);
    },
    [client, cache, view, asOfMs, query, openId, dispatch, mark, fail],
  );

  const run = useCallback(
    (action: KeyAction) => {
      if (activity !== null && BESIDE_READING.has(action)) return;
      switch (action) {
        case 'next':
        case 'previous': {
          const to = Math.max(0, action === 'next' ? cursor + 1 : cursor - 1);
          openRow(to, { show: pane === 'article', focus: focusedPane() === 'article' });
          return;
        }
        case 'open':
          if (cursor >= 0) openRow(cursor, { show: true, focus: true });
          else focusPane('article');
          return;
        case 'star':
        case 'read':
          void currentRow().then((row) => {
            if (!row) return;
            mark(action === 'star' ? { ids: [row.id], starred: !row.starred } : { ids: [row.id], read: !row.read });
          }, fail);
          return;
        case 'choose':
          void chosenRow().then((id) => {
            if (id !== undefined && id !== null) dispatch({ type: 'choose', id });
          }, fail);
          return;
        case 'original': {
          void currentRow().then((row) => {
            if (row?.url) dispatch({ type: 'dialog', dialog: { kind: 'link', address: row.url } });
          }, fail);
          return;
        }
        case 'search': {
          // At once, or the first letter of who types on is lost; on a narrow window the field is in sight after the pane.
          flushSync(() => dispatch({ type: 'pane', pane: 'list' }));
          const field = document.querySelector<HTMLInputElement>('[data-search]');
          field?.focus();
          field?.select();
          return;
        }
        case 'fetch':
          client.call('fetch.start', { feedIds: null }).catch(fail);
          return;
        case 'schedule':
          dispatch({ type: 'dialog', dialog: { kind: 'schedule' } });
          return;
        case 'help':
          dispatch({ type: 'dialog', dialog: { kind: 'help' } });
          return;
        case 'activity':
          dispatch({ type: 'activity', part: activity === null ? 'top' : null });
          if (activity !== null) requestAnimationFrame(() => focusPane('list'));
          return;
        case 'escape':
          if (activity !== null) {
            dispatch({ type: 'activity', part: null });
            requestAnimationFrame(() => focusPane('list'));
          } else if (pane === 'article' && focusedPane() === 'article') {
            dispatch({ type: 'pane', pane: 'list' });
            requestAnimationFrame(() => focusPane('list'));
          } else if (query !== '') dispatch({ type: 'search', query: '' });
          else if (chosen.length > 0) dispatch({ type: 'choose', id: null });
          else dispatch({ type: 'pane', pane: 'list' });
          return;
        case 'pane-left':
        case 'pane-right': {
          if (activity !== null) {
            focusPane(focusedPane() === 'sources' ? 'activity' : 'sources');
            return;
          }
          const mirrored = getComputedStyle(document.documentElement).direction === 'rtl';
          const beside = paneBeside(focusedPane(), action === 'pane-left' ? 'left' : 'right', mirrored);
          if (beside === 'article' && openId === null) return;
          dispatch({ type: 'pane', pane: beside });
          requestAnimationFrame(() => focusPane(beside));
        }
      }

      /** What a mark is meant for: the article that is open, or else the row under the cursor. */
      async function currentRow(): Promise<Row | Article | undefined> {
        if (openId !== null) {
          return (
            cache.getQueryData<Article>([KEYS.article, openId]) ?? (await client.call('articles.get', { id: openId }))
          );
        }
        return await loadRow(client, cache, { view, asOfMs, query }, cursor);
      }

      /** Choosing goes down the list: the row under the cursor, or else what is open. */
      async function chosenRow(): Promise<ArticleId | null | undefined> {
        return cursor < 0 ? openId : (await loadRow(client, cache, { view, asOfMs, query }, cursor))?.id;
      }
    },
    [client, cache, dispatch, fail, mark, openRow, view, asOfMs, query, cursor, openId, chosen, pane, activity],
  );

  const onKey = useCallback(
    (event: KeyboardEvent) => {
      if (event.defaultPrevented || dialog !== null || isTyping(event.target)) return;
      const action = keyAction(event);
      if (action === null) return;
      event.preventDefault();
      run(action);
    },
    [dialog, run],
  );
  return { openRow, onKey };
}
