import type { Transfer } from '../../shared/bundles.ts';
import { useOpenDialog } from '../app/ui-context.ts';
import { useTransfers } from '../data/bundles.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';
import { useText } from '../text/text.tsx';
import { progressSentence } from './transfer-sentences.ts';

type TransferFactProps = {
  /** Those whose end was seen. */
  readonly seen: readonly string[];
  readonly className: string | undefined;
};

/** An export or import that goes on, or ended, while one reads; leads to it. */
export function TransferFact({ seen, className }: TransferFactProps) {
  const { m, format } = useText();
  const openDialog = useOpenDialog();
  const transfers = useTransfers();
  const told =
    transfers.find(({ state }) => state === 'running') ??
    transfers.find(({ id, state }) => (state === 'done' || state === 'failed') && !seen.includes(id));
  if (!told) return null;
  return (
    <button type="button" className={className} onClick={() => openDialog({ kind: 'transfer', id: told.id })}>
      {factSentence(told, m, format)}
    </button>
  );
}

function factSentence(transfer: Transfer, m: Messages, format: Format): string {
  const words = m.bundles.facts;
  if (transfer.state === 'running') return progressSentence(transfer, m, format);
  return transfer.state === 'done' ? words.done[transfer.kind] : words.failed[transfer.kind];
}
