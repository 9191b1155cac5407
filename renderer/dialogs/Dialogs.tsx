import { useUi } from '../app/ui-context.ts';
import type { UiState } from '../app/ui-state.ts';
import { BundlesDialog } from '../bundles/BundlesDialog.tsx';
import { GiveDialog } from '../bundles/GiveDialog.tsx';
import { TransferDialog } from '../bundles/TransferDialog.tsx';
import { ExportsDialog } from '../exports/ExportsDialog.tsx';
import { PrepareDialog } from '../readiness/PrepareDialog.tsx';
import { ScheduleDialog } from '../schedule/ScheduleDialog.tsx';
import { ForgetWindowsDialog } from '../windows/ForgetWindowsDialog.tsx';
import { AddDialog } from './AddDialog.tsx';
import { FolderDialog } from './FolderDialog.tsx';
import { HelpDialog } from './HelpDialog.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { LinkDialog } from './LinkDialog.tsx';
import { MarkAllDialog } from './MarkAllDialog.tsx';
import { NewFolderDialog } from './NewFolderDialog.tsx';
import { PreferencesDialog } from './PreferencesDialog.tsx';
import { SavePageDialog } from './SavePageDialog.tsx';
import { SourceDialog } from './SourceDialog.tsx';

/** The one dialog that is open, if any. */
export function Dialogs({ state }: { readonly state: UiState }) {
  const dispatch = useUi();
  const onClose = () => dispatch({ type: 'dialog', dialog: null });
  const { dialog } = state;
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add':
      return <AddDialog onClose={onClose} />;
    case 'import':
      // What is dropped into the same dialog lets it begin anew.
      return <ImportDialog key={dialog.dropped?.number ?? 0} files={dialog.dropped?.files} onClose={onClose} />;
    case 'save-page':
      return <SavePageDialog onClose={onClose} />;
    case 'new-folder':
      return <NewFolderDialog onClose={onClose} />;
    case 'preferences':
      return <PreferencesDialog onClose={onClose} />;
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'mark-all':
      return <MarkAllDialog state={state} onClose={onClose} />;
    case 'schedule':
      return <ScheduleDialog onClose={onClose} />;
    case 'exports':
      return <ExportsDialog onClose={onClose} />;
    case 'give':
      return <GiveDialog scope={dialog.scope} onClose={onClose} />;
    case 'bundles':
      return <BundlesDialog onClose={onClose} />;
    case 'prepare':
      return <PrepareDialog onClose={onClose} />;
    case 'forget-windows':
      return <ForgetWindowsDialog onClose={onClose} />;
    case 'transfer':
      return <TransferDialog key={dialog.id} id={dialog.id} onClose={onClose} />;
    case 'source':
      return <SourceDialog feedId={dialog.feedId} part={dialog.part} onClose={onClose} />;
    case 'folder':
      return <FolderDialog path={dialog.path} onClose={onClose} />;
    case 'link':
      return <LinkDialog address={dialog.address} onClose={onClose} />;
  }
}
