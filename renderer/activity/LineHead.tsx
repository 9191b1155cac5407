import { useStatus } from '../data/queries.ts';
import form from '../dialogs/form.module.css';
import { fullReason } from '../status/line-sentences.ts';
import { SignIn } from '../status/SignIn.tsx';
import { HoldNote } from '../schedule/HoldNote.tsx';
import { useText } from '../text/text.tsx';
import { CurrentWindow } from '../windows/CurrentWindow.tsx';
import styles from './LineHead.module.css';

/** How the line is, why it is thought so and since when, how long it will be, and what stands in the way. */
export function LineHead() {
  const { m, format } = useText();
  const status = useStatus().data;
  if (!status) return null;
  return (
    <section className={styles['head']} aria-labelledby="activity-line">
      <h3 id="activity-line" className={styles['state']}>
        {m.status.states[status.state]}
      </h3>
      <p className={styles['lead']}>
        {fullReason(status.reason, m, format)} {status.sinceMs !== null && m.line.since(format.moment(status.sinceMs))}
      </p>
      <CurrentWindow className={styles['lead']} />
      {status.state === 'captive' && status.portalUrl !== null && (
        <p className={styles['portal']}>
          <SignIn status={status} className={form['primary']} />
          <span className={form['hint']}>{m.line.signInHint}</span>
        </p>
      )}
      <p className={form['hint']}>
        {status.lastSuccessMs === null ? m.status.never : m.status.lastSuccess(format.moment(status.lastSuccessMs))}
      </p>
      <HoldNote />
    </section>
  );
}
