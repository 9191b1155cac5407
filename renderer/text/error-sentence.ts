import { isLarderError } from '../../shared/errors.ts';
import { OUTCOMES, type Outcome } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';

/** An error as a sentence in the person's language; a failed fetch says how it failed. */
export function errorSentence(error: unknown, m: Messages): string {
  if (!isLarderError(error)) return m.errors.INTERNAL;
  const outcome = error.details['outcome'];
  if (error.code === 'FETCH_FAILED' && isOutcome(outcome)) return m.outcomes[outcome];
  return m.errors[error.code];
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'string' && (OUTCOMES as readonly string[]).includes(value);
}
