/** Whose signatures the owner knows, as pure functions over library.json's content. */
import { LarderError } from '../../shared/errors.ts';
import type { Library } from '../../shared/model.ts';
import { parsePublicKey } from '../bundle/minisign.ts';
import type { KnownKey } from './bundle-job.ts';
import { isSameName } from './key-names.ts';

type Named = { readonly name: string; readonly publicKey: string };

/** All keys that somebody gave a name. A key of one's own that was also trusted is one's own. */
export function knownKeys(own: readonly Named[], senders: readonly Named[]): readonly KnownKey[] {
  const others = senders.filter((sender) => !own.some(({ publicKey }) => publicKey === sender.publicKey));
  return [
    ...own.map(({ name, publicKey }) => ({ name, publicKey, own: true })),
    ...others.map(({ name, publicKey }) => ({ name, publicKey, own: false })),
  ];
}

/**
 * The key is known by this name from now on; one that is known already gets the new name. A name belongs to one key, among
 * senders and own keys (`own`) alike, for it is all that is shown of a signature.
 * @throws LarderError KEY_INVALID, KEY_EXISTS when the name is another key's or the key is an own one, BAD_REQUEST for an
 * empty name
 */
export function trustSender(library: Library, own: readonly Named[], wanted: Named, nowMs: number): Library {
  parsePublicKey(wanted.publicKey);
  const name = wanted.name.trim();
  if (name === '') throw new LarderError('BAD_REQUEST', 'A sender wants a name.');
  const mine = own.find(({ publicKey }) => publicKey === wanted.publicKey);
  if (mine) throw new LarderError('KEY_EXISTS', `This is your own key "${mine.name}".`, { name: mine.name });
  const others = library.senders.filter(({ publicKey }) => publicKey !== wanted.publicKey);
  refuseTakenName(name, [...own, ...others]);
  const known = library.senders.find(({ publicKey }) => publicKey === wanted.publicKey);
  if (known) {
    return { ...library, senders: library.senders.map((sender) => (sender === known ? { ...known, name } : sender)) };
  }
  return { ...library, senders: [...library.senders, { name, publicKey: wanted.publicKey, addedMs: nowMs }] };
}

/** @throws LarderError KEY_NOT_FOUND */
export function forgetSender(library: Library, publicKey: string): Library {
  const senders = library.senders.filter((sender) => sender.publicKey !== publicKey);
  if (senders.length === library.senders.length) throw new LarderError('KEY_NOT_FOUND', 'No sender has this key.');
  return { ...library, senders };
}

/** @throws LarderError KEY_EXISTS */
export function refuseTakenName(name: string, taken: readonly Named[]): void {
  const other = taken.find((one) => isSameName(one.name, name));
  if (other) throw new LarderError('KEY_EXISTS', `Another key has the name "${other.name}".`, { name: other.name });
}

/** For those who compare a key by ear. */
export { wordsOf } from '../bundle/words.ts';
