import page from '../activity/ActivityPage.module.css';
import table from '../activity/Table.module.css';
import type { QueueEntry, SourcePlan } from '../../shared/schedule.ts';
import { useSchedulePlan } from '../data/planner.ts';
import { useFeeds } from '../data/queries.ts';
import { dueSentence } from '../schedule/due-sentence.ts';
import { isolated } from '../status/line-sentences.ts';
import { useText } from '../text/text.tsx';
import { useNow } from '../text/use-now.ts';

/** The next to go, in their order, each with why. */
export function QueueFirst({ first }: { readonly first: readonly QueueEntry[] }) {
  const { m } = useText();
  const plans = useSchedulePlan().data?.sources;
  const words = m.readiness.queue;
  if (first.length === 0) return null;
  return (
    <details className={page['details']}>
      <summary>{words.first(first.length)}</summary>
      <p className={page['hint']}>{words.order}</p>
      <table className={table['table']}>
        <caption className={table['caption']}>{words.firstCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.kind}</th>
            <th scope="col">{words.why}</th>
            <th scope="col">{words.bytes}</th>
          </tr>
        </thead>
        <tbody>
          {first.map((entry, index) => (
            <EntryLine
              // Two pictures of one article have nothing of their own to tell them apart.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              entry={entry}
              plan={plans?.find(({ id }) => id === entry.feedId)}
            />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function EntryLine({ entry, plan }: { readonly entry: QueueEntry; readonly plan: SourcePlan | undefined }) {
  const { m, format } = useText();
  const now = useNow();
  const source = useFeeds().data?.find(({ id }) => id === entry.feedId)?.title;
  const words = m.readiness.queue;
  const priority = plan?.priority ?? 'normal';
  const why = [
    entry.asked ? words.asked : null,
    entry.kind === 'feed' && plan ? dueSentence(plan.reason, now, m, format) : null,
    entry.kind !== 'feed' && source !== undefined ? words.from(isolated(source)) : null,
    priority === 'normal' ? null : words.important(m.schedule.own.priorities[priority].toLowerCase()),
    words.worth(format.number(Number(entry.value.toPrecision(2)))),
  ].filter((part) => part !== null);
  return (
    <tr>
      <th scope="row">
        <bdi>{entry.title}</bdi>
      </th>
      <td data-label={words.kind}>{words.one[entry.kind]}</td>
      <td data-label={words.why}>{why.join(' ')}</td>
      <td data-label={words.bytes} className={table['amount']}>
        {format.bytes(entry.bytes)}
      </td>
    </tr>
  );
}
