import type { FeedSummary, LoggedAttempt } from '../../shared/model.ts';
import { useNetwork, useProxies } from '../data/network.ts';
import { useAttempts, useFeeds } from '../data/queries.ts';
import { takenRouteName } from '../routes/route-name.ts';
import { useText } from '../text/text.tsx';
import page from './ActivityPage.module.css';
import { LogSwitch } from './LogSwitch.tsx';
import { OutcomeText } from './OutcomeText.tsx';
import styles from './Table.module.css';
import { blameOfOutcome } from './trouble.ts';

/** More than this nobody reads on a page; the contract would give 1000. */
const SHOWN = 100;

/** The log, while its owner has it on; and the switch. */
export function AttemptsLog() {
  const { m } = useText();
  const on = useNetwork()?.log ?? false;
  const attempts = useAttempts(SHOWN, on).data;
  const feeds = useFeeds().data;
  const { log } = m.activity;
  return (
    <section className={page['section']} aria-labelledby="activity-log">
      <h3 id="activity-log">{log.title}</h3>
      <LogSwitch />
      {on && attempts?.length === 0 && <p className={page['hint']}>{log.none}</p>}
      {on && attempts && attempts.length > 0 && (
        <>
          <table className={styles['table']}>
            <caption className={styles['caption']}>{log.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{log.when}</th>
                <th scope="col">{log.source}</th>
                <th scope="col">{log.what}</th>
                <th scope="col">{log.result}</th>
                <th scope="col">{log.route}</th>
                <th scope="col">{log.bytes}</th>
                <th scope="col">{log.time}</th>
              </tr>
            </thead>
            <tbody>
              {attempts.map((attempt, index) => (
                // Two attempts may begin in the same millisecond.
                // oxlint-disable-next-line react/no-array-index-key
                <AttemptLine key={`${attempt.atMs} ${index}`} attempt={attempt} feeds={feeds} />
              ))}
            </tbody>
          </table>
          {attempts.length === SHOWN && <p className={page['hint']}>{log.shown(SHOWN)}</p>}
        </>
      )}
    </section>
  );
}

type AttemptLineProps = { readonly attempt: LoggedAttempt; readonly feeds: readonly FeedSummary[] | undefined };

function AttemptLine({ attempt, feeds }: AttemptLineProps) {
  const { m, format } = useText();
  const proxies = useProxies();
  const { log, quarantine } = m.activity;
  const source = feeds?.find((feed) => feed.id === attempt.feedId)?.title ?? log.noSource;
  return (
    <tr>
      <th scope="row">{format.moment(attempt.atMs)}</th>
      <td data-label={log.source}>
        <bdi>{source}</bdi>
      </td>
      <td data-label={log.what}>{quarantine.kinds[attempt.what]}</td>
      <td data-label={log.result}>
        <OutcomeText outcome={attempt.outcome} blame={blameOfOutcome(attempt.outcome)} />
      </td>
      <td data-label={log.route}>
        <bdi>{takenRouteName(attempt.route, proxies, m)}</bdi>
      </td>
      <td data-label={log.bytes} className={styles['amount']}>
        {format.bytes(attempt.bytes)}
      </td>
      <td data-label={log.time} className={styles['amount']}>
        {format.duration(attempt.ms)}
      </td>
    </tr>
  );
}
