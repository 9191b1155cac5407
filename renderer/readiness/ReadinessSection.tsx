import page from '../activity/ActivityPage.module.css';
import type { Readiness } from '../../shared/schedule.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { usePreparation, useReadiness } from '../data/planner.ts';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { KindBar, KindMark } from './KindBar.tsx';
import { PreparationStatus } from './PreparationStatus.tsx';
import { readinessSentence } from './readiness-sentences.ts';
import styles from './ReadinessSection.module.css';
import { ReadinessTable } from './ReadinessTable.tsx';

const KINDS = ['whole', 'text', 'headline'] as const;

/** What there would be to read if the line stopped now, and how to have more of it. */
export function ReadinessSection() {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const readiness = useReadiness().data;
  const preparation = usePreparation().data;
  if (!readiness) return null;
  const words = m.readiness;
  return (
    <section className={page['section']} aria-labelledby="activity-readiness">
      <h3 id="activity-readiness">{words.title}</h3>
      <Stock readiness={readiness} />
      {preparation && <PreparationStatus preparation={preparation} />}
      <div className={styles['buttons']}>
        {preparation === null && (
          <button type="button" className={form['primary']} onClick={() => openDialog({ kind: 'prepare' })}>
            {words.prepare.button}
          </button>
        )}
        <button type="button" className={form['secondary']} onClick={() => openDialog({ kind: 'exports' })}>
          {m.exports.open}
        </button>
      </div>
    </section>
  );
}

function Stock({ readiness }: { readonly readiness: Readiness }) {
  const { m, format } = useText();
  const words = m.readiness;
  const { unread } = readiness;
  if (unread.whole + unread.text + unread.headline === 0) return <p className={page['hint']}>{words.nothing}</p>;
  const { count, stored, rest } = readinessSentence(readiness, m);
  return (
    <>
      <p className={styles['sentence']}>
        <strong>{count}</strong> {`${stored}.`} {rest}
      </p>
      <KindBar parts={KINDS.map((kind) => ({ kind, share: unread[kind] }))} />
      <ul className={styles['key']}>
        {KINDS.map((kind) => (
          <li key={kind}>
            <KindMark kind={kind} />
            {words.kinds[kind]}
            {m.common.separator}
            {format.number(unread[kind])}
          </li>
        ))}
      </ul>
      {readiness.readPerDay === null && <p className={page['hint']}>{words.paceUnknown}</p>}
      <ReadinessTable readiness={readiness} />
    </>
  );
}
