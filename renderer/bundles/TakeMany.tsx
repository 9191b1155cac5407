import { useEffect, useRef, useState } from 'react';
import type { ImportReport } from '../../shared/bundles.ts';
import form from '../dialogs/form.module.css';
import rowStyles from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import { AsideNote } from './AsideNote.tsx';
import styles from './bundles.module.css';
import type { BundleFiles } from './group-files.ts';
import { TakeOne } from './TakeOne.tsx';
import { isChosen, sumOf } from './take-rows.ts';
import { TakeManyRow } from './TakeManyRow.tsx';
import { useArrival } from './use-arrival.ts';
import { type TakeMany as Many, useTakeMany } from './use-take-many.ts';

type TakeManyProps = {
  readonly bundles: readonly BundleFiles[];
  readonly aside: readonly string[];
  /** Other files. */
  readonly onOther: () => void;
  readonly onClose: () => void;
};

/** Several bundles as a list, from which all that are good are taken in at once; each can be looked at by itself. */
export function TakeMany({ bundles, aside, onOther, onClose }: TakeManyProps) {
  const { m } = useText();
  const many = useTakeMany(bundles);
  const [opened, setOpened] = useState<number | null>(null);
  const [left, setLeft] = useState<number | null>(null);
  const open = opened === null ? undefined : bundles[opened];

  if (opened !== null && open) {
    const back = (report: ImportReport | null): void => {
      if (report !== null) many.tookAlone(opened, report);
      setLeft(opened);
      setOpened(null);
    };
    return <TakeOne bundle={open} otherLabel={m.bundles.backToList} passing onOther={back} onClose={onClose} />;
  }
  return (
    <>
      <List many={many} left={left} onOpen={setOpened} />
      <AsideNote names={aside} />
      <Foot many={many} onOther={onOther} onClose={onClose} />
    </>
  );
}

type ListProps = {
  readonly many: Many;
  /** The one that was looked at by itself before. */
  readonly left: number | null;
  readonly onOpen: (place: number) => void;
};

function List({ many, left, onOpen }: ListProps) {
  const words = useText().m.bundles;
  const arrived = useArrival<HTMLUListElement>(left === null);
  return (
    <ul
      ref={arrived}
      tabIndex={-1}
      className={`${rowStyles['list']} ${form['arrived']}`}
      aria-label={words.manyFound(many.rows.length)}
    >
      {many.rows.map((row, place) => (
        <TakeManyRow
          key={row.bundle.name}
          row={row}
          idle={many.doing === 'nothing'}
          returned={place === left}
          onWant={(wanted) => many.want(place, wanted)}
          onOpen={() => onOpen(place)}
        />
      ))}
    </ul>
  );
}

type FootProps = { readonly many: Many; readonly onOther: () => void; readonly onClose: () => void };

function Foot({ many, onOther, onClose }: FootProps) {
  const { m } = useText();
  const words = m.bundles;
  const { rows, doing } = many;
  const chosen = rows.filter(isChosen).length;
  const known = rows.filter(({ finding }) => finding.kind !== 'unknown').length;
  const sum = sumOf(rows);
  const stop = useRef<HTMLButtonElement>(null);
  const goOn = useRef<HTMLButtonElement>(null);
  const before = useRef(doing);
  // The button that was pressed is gone or asleep: the keyboard goes where one goes on.
  useEffect(() => {
    if (doing === 'taking') stop.current?.focus();
    else if (before.current === 'taking') goOn.current?.focus();
    before.current = doing;
  }, [doing]);
  return (
    <div className={`${styles['foot']} ${styles['standing']}`}>
      <output>
        {doing === 'looking' && words.manyLooked(known, rows.length)}
        {doing === 'taking' && words.manyTaking}
        {doing === 'nothing' && sum.bundles > 0 && (
          <strong>{sum.added + sum.improved === 0 ? words.takenNothing : words.taken(sum.added, sum.improved)}</strong>
        )}
      </output>
      <div className={form['actions']}>
        {doing === 'nothing' && (
          <button type="button" className={form['secondary']} onClick={onOther}>
            {words.takeOther}
          </button>
        )}
        {doing === 'taking' && (
          <button ref={stop} type="button" className={form['secondary']} onClick={many.stop}>
            {words.manyStop}
          </button>
        )}
        {doing === 'nothing' && chosen === 0 ? (
          <button ref={goOn} type="button" className={form['primary']} onClick={onClose}>
            {m.common.done}
          </button>
        ) : (
          <button
            ref={goOn}
            type="button"
            className={form['primary']}
            disabled={doing !== 'nothing'}
            onClick={many.take}
          >
            {words.takeMany(chosen)}
          </button>
        )}
      </div>
    </div>
  );
}
