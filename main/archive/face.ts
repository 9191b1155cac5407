/**
 * The types of the archive's public face (archive.ts): everything else in this folder is implementation, and this folder
 * is the only user of SQLite and of library.json. Synchronous, as SQLite is: one call is one transaction and returns when
 * it is on disk.
 */
import type { Estimate, Label, Selection } from '../../shared/bundles.ts';
import type { ArticlePage, Input, ListView, SearchPage } from '../../shared/contract.ts';
import type { Authority, OriginFacts } from '../../shared/line.ts';
import type {
  ArchiveStats,
  Article,
  ArticleId,
  FeedId,
  FeedSummary,
  FetchOutcome,
  ImageInfo,
  Library,
  LoggedAttempt,
  Outcome,
  ParsedArticle,
  ParsedFeed,
  ParsedItem,
  QuarantinedKind,
  QuarantineEntry,
  Sha256,
  Validators,
} from '../../shared/model.ts';
import type {
  BreakerRecord,
  Candidate,
  DiaryHour,
  DiaryWindow,
  ExportRun,
  Rhythm,
  Worth,
} from '../../shared/planning.ts';
import type { Priority, Readiness } from '../../shared/schedule.ts';

export type OpenOptions = {
  /** The data folder; made with rights 0700 when absent. */
  readonly dir: string;
  /** Passphrase of an encrypted archive. Encryption as a product feature is not offered yet. */
  readonly key?: string;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** What this process is doing (`fetch`, `serve`), for whoever finds the archive locked. */
  readonly what?: string;
};

/** What a refresh needs to know of one subscription. */
export type FeedToFetch = {
  readonly id: FeedId;
  readonly url: string;
  readonly title: string;
  readonly validators: Validators;
  /** Hash of the last complete, parsed body: the same bytes again need no parsing. */
  readonly sha256: Sha256 | null;
  readonly lastAttemptMs: number | null;
  readonly lastSuccessMs: number | null;
  /** Not before this, because the server said so (Retry-After). */
  readonly retryAtMs: number | null;
  /** The server's own word (Cache-Control, ttl) that nothing is new before this. A pass asked for by hand ignores it. */
  readonly freshUntilMs: number | null;
  /** As the feed calls itself and its site: what an answer that nobody vouches for is compared with. */
  readonly ownTitle: string | null;
  readonly ownSiteUrl: string | null;
  /** Registrable domains whose answers were let in before: its own, and those it redirects to. */
  readonly knownDomains: readonly string[];
  /** Of an http feed: when https was last tried for it, and when it last worked. */
  readonly httpsTriedMs: number | null;
  readonly httpsOkMs: number | null;
  /** As its own rule, or its folder's, says. */
  readonly priority: Priority;
  readonly everyMinutes: number | null;
  readonly lastOutcome: Outcome | null;
  /** Null: nothing was learned yet. */
  readonly rhythm: Rhythm | null;
};

export type PageWanted = {
  readonly articleId: ArticleId;
  readonly feedId: FeedId | null;
  /** Every source that carries it, its own first: the strictest of their routes counts. */
  readonly feedIds: readonly FeedId[];
  /** Where the headline came from: only a feed on the person's own network may lead to pages on it. */
  readonly feedUrl: string | null;
  readonly url: string;
  readonly title: string;
  /** The feed's own body, to compare the page's with. */
  readonly feedTextLength: number;
  readonly candidate: Candidate;
};

export type ImageWanted = {
  readonly url: string;
  readonly articleId: ArticleId;
  readonly title: string;
  /** The article's own address: pictures of a page on the person's own network may lie there too, those of a public page may not. */
  readonly pageUrl: string | null;
  /** Every source that carries an article with it: the strictest of their routes counts. */
  readonly feedIds: readonly FeedId[];
  readonly candidate: Candidate;
};

/** By which way something came, and who vouches for it. */
export type Arrival = {
  /** `direct`, or a proxy's id. */
  readonly route: string;
  readonly authority: Authority;
};

/** How often a source was seen to have moved to one address, for good as it said. */
export type Moves = { readonly sightings: number; readonly networks: number; readonly firstMs: number };

/** What was learned of one way to one origin in one network. */
export type RouteRecord = {
  readonly route: string;
  readonly origin: string;
  /** Keyed hash of the network's identity. */
  readonly network: string;
  /** 0 (never works) to 1, smoothed. */
  readonly health: number;
  readonly lastOkMs: number | null;
  readonly lastFailMs: number | null;
};

/** A page that a network shows in place of others: not its text, only what it takes to know it again. */
export type StubTemplate = { readonly sha256: string; readonly simhash: string; readonly seenMs: number };

export type ArticleBody = {
  readonly title: string;
  readonly byline: string | null;
  readonly url: string | null;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
  readonly publishedMs: number | null;
  /** Cleaned; images as `data-src`. */
  readonly html: string;
  /** By the address in `data-src`. `sha256` only when stored. */
  readonly images: ReadonlyMap<
    string,
    { readonly state: 'wanted' | 'stored' | 'refused' | 'gone'; readonly sha256: Sha256 | null }
  >;
};

export type StoredImage = { readonly bytes: Uint8Array; readonly mediaType: string };

/** Sources are named one by one here: what a folder holds is the library's. */
export type ExportSelection = Omit<Selection, 'folder'>;

/** One article as it leaves the archive: nothing of its reader. */
export type ExportedArticle = {
  /** For this archive only, and good while nothing is forgotten: it never leaves. */
  readonly ref: number;
  readonly title: string;
  readonly url: string | null;
  /** Parts of its address were taken off before it came here. */
  readonly urlCut: boolean;
  /** As the source calls itself, or the host it came from: nothing its owner wrote. */
  readonly sourceTitle: string;
  readonly byline: string | null;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
  readonly publishedMs: number | null;
  /** The place in lists. */
  readonly sortMs: number;
  /** When the text shown came here, or, of what came in a bundle, when its sender says to have fetched it. */
  readonly fetchedMs: number | null;
  readonly html: string;
  /** As `ArticleBody` has them. */
  readonly images: ArticleBody['images'];
  readonly text: string;
  readonly stored: 'headline' | 'text' | 'whole';
  /** The text is the article, not a teaser of it. */
  readonly complete: boolean;
};

/**
 * An article by what two archives can know it by: the first 8 bytes of a hash of its address, or, where that has a query
 * or none is known, of its headline and date.
 */
export type Holding = { readonly key: Buffer; readonly level: 'text' | 'whole' };

/** An article out of a bundle, its HTML cleaned; pictures stand in `data-src` as `sha256:<hex>`, and nothing else does. */
export type ReceivedArticle = {
  /** SHA-256 of its item, in hex: the same item is the same article. */
  readonly item: string;
  readonly title: string;
  readonly url: string | null;
  readonly urlCut: boolean;
  readonly sourceTitle: string;
  readonly byline: string | null;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
  readonly publishedMs: number | null;
  readonly fetchedMs: number | null;
  readonly complete: boolean;
  readonly html: string;
};

/** The same, worked out: what is written of it (`prepareReceived`). */
export type PreparedArticle = Omit<ReceivedArticle, 'html'> & {
  readonly body: { readonly codec: number; readonly bytes: Uint8Array };
  readonly excerpt: string;
  /** In characters. */
  readonly textLength: number;
  readonly words: number;
  readonly fingerprint: Uint8Array;
  /** SHA-256 in hex, each once, in reading order. */
  readonly pictures: readonly string[];
};

/** The words of an article that the index does not have yet, and what they were made of. */
export type ArrivedWords = {
  readonly article: number;
  readonly version: number;
  readonly headline: string;
  readonly language: string | null;
  /** Terms between blanks, in UTF-8. */
  readonly title: Uint8Array;
  readonly body: Uint8Array;
};

export type ReceivedBundle = {
  /** SHA-256 of its manifest, in hex. */
  readonly manifestSha256: string;
  /** In minisign's form; null: not signed. */
  readonly publicKey: string | null;
  /** Its key is one the owner named. */
  readonly trusted: boolean;
};

/** What an unfinished import has stored so far, unseen. */
export type Incoming = ReceivedBundle & { readonly startedMs: number; readonly articles: number };

export type ImportCounts = {
  readonly articles: number;
  readonly added: number;
  readonly improved: number;
  readonly pictures: number;
};

export type CheckProblem = { readonly what: string; readonly fact: string };
export type CheckReport = {
  readonly ok: boolean;
  readonly problems: readonly CheckProblem[];
  readonly articles: number;
  readonly schema: number;
};

/** A read-only connection: needs no lock, and never waits for the writer. */
export type ArchiveReader = {
  /** library.json. @throws LarderError LIBRARY_DAMAGED, ARCHIVE_TOO_NEW */
  library(): Library;
  feeds(): FeedSummary[];
  articles(query: Input<'articles.list'>): ArticlePage;
  article(id: ArticleId): Article | null;
  body(id: ArticleId): ArticleBody | null;
  text(id: ArticleId): string | null;
  image(sha256: Sha256): StoredImage | null;
  /** What is known of it without reading it. `bytes`: its size. */
  imageFacts(sha256: Sha256): { readonly mediaType: string; readonly bytes: number } | null;
  /** Every text is some search: never throws for what a person may type. */
  search(query: Input<'articles.search'>): SearchPage;
  stats(): ArchiveStats;
  readiness(): Readiness;
  counts(): { readonly articles: number; readonly whole: number; readonly unread: number };
  /** Newest first. */
  quarantined(): QuarantineEntry[];
  /** How many they are: for a status line that is drawn often. */
  quarantinedCount(): number;
  /** Newest first; empty unless the owner keeps a log. */
  loggedAttempts(limit: number): LoggedAttempt[];
  /** Lazily, newest first, so that an export of any size needs little memory. */
  export(selection: ExportSelection): IterableIterator<ExportedArticle>;
  /** One of those, again. Null: it is no longer here. */
  exported(ref: number): ExportedArticle | null;
  estimate(selection: ExportSelection): Estimate;
  /**
   * Everything read until `end` is called is of one moment, whatever is written meanwhile. The writer cannot shorten its
   * journal until then: for exports, not for pages.
   */
  holdStill(): { end(): void };
  /** Of every article with a text, in no order; headlines have none. */
  holdings(): IterableIterator<Holding>;
  /** The key of `Holding` for something on its way out. */
  holdingKey(article: Pick<ExportedArticle, 'url' | 'urlCut' | 'title' | 'publishedMs'>): Buffer;
  /** How much of these is new here; changes nothing. By item, address, or headline and date. */
  lookUp(articles: readonly Omit<ReceivedArticle, 'html'>[]): readonly ('new' | 'fuller' | 'known')[];
  /**
   * Of what an import has brought, what the index does not have yet, the newest first: worked out as it is asked for, in
   * whatever thread.
   */
  arrivedWords(): IterableIterator<ArrivedWords>;
  /** How many articles are still to be indexed. */
  toBeIndexed(): number;
  /** Came before, whole. */
  knowsBundle(manifestSha256: string): boolean;
  labels(): Label[];
  /** Names that articles are tagged with; a thousand at most. */
  tags(): string[];
  /** How many articles say that they came by this key. */
  receivedFrom(publicKey: string): number;
  /** Integrity of file, schema, index and content hashes. Repairs nothing. */
  check(): CheckReport;
  close(): void;
};

/** What was learned with a body: kept only together with it. */
export type FeedFacts = {
  readonly validators: Validators;
  readonly sha256: Sha256;
  readonly freshForMs: number | null;
  readonly arrival: Arrival;
  readonly wireBytes: number;
  /** Registrable domain it came from in the end; null: not to be learned. */
  readonly domain: string | null;
  readonly dnsBlocked: boolean;
};

/** The one writer; holds `archive.lock` until closed. */
export type Archive = ArchiveReader & {
  /** Written to library.json first, then the database is reconciled with it. */
  changeLibrary(change: (library: Library) => Library): void;

  /** Several calls as one transaction, and so as one wait for the disk: all of them or none. */
  atOnce<T>(work: () => T): T;

  /** Of all subscriptions in the library's order, or of those given. */
  feedsToFetch(ids?: readonly FeedId[]): FeedToFetch[];
  /**
   * Adds the new and updates the changed among `items`; one transaction. The caller slices a long feed, so that no
   * transaction takes more than some 25 ms, and calls `feedDone` with the last slice.
   */
  addItems(
    feedId: FeedId,
    items: readonly ParsedItem[],
    arrival?: Arrival,
  ): { readonly added: readonly ArticleId[]; readonly changed: readonly ArticleId[] };
  /** How many articles of the feed these items are already (by guid, else by an address that names one page); each counts once. */
  knownItems(feedId: FeedId, items: readonly ParsedItem[]): number;
  /**
   * Whole items of a cut answer were added: an attempt with the outcome PARTIAL. Nothing else is learned, and what was
   * known of the last whole answer (validators, hash) is forgotten, for it is behind what is stored now.
   */
  feedPartial(feedId: FeedId, facts: Pick<FeedFacts, 'arrival' | 'wireBytes'>, reason: string): void;
  /** A complete, parsed answer: now its validators may be remembered. */
  feedDone(feedId: FeedId, feed: Omit<ParsedFeed, 'items'>, facts: FeedFacts): void;
  /**
   * Everything else that can come of a fetch: 304, same bytes as before, failures. `reason` as the person will read it.
   * When `fetched` is a whole body (the same bytes as the last one), its validators replace the old ones: servers change
   * an ETag without changing a byte.
   */
  feedTried(
    feedId: FeedId,
    outcome: FetchOutcome,
    verdict: { readonly outcome: Outcome; readonly reason: string },
  ): void;

  /**
   * Articles whose page has not been read yet, the most worth first; `feedIds` null: of all. Without `worth` newest first
   * and hosts taking turns. A host gives no more than its share of `limit`, unless the others have nothing. What is worth
   * nothing is left out, and with it all of a host and rank whose newest few are: old age must not be worth nothing.
   */
  pagesWanted(limit: number, feedIds: readonly FeedId[] | null, worth?: Worth): PageWanted[];
  /** The reader wants this one: its page and pictures are ranked first from now on. */
  wantArticle(articleId: ArticleId): void;
  /** How much is waited for: pages and pictures still wanted, whatever keeps them from being asked for now. */
  wanted(): { readonly pages: number; readonly images: number };
  /** The same of the sources given, for a preparation. */
  wantedOf(feedIds: readonly FeedId[]): { readonly pages: number; readonly images: number };
  /** The page's article becomes a version; the longer of it and the feed's own body is shown. */
  addPage(
    articleId: ArticleId,
    page: ParsedArticle,
    fetched: { readonly url: string; readonly finalUrl: string; readonly sha256: Sha256; readonly arrival: Arrival },
  ): void;
  /**
   * Takes back every page version that came with exactly these bytes from nobody who vouched for them: they turned out to
   * be a page of the network. Their articles fall back on what they had, and their pages are wanted again.
   */
  withdrawPages(sha256: Sha256): ArticleId[];
  /** Median length of the stored texts of a host's pages (`URL.host`), in characters; null below 5 of them. */
  medianTextLength(host: string): number | null;
  /**
   * No article came of it. A path, local or transient server failure leaves the page wanted (tried again after a pause);
   * GONE, 4xx, not HTML and the like settle on the feed's own body; but with `authority` 'none' from a public address only
   * when it has been said for a day, for a network says such things too. Of a network's own page `rawPage` is not kept.
   */
  pageTried(
    articleId: ArticleId,
    verdict: { readonly outcome: Outcome; readonly reason: string; readonly authority?: Authority },
    rawPage: Uint8Array | null,
  ): void;

  /** Pictures of stored versions that are not here yet, newest articles first, lead images first, hosts taking turns. */
  imagesWanted(limit: number, worth?: Worth, feedIds?: readonly FeedId[] | null): ImageWanted[];
  addImage(url: string, bytes: Uint8Array, info: ImageInfo, arrival?: Arrival): void;
  /** Hosts (without ports) of the pictures that turned out to have exactly these bytes. */
  imageHosts(sha256: Sha256): string[];
  /** As `withdrawPages`, for a picture put in the place of others: takes back those that nobody vouched for. */
  withdrawImages(sha256: Sha256): number;
  /** `authority` as in `pageTried`. */
  imageTried(
    url: string,
    verdict: { readonly outcome: Outcome; readonly reason: string; readonly authority?: Authority },
  ): void;

  /** A page the person asked to keep; the same address again adds a version. */
  savePage(url: string, page: ParsedArticle, arrival?: Arrival): ArticleId;
  /** Articles that ship with the program; loading them twice changes nothing. */
  addSamples(
    samples: readonly { readonly key: string; readonly feedTitle: string; readonly page: ParsedArticle }[],
  ): number;

  /** Everything known of origins; read once, at start. */
  origins(): OriginFacts[];
  saveOrigin(facts: OriginFacts): void;
  routeRecords(): RouteRecord[];
  saveRouteRecord(record: RouteRecord): void;
  stubTemplates(): StubTemplate[];
  saveStubTemplate(template: StubTemplate): void;

  /** One entry per thing: the last reason stands. */
  quarantine(entry: Omit<QuarantineEntry, 'title' | 'atMs'>): void;
  /** A verified answer agrees, or the thing is no longer wanted. */
  release(what: QuarantinedKind, key: string): void;

  /** A permanent redirect of a source was seen; all sightings of this target so far, this one included. */
  feedMoved(feedId: FeedId, target: string, network: string): Moves;
  /** It answered at its own address: sightings of moves begin anew. */
  feedStayed(feedId: FeedId): void;
  /** 404 or 410 over an open line; taken back by any success. */
  feedGone(feedId: FeedId): void;
  /** https was tried for an http feed. */
  feedTriedHttps(feedId: FeedId, worked: boolean): void;

  /** One line of the log, which holds the last 10,000. Nothing is kept unless the library says so (`network.log`). */
  logAttempt(attempt: LoggedAttempt): void;

  /** Remembers that a label was given these; a new label is made. One short transaction for some thousands. */
  given(label: string, refs: readonly number[]): void;
  forgetLabel(name: string): void;
  /**
   * Begins an import, or goes on with the one of this bundle that was broken off: returns the items that are stored
   * already. What is received stays unseen (no list, no search, no count, no export) until `finishImport`.
   */
  beginImport(bundle: ReceivedBundle): ReadonlySet<string>;
  /** Short transactions: the caller brings a few at a time (25 ms). */
  receive(manifestSha256: string, articles: readonly PreparedArticle[]): void;
  receiveImage(manifestSha256: string, bytes: Uint8Array, info: ImageInfo): void;
  /** One transaction in which all of it appears: milliseconds for some thousands. Words for the search may follow it. */
  finishImport(manifestSha256: string): ImportCounts;
  /** Some of the words that are not in the index yet; false when none are left. */
  indexSome(): boolean;
  /** The same, worked out elsewhere. What has changed meanwhile is left to `indexSome`. */
  indexArrived(words: readonly ArrivedWords[]): void;
  /** Takes back some of what an import that will not be finished has stored; false when nothing of it is left. */
  dropSomeOfImport(manifestSha256: string): boolean;
  unfinishedImports(): Incoming[];
  /** That anything came by this key. What it brought stays, as if nobody had signed it. */
  forgetSender(publicKey: string): void;
  clearLog(): void;
  saveRhythm(feedId: FeedId, rhythm: Rhythm): void;
  breakers(): BreakerRecord[];
  saveBreaker(record: BreakerRecord): void;
  dropBreaker(key: string): void;
  /** Of one network, oldest first; eight weeks at most. */
  diaryHours(network: string): DiaryHour[];
  /** Adds to what the hour has already. */
  addToHour(hour: DiaryHour): void;
  /** Of one network, newest first. */
  diaryWindows(network: string, limit: number): DiaryWindow[];
  /** Returns its number. */
  saveWindow(window: DiaryWindow): number;
  /** A window that was open when the program ended is closed where it was last seen. */
  closeWindows(): void;
  diaryNetworks(): number;
  forgetDiary(): void;
  /** Wire bytes from one instant on. Kept by the hour, for 13 months. */
  spentSince(ms: number): number;
  addSpent(atMs: number, bytes: number): void;
  exportRuns(): ExportRun[];
  saveExportRun(run: ExportRun): void;
  /** Drops what has had its time: quarantine after 7 days, stub templates and addresses after 30, counts that are old. */
  sweep(): void;
  /** A random value made once and kept: keys the hashes by which networks are told apart. */
  secret(name: string): Buffer;

  mark(ids: readonly ArticleId[], status: { readonly read?: boolean; readonly starred?: boolean }): void;
  markAllRead(view: ListView, asOfMs: number): number;
  /**
   * Deletes the articles of a feed that is gone from the library, when the person asked for that (otherwise they stay by
   * themselves). What is starred or carried by another feed too is kept. Seconds at 100,000 articles: the index is purged.
   */
  forgetFeed(feedId: FeedId): void;
};
