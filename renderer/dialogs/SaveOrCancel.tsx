import { useText } from '../text/text.tsx';
import form from './form.module.css';

type SaveOrCancelProps = { readonly pending: boolean; readonly onCancel: () => void };

/** The foot of a form inside of a list. */
export function SaveOrCancel({ pending, onCancel }: SaveOrCancelProps) {
  const { m } = useText();
  return (
    <div className={form['actions']}>
      <button type="button" className={form['secondary']} onClick={onCancel}>
        {m.common.cancel}
      </button>
      <button type="submit" className={form['primary']} disabled={pending}>
        {m.common.save}
      </button>
    </div>
  );
}
