/**
 * Bundles and other files that a person gives away or takes in, over a page: each is a job in a thread of its own, whose
 * files lie in the data folder until they are fetched or stored.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDINGS, type Selection, type Signer, type Transfer } from '../../shared/bundles.ts';
import type { CoreMethod, HandlersOf } from '../../shared/contract.ts';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { Archive, ExportSelection } from '../archive/archive.ts';
import type { Follow, KnownKey, Progress, RunJob } from './bundle-job.ts';
import { asLarderError } from './file-failure.ts';
import { dayForFile } from './export-names.ts';
import type { Importing } from './importing.ts';
import { selectionOf } from './selection.ts';
import { makeFolder, transferFolders } from './transfer-folders.ts';
import { createTransferList } from './transfer-list.ts';

export type TransfersOptions = {
  /** The data folder. */
  readonly dir: string;
  readonly now: () => number;
  readonly archive: Archive;
  readonly importing: Importing;
  /** Keys somebody gave a name: the owner's, and the senders'. */
  readonly knownKeys: () => readonly KnownKey[];
  /** The unknown signer is known by this name from now on. @throws LarderError KEY_EXISTS */
  readonly trust: (sender: { readonly name: string; readonly publicKey: string }) => void;
  readonly runJob: RunJob;
  readonly tell: (all: readonly Transfer[]) => void;
  /** A label was given some. */
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
};

export type TransferMethod = Extract<CoreMethod, `transfers.${string}`>;

export type Transfers = {
  readonly handlers: HandlersOf<TransferMethod>;
  /** Goes on with what a program that died was storing, one after another, or takes it back. Never rejects. */
  resume(): Promise<void>;
  close(): Promise<void>;
};

type Work = (id: string, stop: AbortSignal) => Promise<void>;

/** Each is a thread with its own memory. */
const MOST_AT_ONCE = 4;

export function createTransfers(options: TransfersOptions): Transfers {
  const { archive, importing, now, runJob, onBug } = options;
  const folders = transferFolders(options.dir);
  const list = createTransferList(now, options.tell);
  const underWay = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  /** Paths of plain ZIPs that were looked at. */
  const opened = new Map<string, string>();
  const uploadsOf = new Map<string, readonly string[]>();
  let resuming: Promise<void> = Promise.resolve();
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

  function follow(id: string, signal: AbortSignal): Follow {
    return { signal, onProgress: (progress: Progress) => list.progress(id, progress) };
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
        const imported = await importing.store({ manifestSha256, signer: trusted }, path, follow(id, signal));
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

  async function goOn(work: Parameters<Parameters<Importing['resume']>[0]>[0]): Promise<void> {
    await run('import', null, async (id, signal) => {
      list.done(id, { imported: await work(follow(id, signal)) });
    }).ended;
  }

  return {
    handlers,
    resume() {
      resuming = importing.resume(goOn);
      return resuming;
    },
    async close() {
      closing = true;
      for (const { stop } of underWay.values()) stop.abort();
      await Promise.all([resuming, ...[...underWay.values()].map(({ ended }) => ended)]);
      list.close();
    },
  };
}
