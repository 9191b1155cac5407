import { useWindows } from '../data/planner.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';

/** Where and when a line was open tells something about its user; it can be forgotten. */
export function ForgetWindowsDialog({ onClose }: { readonly onClose: () => void }) {
  const { m } = useText();
  const networks = useWindows().data?.networks ?? 0;
  const forget = useCall('windows.forget', onClose);
  const { windows } = m;
  return (
    <Modal title={windows.forgetTitle} onClose={onClose}>
      <div className={form['form']}>
        <p>{windows.forgetBody(networks)}</p>
        <p className={form['hint']}>{windows.forgetCost}</p>
        <Problem error={forget.error} />
        <div className={form['actions']}>
          <button type="button" className={form['secondary']} data-first-focus="" onClick={onClose}>
            {m.common.cancel}
          </button>
          <button
            type="button"
            className={form['danger']}
            disabled={forget.isPending}
            onClick={() => forget.mutate({})}
          >
            {windows.forgetConfirm}
          </button>
        </div>
      </div>
    </Modal>
  );
}
