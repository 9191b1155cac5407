/**
 * Own keys, as files that minisign and age read: `<data>/keys/NAME.pub` and `NAME.key` for signing, `identity.age` for
 * opening what others encrypted to this archive. Nobody but their owner may read the folder.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { OwnKey } from '../../shared/bundles.ts';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import { writePrivateFile } from '../archive/archive.ts';
import { identityFile, makeIdentity, readIdentityFile, recipientOf } from '../bundle/age-identity.ts';
import { publicKeyFile, readPublicKeyFile, sign } from '../bundle/minisign.ts';
import {
  isSecretKeyLocked,
  lockedSecretKeyFile,
  makeSecretKey,
  openSecretKeyFile,
  plainSecretKeyFile,
} from '../bundle/minisign-secret.ts';
import { wordsOf } from '../bundle/words.ts';
import { checkedKeyName, isSameName } from './key-names.ts';

/** `secret`: the secret half is here. */
export type KeptKey = OwnKey & { readonly secret: boolean };

export type Keyring = {
  /** By name. What is no key is left out. */
  list(): readonly KeptKey[];
  /**
   * Passphrase null: the secret key is stored as it is.
   * @throws LarderError KEY_EXISTS, BAD_REQUEST for a name that no file can have, or an empty passphrase
   */
  create(name: string, passphrase: string | null): Promise<KeptKey>;
  /** @throws LarderError KEY_NOT_FOUND */
  remove(name: string): void;
  /**
   * What signs with this key: gives the bytes of a `.minisig` file. The passphrase is tried at once, for a wrong one should
   * be told before the work is done.
   * @throws LarderError KEY_NOT_FOUND, also when only the public half is here, KEY_LOCKED, PASSPHRASE_WRONG, KEY_INVALID
   */
  signer(name: string, passphrase: string | null): Promise<(message: Uint8Array) => Promise<Uint8Array>>;
  /** This archive's own age identity; null: none was made yet. @throws LarderError KEY_INVALID */
  identity(): string | null;
  /** What others encrypt to; null: there is no identity yet. @throws LarderError KEY_INVALID */
  recipient(): Promise<string | null>;
  /** Made once: the one that is there stays. @throws LarderError KEY_INVALID */
  makeIdentity(): Promise<{ readonly recipient: string }>;
};

/** A key file has a few hundred bytes; what is larger in this folder is none. */
const KEY_FILE_MOST_BYTES = 65_536;

/** @param options.dir the data folder; `keys/` is made in it when the first key is */
export function createKeyring(options: { readonly dir: string; readonly now: () => number }): Keyring {
  const folder = join(options.dir, 'keys');
  const identityPath = join(folder, 'identity.age');
  const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));

  function write(path: string, text: string): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    writePrivateFile(path, text);
  }
  /** Both halves' paths, as the files are called on this disk. */
  function find(name: string): { readonly pub: string; readonly key: string } | null {
    const stems = fileNames().flatMap((file) => /^(.*)\.(?:pub|key)$/su.exec(file)?.[1] ?? []);
    const stem = stems.find((one) => isSameName(one, name));
    return stem === undefined ? null : { pub: join(folder, `${stem}.pub`), key: join(folder, `${stem}.key`) };
  }
  function fileNames(): readonly string[] {
    return existsSync(folder) ? readdirSync(folder) : [];
  }
  function kept(file: string): KeptKey[] {
    const name = /^(.*)\.pub$/su.exec(file)?.[1];
    if (name === undefined) return [];
    try {
      const publicKey = readPublicKeyFile(read(join(folder, file)));
      const keyPath = join(folder, `${name}.key`);
      const secret = existsSync(keyPath);
      const locked = secret && isSecretKeyLocked(read(keyPath));
      return [{ name: name.normalize('NFC'), publicKey, words: wordsOf(publicKey), locked, secret }];
    } catch (error) {
      if (isLarderError(error)) return [];
      throw error;
    }
  }

  const identity = (): string | null =>
    existsSync(identityPath) ? (readIdentityFile(read(identityPath))[0] ?? null) : null;
  const recipient = async (): Promise<string | null> => {
    const mine = identity();
    return mine === null ? null : await recipientOf(mine);
  };

  return {
    list: () =>
      fileNames()
        .flatMap(kept)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),

    async create(given, passphrase) {
      const name = checkedKeyName(given);
      const refuse = (): void => {
        if (find(name)) throw new LarderError('KEY_EXISTS', `There is a key "${name}" already.`, { name });
      };
      refuse();
      const secret = makeSecretKey(random);
      const text =
        passphrase === null ? plainSecretKeyFile(secret) : await lockedSecretKeyFile(secret, passphrase, random);
      // Another may have been made while the passphrase was worked on.
      refuse();
      const { publicKey } = secret;
      // The public half first: what a power cut leaves is listed, and can be removed.
      write(join(folder, `${name}.pub`), publicKeyFile(publicKey));
      write(join(folder, `${name}.key`), text);
      return { name, publicKey, words: wordsOf(publicKey), locked: passphrase !== null, secret: true };
    },

    remove(name) {
      const paths = find(name);
      if (!paths) throw notFound(name);
      rmSync(paths.key, { force: true });
      rmSync(paths.pub, { force: true });
    },

    async signer(name, passphrase) {
      const paths = find(name);
      if (!paths || !existsSync(paths.key)) throw notFound(name);
      const secret = await openSecretKeyFile(read(paths.key), passphrase);
      return (message) => Promise.resolve(new TextEncoder().encode(sign(message, secret)));
    },

    identity,
    recipient,

    async makeIdentity() {
      if (identity() === null) {
        const text = await identityFile(await makeIdentity(), options.now());
        // Another may have been made meanwhile, and given away.
        if (!existsSync(identityPath)) write(identityPath, text);
      }
      return { recipient: (await recipient()) ?? '' };
    },
  };
}

function notFound(name: string): LarderError {
  return new LarderError('KEY_NOT_FOUND', `There is no key "${name}".`, { name });
}

/** @throws LarderError KEY_INVALID for what is too large to be a key */
function read(path: string): string {
  if (statSync(path).size > KEY_FILE_MOST_BYTES) throw new LarderError('KEY_INVALID', 'This is not a key file.');
  return readFileSync(path, 'utf8');
}
