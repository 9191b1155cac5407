import { useOpenDialog } from '../app/ui-context.ts';
import { useStatusFact } from '../data/queries.ts';
import form from '../dialogs/form.module.css';
import { useText } from '../text/text.tsx';
import { holdHelp, holdSentence } from './hold-sentence.ts';
import styles from './HoldNote.module.css';
import { PauseButton } from './PauseButton.tsx';

/** What keeps Larder from fetching by itself, and what can be done about it. */
export function HoldNote() {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const hold = useStatusFact((status) => status.hold).data ?? null;
  // That there is no line is told by the line.
  if (hold === null || hold.kind === 'no-line') return null;
  return (
    <div className={styles['note']} role="note">
      <p>
        <strong>{holdSentence(hold, m, format)}</strong> {holdHelp(hold, m)}
      </p>
      {hold.kind === 'paused' ? (
        <PauseButton className={form['primary']} />
      ) : (
        <button type="button" className={form['secondary']} onClick={() => openDialog({ kind: 'schedule' })}>
          {m.schedule.open}
        </button>
      )}
    </div>
  );
}
