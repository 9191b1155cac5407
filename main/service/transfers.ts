/**
 * Bundles and other files that a person gives away or takes in, over a page: each is a job in a thread of its own, whose
 * files lie in the data folder until they are fetched or stored. What is stored appears whole, or not at all.
 */
import { randomBytes } from 'node:crypto';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BundlePreview,
  ENDINGS,
  type ImportReport,
  type Selection,
  type Signer,
  type Transfer,
} from '../../shared/bundles.ts';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { Archive, ExportSelection, Incoming } from '../archive/archive.ts';
import { wordsOf } from '../bundle/words.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { BundleJob, Delivery, JobResult, KnownKey, Progress } from './bundle-job.ts';
import { dropImport, indexArrivals, storeBundle } from './bundle-store.ts';
import { stopped } from './bundle-thread.ts';
import { asLarderError } from './file-failure.ts';
import { dayForFile } from './export-names.ts';
import { selectionOf } from './selection.ts';
import { copyFolder, makeFolder, transferFolders } from './transfer-folders.ts';
import { createTransferList } from './transfer-list.ts';

export type RunJob = <K extends BundleJob['kind']>(
  job: Extract<BundleJob, { kind: K }>,
  how: {
    readonly onProgress: (progress: Progress) => void;
    readonly onDelivery?: (delivery: Delivery) => Promise<void>;
    readonly signal: AbortSignal;
  },
) => Promise<JobResult[K]>;

export type TransfersOptions = {
  /** The data folder. */
  readonly dir: string;
  readonly now: () => number;
  readonly archive: Archive;
  readonly extractor: Extractor;
  /** Keys somebody gave a name: the owner's, and the senders'. */
  readonly knownKeys: () => readonly KnownKey[];
  /** The unknown signer is known by this name from now on. @throws LarderError KEY_EXISTS */
  readonly trust: (sender: { readonly name: string; readonly publicKey: string }) => void;
  readonly runJob: RunJob;
  readonly tell: (all: readonly Transfer[]) => void;
  /** Articles came, or a label was given some. */
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
};

export type TransferMethod = Extract<CoreMethod, `transfers.${string}`>;

export type ImportHow = {
  readonly passphrase: string | null;
  /** Path of a file of age identities; null: this archive's own. */
  readonly identityFile: string | null;
  readonly accept: (preview: BundlePreview) => boolean;
  readonly onProgress?: (progress: Progress) => void;
};

export type Transfers = {
  readonly handlers: HandlersOf<TransferMethod>;
  /**
   * Looks at a file on this device, wherever it is (of volumes, any of them), and imports it if `accept` says so. What was
   * copied of a file that went away is kept for its return.
   */
  importFile(
    path: string,
    how: ImportHow,
  ): Promise<{ readonly preview: BundlePreview; readonly report: ImportReport | null }>;
  /** Goes on with what a program that died was storing, one after another, or takes it back. Never rejects. */
  resume(): Promise<void>;
  close(): Promise<void>;
};

type Work = (id: string, stop: AbortSignal) => Promise<void>;

const UNSIGNED: Signer = { kind: 'none' };
/** Each is a thread with its own memory. */
const MOST_AT_ONCE = 4;

export function createTransfers(options: TransfersOptions): Transfers {
  const { archive, extractor, now, runJob, onBug } = options;
  const folders = transferFolders(options.dir);
  const list = createTransferList(now, options.tell);
  const underWay = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  /** Paths of plain ZIPs that were looked at. */
  const opened = new Map<string, string>();
  const uploadsOf = new Map<string, readonly string[]>();
  const ending = new AbortController();
  /** Bundles that are being stored, by their manifest: when that has ended, well or not. */
  const storing = new Map<string, Promise<void>>();
  /** Of a watched folder: nobody is told of them while they run. */
  const quiet = new Set<Promise<unknown>>();
  let closing = false;

  function refuseIfBusy(): void {
    if (closing) throw new LarderError('CLOSED', 'Larder is closing.');
    if (underWay.size >= MOST_AT_ONCE) {
      throw new LarderError('BAD_REQUEST', 'So many files at once would hinder each other: wait for one to be done.');
    }
  }

  function begin(kind: Transfer['kind'], file: string | null, work: Work) {
    refuseIfBusy();
    return { id: run(kind, file, work).id };
  }

  /** Runs `work` as a transfer; what it throws is told by the list. */
  function run(kind: Transfer['kind'], file: string | null, work: Work) {
    const id = randomBytes(8).toString('hex');
    const stop = new AbortController();
    for (const forgotten of list.add(id, kind, file)) void removeFilesOf(forgotten).catch(onBug);
    const ended = work(id, stop.signal)
      .catch(async (error: unknown) => {
        await rm(join(folders.outgoing, id), { recursive: true, force: true });
        if (kind === 'preview') await rm(join(folders.incoming, id), { recursive: true, force: true });
        const known = (await asLarderError(error, options.dir)) ?? error;
        if (!isLarderError(known)) onBug(known);
        list.failed(id, known);
      })
      .finally(() => underWay.delete(id));
    underWay.set(id, { stop, ended });
    return { id, ended };
  }

  function follow(id: string, signal: AbortSignal) {
    return { signal, onProgress: (progress: Progress) => list.progress(id, progress) };
  }

  /** One bundle is stored once at a time, by whichever ways it comes; who comes second finds all of it there. */
  async function store(...[incoming, path, how]: Parameters<typeof storeNow>): Promise<ImportReport> {
    const { manifestSha256 } = incoming;
    const before = storing.get(manifestSha256);
    const work = (before ?? Promise.resolve()).then(() => storeNow(incoming, path, how));
    const ended = work.then(
      () => undefined,
      () => undefined,
    );
    storing.set(manifestSha256, ended);
    try {
      return await work;
    } finally {
      if (storing.get(manifestSha256) === ended) storing.delete(manifestSha256);
    }
  }

  async function storeNow(
    { manifestSha256, signer }: { readonly manifestSha256: string; readonly signer: Signer },
    path: string,
    how: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
  ): Promise<ImportReport> {
    if (how.signal.aborted) throw stopped();
    // Kept under the bundle's own name, so that the next program finds it there.
    const folder = await makeFolder(join(folders.importing, manifestSha256));
    const own = join(folder, 'plain.zip');
    if (path !== own) await rename(path, own);
    try {
      const report = await storeBundle(
        { archive, extractor },
        {
          manifestSha256,
          signer,
          unpack: (skip, onDelivery) => runJob({ kind: 'unpack', path: own, skip }, { ...how, onDelivery }),
        },
      );
      await rm(folder, { recursive: true, force: true });
      options.onChange();
      void indexArrivals(archive, () => closing).then(options.onChange, onBug);
      return report;
    } catch (error) {
      // Closing is no verdict: the next program goes on.
      if (!closing) {
        await rm(folder, { recursive: true, force: true });
        await dropImport(archive, manifestSha256, () => closing);
      }
      throw error;
    }
  }

  const handlers: HandlersOf<TransferMethod> = {
    'transfers.list': () => list.all(),
    'transfers.export': ({ selection, label, have, ...request }) =>
      begin('export', null, async (id, signal) => {
        const folder = await makeFolder(join(folders.outgoing, id));
        const name = `${dayForFile(now())}.${ENDINGS[request.format]}`;
        const { result, refs } = await runJob(
          {
            ...request,
            kind: 'export',
            selection: resolved(selection),
            have: have && { path: join(folders.incoming, have.upload), passphrase: have.passphrase },
            folder,
            name,
            exactName: false,
            overwrites: false,
          },
          follow(id, signal),
        );
        // After the file is whole: what was not made was not given.
        if (label !== null) {
          archive.given(label, refs);
          options.onChange();
        }
        // It tells what somebody has.
        if (have !== null) await rm(join(folders.incoming, have.upload), { force: true });
        list.done(id, { exported: result });
      }),
    'transfers.have': ({ lock }) =>
      begin('export', null, async (id, signal) => {
        const folder = await makeFolder(join(folders.outgoing, id));
        const name = `${dayForFile(now())}.have`;
        const { result } = await runJob(
          { kind: 'have', lock, folder, name, exactName: false, overwrites: false },
          follow(id, signal),
        );
        list.done(id, { exported: result });
      }),
    'transfers.preview': ({ uploads, file, passphrase }) =>
      begin('preview', file, async (id, signal) => {
        const folder = await makeFolder(join(folders.incoming, id));
        const { path, preview } = await runJob(
          {
            kind: 'preview',
            files: uploads.map((upload) => join(folders.incoming, upload)),
            inPlace: false,
            passphrase,
            identityFile: null,
            folder,
            known: options.knownKeys(),
          },
          follow(id, signal),
        );
        opened.set(id, path);
        uploadsOf.set(id, uploads);
        list.done(id, { preview });
      }),
    'transfers.import': ({ preview: previewId, trustAs }) => {
      const path = opened.get(previewId);
      const looked = list.find(previewId);
      if (path === undefined || !looked?.preview) {
        throw new LarderError('NOT_FOUND', 'This file was not looked at, or is stored already.');
      }
      const { manifestSha256, signer } = looked.preview;
      refuseIfBusy();
      const trusted = trustAs === null ? signer : named(signer, trustAs);
      opened.delete(previewId);
      return begin('import', looked.file, async (id, signal) => {
        const imported = await store({ manifestSha256, signer: trusted }, path, follow(id, signal));
        await removeUploads(previewId);
        list.done(id, { imported });
      });
    },
    'transfers.stop': async ({ id }) => {
      const running = underWay.get(id);
      running?.stop.abort();
      await running?.ended;
      return null;
    },
    'transfers.forget': async ({ id }) => {
      const running = underWay.get(id);
      running?.stop.abort();
      await running?.ended;
      await removeFilesOf(id);
      list.remove(id);
      return null;
    },
    'transfers.unsend': async ({ uploads }) => {
      for (const upload of uploads) await rm(join(folders.incoming, upload), { force: true });
      return null;
    },
  };

  function resolved(selection: Selection): ExportSelection {
    return selectionOf(selection, archive.feeds());
  }

  function named(signer: Signer, name: string): Signer {
    if (signer.kind !== 'unknown') return signer;
    options.trust({ name, publicKey: signer.publicKey });
    return { kind: 'trusted', publicKey: signer.publicKey, name, own: false };
  }

  /** What was sent for a preview, and what the preview made of it. */
  async function removeUploads(preview: string): Promise<void> {
    const ours = [preview, ...(uploadsOf.get(preview) ?? [])];
    uploadsOf.delete(preview);
    for (const name of ours) await rm(join(folders.incoming, name), { recursive: true, force: true });
  }

  /** Of a transfer that nobody can ask for any more. */
  async function removeFilesOf(id: string): Promise<void> {
    opened.delete(id);
    await removeUploads(id);
    await rm(join(folders.outgoing, id), { recursive: true, force: true });
  }

  async function importQuietly(
    path: string,
    { passphrase, identityFile, accept, onProgress = () => undefined }: ImportHow,
  ): ReturnType<Transfers['importFile']> {
    const folder = await makeFolder(await copyFolder(folders, path));
    const how = { signal: ending.signal, onProgress };
    const known = options.knownKeys();
    let keeps = false;
    try {
      const looked = await runJob(
        { kind: 'preview', files: [path], inPlace: false, passphrase, identityFile, folder, known },
        how,
      );
      const { preview } = looked;
      return { preview, report: accept(preview) ? await store(preview, looked.path, how) : null };
    } catch (error) {
      // The stick was pulled out: the rest is copied when it is back.
      keeps = isLarderError(error) && error.code === 'FILE_UNREADABLE';
      throw error;
    } finally {
      if (!keeps) await rm(folder, { recursive: true, force: true });
    }
  }

  async function goOnWith({ manifestSha256, publicKey, trusted }: Incoming): Promise<void> {
    const path = join(folders.importing, manifestSha256, 'plain.zip');
    const isThere = await stat(path).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      await dropImport(archive, manifestSha256, () => closing);
      return;
    }
    const signer = publicKey === null ? UNSIGNED : signerOf(publicKey, trusted);
    await run('import', null, async (id, signal) => {
      list.done(id, { imported: await store({ manifestSha256, signer }, path, follow(id, signal)) });
    }).ended;
  }

  function signerOf(publicKey: string, trusted: boolean): Signer {
    const key = options.knownKeys().find((each) => each.publicKey === publicKey);
    return trusted && key !== undefined
      ? { kind: 'trusted', ...key }
      : { kind: 'unknown', publicKey, words: wordsOf(publicKey) };
  }

  async function resumeAll(): Promise<void> {
    for (const incoming of archive.unfinishedImports()) {
      if (closing) return;
      await goOnWith(incoming).catch(onBug);
    }
    await indexArrivals(archive, () => closing).catch(onBug);
  }

  /** Closing waits for it. */
  function quietly<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    quiet.add(settled);
    void settled.finally(() => quiet.delete(settled));
    return work;
  }

  return {
    handlers,
    importFile(path, wanted) {
      return closing ? Promise.reject(stopped()) : quietly(importQuietly(path, wanted));
    },
    resume: () => quietly(resumeAll()),
    async close() {
      closing = true;
      ending.abort();
      for (const { stop } of underWay.values()) stop.abort();
      await Promise.all([...[...underWay.values()].map(({ ended }) => ended), ...quiet]);
      list.close();
    },
  };
}
