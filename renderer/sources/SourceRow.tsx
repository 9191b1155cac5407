import type { ReactNode } from 'react';
import { useText } from '../text/text.tsx';
import styles from './SourceRow.module.css';

type SourceRowProps = {
  readonly name: string;
  readonly current: boolean;
  readonly unread?: number | undefined;
  readonly note?: string | undefined;
  /** The whole story, for whoever points at the row. */
  readonly reason?: string | undefined;
  readonly sign?: ReactNode;
  /** Folders inside folders. */
  readonly depth?: number;
  readonly muted?: boolean;
  readonly onSelect: () => void;
  readonly onSettings?: () => void;
};

/** One line of the sources: its sign, its name, why it fails, how much in it is unread. */
export function SourceRow(props: SourceRowProps) {
  const { m, format } = useText();
  const { name, unread, note, reason, depth = 0 } = props;
  return (
    <button
      type="button"
      data-source-row
      className={styles['row']}
      data-muted={props.muted ?? false}
      style={{ paddingInlineStart: `${8 + depth * 16}px` }}
      aria-current={props.current ? 'true' : undefined}
      onClick={props.onSelect}
      onContextMenu={(event) => {
        if (!props.onSettings) return;
        event.preventDefault();
        props.onSettings();
      }}
    >
      {props.sign}
      <span className={styles['text']}>
        <span className={styles['name']} title={reason === undefined ? name : `${name}: ${reason}`}>
          <bdi>{name}</bdi>
        </span>
        {note !== undefined && <span className={styles['note']}>{note}</span>}
      </span>
      {unread !== undefined && unread > 0 && (
        <span className={styles['count']} aria-label={m.sources.unreadCount(unread)}>
          {format.number(unread)}
        </span>
      )}
    </button>
  );
}
