/** Secrets of a command: they come in variables of the environment, for a command line is seen by everyone on a machine. */
import type { Lock } from '../../../shared/bundles.ts';
import { UsageError } from './arguments.ts';
import type { Call } from './call.ts';

/** What the named variable holds; null: none is named. @throws UsageError when it is not set, or empty */
export function secretFrom(
  { flags, env }: Pick<Call, 'flags' | 'env'>,
  flag: 'passphrase-env' | 'key-passphrase-env' | 'have-passphrase-env',
): string | null {
  const variable = flags[flag];
  if (variable === undefined) return null;
  const secret = env[variable];
  if (secret === undefined || secret === '') {
    throw new UsageError(`--${flag} names the environment variable "${variable}", which is not set.`);
  }
  return secret;
}

/** @throws UsageError for a passphrase beside recipients, which age refuses, or what is no recipient */
export function lockOf(call: Pick<Call, 'flags' | 'env'>): Lock {
  const recipients = call.flags.recipient ?? [];
  const passphrase = secretFrom(call, 'passphrase-env');
  if (recipients.length === 0) return passphrase === null ? { kind: 'none' } : { kind: 'passphrase', passphrase };
  if (passphrase !== null) throw new UsageError('A file is locked with a passphrase or for recipients, never both.');
  const odd = recipients.find((recipient) => !/^age1[a-z0-9]+$/.test(recipient));
  if (odd !== undefined) throw new UsageError(`"${odd}" is no age recipient (age1...).`);
  return { kind: 'recipients', recipients };
}
