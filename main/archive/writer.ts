import { existsSync, statSync, writeFileSync } from 'node:fs';
import { isLarderError } from '../../shared/errors.ts';
import {
  asLarderError,
  type Database,
  makeFolders,
  makePrivateFile,
  openForWriting,
  type Paths,
  pathsOf,
  translated,
} from './database.ts';
import type { Archive, OpenOptions } from './face.ts';
import { feedDone, feedsToFetch, feedTried, forgetFeed, reconcile } from './feeds.ts';
import { addImage, imagesWanted, imageTried } from './images.ts';
import { addItems } from './items.ts';
import { openLibrary } from './library-file.ts';
import { lockForWriting } from './lock.ts';
import { migrate } from './migrate.ts';
import { addPage, addSamples, pagesWanted, pageTried, savePage } from './pages.ts';
import { readingMethods } from './reader.ts';
import { salvage } from './salvage.ts';
import { reindexWhenStale } from './search-index.ts';
import { mark, markAllRead } from './status.ts';
import type { Store } from './store.ts';

/**
 * Opens an archive for writing, making the folder when it is not there.
 * @throws LarderError ARCHIVE_LOCKED, ARCHIVE_TOO_NEW, ARCHIVE_KEY_WRONG, ARCHIVE_DAMAGED, LIBRARY_DAMAGED, DISK_FULL
 */
export function openArchive(options: OpenOptions): Archive {
  const paths = pathsOf(options.dir);
  makeFolders(paths);
  const lock = lockForWriting(paths.lock, process.pid, options.what ?? 'larder');
  let database: Database | null = null;
  try {
    // The library first: a database is never reconciled with a list that could not be read.
    const library = openLibrary(paths.library, options.now);
    database = openDatabase(paths, options);
    reconcile(database, library.get());
    return translated(
      methods({ database, now: options.now, passes: new Map(), toIndex: new Map() }, library, lock),
      () => noteDamage(paths),
    );
  } catch (error) {
    database?.close();
    lock.release();
    throw asLarderError(error);
  }
}

function methods(
  store: Store,
  library: ReturnType<typeof openLibrary>,
  lock: ReturnType<typeof lockForWriting>,
): Archive {
  const { database } = store;
  return {
    ...readingMethods(() => database),
    library: () => library.get(),
    changeLibrary(change) {
      library.set(change(library.get()));
      reconcile(database, library.get());
    },
    atOnce: (work) => database.transaction(work),
    feedsToFetch: () => feedsToFetch(database),
    addItems: (feedId, items) => addItems(store, feedId, items),
    feedDone: (feedId, feed, facts) => feedDone(store, feedId, feed, facts),
    feedTried: (feedId, outcome, verdict) => feedTried(store, feedId, outcome, verdict),
    pagesWanted: (limit, feedIds) => pagesWanted(store, limit, feedIds),
    addPage: (articleId, page, fetched) => addPage(store, articleId, page, fetched),
    pageTried: (articleId, verdict, rawPage) => pageTried(store, articleId, verdict, rawPage),
    imagesWanted: (limit) => imagesWanted(store, limit),
    addImage: (url, bytes, info) => addImage(store, url, bytes, info),
    imageTried: (url, verdict) => imageTried(store, url, verdict),
    savePage: (url, page) => savePage(store, url, page),
    addSamples: (samples) => addSamples(store, samples),
    mark: (ids, status) => mark(store, ids, status),
    markAllRead: (view, asOfMs) => markAllRead(store, view, asOfMs),
    forgetFeed(feedId) {
      forgetFeed(store, feedId);
      // What was deleted still stands in the write-ahead log, until that is emptied.
      database.connection.pragma('wal_checkpoint(TRUNCATE)');
    },
    close() {
      database.close();
      lock.release();
    },
  };
}

function openDatabase(paths: Paths, options: OpenOptions): Database {
  makePrivateFile(paths.database);
  if (existsSync(paths.damaged) && statSync(paths.database).size > 0) return salvage(paths, options.key, options.now());
  try {
    return openSound(paths, options.key);
  } catch (error) {
    const known = asLarderError(error);
    if (!isLarderError(known) || known.code !== 'ARCHIVE_DAMAGED') throw known;
    return salvage(paths, options.key, options.now());
  }
}

function openSound(paths: Paths, key: string | undefined): Database {
  const database = openForWriting(paths.database, key);
  try {
    migrate(database, paths);
    reindexWhenStale(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The next writer salvages before it works on. */
function noteDamage(paths: Paths): void {
  writeFileSync(paths.damaged, 'SQLite reported damage in archive.db.\n', { mode: 0o600 });
}
