import { useState } from 'react';
import { useTransfer } from '../data/bundles.ts';
import { useCall } from '../data/use-call.ts';
import form from '../dialogs/form.module.css';
import { Modal } from '../dialogs/Modal.tsx';
import { Problem } from '../dialogs/Problem.tsx';
import { useText } from '../text/text.tsx';
import { FIRST_DRAFT, holdsSecrets, requestOf, type GiveDraft, type GiveScope, withoutSecrets } from './give-draft.ts';
import { GiveForm } from './GiveForm.tsx';
import { FinishedExport, TransferStatus } from './TransferStatus.tsx';

type GiveDialogProps = { readonly scope: GiveScope; readonly onClose: () => void };

/** Articles as a file: what, in which shape, how large, and how far it is. */
export function GiveDialog({ scope, onClose }: GiveDialogProps) {
  const { m } = useText();
  const [draft, setDraft] = useState<GiveDraft>(FIRST_DRAFT);
  const [id, setId] = useState<string | null>(null);
  const transfer = useTransfer(id);
  const start = useCall('transfers.export', (begun) => setId(begun.id));
  const forget = useCall('transfers.forget', () => setId(null));
  const isDone = transfer?.state === 'done';
  const isUnderWay = start.isPending || transfer?.state === 'running' || isDone;
  // Until then they may be needed once more: it may fail, or be stopped.
  if (isDone && holdsSecrets(draft)) setDraft(withoutSecrets);

  function make(): void {
    // What was asked holds the passphrases, too, and would be remembered as long as the dialog is there.
    start.mutate(requestOf(scope, draft, plainTitle(scope, draft, m.bundles.plainTitle)), { onSuccess: start.reset });
  }

  return (
    <Modal title={m.bundles.giveTitle} wide onClose={onClose}>
      <div className={form['form']}>
        {/* It stays, so that after a failure all is as it was: what was unfolded, too. */}
        <div hidden={isUnderWay}>
          <GiveForm
            scope={scope}
            draft={draft}
            away={isUnderWay}
            onChange={(part) => setDraft((before) => ({ ...before, ...part }))}
            onMake={make}
          />
        </div>
        {start.isPending && <output>{m.bundles.making.reading}</output>}
        {transfer && <TransferStatus transfer={transfer} />}
        {transfer?.state === 'done' && (
          <>
            <FinishedExport transfer={transfer} />
            <div className={form['actions']}>
              <button
                type="button"
                className={form['secondary']}
                disabled={forget.isPending}
                onClick={() => forget.mutate({ id: transfer.id })}
              >
                {m.bundles.another}
              </button>
              <button type="button" className={form['primary']} onClick={onClose}>
                {m.common.done}
              </button>
            </div>
          </>
        )}
        <Problem error={start.error ?? forget.error} />
      </div>
    </Modal>
  );
}

/** An article's own headline leaves with it; names of sources and folders are their owner's. */
function plainTitle(scope: GiveScope, draft: GiveDraft, plain: string): string {
  return (scope.kind === 'articles' && !draft.everything && scope.title?.trim()) || plain;
}
