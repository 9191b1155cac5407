import type { BundleSettings, Estimate, Signer, Transfer } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { HandlersOf, Method } from '../../shared/contract.ts';
import type { TransferFiles } from '../../main/service/transfer-files.ts';

type BundleMethod = Extract<
  Method,
  | `transfers.${string}`
  | `keys.${string}`
  | `senders.${string}`
  | `labels.${string}`
  | 'tags.list'
  | 'exports.estimate'
  | 'bundles.settings'
  | 'watch.set'
>;

const WORDS = 'gather bronze window ticket olive harbor vivid candle';
export const STRANGER = 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3';

const OPENS = 'open sesame';
const WRONG = { code: 'PASSPHRASE_WRONG', message: 'Wrong.', details: {} } as const;

export type FakeBundles = {
  readonly handlers: HandlersOf<BundleMethod>;
  readonly files: TransferFiles;
  /** Ends what waits, when transfers do. */
  end(): void;
};

/**
 * Exports that are done a moment after they were begun, and imports of whatever was sent: a file called "locked" wants
 * the passphrase "open sesame", as the key "newsroom" and lists that are locked do; one called "theirs" is for somebody else, one called "broken" is refused, one called
 * "signed" is a stranger's.
 */
export function fakeBundles(world: {
  readonly nowMs: () => number;
  readonly tell: (all: readonly Transfer[]) => void;
  readonly changed: () => void;
  readonly articles: () => number;
  /** What articles are tagged with. */
  readonly tags: readonly string[];
  /** Transfers stay as they are until they are ended. */
  readonly wait: boolean;
}): FakeBundles {
  let transfers: readonly Transfer[] = [];
  let last = 0;
  let waiting: (() => void)[] = [];
  /** Bytes that came of each file. */
  const sent = new Map<string, number>();
  let settings: BundleSettings = {
    keys: [{ name: 'newsroom', publicKey: STRANGER.replace('RWQ', 'RWR'), words: WORDS, locked: true }],
    senders: [
      { name: 'Аня', publicKey: STRANGER.replace('RWQ', 'RWS'), words: WORDS, addedMs: world.nowMs(), articles: 214 },
    ],
    labels: [{ name: 'red stick', articles: 1_204, lastMs: world.nowMs() - 3 * 86_400_000 }],
    recipient: null,
    watchedFolder: null,
    watched: [],
  };

  function put(transfer: Transfer): void {
    transfers = [transfer, ...transfers.filter(({ id }) => id !== transfer.id)];
    world.tell(transfers);
  }

  function begin(kind: Transfer['kind'], file: string | null, result: Partial<Transfer>): { id: string } {
    last += 1;
    const id = `transfer${String(last).padStart(4, '0')}`;
    const begun: Transfer = {
      id,
      kind,
      state: 'running',
      phase: kind === 'export' ? 'writing' : kind === 'preview' ? 'checking' : 'storing',
      done: 120,
      total: 400,
      bytes: 1_000_000,
      startedMs: world.nowMs(),
      file,
      exported: null,
      preview: null,
      imported: null,
      error: null,
    };
    put({ ...begun, done: 0, total: null });
    const isRunning = (): boolean => transfers.find((each) => each.id === id)?.state === 'running';
    const end = (): void => {
      if (isRunning()) put({ ...begun, state: 'done', ...result });
    };
    setTimeout(() => {
      if (isRunning()) put(begun);
    }, 60);
    if (world.wait) waiting.push(end);
    else setTimeout(end, 400);
    return { id };
  }

  const none = { articles: 0, pictures: 0 };
  const written = (name: string) => [{ name, bytes: 12_400_000, sha256: 'ab'.repeat(32) }];

  return {
    end() {
      for (const end of waiting) end();
      waiting = [];
    },
    handlers: {
      'tags.list': () => world.tags,
      'exports.estimate': ({ selection }): Estimate => {
        const isNothing =
          selection.notGivenTo === 'red stick' || (selection.tag !== null && !world.tags.includes(selection.tag));
        const articles = selection.ids?.length ?? (isNothing ? 0 : world.articles());
        return {
          articles,
          headlines: 1,
          pictures: articles * 2,
          textBytes: articles * 9_000,
          pictureBytes: articles * 120_000,
        };
      },
      'transfers.list': () => transfers,
      'transfers.export': ({ format, lock, label, pictures, have, signWith, keyPassphrase }) => {
        if (
          (signWith === 'newsroom' && keyPassphrase !== OPENS) ||
          (have !== null && (have.passphrase ?? OPENS) !== OPENS)
        ) {
          return begin('export', null, { state: 'failed', error: WRONG });
        }
        if (label === 'red stick') {
          const error = { code: 'NOTHING_TO_EXPORT', message: 'Nothing.', details: {} } as const;
          return begin('export', null, { state: 'failed', error });
        }
        const name = `2026-11-22.${format === 'bundle' ? 'zip' : format}${lock.kind === 'none' ? '' : '.age'}`;
        const manifestSha256 = format === 'bundle' ? 'c0ffee'.repeat(10) : null;
        return begin('export', null, {
          exported: { files: written(name), articles: 42, pictures: pictures ? 84 : 0, manifestSha256, leftOut: none },
        });
      },
      'transfers.have': () =>
        begin('export', null, {
          exported: {
            files: written('2026-11-22.have'),
            articles: 42,
            pictures: 0,
            manifestSha256: null,
            leftOut: none,
          },
        }),
      'transfers.preview': ({ file, passphrase }) => {
        if (file.includes('broken')) {
          const error = { code: 'BUNDLE_DAMAGED', message: 'Damaged.', details: { item: 'items/a.html' } } as const;
          return begin('preview', file, { state: 'failed', error });
        }
        if (file.includes('theirs')) {
          const error = { code: 'BUNDLE_ENCRYPTED', message: 'Locked.', details: { needs: 'identity' } } as const;
          return begin('preview', file, { state: 'failed', error });
        }
        if (file.includes('locked') && passphrase !== OPENS) {
          const error =
            passphrase === null
              ? ({ code: 'BUNDLE_ENCRYPTED', message: 'Locked.', details: { needs: 'passphrase' } } as const)
              : WRONG;
          return begin('preview', file, { state: 'failed', error });
        }
        const signer = file.includes('signed')
          ? ({ kind: 'unknown', publicKey: STRANGER, words: WORDS } as const)
          : ({ kind: 'none' } as const);
        return begin('preview', file, {
          preview: {
            manifestSha256: 'c0ffee'.repeat(10),
            articles: 312,
            fresh: file.includes('again') ? 0 : 298,
            fuller: file.includes('again') ? 0 : 9,
            pictures: 640,
            bytes: 48_000_000,
            signer,
            encrypted: file.includes('locked'),
            titles: [
              { title: 'В трёх областях отключили мобильную связь', source: 'Вестник', direction: 'ltr' },
              { title: 'چگونه یک شهر کتابخانه‌اش را نگه می‌دارد', source: 'خبرها', direction: 'rtl' },
              { title: 'How a town keeps its library', source: 'The Long Wire', direction: 'ltr' },
            ],
            sources: ['Вестник', 'خبرها', 'The Long Wire'],
            known: file.includes('again'),
          },
        });
      },
      'transfers.import': ({ preview, trustAs }) => {
        const looked = transfers.find(({ id }) => id === preview)?.preview;
        let signer: Signer = looked?.signer ?? { kind: 'none' };
        if (trustAs !== null && signer.kind === 'unknown') {
          const sender = {
            name: trustAs,
            publicKey: signer.publicKey,
            words: WORDS,
            addedMs: world.nowMs(),
            articles: 298,
          };
          settings = { ...settings, senders: [...settings.senders, sender] };
          signer = { kind: 'trusted', publicKey: signer.publicKey, name: trustAs, own: false };
        }
        return begin('import', 'news.zip', {
          imported: {
            manifestSha256: 'c0ffee'.repeat(10),
            signer,
            articles: 312,
            added: 298,
            improved: 9,
            pictures: 620,
            badPictures: 1,
          },
        });
      },
      'transfers.stop': ({ id }) => {
        const running = transfers.find((each) => each.id === id);
        if (running) put({ ...running, state: 'stopped' });
        return null;
      },
      'transfers.forget': ({ id }) => {
        transfers = transfers.filter((each) => each.id !== id);
        world.tell(transfers);
        return null;
      },
      'transfers.unsend': ({ uploads }) => {
        for (const upload of uploads) sent.delete(upload);
        return null;
      },
      'bundles.settings': () => settings,
      'keys.new': ({ name, passphrase }) => {
        if (settings.keys.some((key) => key.name === name)) throw new LarderError('KEY_EXISTS', 'The name is taken.');
        const key = { name, publicKey: STRANGER.replace('RWQ', 'RWT'), words: WORDS, locked: passphrase !== null };
        settings = { ...settings, keys: [...settings.keys, key] };
        return key;
      },
      'keys.remove': ({ name }) => {
        settings = { ...settings, keys: settings.keys.filter((key) => key.name !== name) };
        return null;
      },
      'keys.identity': () => {
        const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
        settings = { ...settings, recipient };
        return { recipient };
      },
      'senders.trust': ({ name, publicKey }) => {
        const others = settings.senders.filter((each) => each.publicKey !== publicKey);
        if (others.some((each) => each.name === name)) throw new LarderError('KEY_EXISTS', 'The name is taken.');
        if (others.length < settings.senders.length) {
          const senders = settings.senders.map((each) => (each.publicKey === publicKey ? { ...each, name } : each));
          settings = { ...settings, senders };
          return null;
        }
        const sender = { name, publicKey, words: WORDS, addedMs: world.nowMs(), articles: 0 };
        settings = { ...settings, senders: [...settings.senders, sender] };
        return null;
      },
      'senders.forget': ({ publicKey }) => {
        settings = { ...settings, senders: settings.senders.filter((sender) => sender.publicKey !== publicKey) };
        world.changed();
        return null;
      },
      'labels.forget': ({ name }) => {
        settings = { ...settings, labels: settings.labels.filter((label) => label.name !== name) };
        return null;
      },
      'watch.set': ({ folder }) => {
        if (folder?.startsWith('/missing')) throw new LarderError('FOLDER_MISSING', 'No such folder.');
        const watched = [
          { file: 'signed.zip', atMs: world.nowMs(), outcome: 'imported' as const, error: null },
          { file: 'other.zip', atMs: world.nowMs(), outcome: 'not-trusted' as const, error: null },
        ];
        settings = { ...settings, watchedFolder: folder, watched: folder === null ? [] : watched };
        return null;
      },
    },
    files: {
      find: (path) => {
        const found = transfers.find(({ id }) => path.startsWith(`file/${id}/`))?.exported?.files[0];
        return Promise.resolve(
          found === undefined
            ? null
            : {
                name: found.name,
                bytes: 4,
                async *read() {
                  yield await Promise.resolve(new TextEncoder().encode('file'));
                },
              },
        );
      },
      async append(path, body) {
        const [, upload = '', offset = ''] = path.split('/');
        const before = sent.get(upload) ?? 0;
        let bytes = 0;
        for await (const chunk of body) bytes += chunk.byteLength;
        // Only what goes on where the last slice ended is kept.
        const have = Number(offset) === before ? before + bytes : before;
        sent.set(upload, have);
        return { upload, have };
      },
    },
  };
}
