/** Keys, senders, labels and the watched folder: what the owner decided about bundles. */
import { isAbsolute } from 'node:path';
import type { BundleSettings } from '../../shared/bundles.ts';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import type { Library } from '../../shared/model.ts';
import type { Archive } from '../archive/archive.ts';
import { wordsOf } from '../bundle/words.ts';
import { forgetSender, knownKeys, refuseTakenName, trustSender } from './senders.ts';
import type { KnownKey } from './bundle-job.ts';
import { folderMissing, isFolderThere } from './export-folder.ts';
import type { Keyring } from './keyring.ts';

export type SettingsMethod = Extract<
  CoreMethod,
  `keys.${string}` | `senders.${string}` | `labels.${string}` | 'bundles.settings' | 'watch.set'
>;

export type BundleSettingsParts = {
  readonly archive: Pick<Archive, 'labels' | 'receivedFrom' | 'forgetLabel' | 'forgetSender'>;
  readonly keyring: Keyring;
  readonly now: () => number;
  readonly library: () => Library;
  readonly change: (edit: (library: Library) => Library) => null;
  readonly watched: () => BundleSettings['watched'];
  /** Articles, or what is told of them, are others now. */
  readonly onChange: () => void;
};

export type BundleSettingsHandlers = {
  readonly handlers: HandlersOf<SettingsMethod>;
  knownKeys(): readonly KnownKey[];
  /** @throws LarderError KEY_EXISTS when another key has this name */
  trust(sender: { readonly name: string; readonly publicKey: string }): void;
};

export function createBundleSettings(parts: BundleSettingsParts): BundleSettingsHandlers {
  const { archive, keyring, library, change, now } = parts;

  function trust(sender: { readonly name: string; readonly publicKey: string }): void {
    change((before) => trustSender(before, keyring.list(), sender, now()));
  }

  const handlers: HandlersOf<SettingsMethod> = {
    'bundles.settings': async () => {
      return {
        keys: keyring.list(),
        senders: library().senders.map((sender) => ({
          ...sender,
          words: wordsOf(sender.publicKey),
          articles: archive.receivedFrom(sender.publicKey),
        })),
        labels: archive.labels(),
        recipient: await keyring.recipient(),
        watchedFolder: library().watchedFolder,
        watched: parts.watched(),
      };
    },
    'keys.new': ({ name, passphrase }) => {
      refuseTakenName(name, library().senders);
      return keyring.create(name, passphrase);
    },
    'keys.remove': ({ name }) => {
      keyring.remove(name);
      return null;
    },
    'keys.identity': () => keyring.makeIdentity(),
    'senders.trust': (sender) => {
      trust(sender);
      parts.onChange();
      return null;
    },
    'senders.forget': ({ publicKey }) => {
      archive.forgetSender(publicKey);
      change((before) => forgetSender(before, publicKey));
      // Written twice: the last good copy must not go on telling.
      change((before) => before);
      parts.onChange();
      return null;
    },
    'labels.forget': ({ name }) => {
      archive.forgetLabel(name);
      parts.onChange();
      return null;
    },
    'watch.set': async ({ folder }) => {
      if (folder !== null && (!isAbsolute(folder) || !(await isFolderThere(folder)))) throw folderMissing();
      return change((before) => ({ ...before, watchedFolder: folder }));
    },
  };
  return { handlers, knownKeys: () => knownKeys(keyring.list(), library().senders), trust };
}
