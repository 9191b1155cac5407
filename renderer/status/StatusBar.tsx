import type { Status } from '../../shared/model.ts';
import { useFail, useOpenDialog, useUi } from '../app/ui-context.ts';
import type { ActivityPart } from '../app/ui-state.ts';
import { TransferFact } from '../bundles/TransferFact.tsx';
import { useHostIsThere } from '../data/live.ts';
import { useWindows } from '../data/planner.ts';
import { useStatus } from '../data/queries.ts';
import { useCall } from '../data/use-call.ts';
import { holdSentence } from '../schedule/hold-sentence.ts';
import { PauseButton } from '../schedule/PauseButton.tsx';
import { useText } from '../text/text.tsx';
import { activitySentence } from './activity-sentence.ts';
import { shortReason } from './line-sentences.ts';
import { SignIn } from './SignIn.tsx';
import styles from './StatusBar.module.css';

/** The state of things in words, along the foot of the window. */
export function StatusBar({ seen }: { readonly seen: readonly string[] }) {
  const { m } = useText();
  const hostIsThere = useHostIsThere();
  const status = useStatus().data;
  return (
    <footer className={styles['bar']} aria-label={m.status.label}>
      {hostIsThere ? (
        status && <StatusFacts status={status} seen={seen} />
      ) : (
        <span className={styles['gone']} role="alert">
          {m.status.hostGone}
        </span>
      )}
    </footer>
  );
}

/** See app/keys.ts. */
const ACTIVITY_KEY = 'a';

function StatusFacts({ status, seen }: { readonly status: Status; readonly seen: readonly string[] }) {
  const { m, format } = useText();
  const dispatch = useUi();
  const openActivity = (part: ActivityPart) => dispatch({ type: 'activity', part });
  // What waits for the network is told with its state; no source is to blame for it.
  const waiting = status.state === 'allowlist' || status.state === 'captive';
  const failing = waiting ? 0 : status.sources.failing;
  const activity = activitySentence(status.activity, m, format);
  return (
    <>
      <output className={styles['line']}>
        <span className={styles['dot']} data-state={status.state} aria-hidden="true" />
        <strong>{m.status.states[status.state]}.</strong> <span>{shortReason(status.reason, m, format)}</span>{' '}
        {status.sinceMs !== null && <span>{m.line.since(format.moment(status.sinceMs))}</span>}
      </output>
      <HoldFact hold={status.hold} />
      <SignIn status={status} className={styles['notable']} />
      <button
        type="button"
        className={styles['more']}
        aria-keyshortcuts={ACTIVITY_KEY}
        title={`${m.activity.title} (${ACTIVITY_KEY})`}
        onClick={() => openActivity('top')}
      >
        {m.activity.title}
      </button>
      {status.hold === null && (
        <span className={styles['fact']}>
          {status.lastSuccessMs === null ? m.status.never : m.status.lastSuccess(format.moment(status.lastSuccessMs))}
        </span>
      )}
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
          <WindowLeft />
        </span>
      )}
      <TransferFact seen={seen} className={styles['more']} />
      {failing > 0 && activity === null && (
        <button type="button" className={styles['notable']} onClick={() => openActivity('trouble')}>
          {m.status.failing(failing)}
        </button>
      )}
      {status.quarantined > 0 && activity === null && (
        <button type="button" className={styles['notable']} onClick={() => openActivity('quarantine')}>
          {m.line.keptOut(status.quarantined)}
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

/** Why nothing starts by itself; that the line is away is told by the line. */
function HoldFact({ hold }: Pick<Status, 'hold'>) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  if (hold === null || hold.kind === 'no-line') return null;
  if (hold.kind !== 'paused') {
    return (
      <button type="button" className={styles['notable']} onClick={() => openDialog({ kind: 'schedule' })}>
        {holdSentence(hold, m, format)}
      </button>
    );
  }
  return (
    <span className={styles['paused']}>
      {holdSentence(hold, m, format)} <PauseButton className={styles['fetch']} />
    </span>
  );
}

/** For how long the line is likely to stay; said while something comes. */
function WindowLeft() {
  const { m, format } = useText();
  const forecast = useWindows().data?.current?.forecast;
  if (!forecast || forecast.windows === 0) return null;
  return <>{m.common.separator + m.status.windowLeft(format.span(forecast.likelyMs))}</>;
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
