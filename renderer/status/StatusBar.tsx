import type { Status } from '../../shared/model.ts';
import { useFail } from '../app/ui-context.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useHostIsThere } from '../data/live.ts';
import { useStatus } from '../data/queries.ts';
import { useCall } from '../data/use-call.ts';
import { useText } from '../text/text.tsx';
import { activitySentence } from './activity-sentence.ts';
import styles from './StatusBar.module.css';

/** The state of things in words, along the foot of the window. */
export function StatusBar() {
  const { m } = useText();
  const hostIsThere = useHostIsThere();
  const status = useStatus().data;
  return (
    <footer className={styles['bar']} aria-label={m.status.label}>
      {hostIsThere ? (
        status && <StatusFacts status={status} />
      ) : (
        <span className={styles['gone']} role="alert">
          {m.status.hostGone}
        </span>
      )}
    </footer>
  );
}

function StatusFacts({ status }: { readonly status: Status }) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const activity = activitySentence(status.activity, m, format);
  return (
    <>
      <output className={styles['line']}>
        <span className={styles['dot']} data-state={status.state} aria-hidden="true" />
        <strong>{m.status.states[status.state]}</strong>{' '}
        {status.sinceMs !== null && m.status.since(format.moment(status.sinceMs))}
      </output>
      <span className={styles['fact']}>
        {status.lastSuccessMs === null ? m.status.never : m.status.lastSuccess(format.moment(status.lastSuccessMs))}
      </span>
      {activity !== null && (
        <span className={styles['activity']}>
          {activity}
          {status.activity.current[0] !== undefined && (
            <>
              {m.common.separator}
              <bdi>{status.activity.current[0]}</bdi>
            </>
          )}
          {status.activity.bytes > 0 && m.common.separator + format.bytes(status.activity.bytes)}
        </span>
      )}
      {status.sources.failing > 0 && activity === null && (
        <button type="button" className={styles['failing']} onClick={() => openDialog({ kind: 'activity' })}>
          {m.status.failing(status.sources.failing)}
        </button>
      )}
      {status.diskLow && (
        <span className={styles['warning']} role="alert">
          {m.status.diskLow}
        </span>
      )}
      <span className={styles['whole']}>{m.status.whole(status.whole)}</span>
      {status.sources.total > 0 && <FetchButton running={activity !== null} />}
    </>
  );
}

function FetchButton({ running }: { readonly running: boolean }) {
  const { m } = useText();
  const fail = useFail();
  const start = useCall('fetch.start');
  const stop = useCall('fetch.stop');
  return (
    <button
      type="button"
      className={styles['fetch']}
      onClick={() =>
        running ? stop.mutate({}, { onError: fail }) : start.mutate({ feedIds: null }, { onError: fail })
      }
    >
      {running ? m.status.stop : m.status.fetchNow}
    </button>
  );
}
