import type { Status } from '../../shared/model.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useText } from '../text/text.tsx';

/** The network's own page is opened where every link is: by the browser, after its address was shown. Never in here. */
export function SignIn({ status, className }: { readonly status: Status; readonly className: string | undefined }) {
  const { m } = useText();
  const openDialog = useOpenDialog();
  const { portalUrl } = status;
  if (status.state !== 'captive' || portalUrl === null) return null;
  return (
    <button type="button" className={className} onClick={() => openDialog({ kind: 'link', address: portalUrl })}>
      {m.line.signIn}
    </button>
  );
}
