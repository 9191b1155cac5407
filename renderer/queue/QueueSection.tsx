import page from '../activity/ActivityPage.module.css';
import table from '../activity/Table.module.css';
import type { QueueView } from '../../shared/schedule.ts';
import { useQueue } from '../data/planner.ts';
import { useText } from '../text/text.tsx';
import { KindBar, KindMark } from '../readiness/KindBar.tsx';
import { QueueFirst } from './QueueFirst.tsx';
import styles from './QueueSection.module.css';

/** What is still to come, by kind, and how long it takes. */
export function QueueSection() {
  const { m, format } = useText();
  const queue = useQueue().data;
  if (!queue) return null;
  const words = m.readiness.queue;
  const kinds = queue.kinds.filter(({ count }) => count > 0);
  const bytes = kinds.reduce((sum, kind) => sum + kind.bytes, 0);
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  return (
    <section className={page['section']} aria-labelledby="activity-queue">
      <h3 id="activity-queue">{words.title}</h3>
      {count === 0 ? (
        <p className={page['hint']}>{words.none}</p>
      ) : (
        <>
          <p className={styles['sentence']}>
            {words.summary(words.things(count), format.bytes(bytes))}{' '}
            {queue.leftMs === null ? words.leftUnknown : words.left(format.span(queue.leftMs))}
          </p>
          <KindBar parts={kinds.map(({ kind, bytes: share }) => ({ kind, share }))} />
          <KindTable kinds={kinds} />
          <QueueFirst first={queue.first} />
        </>
      )}
    </section>
  );
}

/** What the bar shows, in figures; it is the bar's key as well. */
function KindTable({ kinds }: { readonly kinds: QueueView['kinds'] }) {
  const { m, format } = useText();
  const words = m.readiness.queue;
  return (
    <table className={styles['kinds']}>
      <caption className={table['caption']}>{words.caption}</caption>
      <thead className={table['caption']}>
        <tr>
          <th scope="col">{words.kind}</th>
          <th scope="col">{words.number}</th>
          <th scope="col">{words.bytes}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map(({ kind, count, bytes }) => (
          <tr key={kind}>
            <th scope="row">
              <KindMark kind={kind} />
              {words.kinds[kind]}
            </th>
            <td>{format.number(count)}</td>
            <td>{format.bytes(bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
