/**
 * Storing bundles that were opened: each once at a time, by whichever way it came. What is stored appears whole, or not at
 * all; what a program that died was storing is gone on with, or taken back.
 */
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport, Signer } from '../../shared/bundles.ts';
import type { Archive, Incoming } from '../archive/archive.ts';
import { wordsOf } from '../bundle/words.ts';
import type { Follow, KnownKey, RunJob } from './bundle-job.ts';
import type { Arrivals } from './arrivals.ts';
import { dropImport, storeBundle } from './bundle-store.ts';
import { stopped } from './bundle-thread.ts';
import { makeFolder, transferFolders } from './transfer-folders.ts';

export type ImportingOptions = {
  /** The data folder. */
  readonly dir: string;
  readonly archive: Archive;
  /** Keys somebody gave a name: the owner's, and the senders'. */
  readonly knownKeys: () => readonly KnownKey[];
  readonly runJob: RunJob;
  readonly arrivals: Arrivals;
  /** The program is closing, which is no verdict on a bundle: the next one goes on with it. */
  readonly closed: AbortSignal;
  /** Articles came. */
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
};

/** A bundle that was opened, and its signature judged; all else of it is checked as it is stored. */
export type OpenedBundle = { readonly manifestSha256: string; readonly signer: Signer };

export type Importing = {
  /**
   * Stores a plain ZIP, which is taken away from `path`. Who brings one that is being stored already finds all of it there.
   * @throws LarderError what unpacking throws, DISK_FULL, CLOSED
   */
  store(bundle: OpenedBundle, path: string, how: Follow): Promise<ImportReport>;
  /**
   * Goes on with what a program that died was storing, one after another, or takes it back. Never rejects.
   * @param run runs each of them, and tells what becomes of it
   */
  resume(run: (work: (how: Follow) => Promise<ImportReport>) => Promise<void>): Promise<void>;
};

const UNSIGNED: Signer = { kind: 'none' };

export function createImporting(options: ImportingOptions): Importing {
  const { archive, runJob, onBug } = options;
  const { importing } = transferFolders(options.dir);
  /** By their manifest: when that has ended, well or not. */
  const underWay = new Map<string, Promise<void>>();
  const isClosing = (): boolean => options.closed.aborted;

  /** Kept under the bundle's own name, so that the next program finds it there. */
  function folderOf(manifestSha256: string): string {
    return join(importing, manifestSha256);
  }

  async function store(bundle: OpenedBundle, path: string, how: Follow): Promise<ImportReport> {
    const { manifestSha256 } = bundle;
    const before = underWay.get(manifestSha256) ?? Promise.resolve();
    const work = before.then(() => storeNow(bundle, path, how));
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    underWay.set(manifestSha256, ended);
    try {
      return await work;
    } finally {
      if (underWay.get(manifestSha256) === ended) underWay.delete(manifestSha256);
    }
  }

  async function storeNow({ manifestSha256, signer }: OpenedBundle, path: string, how: Follow): Promise<ImportReport> {
    if (how.signal.aborted) throw stopped();
    const folder = await makeFolder(folderOf(manifestSha256));
    const own = join(folder, 'plain.zip');
    if (path !== own) await rename(path, own);
    try {
      const report = await storeBundle(archive, {
        manifestSha256,
        signer,
        unpack: (skip, onDelivery) => runJob({ kind: 'unpack', path: own, skip }, { ...how, onDelivery }),
      });
      await rm(folder, { recursive: true, force: true });
      options.onChange();
      void options.arrivals.index().then(options.onChange, onBug);
      return report;
    } catch (error) {
      if (!isClosing()) {
        await rm(folder, { recursive: true, force: true });
        await dropImport(archive, manifestSha256, isClosing);
      }
      throw error;
    }
  }

  function signerOf({ publicKey, trusted }: Incoming): Signer {
    if (publicKey === null) return UNSIGNED;
    const key = options.knownKeys().find((each) => each.publicKey === publicKey);
    return trusted && key !== undefined
      ? { kind: 'trusted', ...key }
      : { kind: 'unknown', publicKey, words: wordsOf(publicKey) };
  }

  return {
    store,
    async resume(run) {
      for (const incoming of archive.unfinishedImports()) {
        if (isClosing()) return;
        const { manifestSha256 } = incoming;
        const path = join(folderOf(manifestSha256), 'plain.zip');
        const isThere = await stat(path).then(
          () => true,
          () => false,
        );
        const goingOn = isThere
          ? run((how) => store({ manifestSha256, signer: signerOf(incoming) }, path, how))
          : dropImport(archive, manifestSha256, isClosing);
        await goingOn.catch(onBug);
      }
      await options.arrivals.index().catch(onBug);
    },
  };
}
