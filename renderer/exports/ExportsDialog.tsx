import { useState } from 'react';
import { useSchedule, useSchedulePlan } from '../data/planner.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import rows from '../dialogs/rows.module.css';
import { useText } from '../text/text.tsx';
import { ExportForm } from './ExportForm.tsx';
import { ExportRow } from './ExportRow.tsx';

/** Being entered; no export has an id with a blank in it. */
const NEW = 'a new one';

/** Files that are written by themselves. */
export function ExportsDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const items = useSchedule().exports;
  const view = useSchedulePlan().data;
  const [editing, setEditing] = useState<string | null>(null);
  const done = (): void => setEditing(null);
  return (
    <Modal title={m.exports.title} onClose={onClose}>
      <div className={rows['rows']}>
        <p className={form['hint']}>{m.exports.hint}</p>
        {items.length === 0 && editing === null && <p>{m.exports.none}</p>}
        <ul className={rows['list']}>
          {items.map((item) =>
            editing === item.id ? (
              <li key={item.id} aria-label={item.name}>
                <ExportForm item={item} onDone={done} />
              </li>
            ) : (
              <ExportRow
                key={item.id}
                item={item}
                state={view?.exports.find(({ id }) => id === item.id)}
                problems={view?.problems ?? []}
                onEdit={() => setEditing(item.id)}
              />
            ),
          )}
        </ul>
        {editing === NEW ? (
          <ExportForm item={null} onDone={done} />
        ) : (
          <button type="button" className={form['secondary']} onClick={() => setEditing(NEW)}>
            {m.exports.add}
          </button>
        )}
      </div>
    </Modal>
  );
}
