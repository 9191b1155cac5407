/**
 * The records that pass between the stages: fetch -> extract -> archive -> service -> renderer.
 * Times are milliseconds UTC. `raw...` is untrusted, `...Html` is cleaned.
 */

import type { ReceivedFrom } from './bundles.ts';
import type { ArticleId, FeedId, Sha256 } from './ids.ts';
import type { Authority, ConnectivityState, Issuer, LineReason } from './line.ts';
import type { Outcome } from './outcome.ts';
import type { FolderRoutes, Proxy, RoutePlan } from './routes.ts';
import type { Hold, Priority, Schedule } from './schedule.ts';

// They stand apart because others speak of them that this file speaks of.
export type { ArticleId, FeedId, Sha256 } from './ids.ts';
export { isSuccess, type Outcome, type OutcomeClass, outcomeClass, OUTCOMES } from './outcome.ts';
export type { ConnectivityState } from './line.ts';

// ---------------------------------------------------------------- fetch

export type FetchKind = 'feed' | 'page' | 'image';

/** The way one request takes, ready to be dialed. `id` names a proxy in what is remembered; its password is never there. */
export type DialRoute =
  | { readonly via: 'direct' }
  | {
      readonly via: 'http' | 'socks5';
      readonly id: string;
      readonly host: string;
      readonly port: number;
      readonly username: string | null;
      readonly password: string | null;
    };

/** Sent back word for word, and only ever taken from a complete response that was parsed. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

export type FetchRequest = {
  readonly url: string;
  readonly kind: FetchKind;
  readonly validators?: Validators;
  /** The address was typed or subscribed to by the person, so that a private or loopback host is meant. */
  readonly allowPrivate: boolean;
  /** Absent: direct. Through a proxy neither the name is looked up nor the host connected to from here. */
  readonly via?: DialRoute;
  /** Certificates (PEM) the owner trusts for this source beside the public roots. */
  readonly pins?: readonly string[];
  readonly allowance?: Allowance;
  readonly signal?: AbortSignal;
};

/** A byte budget's say in a request. False ends it as CANCELLED; nobody is to blame. */
export type Allowance = {
  /** The server says how long the body is, before any of it is taken. */
  readonly announced: (bytes: number) => boolean;
  readonly received: (bytes: number) => boolean;
};

/** Milliseconds from the start of the request; null where the phase was not reached or not needed (a reused connection). */
export type FetchPhases = {
  readonly lookupMs: number | null;
  readonly tcpMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
};

export type RedirectHop = { readonly url: string; readonly status: number };

/** Decoded bytes of a body that was cut off: whole items of it may be kept, nothing else may be learned from it. */
export type Rescued = { readonly body: Uint8Array; readonly contentType: string | null };

export type FetchBase = {
  readonly outcome: Outcome;
  /** One English sentence for logs and the command line; the renderer has its own per outcome and language. */
  readonly reason: string;
  readonly url: string;
  /** Where the last response came from, after redirects. */
  readonly finalUrl: string;
  readonly redirects: readonly RedirectHop[];
  readonly status: number | null;
  /** Bytes off the wire for bodies of every hop, before decompression. */
  readonly wireBytes: number;
  readonly phases: FetchPhases;
  /** When the server said to come back, as an instant, capped at 24 h from now. Obeyed only from a verified answer, or one of a known source. */
  readonly retryAtMs: number | null;
  /** `direct`, or the proxy's id. */
  readonly route: string;
  /** Who vouches for the last answer and for the way that led to it; `none` when nobody answered. */
  readonly authority: Authority;
  /** Address of the last connection; null through a proxy, and where none stood. */
  readonly address: string | null;
  readonly issuer: Issuer | null;
  /** The name could not be looked up now; an address that was verified before was used. */
  readonly dnsBlocked: boolean;
  /** Sockets opened for it, tries that failed included. */
  readonly connections: number;
  /** The server's own clock, as its Date header says, and only from a verified answer. */
  readonly serverDateMs: number | null;
  /** Of TLS_CLOCK, how this device's clock would be wrong: `ahead`, the certificate has expired; `behind`, it is not valid yet. */
  readonly certificateOff: 'ahead' | 'behind' | null;
  /** Something else answered: the host it sent us to, or the SHA-256 of the certificate it showed. */
  readonly stranger: string | null;
  /** Where a network wants its user to sign in (CAPTIVE), for an ordinary browser. */
  readonly portalUrl: string | null;
};

/** A complete body: framing closed and content coding ended where it should. */
export type FetchedBody = FetchBase & {
  readonly outcome: 'OK';
  /** Decompressed bytes, in the document's own charset. */
  readonly body: Uint8Array;
  readonly sha256: Sha256;
  readonly contentType: string | null;
  readonly validators: Validators;
  /** From Cache-Control or Expires; capped at 6 h, for sites publish max-age of a year. */
  readonly freshForMs: number | null;
  /** False when neither length nor chunking nor a content coding proved the end: the document itself must. */
  readonly framingProven: boolean;
  /** All was there but the last bytes of the gzip stream (its checksum): the document itself must prove its end. */
  readonly trailerMissing: boolean;
};

export type FetchedNothing = FetchBase & {
  readonly outcome: Exclude<Outcome, 'OK'>;
  /** What came before the cut (TRUNC, FROZEN, SLOW), from a verified answer; null otherwise. */
  readonly rescued: Rescued | null;
  /** The body of an error answer that nobody vouches for, at most 64 KB: it may be a page of the network's own. */
  readonly strangerBody: Rescued | null;
};
export type FetchOutcome = FetchedBody | FetchedNothing;

// ---------------------------------------------------------------- extract

export type FeedFormat = 'rss' | 'rdf' | 'atom' | 'json';

export type Enclosure = {
  readonly url: string;
  readonly type: string | null;
  /** Bytes, as the feed claims. */
  readonly length: number | null;
};

export type ParsedItem = {
  /** The feed's own guid or Atom id, as it stands there; null where it has none. */
  readonly guid: string | null;
  readonly title: string | null;
  readonly link: string | null;
  readonly comments: string | null;
  readonly publishedMs: number | null;
  readonly updatedMs: number | null;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly image: string | null;
  /** Cleaned, absolute addresses, images as `data-src` (see `sanitize`). */
  readonly summaryHtml: string | null;
  readonly summaryText: string | null;
  readonly contentHtml: string | null;
  readonly contentText: string | null;
  readonly enclosures: readonly Enclosure[];
  /** Images in the body the reader would show, in order, absolute. */
  readonly imageUrls: readonly string[];
  /** Stable fingerprint of what was said (title and text), to see an edited item. */
  readonly textHash: string;
};

export type ParsedFeed = {
  readonly format: FeedFormat;
  /** WHATWG name of the charset the bytes were read in. */
  readonly encoding: string;
  readonly id: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly link: string | null;
  readonly selfUrl: string | null;
  readonly language: string | null;
  readonly author: string | null;
  readonly image: string | null;
  readonly icon: string | null;
  readonly categories: readonly string[];
  /** From ttl, sy:updatePeriod and the like. */
  readonly pollAfterMs: number | null;
  readonly items: readonly ParsedItem[];
  /** The root element was closed (or the JSON parsed): nothing was cut off. */
  readonly complete: boolean;
};

export type TextDirection = 'ltr' | 'rtl';

export type ParsedArticle = {
  readonly title: string | null;
  readonly byline: string | null;
  readonly siteName: string | null;
  /** BCP 47, from the page or guessed from its script. */
  readonly language: string | null;
  readonly direction: TextDirection;
  readonly publishedMs: number | null;
  readonly canonicalUrl: string | null;
  readonly excerpt: string | null;
  readonly html: string;
  readonly text: string;
  /** In reading order, absolute, each once: exactly the `data-src` in `html`. */
  readonly imageUrls: readonly string[];
  /** The page closed its `</html>` or at least its `</body>`. */
  readonly complete: boolean;
};

export type FeedCandidate = {
  readonly url: string;
  readonly title: string | null;
  readonly format: FeedFormat | null;
};

export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'svg' | 'bmp' | 'ico';
export type ImageInfo = {
  readonly format: ImageFormat;
  readonly mediaType: string;
  readonly width: number | null;
  readonly height: number | null;
  /** The file has its end mark. */
  readonly complete: boolean;
};

export type OpmlFeed = {
  readonly title: string | null;
  readonly xmlUrl: string;
  readonly htmlUrl: string | null;
  readonly path: readonly string[];
};
export type OpmlSkipped = {
  readonly what: string;
  readonly reason: 'no address' | 'not http' | 'duplicate' | 'too deep' | 'too many';
};
export type ParsedOpml = {
  readonly title: string | null;
  readonly feeds: readonly OpmlFeed[];
  readonly skipped: readonly OpmlSkipped[];
  readonly salvaged: boolean;
};

// ---------------------------------------------------------------- library.json: what the person decided

export type Subscription = {
  readonly id: FeedId;
  readonly url: string;
  /** The name the person gave; null: as the feed calls itself. */
  readonly title: string | null;
  readonly siteUrl: string | null;
  /** Names from the outside in; empty: top level. */
  readonly folder: readonly string[];
  readonly addedMs: number;
  /** Null: as its folder, or the library, has it. */
  readonly routes: RoutePlan | null;
  /** A certificate (PEM) the owner trusts for this source alone. */
  readonly pinnedPem: string | null;
  /** The owner says: it works during shutdowns. */
  readonly anchor: boolean;
  /** Null: as its folder has it, and in the end `normal`. */
  readonly priority: Priority | null;
  /** Asked so often, by the owner's word; null: as its folder has it, and in the end as it posts. */
  readonly everyMinutes: number | null;
};

export type Theme = 'system' | 'light' | 'dark';
/** Languages of the interface. */
export const LOCALES = ['en', 'ru', 'fa'] as const;
export type Locale = (typeof LOCALES)[number];
export type Preferences = {
  readonly locale: Locale | null;
  readonly theme: Theme;
  /** Article text size, in per cent of the default. */
  readonly textSize: number;
};

export type Library = {
  readonly version: 1;
  readonly subscriptions: readonly Subscription[];
  /** Folders, also empty ones, as paths. */
  readonly folders: readonly (readonly string[])[];
  readonly preferences: Preferences;
  readonly network: NetworkSettings;
  readonly schedule: Schedule;
  /** Whose signatures the owner knows, and by which name. */
  readonly senders: readonly TrustedSender[];
  /** A folder whose signed bundles are imported by themselves; null: none is. */
  readonly watchedFolder: string | null;
};

export type TrustedSender = {
  readonly name: string;
  /** In minisign's form: 56 characters. */
  readonly publicKey: string;
  readonly addedMs: number;
};

/** How to reach the web, as the owner decided. */
export type NetworkSettings = {
  readonly proxies: readonly Proxy[];
  /** For every source that neither has a plan nor lies in a folder that has. */
  readonly routes: RoutePlan | null;
  readonly folderRoutes: readonly FolderRoutes[];
  /** An https address that answers DNS questions (RFC 8484), asked instead of the system's servers; null: the system. */
  readonly dohUrl: string | null;
  /** Also trust the roots installed on this device. */
  readonly systemRoots: boolean;
  /** Keep a log of attempts (without hosts and addresses). */
  readonly log: boolean;
};

// ---------------------------------------------------------------- archive -> renderer

/** How much of an article is here: its headline; its text; its text and every picture that can be had. */
export type Stored = 'headline' | 'text' | 'whole';

export type FeedSummary = {
  readonly id: FeedId;
  readonly title: string;
  readonly url: string;
  readonly siteUrl: string | null;
  readonly folder: readonly string[];
  readonly total: number;
  readonly unread: number;
  readonly lastSuccessMs: number | null;
  readonly lastAttemptMs: number | null;
  /** Null: never tried. */
  readonly lastOutcome: Outcome | null;
  readonly lastReason: string | null;
  /** False: unsubscribed, but articles were kept. */
  readonly subscribed: boolean;
  /** `direct` or a proxy's id: how the last attempt went; null: never tried. */
  readonly lastRoute: string | null;
  /** Wire bytes of the last attempt, and of all since it was added. */
  readonly lastBytes: number;
  readonly totalBytes: number;
  /** Who vouched for its last success. */
  readonly authority: Authority | null;
  /** Gone for good (404 or 410) on three days at least a week apart, over an open line. */
  readonly seemsGone: boolean;
  /** The name servers here deny it; it was reached all the same. */
  readonly dnsBlocked: boolean;
};

export type ArticleSummary = {
  readonly id: ArticleId;
  readonly feedId: FeedId | null;
  readonly feedTitle: string;
  readonly title: string;
  readonly url: string | null;
  readonly excerpt: string;
  readonly direction: TextDirection;
  /** Published, or first seen where the feed gives no date; this orders the list. */
  readonly sortMs: number;
  readonly publishedMs: number | null;
  readonly stored: Stored;
  readonly read: boolean;
  readonly starred: boolean;
};

export type Article = ArticleSummary & {
  readonly byline: string | null;
  readonly language: string | null;
  readonly fetchedMs: number | null;
  readonly origin: 'feed' | 'page' | 'bundle' | 'sample' | null;
  readonly versions: number;
  readonly words: number;
  readonly images: {
    readonly stored: number;
    readonly wanted: number;
    readonly refused: number;
    readonly gone: number;
  };
  /** Why the page itself is not here, when it is not. */
  readonly pageOutcome: Outcome | null;
  readonly enclosures: readonly Enclosure[];
  /** Null: this archive fetched the shown text itself. */
  readonly receivedFrom: ReceivedFrom | null;
};

/** Alternating plain and matched text. */
export type SnippetPart = { readonly text: string; readonly match: boolean };
export type SearchHit = ArticleSummary & { readonly snippet: readonly SnippetPart[] };

export type ArchiveStats = {
  readonly sources: number;
  readonly articles: number;
  readonly whole: number;
  readonly images: number;
  readonly unread: number;
  readonly starred: number;
  readonly bytes: { readonly text: number; readonly index: number; readonly images: number; readonly file: number };
};

export type Activity = {
  readonly phase: 'idle' | 'feeds' | 'articles' | 'images';
  /** What is on the wire now: titles of feeds or articles, newest first, at most three. */
  readonly current: readonly string[];
  readonly done: number;
  readonly total: number;
  readonly bytes: number;
};

export type Status = {
  readonly state: ConnectivityState;
  readonly reason: LineReason;
  readonly sinceMs: number | null;
  /** Where the network wants its user to sign in; for an ordinary browser. */
  readonly portalUrl: string | null;
  /** This device's clock is ahead (positive) or behind by about so much; null: no reason to think so. 0: wrong, by an unknown amount. */
  readonly clockOffMs: number | null;
  /** Answers that were not let into the archive. */
  readonly quarantined: number;
  readonly lastSuccessMs: number | null;
  readonly activity: Activity;
  readonly articles: number;
  readonly whole: number;
  readonly unread: number;
  /** Too little disk is left to go on storing pictures. */
  readonly diskLow: boolean;
  readonly sources: { readonly total: number; readonly failing: number };
  /** Why nothing starts by itself just now; null: nothing is in the way. */
  readonly hold: Hold | null;
};

export type QuarantinedKind = 'feed' | 'page' | 'image';
/** Something that came and was not let in. Reason and hash are kept, never the body: stubs can name the subscriber. */
export type QuarantineEntry = {
  readonly what: QuarantinedKind;
  /** For the release by a later verified fetch: feed id, article id, or address of the picture. */
  readonly key: string;
  /** What it was for: the source's or the article's title. */
  readonly title: string;
  readonly feedId: FeedId | null;
  readonly articleId: ArticleId | null;
  /** The host that was asked. */
  readonly host: string;
  readonly outcome: Outcome;
  /** One English sentence; the interface has its own per outcome. */
  readonly reason: string;
  readonly sha256: string;
  readonly atMs: number;
};

/** One finished attempt, kept only while the owner has the log on; no address and no host stand in it. */
export type LoggedAttempt = {
  readonly atMs: number;
  readonly feedId: FeedId | null;
  readonly what: QuarantinedKind;
  readonly outcome: Outcome;
  readonly route: string;
  readonly bytes: number;
  readonly ms: number;
};

/** A document seen from far away: enough to tell a network's own page from what was asked for. */
export type PageLook = {
  readonly kind: 'html' | 'xml' | 'json' | 'image' | 'text' | 'binary' | 'empty';
  readonly title: string | null;
  /** Text of its first headings, and og:title. */
  readonly headings: readonly string[];
  /** Characters that a person would see. */
  readonly textLength: number;
  readonly canonicalUrl: string | null;
  /** It announces a feed of its own. */
  readonly feedLinks: number;
  readonly ownLinks: number;
  readonly otherLinks: number;
  /** Addresses of frames and of a refresh, absolute where they can be. */
  readonly leadsTo: readonly string[];
  /** Lower-case hex, 64 bits: pages that differ in a few words differ in a few bits. */
  readonly simhash: string;
  /** How much its words sound like those of a page that says "blocked"; 0 for none. */
  readonly stubWords: number;
  /** The same for "sign in to this network". */
  readonly portalWords: number;
  /** The same for an error or a check of a server and those who stand before it (CDN, captcha): no censor. */
  readonly serverWords: number;
  /** It has a field for a password or a one-time code. */
  readonly asksSecret: boolean;
  /** Scripts that lie elsewhere: a page without text that loads some may be an application that draws itself. */
  readonly scripts: number;
  readonly pictures: number;
};
