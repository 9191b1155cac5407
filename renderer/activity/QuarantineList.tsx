import { useEffect, useRef } from 'react';
import type { QuarantineEntry } from '../../shared/model.ts';
import { useUi } from '../app/ui-context.ts';
import { useQuarantine } from '../data/queries.ts';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';
import styles from './QuarantineList.module.css';
import { quarantineSentence } from './quarantine-sentence.ts';

/** What came and was not let in: never its content, only what it was for and why it was kept out. */
export function QuarantineList({ takeFocus }: { readonly takeFocus: boolean }) {
  const { m } = useText();
  const heading = useRef<HTMLHeadingElement>(null);
  const entries = useQuarantine().data;
  const isThere = entries !== undefined;
  useEffect(() => {
    if (takeFocus && isThere) heading.current?.focus();
  }, [takeFocus, isThere]);
  if (!entries) return null;
  return (
    <section className={page['section']} aria-labelledby="activity-quarantine">
      <h3 id="activity-quarantine" ref={heading} tabIndex={-1}>
        {m.activity.quarantine.title}
      </h3>
      <p className={page['hint']}>{entries.length === 0 ? m.activity.quarantine.none : m.activity.quarantine.hint}</p>
      <ul className={styles['list']}>
        {entries.map((entry) => (
          <Entry key={`${entry.what} ${entry.key}`} entry={entry} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ entry }: { readonly entry: QuarantineEntry }) {
  const { m, format } = useText();
  const dispatch = useUi();
  const { articleId, feedId } = entry;

  /** To where it would have stood. */
  function open(): void {
    if (articleId !== null && entry.what !== 'feed') {
      dispatch({ type: 'open', id: articleId, index: -1, show: true, focus: true });
    } else if (feedId !== null) {
      dispatch({ type: 'view', view: { kind: 'feed', feedId, unreadOnly: false }, nowMs: Date.now() });
    }
  }

  return (
    <li className={styles['entry']}>
      <p className={styles['line']}>
        <span className={styles['kind']}>{m.activity.quarantine.kinds[entry.what]}</span>
        {articleId === null && feedId === null ? (
          <bdi>{entry.title}</bdi>
        ) : (
          <button type="button" className={page['link']} onClick={open}>
            <bdi>{entry.title}</bdi>
          </button>
        )}
        <time className={styles['when']} dateTime={new Date(entry.atMs).toISOString()}>
          {format.moment(entry.atMs)}
        </time>
      </p>
      <p className={styles['why']}>{quarantineSentence(entry, m)}</p>
    </li>
  );
}
