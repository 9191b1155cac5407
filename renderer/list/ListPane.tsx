import { useCallback, useMemo, useState } from 'react';
import type { UiState } from '../app/ui-state.ts';
import { useUi } from '../app/ui-context.ts';
import { IconButton } from '../app/IconButton.tsx';
import { useRows } from '../data/rows.ts';
import { errorSentence } from '../text/error-sentence.ts';
import { useText } from '../text/text.tsx';
import { ChosenBar } from './ChosenBar.tsx';
import { EmptyList } from './EmptyList.tsx';
import { ListHeader } from './ListHeader.tsx';
import styles from './ListPane.module.css';
import { NewArticles } from './NewArticles.tsx';
import { SearchField } from './SearchField.tsx';
import { VirtualRows } from './VirtualRows.tsx';

type ListPaneProps = { readonly state: UiState; readonly onOpen: (index: number, byKey: boolean) => void };

/** Search, the list's heading, and the list. */
export function ListPane({ state, onOpen }: ListPaneProps) {
  const { m } = useText();
  const dispatch = useUi();
  const { view, asOfMs, query } = state;
  const source = useMemo(() => ({ view, asOfMs, query }), [view, asOfMs, query]);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const rows = useRows(source, range.first, range.last);

  const onRange = useCallback((first: number, last: number) => setRange({ first, last }), []);
  const onRenew = useCallback(() => dispatch({ type: 'renew', nowMs: Date.now() }), [dispatch]);
  const onSearch = useCallback((text: string) => dispatch({ type: 'search', query: text }), [dispatch]);

  return (
    <section className={styles['pane']} aria-label={m.list.label} data-pane-name="list">
      <header className={styles['head']}>
        <div className={styles['find']}>
          <IconButton
            className={styles['sources']}
            label={m.list.showSources}
            icon="back"
            onPress={() => dispatch({ type: 'pane', pane: 'sources' })}
          />
          <SearchField query={query} onSearch={onSearch} onLeave={focusList} />
        </div>
        <ListHeader view={view} query={query} total={rows.total} unread={rows.unread} />
      </header>
      {state.chosen.length > 0 && <ChosenBar chosen={state.chosen} />}
      {query === '' && rows.total !== undefined && (
        <NewArticles view={view} asOfMs={asOfMs} atOnce={rows.total === 0} onRenew={onRenew} />
      )}
      {rows.error !== null && rows.total === undefined && (
        <p className={styles['failed']} role="alert">
          {errorSentence(rows.error, m)}
        </p>
      )}
      {rows.total === 0 && <EmptyList view={view} query={query} />}
      {rows.total !== undefined && rows.total > 0 && (
        <VirtualRows
          rows={rows}
          total={rows.total}
          listKey={JSON.stringify(source)}
          cursor={state.cursor}
          openId={state.openId}
          chosen={state.chosen}
          query={query}
          onRange={onRange}
          onCursor={(index) => dispatch({ type: 'cursor', index })}
          onOpen={onOpen}
          onChoose={(id) => dispatch({ type: 'choose', id })}
          onStretch={(from, to) => dispatch({ type: 'stretch', from, to })}
          onChooseMore={(ids) => dispatch({ type: 'choose-more', ids })}
        />
      )}
    </section>
  );
}

export function focusList(): void {
  document.querySelector<HTMLElement>('[data-list]')?.focus();
}
