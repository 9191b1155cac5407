import { useEffect, useRef, useState } from 'react';
import type { FeedSummary } from '../../shared/model.ts';
import type { SourcePlan } from '../../shared/schedule.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useProxies } from '../data/network.ts';
import { useSchedulePlan } from '../data/planner.ts';
import { useFeeds } from '../data/queries.ts';
import { takenRouteName } from '../routes/route-name.ts';
import { planSentence } from '../schedule/due-sentence.ts';
import { useText } from '../text/text.tsx';
import { useNow } from '../text/use-now.ts';
import { useToday } from '../text/use-today.ts';
import page from './ActivityPage.module.css';
import { OutcomeText } from './OutcomeText.tsx';
import { SourceFlags } from './SourceFlags.tsx';
import styles from './Table.module.css';
import { blameOf, byTrouble, isInTrouble } from './trouble.ts';

/** Every source with its last result and when it is asked again; those in trouble first. */
export function SourcesTable({ troubleOnly }: { readonly troubleOnly: boolean }) {
  const { m, locale } = useText();
  const [only, setOnly] = useState(troubleOnly);
  const heading = useRef<HTMLHeadingElement>(null);
  const plans = useSchedulePlan().data?.sources;
  useEffect(() => {
    if (troubleOnly) heading.current?.focus();
  }, [troubleOnly]);
  const feeds = (useFeeds().data ?? []).filter((feed) => feed.subscribed);
  const shown = feeds.filter((feed) => !only || isInTrouble(feed)).toSorted(byTrouble(locale));
  const { activity } = m;
  return (
    <section className={page['section']} aria-labelledby="activity-sources">
      <header className={page['head']}>
        <h3 id="activity-sources" ref={heading} tabIndex={-1}>
          {activity.sources}
        </h3>
        {feeds.length > 0 && (
          <button type="button" className={page['filter']} aria-pressed={only} onClick={() => setOnly(!only)}>
            {activity.onlyTrouble}
          </button>
        )}
      </header>
      {shown.length === 0 && <p className={page['hint']}>{feeds.length === 0 ? activity.none : activity.noTrouble}</p>}
      {shown.length > 0 && (
        <table className={styles['table']}>
          <caption className={styles['caption']}>{activity.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{activity.source}</th>
              <th scope="col">{activity.result}</th>
              <th scope="col">{m.schedule.next}</th>
              <th scope="col">{activity.route}</th>
              <th scope="col">{activity.bytes}</th>
              <th scope="col">{activity.success}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((feed) => (
              <SourceLine key={feed.id} feed={feed} plan={plans?.find(({ id }) => id === feed.id)} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

type SourceLineProps = { readonly feed: FeedSummary; readonly plan: SourcePlan | undefined };

function SourceLine({ feed, plan }: SourceLineProps) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const proxies = useProxies();
  const today = useToday();
  const now = useNow();
  const { activity } = m;
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={page['link']}
          dir="auto"
          title={activity.settingsOf(feed.title)}
          onClick={() => openDialog({ kind: 'source', feedId: feed.id })}
        >
          {feed.title}
        </button>
      </th>
      <td data-label={activity.result}>
        {feed.lastOutcome === null ? (
          activity.neverTried
        ) : (
          <OutcomeText outcome={feed.lastOutcome} blame={blameOf(feed, today)} />
        )}
        <SourceFlags feed={feed} />
      </td>
      <td data-label={m.schedule.next} className={styles['quiet']}>
        {plan && planSentence(plan, now, m, format)}
      </td>
      <td data-label={activity.route}>
        <bdi>{feed.lastRoute === null ? activity.neverTried : takenRouteName(feed.lastRoute, proxies, m)}</bdi>
      </td>
      <td data-label={activity.bytes} className={styles['amount']}>
        {format.bytes(feed.lastBytes)}
        {m.common.separator}
        {format.bytes(feed.totalBytes)}
      </td>
      <td data-label={activity.success} className={styles['amount']}>
        {feed.lastSuccessMs === null ? m.source.never : format.moment(feed.lastSuccessMs)}
      </td>
    </tr>
  );
}
