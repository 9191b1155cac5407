import type { OwnKey } from '../../../../shared/bundles.ts';
import { createKeyring, type Keyring } from '../../../service/keyring.ts';
import { openReader } from '../../../service/reader.ts';
import { refuseTakenName, trustSender, wordsOf } from '../../../service/senders.ts';
import { COMMANDS, UsageError } from '../arguments.ts';
import { EXIT, type Call, type Command, type ExitCode } from '../call.ts';
import { secretFrom } from '../locks.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine, type Output } from '../output.ts';

/** Keys that sign bundles: own ones, and those of others. Own keys are trusted. */
export const keys: Command = async (call) => {
  const { operands, flags } = call;
  const [what = 'list', name, publicKey] = operands;
  const keyring = createKeyring(call);
  const isNew = what === 'new';
  if (!isNew && (flags.plain === true || flags['passphrase-env'] !== undefined)) throw misused();
  if (what === 'list' && name === undefined) return await list(call, keyring);
  if (isNew && name !== undefined && publicKey === undefined) return await create(call, keyring, name);
  if (what === 'trust' && name !== undefined && publicKey !== undefined) {
    return await trust(call, keyring, { name: name.trim(), publicKey });
  }
  throw misused();
};

function misused(): UsageError {
  return new UsageError(`Usage: larder ${COMMANDS.keys.synopsis}`);
}

async function list({ dir, now, output }: Call, keyring: Keyring): Promise<ExitCode> {
  const reader = openReader({ dir, now });
  try {
    const own = keyring.list();
    const { senders } = reader.library();
    for (const key of own) await show(output, key, key.secret);
    for (const sender of senders) await show(output, { ...sender, words: wordsOf(sender.publicKey) }, false);
    if (own.length + senders.length === 0) output.note('No keys yet.');
    return EXIT.done;
  } finally {
    reader.close();
  }
}

async function create(call: Call, keyring: Keyring, name: string): Promise<ExitCode> {
  const { flags } = call;
  const passphrase = secretFrom(call, 'passphrase-env');
  if ((flags.plain === true) === (passphrase !== null)) {
    throw new UsageError(
      'A new key is stored --plain, or locked by the passphrase in a variable (--passphrase-env VAR).',
    );
  }
  // With the lock: the running app may be giving the same name to a sender.
  const larder = await openLarder(call);
  try {
    refuseTakenName(name, larder.archive.library().senders);
    await show(call.output, await keyring.create(name, passphrase), true);
  } finally {
    await larder.close();
  }
  return EXIT.done;
}

async function trust(
  call: Call,
  keyring: Keyring,
  wanted: { readonly name: string; readonly publicKey: string },
): Promise<ExitCode> {
  const larder = await openLarder(call);
  try {
    larder.archive.changeLibrary((library) => trustSender(library, keyring.list(), wanted, call.now()));
    await show(call.output, { ...wanted, words: wordsOf(wanted.publicKey) }, false);
  } finally {
    await larder.close();
  }
  return EXIT.done;
}

async function show(output: Output, key: Pick<OwnKey, 'name' | 'publicKey' | 'words'>, secret: boolean): Promise<void> {
  await output.record({ name: key.name, publicKey: key.publicKey, secret, trusted: true });
  await output.line(`${oneLine(key.name)}${secret ? ' (yours)' : ''}\n  ${key.publicKey}\n  ${key.words}`);
}
