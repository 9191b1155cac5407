/**
 * age (https://age-encryption.org/v1) around a file, piece by piece: what this writes the real `age` opens, and the other
 * way round. A passphrase costs a second of the thread it is tried in (scrypt, 2^18, in plain JavaScript).
 */
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import type { Lock } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import { withoutArmor } from './age-armor.ts';
import { ageFormOf, readAgeHeader, type Needs } from './age-header.ts';
import type { Sink } from './sink.ts';

/** Large pieces are cut, for all that becomes of one is in memory at once. */
const PIECE_BYTES = 262_144;

/**
 * A sink whose bytes arrive encrypted in `inner`.
 * @throws LarderError KEY_INVALID for what is no recipient, BAD_REQUEST for an empty passphrase or no recipient
 */
export async function encrypting(inner: Sink, lock: Exclude<Lock, { kind: 'none' }>): Promise<Sink> {
  const encrypter = encrypterFor(lock);
  const plain = new TransformStream<Uint8Array, Uint8Array>();
  const writer = plain.writable.getWriter();
  // Whoever writes hears of it by their own promise.
  writer.closed.catch(() => undefined);
  const encrypted = await encrypter.encrypt(plain.readable);
  const pumping = (async () => {
    for await (const piece of encrypted) await inner.write(piece);
  })();
  pumping.catch(() => undefined);

  /** Where writing ended because `inner` could not go on, its reason is the one to tell. */
  async function orItsReason(step: Promise<void>): Promise<void> {
    try {
      await step;
    } catch (error) {
      await pumping;
      throw error;
    }
  }
  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
        await orItsReason(writer.write(bytes.subarray(from, from + PIECE_BYTES)));
      }
    },
    async end() {
      await orItsReason(writer.close());
      await pumping;
      await inner.end();
    },
    async abandon() {
      await writer.abort().catch(() => undefined);
      await pumping.catch(() => undefined);
      await inner.abandon();
    },
  };
}

/** What there is to open a file with; an empty one opens nothing. */
export type AgeKeys = { readonly passphrase: string | null; readonly identities: readonly string[] };

/**
 * Opens a file that age made, armored or not, into `sink`, and ends it. What arrives there is whole only when this
 * resolves: if it throws, the sink was abandoned.
 * @param goOn called between two pieces; what it throws ends the work
 * @throws LarderError BUNDLE_ENCRYPTED (`needs`: passphrase or identity) when none of the keys is for it, PASSPHRASE_WRONG,
 * BUNDLE_DAMAGED when it was cut or changed, BUNDLE_INVALID when it is not of age's, BUNDLE_TOO_LARGE when its header asks
 * for too much, KEY_INVALID for an identity that is none; and what `source` and `sink` throw
 */
export async function decryptInto(
  sink: Sink,
  source: AsyncIterable<Uint8Array>,
  keys: AgeKeys,
  goOn: () => void = () => undefined,
): Promise<void> {
  try {
    for await (const piece of decrypted(source, keys)) {
      goOn();
      await sink.write(piece);
    }
    await sink.end();
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

async function* decrypted(source: AsyncIterable<Uint8Array>, keys: AgeKeys): AsyncGenerator<Uint8Array> {
  const pieces = binaryPieces(source);
  try {
    const { beginning, needs } = await readBeginning(pieces);
    yield* opened(beginning, pieces, needs, decrypterFor(keys, needs));
  } finally {
    await pieces.return(undefined);
  }
}

async function* opened(
  beginning: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
  needs: Needs,
  decrypter: Decrypter,
): AsyncGenerator<Uint8Array> {
  const failed: { reason?: unknown } = {};
  try {
    const encrypted = NodeReadableStream.from(rememberingFailure(joined(beginning, rest), failed));
    const plain = await decrypter.decrypt(encrypted as ReadableStream<Uint8Array>);
    for await (const piece of plain) yield piece;
  } catch (error) {
    if ('reason' in failed) throw failed.reason;
    if (error instanceof Error && error.message.startsWith('no identity matched')) throw notForThese(needs);
    throw new LarderError(
      'BUNDLE_DAMAGED',
      'The encrypted file is cut, or something in it was changed.',
      {},
      { cause: error },
    );
  }
}

function notForThese(needs: Needs): LarderError {
  return needs === 'passphrase'
    ? new LarderError('PASSPHRASE_WRONG', 'This is not the passphrase of this file.')
    : new LarderError('BUNDLE_ENCRYPTED', 'This file was encrypted for somebody else.', { needs });
}

/** Without armor, whichever way it is written. */
async function* binaryPieces(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  try {
    let beginning = Buffer.alloc(0);
    // As many as tell the two forms apart.
    while (beginning.length < 64) {
      const next = await pieces.next();
      if (next.done === true) break;
      beginning = Buffer.concat([beginning, next.value]);
    }
    const whole = joined(beginning, { [Symbol.asyncIterator]: () => pieces });
    yield* ageFormOf(beginning) === 'armored' ? withoutArmor(whole) : whole;
  } finally {
    // A file is closed also where nobody read to its end.
    await pieces.return?.();
  }
}

async function readBeginning(pieces: AsyncGenerator<Uint8Array>) {
  let beginning = Buffer.alloc(0);
  for (;;) {
    const next = await pieces.next();
    if (next.done === true) throw new LarderError('BUNDLE_DAMAGED', 'The encrypted file is cut.');
    beginning = Buffer.concat([beginning, next.value]);
    const header = readAgeHeader(beginning);
    if (header) return { beginning, needs: header.needs };
  }
}

async function* joined(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  yield* rest;
}

/** What is wrong with the source is not to be taken for something wrong with the encryption. */
async function* rememberingFailure(
  source: AsyncIterable<Uint8Array>,
  failed: { reason?: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    failed.reason = error;
    throw error;
  }
}

function encrypterFor(lock: Exclude<Lock, { kind: 'none' }>): Encrypter {
  const encrypter = new Encrypter();
  if (lock.kind === 'passphrase') {
    if (lock.passphrase === '') throw new LarderError('BAD_REQUEST', 'The passphrase is empty.');
    encrypter.setPassphrase(lock.passphrase);
    return encrypter;
  }
  if (lock.recipients.length === 0) throw new LarderError('BAD_REQUEST', 'There is nobody to encrypt to.');
  for (const recipient of lock.recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new LarderError('KEY_INVALID', `This is not a recipient of age (age1...): ${recipient.slice(0, 80)}`);
    }
  }
  return encrypter;
}

/** Only the keys that can be for it: a passphrase is dear to try. */
function decrypterFor({ passphrase, identities }: AgeKeys, needs: Needs): Decrypter {
  const decrypter = new Decrypter();
  if (needs === 'passphrase') {
    if (passphrase === null) {
      throw new LarderError('BUNDLE_ENCRYPTED', 'This file wants its passphrase.', { needs });
    }
    decrypter.addPassphrase(passphrase);
    return decrypter;
  }
  if (identities.length === 0)
    throw new LarderError('BUNDLE_ENCRYPTED', 'This file wants an identity of age.', { needs });
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      throw new LarderError('KEY_INVALID', 'This is not an identity of age (AGE-SECRET-KEY-1...).');
    }
  }
  return decrypter;
}
