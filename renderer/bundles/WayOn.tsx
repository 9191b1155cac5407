import form from '../dialogs/form.module.css';
import { useArrival } from './use-arrival.ts';

/** From what came to nothing; the keyboard stands on it. */
export function WayOn({ label, onGo }: { readonly label: string; readonly onGo: () => void }) {
  const arrived = useArrival<HTMLButtonElement>();
  return (
    <div className={form['actions']}>
      <button ref={arrived} type="button" className={form['secondary']} onClick={onGo}>
        {label}
      </button>
    </div>
  );
}
