import { useText } from '../text/text.tsx';
import form from './form.module.css';
import rows from './rows.module.css';

type ConfirmRemovalProps = {
  readonly label: string;
  readonly hint: string;
  readonly confirm: string;
  readonly pending: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
};

/** Asks once more, in the place where it was asked for. */
export function ConfirmRemoval({ label, hint, confirm, pending, onConfirm, onCancel }: ConfirmRemovalProps) {
  const { m } = useText();
  return (
    <fieldset className={`${form['set']} ${rows['asked']}`} aria-label={label}>
      <p className={form['hint']}>{hint}</p>
      <div className={form['actions']}>
        <button type="button" className={form['secondary']} onClick={onCancel}>
          {m.common.cancel}
        </button>
        <button type="button" className={form['danger']} disabled={pending} onClick={onConfirm}>
          {confirm}
        </button>
      </div>
    </fieldset>
  );
}
