/** Bundles in files on this device, wherever they are: nobody is told of them while they are opened and stored. */
import { rm } from 'node:fs/promises';
import type { ImportReport, Signer } from '../../shared/bundles.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { BundleSummary, Follow, GlanceJob, Glanced, KnownKey, Progress, RunJob } from './bundle-job.ts';
import { stopped } from './bundle-thread.ts';
import type { Importing } from './importing.ts';
import { copyFolder, makeFolder, transferFolders } from './transfer-folders.ts';

export type FileImportsOptions = {
  /** The data folder. */
  readonly dir: string;
  readonly knownKeys: () => readonly KnownKey[];
  readonly runJob: RunJob;
  readonly store: Importing['store'];
  readonly closed: AbortSignal;
};

export type ImportHow = {
  readonly passphrase: string | null;
  /** Path of a file of age identities; null: this archive's own. */
  readonly identityFile: string | null;
  readonly onProgress?: (progress: Progress) => void;
};

export type FileImports = {
  /** Imports a file; of volumes, any of them. What was copied of a file that went away is kept for its return. */
  importFile(path: string, how: ImportHow): Promise<{ readonly bundle: BundleSummary; readonly report: ImportReport }>;
  /**
   * Imports what a key that somebody named has signed, unless it came before. Of what anybody else made nothing is copied;
   * only what is locked or in volumes has to be, up to a size, to see who signed it.
   */
  importSigned(path: string): Promise<{ readonly signer: Signer }>;
  /** Resolves when the last one has ended. */
  close(): Promise<void>;
};

/** Nothing larger fits on most sticks, for FAT holds no larger file. Whoever has one brings it in by hand. */
const MOST_UNASKED_BYTES = 4 * 1024 ** 3;

function isWelcome({ signer, known }: BundleSummary): boolean {
  return signer.kind === 'trusted' && !known;
}

export function createFileImports(options: FileImportsOptions): FileImports {
  const { dir, closed, runJob, store } = options;
  const folders = transferFolders(dir);
  const underWay = new Set<Promise<void>>();

  async function importFile(
    path: string,
    { passphrase, identityFile, onProgress = () => undefined }: ImportHow,
  ): ReturnType<FileImports['importFile']> {
    const how: Follow = { signal: closed, onProgress };
    return await inCopyFolder(path, async (folder) => {
      const opened = await glance({ files: [path], inPlace: false, passphrase, identityFile, folder }, how);
      return { bundle: opened.bundle, report: await store(opened.bundle, opened.path, how) };
    });
  }

  async function importSigned(path: string): Promise<{ readonly signer: Signer }> {
    const how: Follow = { signal: closed, onProgress: () => undefined };
    return await inCopyFolder(path, async (folder) => {
      const unasked = { passphrase: null, identityFile: null, folder, mostBytes: MOST_UNASKED_BYTES };
      const seen = await glance({ ...unasked, files: [path], inPlace: true }, how);
      if (!isWelcome(seen.bundle)) return seen.bundle;
      // Whoever has the stick may have changed the file since: what is stored is the copy, and judged anew.
      const isCopied = seen.path !== path;
      const { bundle, path: own } = await glance({ ...unasked, files: [seen.path], inPlace: isCopied }, how);
      if (isWelcome(bundle)) await store(bundle, own, how);
      return bundle;
    });
  }

  function glance(
    job: Omit<GlanceJob, 'kind' | 'known' | 'mostBytes'> & Partial<GlanceJob>,
    how: Follow,
  ): Promise<Glanced> {
    return runJob({ mostBytes: null, ...job, kind: 'glance', known: options.knownKeys() }, how);
  }

  async function inCopyFolder<T>(path: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = await makeFolder(await copyFolder(folders, path));
    let keeps = false;
    try {
      return await work(folder);
    } catch (error) {
      // The stick was pulled out: the rest is copied when it is back.
      keeps = isLarderError(error) && error.code === 'FILE_UNREADABLE';
      throw error;
    } finally {
      if (!keeps) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Closing waits for it. */
  function followed<T>(begin: () => Promise<T>): Promise<T> {
    if (closed.aborted) return Promise.reject(stopped());
    const work = begin();
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(ended);
    void ended.finally(() => underWay.delete(ended));
    return work;
  }

  return {
    importSigned: (path) => followed(() => importSigned(path)),
    importFile: (path, how) => followed(() => importFile(path, how)),
    async close() {
      await Promise.all(underWay);
    },
  };
}
