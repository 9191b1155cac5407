import page from '../activity/ActivityPage.module.css';
import table from '../activity/Table.module.css';
import type { Readiness } from '../../shared/schedule.ts';
import { useFeeds } from '../data/queries.ts';
import { useText } from '../text/text.tsx';

/** The same for each source, those with most to read first. */
export function ReadinessTable({ readiness }: { readonly readiness: Readiness }) {
  const { m, format } = useText();
  const feeds = useFeeds().data;
  const words = m.readiness;
  const rows = readiness.sources
    .filter(({ whole, text, headline }) => whole + text + headline > 0)
    .toSorted((a, b) => b.whole - a.whole || b.text - a.text || b.headline - a.headline);
  if (rows.length === 0) return null;
  return (
    <details className={page['details']}>
      <summary>{words.perSource}</summary>
      <table className={table['table']}>
        <caption className={table['caption']}>{words.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.source}</th>
            <th scope="col">{words.kinds.whole}</th>
            <th scope="col">{words.kinds.text}</th>
            <th scope="col">{words.kinds.headline}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <bdi>{feeds?.find(({ id }) => id === row.id)?.title ?? row.id}</bdi>
              </th>
              <td data-label={words.kinds.whole} className={table['amount']}>
                {format.number(row.whole)}
              </td>
              <td data-label={words.kinds.text} className={table['amount']}>
                {format.number(row.text)}
              </td>
              <td data-label={words.kinds.headline} className={table['amount']}>
                {format.number(row.headline)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
