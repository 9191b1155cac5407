import { UsageError } from './arguments.ts';
import type { Call } from './call.ts';

/**
 * The passphrase in the environment variable that an option names; null: the option was not given.
 * @throws UsageError when the variable is not set, or empty
 */
export function passphraseOf(option: string, variable: string | undefined, env: Call['env']): string | null {
  if (variable === undefined) return null;
  const passphrase = env[variable];
  if (passphrase === undefined || passphrase === '') {
    throw new UsageError(`--${option} names the environment variable "${variable}", which is not set.`);
  }
  return passphrase;
}
