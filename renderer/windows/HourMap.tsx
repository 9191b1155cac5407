import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useText } from '../text/text.tsx';
import { type DayOfHours, hourSentence } from './hours.ts';
import state from './hour-state.module.css';
import styles from './HourMap.module.css';
import { moved, type Place } from './map-keys.ts';
import { STATE_SIGNS } from './state-sign.ts';

/** Hours by days, today on top; one stop of the Tab key, and arrow keys within. */
export function HourMap({ days }: { readonly days: readonly DayOfHours[] }) {
  const { m, format } = useText();
  const { windows } = m;
  const grid = useRef<HTMLTableElement>(null);
  const [place, setPlace] = useState<Place>(() => ({ day: 0, hour: new Date().getHours() }));
  const [pointed, setPointed] = useState<Place | null>(null);
  const said = useMemo(
    () => days.map((day) => day.hours.map((hour) => (hour === null ? windows.ahead : hourSentence(hour, m, format)))),
    [days, windows, m, format],
  );
  const stop = { day: Math.min(place.day, days.length - 1), hour: place.hour };
  const shown = pointed === null ? undefined : said[pointed.day]?.[pointed.hour];

  function onKeyDown(event: KeyboardEvent): void {
    const mirrored = getComputedStyle(event.currentTarget).direction === 'rtl';
    const next = moved(stop, event, { days: days.length, mirrored });
    if (next === null) return;
    event.preventDefault();
    setPlace(next);
    grid.current?.querySelector<HTMLElement>(cellSelector(next))?.focus();
  }

  return (
    <>
      <table
        ref={grid}
        className={styles['map']}
        // One moves in it cell by cell, which a plain table does not say.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-to-interactive-role
        role="grid"
        aria-label={windows.grid}
        data-long={days.length > 7}
        onKeyDown={onKeyDown}
        onMouseLeave={() => setPointed(null)}
      >
        <thead>
          <tr>
            <th scope="col">
              <span className={styles['hidden']}>{windows.day}</span>
            </th>
            {Array.from({ length: 24 }, (_, hour) => (
              <th key={hour} scope="col" data-marked={hour % 3 === 0}>
                <span>{format.number(hour)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day, dayIndex) => (
            <tr key={day.dayMs}>
              <th scope="row">
                <span>{format.weekdayDate(day.dayMs)}</span>
              </th>
              {day.hours.map((hour, hourIndex) => {
                const here = { day: dayIndex, hour: hourIndex };
                return (
                  <td
                    // A day has the same hours in the same places.
                    // oxlint-disable-next-line react/no-array-index-key
                    key={hourIndex}
                    className={state['state']}
                    data-state={hour?.state}
                    data-sign={hour === null ? '' : STATE_SIGNS[hour.state]}
                    data-day={dayIndex}
                    data-hour={hourIndex}
                    tabIndex={stop.day === dayIndex && stop.hour === hourIndex ? 0 : -1}
                    aria-label={said[dayIndex]?.[hourIndex]}
                    onMouseEnter={() => setPointed(here)}
                    onFocus={() => {
                      setPlace(here);
                      setPointed(here);
                    }}
                    onBlur={() => setPointed(null)}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles['detail']} data-empty={shown === undefined}>
        {shown ?? windows.pick}
      </p>
    </>
  );
}

function cellSelector({ day, hour }: Place): string {
  return `[data-day="${day}"][data-hour="${hour}"]`;
}
