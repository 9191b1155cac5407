import { useState } from 'react';
import page from '../activity/ActivityPage.module.css';
import { useOpenDialog } from '../app/ui-context.ts';
import { useWindows } from '../data/planner.ts';
import { useText } from '../text/text.tsx';
import { useNow } from '../text/use-now.ts';
import { HourMap } from './HourMap.tsx';
import { HourTable } from './HourTable.tsx';
import { lastDays } from './hours.ts';
import { MapKey } from './MapKey.tsx';
import { WindowList } from './WindowList.tsx';
import styles from './WindowsSection.module.css';

const RANGES = { week: 7, fourWeeks: 28, eightWeeks: 56 } as const;
type Range = keyof typeof RANGES;
const RANGE_NAMES = Object.keys(RANGES) as Range[];

/** When the line was open, hour by hour, as a map or as a table. */
export function WindowsSection() {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const view = useWindows().data;
  const now = useNow();
  const [range, setRange] = useState<Range>('week');
  const [asTable, setAsTable] = useState(false);
  const days = lastDays(view?.hours ?? [], now, RANGES[range]);
  if (!view) return null;
  const { windows } = m;
  return (
    <section className={page['section']} aria-labelledby="activity-windows">
      <header className={page['head']}>
        <h3 id="activity-windows">{windows.title}</h3>
        {view.hours.length > 0 && (
          <select
            className={page['filter']}
            aria-label={windows.range}
            value={range}
            onChange={(event) => setRange(RANGE_NAMES.find((name) => name === event.target.value) ?? 'week')}
          >
            {RANGE_NAMES.map((name) => (
              <option key={name} value={name}>
                {windows.ranges[name]}
              </option>
            ))}
          </select>
        )}
      </header>
      {view.hours.length === 0 && <p className={page['hint']}>{windows.none}</p>}
      {view.hours.length > 0 && (
        <>
          {asTable ? <HourTable days={days} /> : <HourMap days={days} />}
          <div className={styles['under']}>
            {!asTable && <MapKey />}
            <button type="button" className={page['link']} onClick={() => setAsTable(!asTable)}>
              {asTable ? windows.asMap : windows.asTable}
            </button>
          </div>
        </>
      )}
      <WindowList windows={view.windows} />
      {view.networks > 0 && (
        <p className={`${page['hint']} ${styles['forget']}`}>
          {windows.privacy}{' '}
          <button type="button" className={page['link']} onClick={() => openDialog({ kind: 'forget-windows' })}>
            {windows.forget}
          </button>
        </p>
      )}
    </section>
  );
}
