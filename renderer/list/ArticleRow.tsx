import type { Row } from '../data/rows.ts';
import { useText } from '../text/text.tsx';
import styles from './ArticleRow.module.css';
import { Marked, Snippet } from './Snippet.tsx';
import { StoredMark } from './StoredMark.tsx';
import { markTitle } from './title-marks.ts';

type ArticleRowProps = {
  readonly row: Row;
  readonly underCursor: boolean;
  readonly open: boolean;
  readonly chosen: boolean;
  /** The day, where the row is its first. */
  readonly day: string | null;
  /** Results of a search stand in no order of time: their rows tell the date, and show the words. */
  readonly query: string;
};

/** One article in the list. The listbox around it takes clicks and keys. */
export function ArticleRow({ row, underCursor, open, chosen, day, query }: ArticleRowProps) {
  const { m, format } = useText();
  const title = row.title === '' ? m.list.noTitle : row.title;
  const when = query !== '' ? format.short(row.sortMs) : format.time(row.sortMs);
  return (
    <>
      {day !== null && <div className={styles['day']}>{day}</div>}
      <div
        className={styles['row']}
        data-read={row.read}
        data-cursor={underCursor}
        data-open={open}
        data-chosen={chosen}
        data-article-row={row.id}
      >
        <StoredMark stored={row.stored} />
        <div className={styles['text']}>
          <div className={styles['title']} dir="auto">
            {query === '' ? title : <Marked parts={markTitle(title, query)} />}
          </div>
          <div className={styles['about']} dir={row.direction}>
            <bdi className={styles['feed']}>{row.feedTitle}</bdi>
            {m.common.separator}
            {row.snippet ? <Snippet parts={row.snippet} /> : <RowExcerpt row={row} />}
          </div>
        </div>
        <div className={styles['aside']}>
          <time dateTime={new Date(row.sortMs).toISOString()}>{when}</time>
          {row.starred && (
            <svg className={styles['star']} viewBox="0 0 20 20" width="14" height="14" aria-hidden="true">
              <path d="M10 2.5l2.3 4.8 5.2.7-3.8 3.6 1 5.2-4.7-2.6-4.7 2.6 1-5.2L2.5 8l5.2-.7z" fill="currentColor" />
            </svg>
          )}
          <span className={styles['box']} title={m.list.choose} data-choose="" aria-hidden="true">
            <svg viewBox="0 0 20 20" width="12" height="12">
              <path d="M4 10.5l4 4 8-9" />
            </svg>
          </span>
        </div>
      </div>
    </>
  );
}

function RowExcerpt({ row }: { readonly row: Row }) {
  const { m } = useText();
  return <bdi>{row.excerpt === '' && row.stored === 'headline' ? m.list.headlineOnly : row.excerpt}</bdi>;
}
