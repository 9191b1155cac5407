import { useOpenDialog } from '../app/ui-context.ts';
import { useSchedule } from '../data/planner.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { useText } from '../text/text.tsx';
import { useLibrary, useStatusFact } from '../data/queries.ts';
import { holdHelp, holdSentence } from './hold-sentence.ts';
import { PauseButton } from './PauseButton.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';

/** When Larder may fetch. A pause holds at once; the rest when it is saved. */
export function ScheduleDialog({ onClose }: { readonly onClose: () => void }) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const isHere = useLibrary().data !== undefined;
  const schedule = useSchedule();
  const hold = useStatusFact((status) => status.hold).data ?? null;
  const words = m.schedule;
  return (
    <Modal title={words.title} onClose={onClose}>
      <div className={form['form']}>
        <p className={form['hint']}>{words.hint}</p>
        <div className={form['section']}>
          <PauseButton className={schedule.paused ? form['primary'] : form['secondary']} />
          <output className={form['hint']}>
            {hold === null ? words.pauseHint : `${holdSentence(hold, m, format)} ${holdHelp(hold, m)}`}
          </output>
        </div>
        {isHere && <ScheduleForm schedule={schedule} />}
        <div className={form['section']}>
          <p className={form['hint']}>{m.exports.hint}</p>
          <button type="button" className={form['secondary']} onClick={() => openDialog({ kind: 'exports' })}>
            {m.exports.open}
          </button>
        </div>
      </div>
    </Modal>
  );
}
