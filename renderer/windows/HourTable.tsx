import table from '../activity/Table.module.css';
import { useText } from '../text/text.tsx';
import { startOfDay } from '../text/format.ts';
import { type DayOfHours, stateText, stretches, type Stretch } from './hours.ts';
import { CameCells, CameHeads } from './CameCells.tsx';

/** The map's facts as a table: hours that were alike and empty stand in one line. */
export function HourTable({ days }: { readonly days: readonly DayOfHours[] }) {
  const { m } = useText();
  const { windows } = m;
  return (
    <table className={table['table']}>
      <caption className={table['caption']}>{windows.tableCaption}</caption>
      <thead>
        <tr>
          <th scope="col">{windows.from}</th>
          <th scope="col">{windows.until}</th>
          <th scope="col">{windows.state}</th>
          <CameHeads />
        </tr>
      </thead>
      <tbody>
        {stretches(days).map((stretch) => (
          <StretchLine key={stretch.fromMs} stretch={stretch} />
        ))}
      </tbody>
    </table>
  );
}

function StretchLine({ stretch }: { readonly stretch: Stretch }) {
  const { m, format } = useText();
  const { fromMs, toMs } = stretch;
  const sameDay = startOfDay(fromMs) === startOfDay(toMs);
  return (
    <tr>
      <th scope="row">
        {format.weekdayDate(fromMs)} {format.time(fromMs)}
      </th>
      <td data-label={m.windows.until}>
        {!sameDay && `${format.weekdayDate(toMs)} `}
        {format.time(toMs)}
      </td>
      <td data-label={m.windows.state}>{stateText(stretch, m, format)}</td>
      <CameCells came={stretch} />
    </tr>
  );
}
