/** The owner's "nothing at all": it holds for whatever would speak to a network, also what is asked for by hand. */
import { LarderError } from '../../shared/errors.ts';
import type { Library } from '../../shared/model.ts';

/** @throws LarderError PAUSED */
export function refuseIfPaused({ schedule }: Pick<Library, 'schedule'>): void {
  if (schedule.paused) throw new LarderError('PAUSED', 'Everything is paused; resume it first.');
}
