/**
 * A folder whose bundles come in by themselves, if a key that the owner named has signed them. Everything else in it is
 * left alone and said so. Nothing is written there.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleSettings } from '../../shared/bundles.ts';
import { errorToWire, isLarderError } from '../../shared/errors.ts';
import { asLarderError } from './file-failure.ts';
import type { FileImports } from './file-imports.ts';

type Seen = BundleSettings['watched'][number];

export type WatchedFolderOptions = {
  readonly folder: () => string | null;
  readonly now: () => number;
  readonly importSigned: FileImports['importSigned'];
  readonly onChange: () => void;
  readonly onBug: (error: unknown) => void;
};

export type WatchedFolder = {
  /** Newest first. */
  seen(): readonly Seen[];
  /** Looks once; resolves when all that was found is dealt with. */
  look(): Promise<void>;
  stop(): void;
};

/** A stick is noticed this soon. */
const LOOK_EVERY_MS = 30_000;
/** A file that has not changed for so long is not being copied any more. */
const STILL_MS = 3_000;
/** Beyond this it is a person's own folder of archives, not one that somebody fills for us. */
const MOST_FILES = 500;
const MOST_TOLD = 50;
/** What bundles are called; first volumes and lists of them included. */
const BUNDLE_NAME = /\.(?:zip|age|larder|parts)$/i;

export function createWatchedFolder(options: WatchedFolderOptions): WatchedFolder {
  /** By name, size and time of change: a file that was copied anew is looked at anew. */
  const done = new Map<string, string>();
  /** Still growing, as far as the last look could tell. */
  let growing = new Map<string, string>();
  let told: readonly Seen[] = [];
  let looking: Promise<void> = Promise.resolve();
  let stopped = false;
  let soon: NodeJS.Timeout | undefined;

  async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const names = await readdir(folder).catch(() => []); // a stick that is away is empty
    for (const name of names.filter((each) => BUNDLE_NAME.test(each)).slice(0, MOST_FILES)) {
      const facts = await stat(join(folder, name)).catch(() => null);
      if (facts?.isFile()) found.set(name, `${facts.size} ${facts.mtimeMs}`);
    }
    return found;
  }

  async function lookOnce(): Promise<void> {
    const folder = options.folder();
    if (folder === null || stopped) return;
    const files = await filesIn(folder);
    const before = growing;
    growing = new Map();
    for (const [name, facts] of files) {
      const path = join(folder, name);
      if (done.get(path) === facts) continue;
      // Whoever copies it is done when it has not changed from one look to the next.
      if (before.get(path) !== facts) growing.set(path, facts);
      else await take(path, name, facts);
      if (stopped) return;
    }
  }

  async function take(path: string, name: string, facts: string): Promise<void> {
    try {
      // What came in before is neither copied nor stored anew at every start.
      const { signer } = await options.importSigned(path);
      tell({ file: name, outcome: signer.kind === 'trusted' ? 'imported' : 'not-trusted', error: null });
      done.set(path, facts);
    } catch (error) {
      const known = (await asLarderError(error, options.folder() ?? '')) ?? error;
      const { code } = errorToWire(known);
      if (code === 'CLOSED') return;
      if (!isLarderError(known)) options.onBug(known);
      // A stick that went away, or a disk that is full for the moment: it is tried again.
      if (code !== 'FOLDER_MISSING' && code !== 'DISK_FULL' && code !== 'FILE_UNREADABLE') done.set(path, facts);
      tell({ file: name, outcome: 'failed', error: errorToWire(known) });
    }
  }

  function tell(seen: Omit<Seen, 'atMs'>): void {
    told = [{ ...seen, atMs: options.now() }, ...told.filter(({ file }) => file !== seen.file)].slice(0, MOST_TOLD);
    options.onChange();
  }

  function look(): Promise<void> {
    looking = looking.then(lookOnce).catch(options.onBug).then(lookSoonAgain);
    return looking;
  }

  function lookSoonAgain(): void {
    if (growing.size === 0 || stopped) return;
    clearTimeout(soon);
    soon = setTimeout(() => void look(), STILL_MS);
    soon.unref();
  }

  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return {
    seen: () => told,
    look,
    stop() {
      stopped = true;
      clearTimeout(soon);
      clearInterval(timer);
    },
  };
}
