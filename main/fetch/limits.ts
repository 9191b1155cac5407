import type { FetchKind } from '../../shared/model.ts';

/** Every bound of the fetcher, in one place, so that tests can be quick and a slow network's settings can be data. */
export type FetchLimits = {
  readonly lookupTimeoutMs: number;
  readonly tcpTimeoutMs: number;
  readonly tlsTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** One request with all its redirects, from its turn on; waiting for the turn does not count. */
  readonly totalTimeoutMs: Readonly<Record<FetchKind, number>>;
  /** A body is judged window by window; slower than the minimum over a whole one is SLOW. */
  readonly goodputWindowMs: number;
  readonly minGoodputBytesPerSecond: number;
  /** Milliseconds before the next address of a host is tried beside the one that has not answered yet. */
  readonly addressStaggerMs: number;
  readonly addressesTried: number;
  readonly redirects: number;
  readonly headerBytes: number;
  /** Of one body as it comes over the wire; `decodedBytes` after decompression. */
  readonly wireBytes: Readonly<Record<FetchKind, number>>;
  readonly decodedBytes: Readonly<Record<FetchKind, number>>;
  readonly connectionsPerHost: number;
  /** On a line that is full with them. */
  readonly connectionsAtLeast: number;
  readonly connectionsAtFirst: number;
  /** A connection that took longer to be answered met a full line. */
  readonly fullConnectMs: number;
  readonly connectionsAtMost: number;
  /** Between pages of one host, and between its feeds after the first `feedsBeforeGap`. */
  readonly hostGapMs: number;
  readonly feedsBeforeGap: number;
  /** To one address in all, as long as nothing on the way has shown that it polices them; then as to one host. */
  readonly connectionsPerAddress: number;
  /** New TLS connections of one host to one address within a minute; of all hosts once it has shown signs of policing. */
  readonly handshakesPerMinute: number;
  /** Of all hosts that share an address, until then. */
  readonly handshakesPerMinuteShared: number;
  /** An address that was silent is left alone for so long, unless the host has another. */
  readonly addressRestMs: number;
  /** A tunnel through a proxy, from the connection to the proxy on. */
  readonly tunnelTimeoutMs: number;
  /** TLS inside a tunnel. */
  readonly tunnelTlsTimeoutMs: number;
  /** A connection without progress for this long lends its place, up to `connectionsAtMost`. */
  readonly silentAfterMs: number;
};

export const DEFAULT_LIMITS: FetchLimits = {
  // Times are the network study's (its section 3.2). A resolver that is alive answers within 2 s.
  lookupTimeoutMs: 5_000,
  // Two lost SYNs (1 s, 2 s) and a slow mobile line still fit.
  tcpTimeoutMs: 8_000,
  // Throttled handshakes of 5 s were seen and completed.
  tlsTimeoutMs: 8_000,
  // Pages made on demand by a slow server come within this; a swallowed request never does.
  headersTimeoutMs: 20_000,
  // Filters that freeze a transfer after 16 KB send nothing more at all: this is what notices them.
  idleTimeoutMs: 15_000,
  totalTimeoutMs: { feed: 60_000, page: 90_000, image: 120_000 },
  // A byte every few seconds never trips the idle limit; it would hold a place for the whole minute.
  goodputWindowMs: 30_000,
  minGoodputBytesPerSecond: 256,
  // RFC 8305 recommends 250 ms. The earlier attempt goes on: Node's own rule aborts it, and slow lines never connect.
  addressStaggerMs: 300,
  // A name may answer with hundreds; more than six never helped and would outlast the limit.
  addressesTried: 6,
  // Real chains (http, www, language, trackers) reach six or seven.
  redirects: 10,
  // Node stops at 16 KB; sites with long policies and link headers were seen above that.
  headerBytes: 65_536,
  // Wire: the largest real feeds are 5 to 8 MB; a 50 MB one is a mistake or an attack. Pages above 10 MB are not
  // articles, pictures above 10 MB are originals for printing.
  wireBytes: { feed: 15_000_000, page: 10_000_000, image: 10_000_000 },
  // After decompression: text packs 5 to 10 times, so that a bomb meets this cap long before it hurts memory.
  decodedBytes: { feed: 30_000_000, page: 30_000_000, image: 10_000_000 },
  // Browsers open six; feed readers are asked for less, and filters punish parallel handshakes to one host.
  connectionsPerHost: 2,
  // docs/notes/knocking.md: 12 at once to one server were punished; 3 new ones a minute, and 90 s of rest, were not.
  connectionsPerAddress: 6,
  handshakesPerMinute: 3,
  handshakesPerMinuteShared: 24,
  addressRestMs: 90_000,
  // Onion services take 30 to 60 s when no circuit stands; a request as a whole has 60.
  tunnelTimeoutMs: 45_000,
  // Six hops and back, twice.
  tunnelTlsTimeoutMs: 20_000,
  // The network study's number for a poor line (its section 2.4).
  connectionsAtLeast: 3,
  connectionsAtFirst: 8,
  // Longer than any round trip, satellites included: packets wait in a queue, or were lost and sent again after a second.
  fullConnectMs: 1_000,
  connectionsAtMost: 32,
  hostGapMs: 500,
  feedsBeforeGap: 2,
  // Slower than nearly every answer that will come; short enough that dead hosts cost the others little.
  silentAfterMs: 1_500,
};
