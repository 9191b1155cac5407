/**
 * The records that pass between the stages: fetch -> extract -> archive -> service -> renderer.
 * Times are milliseconds UTC. `raw...` is untrusted, `...Html` is cleaned.
 */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };
/** Local and random; never leaves this machine in an export. */
export type FeedId = Branded<'FeedId'>;
/** Local and random; never leaves this machine in an export. */
export type ArticleId = Branded<'ArticleId'>;
/** Lower-case hex SHA-256 of the stored bytes. */
export type Sha256 = Branded<'Sha256'>;

// ---------------------------------------------------------------- fetch

/** Everything that can come of one request. The names are literal in JSON output; scripts depend on them. */
export const OUTCOMES = [
  'OK',
  'NOT_MODIFIED',
  'PARTIAL', // a cut transfer of which whole items were kept
  // path: something between us and the server
  'DNS_NX',
  'DNS_FAIL',
  'DNS_BOGON',
  'TCP_REFUSED',
  'TCP_RST',
  'TCP_BLACKHOLE',
  'TLS_RST',
  'TLS_BLACKHOLE',
  'TLS_ALERT',
  'TLS_INTERCEPT',
  'HTTP_BLACKHOLE',
  'FROZEN',
  'TRUNC',
  'SLOW',
  'STUB',
  'CAPTIVE',
  'TAMPER',
  // clock
  'TLS_CLOCK',
  // server
  'HTTP_429',
  'HTTP_503',
  'HTTP_4XX',
  'HTTP_5XX',
  'GONE',
  'SERVER_LEGAL',
  'SERVER_CHALLENGE',
  'NOT_A_FEED',
  'NOT_AN_ARTICLE', // a page without readable text, or no page at all
  'NOT_AN_IMAGE',
  'TOO_LARGE',
  'REDIRECT_LOOP',
  'BAD_ENCODING',
  'TOO_DEEP',
  // local
  'LOCAL',
  'PROXY_DOWN',
  'PROXY_REJECT',
  'REFUSED_TARGET',
  'CANCELLED',
  'DISK_FULL',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The source is in order: something new came, or the certainty that nothing is new. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome === 'OK' || outcome === 'NOT_MODIFIED' || outcome === 'PARTIAL';
}

export type FetchKind = 'feed' | 'page' | 'image';

/** Sent back word for word, and only ever taken from a complete response that was parsed. */
export type Validators = { readonly etag: string | null; readonly lastModified: string | null };

export type FetchRequest = {
  readonly url: string;
  readonly kind: FetchKind;
  readonly validators?: Validators;
  /** The address was typed or subscribed to by the person, so that a private or loopback host is meant. */
  readonly allowPrivate: boolean;
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
  /** When the server said to come back, as an instant, capped at 24 h from now. */
  readonly retryAtMs: number | null;
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
};

export type FetchedNothing = FetchBase & { readonly outcome: Exclude<Outcome, 'OK'> };
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
};

export type Theme = 'system' | 'light' | 'dark';
export type Locale = 'en' | 'ru';
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

/** `unknown` before the first attempt. The finer states join here with the code that can tell them apart. */
export type ConnectivityState = 'unknown' | 'offline' | 'captive' | 'allowlist' | 'degraded' | 'open';

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
  readonly sinceMs: number | null;
  readonly lastSuccessMs: number | null;
  readonly activity: Activity;
  readonly articles: number;
  readonly whole: number;
  readonly unread: number;
  /** Too little disk is left to go on storing pictures. */
  readonly diskLow: boolean;
  readonly sources: { readonly total: number; readonly failing: number };
};
