import { useCallback, useEffect, useReducer } from 'react';
import { ActivityPage } from '../activity/ActivityPage.tsx';
import { ArticlePane } from '../article/ArticlePane.tsx';
import { useFeeds, useLibrary, useStatusFact } from '../data/queries.ts';
import { Dialogs } from '../dialogs/Dialogs.tsx';
import { ListPane } from '../list/ListPane.tsx';
import { SourcesPane } from '../sources/SourcesPane.tsx';
import { DropFiles } from '../bundles/DropFiles.tsx';
import { ClockBanner } from '../status/ClockBanner.tsx';
import { StatusBar } from '../status/StatusBar.tsx';
import { Welcome } from '../welcome/Welcome.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { PaneFailed } from './PaneFailed.tsx';
import styles from './Reader.module.css';
import { UiContext } from './ui-context.ts';
import { initialState, reduce, type UiState } from './ui-state.ts';
import { useCommands } from './use-commands.ts';
import { useSearchWords } from './use-search-words.ts';

/** The window: three panes or the activity page, and a status line; at first, a welcome. */
export function Reader() {
  const [state, dispatch] = useReducer(reduce, undefined, () => initialState(Date.now()));
  const isEmpty = useIsEmpty();
  return (
    <UiContext value={dispatch}>
      <div
        className={styles['window']}
        data-pane={state.pane}
        data-page={state.activity === null ? 'reading' : 'activity'}
      >
        {isEmpty && state.activity === null && <Welcome />}
        {!isEmpty && <Panes state={state} />}
        {state.activity !== null && (
          <ErrorBoundary fallback={<PaneFailed />}>
            <ActivityPage key={state.activity} part={state.activity} />
          </ErrorBoundary>
        )}
        <ClockBanner />
        <StatusBar seen={state.seen} />
      </div>
      <Dialogs state={state} />
      <DropFiles dialog={state.dialog} />
      <FailureNotice failure={state.failure} />
    </UiContext>
  );
}

function Panes({ state }: { readonly state: UiState }) {
  const { openRow, onKey } = useCommands(state);
  const words = useSearchWords(state);
  useEffect(() => {
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onKey]);
  // A click leaves the keyboard in the list; Enter takes it along.
  const onOpen = useCallback(
    (index: number, byKey: boolean) => openRow(index, { show: true, focus: byKey }),
    [openRow],
  );
  return (
    <>
      <ErrorBoundary fallback={<PaneFailed />}>
        <SourcesPane view={state.view} />
      </ErrorBoundary>
      <ErrorBoundary fallback={<PaneFailed />}>
        <ListPane state={state} onOpen={onOpen} />
      </ErrorBoundary>
      <ErrorBoundary fallback={<PaneFailed />}>
        <ArticlePane openId={state.openId} words={words} takeFocus={state.focusText} onKey={onKey} />
      </ErrorBoundary>
    </>
  );
}

/** Nothing subscribed to and nothing stored: the very first start. */
function useIsEmpty(): boolean {
  const library = useLibrary().data;
  const feeds = useFeeds().data;
  const stored = useStatusFact((status) => status.articles > 0).data;
  return library?.subscriptions.length === 0 && feeds?.length === 0 && stored === false;
}
