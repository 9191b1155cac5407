import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from 'react';
import type { ArticleId } from '../../shared/model.ts';
import type { Rows } from '../data/rows.ts';
import { useText } from '../text/text.tsx';
import { ArticleRow } from './ArticleRow.tsx';
import { startsDay } from './days.ts';
import { rowLabel } from './row-label.ts';
import { RowPlaceholder } from './RowPlaceholder.tsx';
import styles from './VirtualRows.module.css';

type VirtualRowsProps = {
  readonly rows: Rows;
  readonly total: number;
  /** Another list under the same roof starts at its top. */
  readonly listKey: string;
  readonly cursor: number;
  readonly openId: ArticleId | null;
  readonly chosen: readonly ArticleId[];
  /** Empty for a list by days. */
  readonly query: string;
  readonly onRange: (first: number, last: number) => void;
  readonly onCursor: (index: number) => void;
  readonly onOpen: (index: number, byKey: boolean) => void;
  readonly onChoose: (id: ArticleId) => void;
  /** Shift with an arrow, from one row to the next. */
  readonly onStretch: (from: ArticleId, to: ArticleId) => void;
  readonly onChooseMore: (ids: readonly ArticleId[]) => void;
};

/** As `.row` in ArticleRow.module.css. */
const ROW_REM = 5.75;
/** Rows drawn beyond the edge, so that a flick of the wheel finds something there. */
const OVERSCAN_ROWS = 6;
/** What page keys move by. */
const PAGE_KEY_ROWS = 8;

/** The list as a listbox of which only the rows in sight exist. */
export function VirtualRows(props: VirtualRowsProps) {
  const { rows, total, cursor, onRange } = props;
  const { m, format } = useText();
  const scroller = useRef<HTMLDivElement>(null);
  // The compiler that this rule speaks for is not in use here.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize),
    overscan: OVERSCAN_ROWS,
  });
  const visible = virtualizer.getVirtualItems();
  const first = visible[0]?.index ?? 0;
  const last = visible.at(-1)?.index ?? 0;

  useEffect(() => onRange(first, last), [first, last, onRange]);
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [props.listKey]);
  useEffect(() => {
    if (cursor >= 0) virtualizer.scrollToIndex(cursor, { align: 'auto' });
  }, [cursor, virtualizer]);

  function onKeyDown(event: KeyboardEvent): void {
    const to = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor - 1,
      PageDown: cursor + PAGE_KEY_ROWS,
      PageUp: cursor - PAGE_KEY_ROWS,
      Home: 0,
      End: total - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(total - 1, to));
      if (event.shiftKey && event.key.startsWith('Arrow')) stretch(Math.max(0, cursor), next);
      props.onCursor(next);
    } else if (event.key === 'Enter' && cursor >= 0) {
      event.preventDefault();
      props.onOpen(cursor, true);
    }
  }

  function stretch(from: number, to: number): void {
    const [left, arrived] = [rows.at(from), rows.at(to)];
    if (left && arrived) props.onStretch(left.id, arrived.id);
  }

  /** From the cursor to here, as far as the rows between are held. */
  function chooseTo(index: number): void {
    const [first, last] = cursor < index ? [Math.max(0, cursor), index] : [index, cursor];
    const between = Array.from({ length: last - first + 1 }, (_, step) => rows.at(first + step)?.id);
    props.onChooseMore(between.filter((id) => id !== undefined));
    props.onCursor(index);
  }

  return (
    <div
      ref={scroller}
      className={styles['scroll']}
      // A native select shows neither two lines nor a window onto 100,000 options.
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="listbox"
      tabIndex={0}
      aria-label={m.list.label}
      aria-activedescendant={cursor >= first && cursor <= last ? `row-${cursor}` : undefined}
      data-list
      onKeyDown={onKeyDown}
    >
      <div className={styles['space']} role="presentation" style={{ blockSize: `${virtualizer.getTotalSize()}px` }}>
        {visible.map((item) => {
          const row = rows.at(item.index);
          const chosen = row !== undefined && props.chosen.includes(row.id);
          const newDay =
            row && props.query === '' && startsDay(row.sortMs, rows.at(item.index - 1)?.sortMs, item.index);
          return (
            // Keys are the listbox's business: focus never enters a row.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={item.key}
              id={`row-${item.index}`}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={styles['item']}
              style={{ transform: `translateY(${item.start}px)` }}
              // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- see the listbox
              role="option"
              aria-selected={row !== undefined && row.id === props.openId}
              aria-checked={chosen}
              aria-setsize={total}
              aria-posinset={item.index + 1}
              aria-label={row ? rowLabel(row, chosen, m, format) : m.list.loading}
              onMouseDown={(event) => {
                // The browser would mark the text between, too.
                if (event.shiftKey) {
                  event.preventDefault();
                  scroller.current?.focus();
                }
              }}
              onClick={(event) => {
                if (event.shiftKey) chooseTo(item.index);
                else if (row && isChoosing(event)) props.onChoose(row.id);
                else props.onOpen(item.index, false);
              }}
            >
              {row ? (
                <ArticleRow
                  row={row}
                  underCursor={item.index === cursor}
                  open={row.id === props.openId}
                  chosen={chosen}
                  day={newDay ? format.day(row.sortMs) : null}
                  query={props.query}
                />
              ) : (
                <RowPlaceholder />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** A click with Ctrl or ⌘ held chooses, and so does one on the row's box; with Shift, all from the cursor on. */
function isChoosing({ ctrlKey, metaKey, target }: MouseEvent): boolean {
  return ctrlKey || metaKey || (target instanceof Element && target.closest('[data-choose]') !== null);
}
