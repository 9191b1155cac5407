import { errorToWire, isLarderError } from '../../../shared/errors.ts';

/** What a failed thing looks like in JSON output: never a stack, never a path of this machine. */
export type Failure = { readonly code: string; readonly message: string };

export function failureOf(error: unknown): Failure {
  const { code, message } = errorToWire(error);
  return { code, message };
}

/** Bugs go on to the top, where they are reported as such; what a person can act on becomes data. */
export function expectedFailure(error: unknown): Failure {
  if (!isLarderError(error)) throw error;
  return failureOf(error);
}
