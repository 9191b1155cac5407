import page from '../activity/ActivityPage.module.css';
import table from '../activity/Table.module.css';
import type { LineWindow } from '../../shared/schedule.ts';
import { useText } from '../text/text.tsx';
import { CameCells, CameHeads, NOTHING } from './CameCells.tsx';

/** As many as one takes in at a look. */
const SHOWN = 12;

/** The newest windows, folded away. */
export function WindowList({ windows }: { readonly windows: readonly LineWindow[] }) {
  const { m } = useText();
  const shown = windows.slice(0, SHOWN);
  if (shown.length === 0) return null;
  const words = m.windows;
  return (
    <details className={page['details']}>
      <summary>{words.newest(shown.length)}</summary>
      <table className={table['table']}>
        <caption className={table['caption']}>{words.newestCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.start}</th>
            <th scope="col">{words.length}</th>
            <th scope="col">{words.state}</th>
            <CameHeads />
            <th scope="col">{words.came.speed}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((window) => (
            <WindowLine key={window.startMs} window={window} />
          ))}
        </tbody>
      </table>
    </details>
  );
}

function WindowLine({ window }: { readonly window: LineWindow }) {
  const { m, format } = useText();
  const words = m.windows;
  const { startMs, endMs, state, goodput } = window;
  return (
    <tr>
      <th scope="row">
        {format.weekdayDate(startMs)} {format.time(startMs)}
      </th>
      <td data-label={words.length}>{endMs === null ? words.lasts : format.span(endMs - startMs)}</td>
      <td data-label={words.state}>{state === 'unknown' ? m.status.states.unknown : words.states[state]}</td>
      <CameCells came={window} />
      <td data-label={words.came.speed} className={table['amount']}>
        {goodput === null ? NOTHING : words.perSecond(format.bytes(goodput))}
      </td>
    </tr>
  );
}
