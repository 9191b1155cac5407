/** Bundles in files on this device, wherever they are: nobody is told of them while they are opened and stored. */
import { rm } from 'node:fs/promises';
import type { BundlePreview, ImportReport, Signer } from '../../shared/bundles.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { Follow, KnownKey, Progress, RunJob } from './bundle-job.ts';
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
  readonly accept: (preview: BundlePreview) => boolean;
  readonly onProgress?: (progress: Progress) => void;
};

export type FileImports = {
  /**
   * Looks at a file (of volumes, any of them), and imports it if `accept` says so. What was copied of a file that went away
   * is kept for its return.
   */
  importFile(
    path: string,
    how: ImportHow,
  ): Promise<{ readonly preview: BundlePreview; readonly report: ImportReport | null }>;
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

export function createFileImports(options: FileImportsOptions): FileImports {
  const { dir, closed, runJob, store } = options;
  const folders = transferFolders(dir);
  const underWay = new Set<Promise<void>>();

  async function importFile(
    path: string,
    { passphrase, identityFile, accept, onProgress = () => undefined }: ImportHow,
  ): ReturnType<FileImports['importFile']> {
    const how: Follow = { signal: closed, onProgress };
    return await inCopyFolder(path, async (folder) => {
      const known = options.knownKeys();
      const opened = await runJob(
        { kind: 'preview', files: [path], inPlace: false, passphrase, identityFile, folder, known },
        how,
      );
      const { preview } = opened;
      return { preview, report: accept(preview) ? await store(preview, opened.path, how) : null };
    });
  }

  async function importSigned(path: string): Promise<{ readonly signer: Signer }> {
    const how: Follow = { signal: closed, onProgress: () => undefined };
    return await inCopyFolder(path, async (folder) => {
      const known = options.knownKeys();
      const seen = await runJob({ kind: 'glance', file: path, folder, mostBytes: MOST_UNASKED_BYTES, known }, how);
      if (seen.signer.kind !== 'trusted' || seen.known) return seen;
      // Whoever has the stick may have changed the file since: what is stored is the copy, and judged anew.
      const opened = await runJob(
        {
          kind: 'preview',
          files: [seen.path],
          inPlace: seen.path !== path,
          passphrase: null,
          identityFile: null,
          folder,
          known,
        },
        how,
      );
      const { signer } = opened.preview;
      if (signer.kind === 'trusted' && !opened.preview.known) await store(opened.preview, opened.path, how);
      return { signer };
    });
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
