import { useState } from 'react';
import { useOpenDialog } from '../app/ui-context.ts';
import { useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { TakeBundle } from './TakeBundle.tsx';
import { FinishedExport, TransferStatus } from './TransferStatus.tsx';

type TransferDialogProps = { readonly id: string; readonly onClose: () => void };

/** An export or import whose own dialog was closed. */
export function TransferDialog({ id, onClose }: TransferDialogProps) {
  const { m } = useText();
  // What was begun is not known any more once it is forgotten, while its dialog is still there.
  const transfer = useTransfer(id);
  const [kind] = useState(transfer?.kind ?? 'export');
  return (
    <Modal title={kind === 'export' ? m.bundles.giveTitle : m.bundles.takeTitle} wide onClose={onClose}>
      <div className={form['form']}>
        {kind === 'export' ? <Exported id={id} onClose={onClose} /> : <Taken id={id} onClose={onClose} />}
      </div>
    </Modal>
  );
}

function Exported({ id, onClose }: TransferDialogProps) {
  const { m } = useText();
  const transfer = useTransfer(id);
  const forget = useCall('transfers.forget', onClose);
  if (transfer === null) return null;
  return (
    <>
      <TransferStatus transfer={transfer} />
      {transfer.state === 'done' && <FinishedExport transfer={transfer} />}
      <Problem error={forget.error} />
      {transfer.state !== 'running' && (
        <div className={form['actions']}>
          <button type="button" className={form['secondary']} onClick={() => forget.mutate({ id })}>
            {m.bundles.removeFiles}
          </button>
          <button type="button" className={form['primary']} onClick={onClose}>
            {m.common.done}
          </button>
        </div>
      )}
    </>
  );
}

function Taken({ id, onClose }: TransferDialogProps) {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const isImport = useTransfer(id)?.kind === 'import';
  return (
    <TakeBundle
      looking={isImport ? null : id}
      importing={isImport ? id : null}
      // What was sent is not known here: the same file is chosen again, and is there at once.
      onLookAgain={null}
      otherLabel={m.bundles.takeOther}
      onOther={() => openDialog({ kind: 'import' })}
      onCancel={onClose}
      onClose={onClose}
    />
  );
}
