/**
 * The whole product without a host: archive, fetcher and extractor tied together behind the contract's handlers.
 * Runs in the core worker of a long-running host, and in-process for the command line.
 */
import { join } from 'node:path';
import type { EventName, EventOf, Handlers } from '../../shared/contract.ts';
import { isLarderError } from '../../shared/errors.ts';
import { type FeedId, isSuccess, type Library, type Outcome, type Status } from '../../shared/model.ts';
import { openArchive, type Archive } from '../archive/archive.ts';
import { createExtractor, type Extractor } from '../extract/extractor.ts';
import { createFetcher, type FetcherOptions } from '../fetch/fetcher.ts';
import { createBundleSettings } from './bundle-settings.ts';
import { createArrivals } from './arrivals.ts';
import { createCoreHandlers } from './core-handlers.ts';
import { diagnosticsJson } from './diagnostics.ts';
import { createFileImports, type FileImports } from './file-imports.ts';
import { createImporting, type ImportingOptions } from './importing.ts';
import { createKeyring } from './keyring.ts';
import { createLessons } from './lessons.ts';
import { createLine } from './line.ts';
import { createLinkFacts, watchLinkFacts } from './link-facts.ts';
import { watchNetwork } from './network-watch.ts';
import { createOrigins } from './origins.ts';
import { createReadHandlers } from './read-handlers.ts';
import { createRoomCheck, freeBytesOf } from './room.ts';
import { createScheduledExports } from './scheduled-exports.ts';
import { type RoundsOptions, startRounds } from './rounds.ts';
import { runBundleJobs } from './run-bundle-job.ts';
import { createPlanning } from './planning.ts';
import { createPreparing } from './preparation.ts';
import { createScheduleHandlers } from './schedule-handlers.ts';
import type { LinkFacts } from '../schedule/rules.ts';
import { createSameness } from './sameness.ts';
import type { PassOptions, PassSummary, SourceReport } from './pass.ts';
import { createPasses } from './passes.ts';
import { refuseIfPaused } from './pause.ts';
import type { Stages } from './stages.ts';
import { environmentProxy, type SystemProxy } from './system-proxy.ts';
import { watchSystemVerdict } from './system-verdict.ts';
import { createTracker } from './tracker.ts';
import { emptyFolders, transferFolders } from './transfer-folders.ts';
import { createTransfers } from './transfers.ts';
import { createWatchedFolder } from './watched-folder.ts';
import { createWayMemory } from './way-memory.ts';
import { createWays } from './ways.ts';

export type { PassOptions, PassSummary, SourceReport } from './pass.ts';

export type LarderOptions = {
  readonly dir: string;
  readonly extractWorker: URL;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** A long-running host fetches by itself; the command line only when asked. */
  readonly automatic: boolean;
  /** What the system says about proxies; without it, what the environment says. */
  readonly systemProxy?: SystemProxy;
  /** As the program calls itself in diagnostics. */
  readonly version?: string;
  /** For tests: where names lead and how long to wait. */
  readonly fetcher?: Partial<FetcherOptions>;
  /** For tests: what the system says of the link and of its power. */
  readonly link?: () => LinkFacts;
  /** For tests: which interfaces this device has, and how often that is looked at. */
  readonly network?: Pick<Parameters<typeof watchNetwork>[0], 'interfaces' | 'everyMs'>;
  /** For tests: how soon and how often it looks for work by itself. */
  readonly rounds?: Pick<RoundsOptions, 'firstMs' | 'soonMs' | 'atMostMs'>;
  /** For tests: what is left of the disk. */
  readonly freeBytes?: () => Promise<number>;
  /** Bugs, with their stack. */
  readonly onBug: (error: unknown) => void;
};

export type Larder = {
  readonly handlers: Handlers;
  /** For the command line, which shows more than the contract carries. */
  readonly archive: Archive;
  readonly extractor: Extractor;
  /** For the command line: a bundle in a file on this device. The words of what came are not all in the index yet. */
  readonly importFile: FileImports['importFile'];
  /** Puts the words of everything that came into the index. */
  indexArrivals(): Promise<void>;
  /** Goes on with what a program that died was storing; by itself where the core is `automatic`. Never rejects. */
  resumeImports(): Promise<void>;
  /** One opportunistic pass. Resolves when there is nothing left to do, or deadline, budget or signal end it. */
  fetchPass(options: PassOptions, onSource: (report: SourceReport) => void): Promise<PassSummary>;
  /** Returns the function that stops listening. */
  onEvent<E extends EventName>(name: E, listener: (event: EventOf<E>) => void): () => void;
  /** What the host knows of the link and of its power; it hears of a change at once. */
  hearLink(facts: Partial<LinkFacts>): void;
  /** The host says that something is another: the device woke up, say. */
  lookAtNetwork(): void;
  /** Ends the running pass in order, then the archive. */
  close(): Promise<void>;
};

/** What has had its time is dropped at start, and so often in a program that runs for weeks. */
const SWEEP_EVERY_MS = 24 * 3_600_000;

/** The diary counts time in the state it was: a look this often, and written down every so many looks. */
const DIARY_LOOK_MS = 30_000;
const DIARY_FLUSH_LOOKS = 10;
/** From the beginning of an hour of the diary: what is older says little of who answers now. */
const LATELY_MS = 2 * 3_600_000;

/** @throws LarderError ARCHIVE_*, LIBRARY_DAMAGED */
export async function createLarder(options: LarderOptions): Promise<Larder> {
  const { now } = options;
  const archive = openArchive({
    dir: options.dir,
    now,
    // For the one who finds the archive taken.
    what: options.automatic ? 'the running app' : 'a command',
  });
  let hasInterface = true;
  archive.closeWindows();
  const origins = createOrigins(archive.origins(), now);
  const systemProxy = options.systemProxy ?? environmentProxy(process.env);
  const fetcher = createFetcher({
    now,
    origins,
    partsDir: join(options.dir, 'tmp', 'parts'),
    dohUrl: () => archive.library().network.dohUrl,
    systemRoots: () => archive.library().network.systemRoots,
    isOnline: () => hasInterface,
    ...options.fetcher,
  });
  const extractor = createExtractor({ workerUrl: options.extractWorker });
  const room = createRoomCheck(options.freeBytes ?? (() => freeBytesOf(options.dir)), now);
  const line = createLine({
    now,
    random: Math.random,
    origins,
    library: () => archive.library(),
    usualWindowMs: () => planning.diary.usualWindowMs(),
    onChange(before, after) {
      planning.stateChanged(before, after);
      rounds?.look();
      if (after === 'open') {
        ways.lineOpened();
        fetcher.forgiveSilence();
      }
      tracker.changed({ feeds: true, articles: false });
    },
  });
  const wayMemory = createWayMemory(archive.routeRecords(), () => line.network(), now);
  const ways = createWays({
    library: () => archive.library(),
    systemProxy,
    memory: wayMemory,
    monotonicMs: () => performance.now(),
  });
  const linkFacts = createLinkFacts(() => linkChanged());
  const link = options.link ?? (() => linkFacts.get());
  const planning = createPlanning({
    archive,
    now,
    line,
    origins,
    link,
    hasRoomForImages: () => !room.low(),
    connections: () => fetcher.connections(),
    parts: (url, kind) => fetcher.kept(url, kind),
    preparing: () => preparing.sources(),
  });
  const preparing = createPreparing({
    archive,
    now,
    pace: planning.pace,
    diary: planning.diary,
    isDiskLow: () => room.low(),
  });
  const stages: Stages = {
    planning,
    archive,
    fetcher,
    extractor,
    now,
    hasRoomForImages: () => room.check(),
    systemProxy,
    ways,
    lessons: createLessons({ archive, origins, memory: wayMemory, ways, line, now, planning: () => planning }),
    line,
    sameness: createSameness(archive.stubTemplates(), now),
  };
  await room.check();

  const listeners = new Map<EventName, Set<(event: never) => void>>();
  const emit = <E extends EventName>(name: E, event: EventOf<E>): void => {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  };
  const tracker = createTracker({
    onPassEnded: () => line.passEnded(),
    emit,
    onStatus: () => closing || emit('status', status()),
  });

  function status(): Status {
    const feeds = archive.feeds().filter((feed) => feed.subscribed);
    const successes = feeds.map((feed) => feed.lastSuccessMs ?? 0);
    const lastSuccessMs = Math.max(0, ...successes);
    const view = line.view();
    return {
      state: view.state,
      reason: view.reason,
      sinceMs: view.sinceMs,
      portalUrl: view.portalUrl,
      clockOffMs: view.clockOffMs,
      quarantined: archive.quarantinedCount(),
      lastSuccessMs: lastSuccessMs === 0 ? null : lastSuccessMs,
      activity: tracker.activity(),
      ...archive.counts(),
      diskLow: room.low(),
      sources: { total: feeds.length, failing: feeds.filter(isFailing).length },
      hold: planning.hold(false),
    };
  }

  let closing = false;
  /** Ends what runs in threads of its own. */
  const closed = new AbortController();
  const passes = createPasses({ stages, tracker, onBug: options.onBug });
  const startPass = (feedIds: readonly FeedId[] | null): void => {
    if (options.automatic) passes.start(feedIds);
  };
  /** What was added while everything is paused waits as the rest does. */
  const startUnlessPaused = (feedIds: readonly FeedId[] | null): void => {
    if (!archive.library().schedule.paused) startPass(feedIds);
  };

  const rounds = options.automatic
    ? startRounds({ ...options.rounds, run: () => passes.automatic(), onError: options.onBug })
    : null;

  const runJob = runBundleJobs(options.dir);
  const scheduled = createScheduledExports({
    now,
    library: () => archive.library(),
    archive,
    runs: archive,
    pack: (job) => runJob(job, { signal: closed.signal, onProgress: () => undefined }),
    onChange: () => emit('changed', { feeds: true, articles: false }),
    onBug: options.onBug,
  });

  const linkWatch = options.automatic ? watchLinkFacts((facts) => linkFacts.hearSystem(facts)) : null;
  function linkChanged(): void {
    if (closing) return;
    planning.planner.changed();
    passes.wake();
    rounds?.look();
    emit('status', status());
  }

  let started = false;
  /** By the diary of the network this device is in. */
  function wasHereLately(): boolean {
    const lastMs = archive.diaryHours(line.network()).at(-1)?.hourMs;
    return lastMs !== undefined && now() - lastMs < LATELY_MS;
  }
  const watch = watchNetwork({
    ...options.network,
    now,
    key: archive.secret('network'),
    onChange(news) {
      line.heard(news);
      if (news.kind === 'clock-set') {
        planning.planner.changed();
        return;
      }
      if (news.kind === 'network') {
        hasInterface = news.hasInterface;
        // Without a way out this device is still where it was: the hours without a line are of that network.
        if (hasInterface) planning.diary.moved(line.network(), now());
        planning.pace.forget();
        // A start is no change: who did not answer a moment ago in this network is not asked at once again.
        if (started || !wasHereLately()) planning.breakers.lineChanged(now());
        ways.forgetWinners();
      }
      fetcher.forgetNetwork();
      if (!hasInterface) fetcher.lineLost();
      linkWatch?.look();
      if (options.automatic) scheduled.look();
      planning.planner.lineBack();
      rounds?.lookSoon();
      emit('status', status());
    },
  });
  started = true;
  const verdicts = options.automatic
    ? watchSystemVerdict((verdict) => line.heard({ kind: 'system', atMs: now(), verdict }))
    : null;
  /** A full disk: it will be written another time. */
  function quietly(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!isLarderError(error)) options.onBug(error);
    }
  }

  /** A decision of the owner's: everybody thinks anew. */
  function change(edit: (library: Library) => Library): null {
    archive.changeLibrary(edit);
    planning.goOn();
    planning.planner.changed();
    passes.wake();
    rounds?.look();
    if (options.automatic) {
      scheduled.look();
      void watchedFolder.look();
    }
    tracker.changed({ feeds: true, articles: false });
    emit('status', status());
    return null;
  }

  const articlesChanged = (): void => tracker.changed({ feeds: true, articles: true });
  const bundleSettings = createBundleSettings({
    archive,
    keyring: createKeyring({ dir: options.dir, now }),
    now,
    library: () => archive.library(),
    change,
    watched: () => watchedFolder.seen(),
    onChange: articlesChanged,
  });
  const bundles: Pick<ImportingOptions, 'dir' | 'knownKeys' | 'runJob' | 'closed' | 'onChange' | 'onBug'> = {
    dir: options.dir,
    knownKeys: () => bundleSettings.knownKeys(),
    runJob,
    closed: closed.signal,
    onChange: articlesChanged,
    onBug: options.onBug,
  };
  const arrivals = createArrivals({ ...bundles, archive });
  const importing = createImporting({ ...bundles, archive, arrivals });
  const fileImports = createFileImports({ ...bundles, store: (...one) => importing.store(...one) });
  const transfers = createTransfers({
    ...bundles,
    now,
    archive,
    importing,
    trust: (sender) => bundleSettings.trust(sender),
    tell: (all) => closing || emit('transfers', all),
  });
  const watchedFolder = createWatchedFolder({
    folder: () => (options.automatic ? archive.library().watchedFolder : null),
    now,
    importSigned: (path) => fileImports.importSigned(path),
    onChange: articlesChanged,
    onBug: options.onBug,
  });
  await emptyFolders(transferFolders(options.dir), {
    nowMs: now(),
    importing: archive.unfinishedImports().map(({ manifestSha256 }) => manifestSha256),
    onBug: options.onBug,
  });
  if (options.automatic) {
    // The folder after it: what was being stored when the program died may lie there still.
    void transfers.resume().then(() => watchedFolder.look());
    scheduled.look();
  }
  archive.sweep();
  const sweeping = setInterval(() => {
    quietly(() => archive.sweep());
  }, SWEEP_EVERY_MS);
  sweeping.unref();

  /** The diary goes on while nothing is fetched; and a crash loses some minutes of it. */
  let looks = 0;
  const writing = setInterval(() => {
    planning.diary.look(line.state(), now());
    looks++;
    if (looks % DIARY_FLUSH_LOOKS === 0) quietly(() => planning.diary.flush(now()));
  }, DIARY_LOOK_MS);
  writing.unref();

  const diagnostics = (): string =>
    diagnosticsJson({
      nowMs: now(),
      version: options.version ?? 'unknown',
      status: status(),
      library: archive.library(),
      feeds: archive.feeds(),
      origins: origins.all(),
      quarantined: archive.quarantined(),
    });

  return {
    handlers: {
      ...createReadHandlers(archive),
      ...createCoreHandlers({
        stages,
        tracker,
        startPass,
        startUnlessPaused,
        stopPass: () => passes.stop(),
        status,
        diagnostics,
      }),
      ...createScheduleHandlers({
        archive,
        now,
        planning,
        exports: scheduled,
        preparing,
        change,
        stopPass: () => passes.stop(),
      }),
      ...bundleSettings.handlers,
      ...transfers.handlers,
    },
    archive,
    extractor,
    importFile: (path, how) => fileImports.importFile(path, how),
    resumeImports: () => transfers.resume(),
    indexArrivals: () => arrivals.index(),
    async fetchPass(limits, onSource) {
      refuseIfPaused(archive.library());
      return await passes.run(limits, onSource);
    },
    onEvent(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    hearLink: (facts) => linkFacts.hear(facts),
    lookAtNetwork() {
      watch.look();
      linkWatch?.look();
      if (options.automatic) scheduled.look();
    },
    async close() {
      closing = true;
      closed.abort();
      watch.stop();
      linkWatch?.stop();
      verdicts?.stop();
      clearInterval(sweeping);
      clearInterval(writing);
      rounds?.stop();
      watchedFolder.stop();
      await transfers.close();
      await fileImports.close();
      await scheduled.stop();
      await passes.close();
      planning.diary.flush(now());
      await fetcher.close();
      await extractor.close();
      archive.close();
    },
  };
}

function isFailing(feed: { readonly lastOutcome: Outcome | null }): boolean {
  return feed.lastOutcome !== null && !isSuccess(feed.lastOutcome);
}
