import type { Transfer } from '../../shared/bundles.ts';
import type { Messages } from '../messages/en.ts';
import type { Format } from '../text/format.ts';

/** How far it is: `Packing 120 of 400`. */
export function progressSentence(transfer: Transfer, m: Messages, format: Format): string {
  const { phase, done, total } = transfer;
  const words = m.bundles;
  // A file is opened by its bytes, everything else goes by things.
  const show = (amount: number): string => (phase === 'opening' ? format.bytes(amount) : format.number(amount));
  return `${words.making[phase]} ${words.progress(show(done), total === null ? null : show(total))}`;
}
