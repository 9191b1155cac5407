import { useEffect, useRef, useState } from 'react';
import type { ImportReport } from '../../shared/bundles.ts';
import { useClient } from '../data/client-context.ts';
import type { BundleFiles } from './group-files.ts';
import { lookAt, takeIn, type Way } from './look-and-take.ts';
import { failed, firstRows, isChosen, looked, taken, type TakeRow } from './take-rows.ts';

export type TakeMany = {
  readonly rows: readonly TakeRow[];
  readonly doing: 'looking' | 'taking' | 'nothing';
  readonly want: (place: number, wanted: boolean) => void;
  /** Takes in all that were chosen, one after another. */
  readonly take: () => void;
  /** What is being taken in is finished, and nothing more begun. */
  readonly stop: () => void;
  /** One of them was taken in by itself. */
  readonly tookAlone: (place: number, report: ImportReport) => void;
};

/** Several bundles: looked at one after another, for each is a thread and a copy on the disk, and taken in likewise. */
export function useTakeMany(bundles: readonly BundleFiles[]): TakeMany {
  const client = useClient();
  const [rows, setRows] = useState(() => firstRows(bundles));
  const [doing, setDoing] = useState<TakeMany['doing']>('looking');
  const stopping = useRef(new AbortController());

  const [{ run }] = useState(() => ({ run: runner(setRows) }));

  useEffect(() => {
    const stop = new AbortController();
    stopping.current = stop;
    void run(
      bundles.map((_bundle, place) => place),
      stop.signal,
      async (place, way) => {
        const bundle = bundles[place];
        if (bundle === undefined) return (row) => row;
        const preview = await lookAt(client, bundle, way);
        return (row) => looked(row, preview);
      },
    ).then(() => {
      if (!stop.signal.aborted) setDoing('nothing');
    });
    return () => {
      stopping.current.abort();
      stop.abort();
    };
  }, [bundles, client, run]);

  function change(place: number, by: (row: TakeRow) => TakeRow): void {
    setRows((before) => before.map((row, at) => (at === place ? by(row) : row)));
  }

  return {
    rows,
    doing,
    want: (place, wanted) => change(place, (row) => ({ ...row, wanted })),
    take() {
      const stop = new AbortController();
      stopping.current = stop;
      setDoing('taking');
      const places = rows.flatMap((row, place) => (isChosen(row) ? [place] : []));
      void run(places, stop.signal, async (place, way) => {
        const row = rows[place];
        if (row?.finding.kind !== 'good') return (now) => now;
        const report = await takeIn(client, row.bundle, row.finding.preview.manifestSha256, way);
        return (now) => taken(now, report);
      }).then(() => setDoing('nothing'));
    },
    stop: () => stopping.current.abort(),
    tookAlone: (place, report) => change(place, (row) => taken(row, report)),
  };
}

type SetRows = (change: (rows: readonly TakeRow[]) => readonly TakeRow[]) => void;
type Work = (place: number, way: Way) => Promise<(row: TakeRow) => TakeRow>;

/** Goes through rows one at a time, and tells of each how far it is and what came of it. */
function runner(setRows: SetRows) {
  return async (places: readonly number[], signal: AbortSignal, work: Work): Promise<void> => {
    for (const place of places) {
      if (signal.aborted) return;
      const change = (by: (row: TakeRow) => TakeRow): void =>
        setRows((rows) => rows.map((row, at) => (at === place ? by(row) : row)));
      const onStep: Way['onStep'] = (step) => change((row) => ({ ...row, step }));
      try {
        change(await work(place, { onStep, signal }));
      } catch (error) {
        change((row) => failed(row, error));
      }
    }
  };
}
