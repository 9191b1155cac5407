import { useEffect } from 'react';
import type { Transfer } from '../../shared/bundles.ts';
import { useUi } from '../app/ui-context.ts';

/** Whoever shows how a transfer ended need not be reminded of it. */
export function useSeen(transfer: Transfer | null): void {
  const dispatch = useUi();
  const ended = transfer === null || transfer.state === 'running' ? null : transfer.id;
  useEffect(() => {
    if (ended !== null) dispatch({ type: 'seen', id: ended });
  }, [ended, dispatch]);
}
