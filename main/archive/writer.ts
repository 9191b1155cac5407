import { existsSync, statSync, writeFileSync } from 'node:fs';
import { isLarderError } from '../../shared/errors.ts';
import {
  asLarderError,
  type Database,
  makeFolders,
  makePrivateFile,
  type Paths,
  pathsOf,
  translated,
} from './database.ts';
import type { Archive, OpenOptions } from './face.ts';
import { clearLog, logAttempt } from './attempt-log.ts';
import { feedMoved, feedStayed } from './feed-moves.ts';
import { feedDone, feedGone, feedPartial, feedTried, feedTriedHttps } from './feed-outcomes.ts';
import { breakers, dropBreaker, saveBreaker } from './breakers.ts';
import { addToHour, closeWindows, diaryHours, diaryNetworks, diaryWindows, forgetDiary, saveWindow } from './diary.ts';
import { exportRuns, saveExportRun } from './export-runs.ts';
import { feedsToFetch, reconcile } from './feeds.ts';
import { forgetFeed } from './forget.ts';
import { addImage, imageHosts, imageTried } from './images.ts';
import { dropSomeOfImport } from './import-dropping.ts';
import { finishImport } from './import-finish.ts';
import { beginImport, receive, receiveImage, unfinishedImports } from './import-staging.ts';
import { addItems, knownItems } from './items.ts';
import { forgetLabel, given } from './labels.ts';
import { openLibrary } from './library-file.ts';
import { lockForWriting } from './lock.ts';
import { dropSnapshots } from './migrate.ts';
import { origins, routeRecords, saveOrigin, saveRouteRecord } from './origins.ts';
import { addPage, addSamples, medianTextLength, pageTried, savePage } from './pages.ts';
import { quarantine, release } from './quarantine.ts';
import { readingMethods } from './reader.ts';
import { saveRhythm } from './rhythms.ts';
import { salvage } from './salvage.ts';
import { indexArrived } from './arrived-words.ts';
import { indexSome } from './search-index.ts';
import { secret } from './secret.ts';
import { forgetSender } from './senders.ts';
import { addSpent, spentSince } from './spent.ts';
import { mark, markAllRead } from './status.ts';
import type { Store } from './store.ts';
import { saveStubTemplate, stubTemplates } from './stubs.ts';
import { sweep } from './sweep.ts';
import { openNewest } from './upgrade.ts';
import { wantArticle, wanted, wantedOf } from './wanted.ts';
import { imagesWanted } from './wanted-images.ts';
import { pagesWanted } from './wanted-pages.ts';
import { withdrawImages, withdrawPages } from './withdraw.ts';

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
      methods({ database, now: options.now, passes: new Map(), toIndex: new Map() }, paths, library, lock),
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
  paths: Paths,
  library: ReturnType<typeof openLibrary>,
  lock: ReturnType<typeof lockForWriting>,
): Archive {
  const { database } = store;
  const forgetCopies = (): void => {
    // The copy from before the last change of shape still has it all.
    dropSnapshots(paths);
    emptyWriteAheadLog(database);
  };
  return {
    ...readingMethods(() => database, store.now, false),
    library: () => library.get(),
    changeLibrary(change) {
      const keptLog = library.get().network.log;
      library.set(change(library.get()));
      reconcile(database, library.get());
      if (keptLog && !library.get().network.log) emptyWriteAheadLog(database);
    },
    atOnce: (work) => database.transaction(work),
    feedsToFetch: (ids) => feedsToFetch(database, ids),
    addItems: (feedId, items, arrival) => addItems(store, feedId, items, arrival),
    knownItems: (feedId, items) => knownItems(store, feedId, items),
    feedPartial: (feedId, facts, reason) => feedPartial(store, feedId, facts, reason),
    feedDone: (feedId, feed, facts) => feedDone(store, feedId, feed, facts),
    feedTried: (feedId, outcome, verdict) => feedTried(store, feedId, outcome, verdict),
    pagesWanted: (limit, feedIds, worth) => pagesWanted(store, limit, feedIds, worth),
    wantArticle: (articleId) => wantArticle(store, articleId),
    wanted: () => wanted(database),
    wantedOf: (feedIds) => wantedOf(database, feedIds),
    addPage: (articleId, page, fetched) => addPage(store, articleId, page, fetched),
    withdrawPages(sha256) {
      const articleIds = withdrawPages(store, sha256);
      if (articleIds.length > 0) emptyWriteAheadLog(database);
      return articleIds;
    },
    medianTextLength: (host) => medianTextLength(database, host),
    pageTried: (articleId, verdict, rawPage) => pageTried(store, articleId, verdict, rawPage),
    imagesWanted: (limit, worth, feedIds) => imagesWanted(store, limit, worth, feedIds),
    addImage: (url, bytes, info, arrival) => addImage(store, url, bytes, info, arrival),
    withdrawImages: (sha256) => withdrawImages(store, sha256),
    imageHosts: (sha256) => imageHosts(database, sha256),
    imageTried: (url, verdict) => imageTried(store, url, verdict),
    savePage: (url, page, arrival) => savePage(store, url, page, arrival),
    addSamples: (samples) => addSamples(store, samples),
    origins: () => origins(database),
    saveOrigin: (facts) => saveOrigin(store, facts),
    routeRecords: () => routeRecords(database),
    saveRouteRecord: (record) => saveRouteRecord(store, record),
    stubTemplates: () => stubTemplates(store),
    saveStubTemplate: (template) => saveStubTemplate(store, template),
    quarantine: (entry) => quarantine(store, entry),
    release: (what, key) => release(store, what, key),
    feedMoved: (feedId, target, network) => feedMoved(store, feedId, target, network),
    feedStayed: (feedId) => feedStayed(store, feedId),
    feedGone: (feedId) => feedGone(store, feedId),
    feedTriedHttps: (feedId, worked) => feedTriedHttps(store, feedId, worked),
    logAttempt(attempt) {
      if (library.get().network.log) logAttempt(store, attempt);
    },
    given: (label, refs) => given(store, label, refs),
    forgetLabel(name) {
      forgetLabel(database, name);
      forgetCopies();
    },
    beginImport: (bundle) => beginImport(store, bundle),
    receive: (manifestSha256, articles) => receive(store, manifestSha256, articles),
    receiveImage: (manifestSha256, bytes, info) => receiveImage(store, manifestSha256, bytes, info),
    finishImport: (manifestSha256) => finishImport(store, manifestSha256),
    indexSome: () => indexSome(store),
    indexArrived: (words) => indexArrived(store, words),
    dropSomeOfImport: (manifestSha256) => dropSomeOfImport(store, manifestSha256),
    unfinishedImports: () => unfinishedImports(database),
    forgetSender(publicKey) {
      forgetSender(store, publicKey);
      forgetCopies();
    },
    clearLog() {
      clearLog(database);
      emptyWriteAheadLog(database);
    },
    saveRhythm: (feedId, rhythm) => saveRhythm(store, feedId, rhythm),
    breakers: () => breakers(database),
    saveBreaker: (record) => saveBreaker(store, record),
    dropBreaker: (key) => dropBreaker(database, key),
    diaryHours: (network) => diaryHours(store, network),
    addToHour: (hour) => addToHour(store, hour),
    diaryWindows: (network, limit) => diaryWindows(database, network, limit),
    saveWindow: (window) => saveWindow(store, window),
    closeWindows: () => closeWindows(database),
    diaryNetworks: () => diaryNetworks(database),
    forgetDiary() {
      forgetDiary(database);
      emptyWriteAheadLog(database);
    },
    spentSince: (ms) => spentSince(store, ms),
    addSpent: (atMs, bytes) => addSpent(store, atMs, bytes),
    exportRuns: () => exportRuns(database),
    saveExportRun: (run) => saveExportRun(database, run),
    sweep() {
      sweep(store);
      emptyWriteAheadLog(database);
    },
    secret: (name) => secret(database, name),
    mark: (ids, status) => mark(store, ids, status),
    markAllRead: (view, asOfMs) => markAllRead(store, view, asOfMs),
    forgetFeed(feedId) {
      forgetFeed(store, feedId);
      forgetCopies();
    },
    close() {
      database.close();
      lock.release();
    },
  };
}

/** What was deleted is overwritten in the file, but still stands in the log beside it until that is emptied. */
function emptyWriteAheadLog(database: Database): void {
  // As part of something larger it must wait: SQLite empties the log between transactions only.
  if (!database.connection.inTransaction) database.connection.pragma('wal_checkpoint(TRUNCATE)');
}

function openDatabase(paths: Paths, options: OpenOptions): Database {
  makePrivateFile(paths.database);
  if (existsSync(paths.damaged) && statSync(paths.database).size > 0) return salvage(paths, options.key, options.now());
  try {
    return openNewest(paths, options.key);
  } catch (error) {
    const known = asLarderError(error);
    if (!isLarderError(known) || known.code !== 'ARCHIVE_DAMAGED') throw known;
    return salvage(paths, options.key, options.now());
  }
}

/** The next writer salvages before it works on. */
function noteDamage(paths: Paths): void {
  writeFileSync(paths.damaged, 'SQLite reported damage in archive.db.\n', { mode: 0o600 });
}
