/**
 * Every number of the virtual world, with its reason. "Study" is the network study (3.3 and 8.2); sizes and latencies are
 * invented where it has none, so that results rank policies and measure nothing.
 */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const NUMBERS = {
  /** A Monday, so that hours of the week are easy to read. */
  startMs: Date.UTC(2026, 0, 5),
  /** The study's length: two of every weekday, and room for the five dark days of a blackout. */
  days: 14,
  /** The study's number of sources; a reader's, not a crawler's. */
  sources: 60,

  // ---------------------------------------------------------------- who publishes
  /** Hosts that an allow-list would name (study: 20 % stay up). */
  domesticShare: 0.2,
  /** Lists that people keep hold some sites that are gone. */
  deadShare: 0.05,
  /** Plain http is rare by now; without it nobody would ever see a portal's page. */
  httpShare: 0.1,
  /** 1, 2, 4 for low, normal, high: most leave most sources at normal. */
  weights: [
    { weight: 1, priority: 'low', share: 0.25 },
    { weight: 2, priority: 'normal', share: 0.6 },
    { weight: 4, priority: 'high', share: 0.15 },
  ],

  // ---------------------------------------------------------------- what is published
  /** Items a day: blogs post weekly, agencies hourly; lognormal is what feed studies find. */
  itemsPerDayMedian: 5,
  itemsPerDaySigma: 1.1,
  /** The busiest agencies' single feeds. */
  itemsPerDayCap: 150,
  /** Of the hours 0 to 23 UTC: newsrooms sleep from midnight to six and publish most before noon. */
  hourProfile: [3, 2, 2, 2, 3, 5, 8, 11, 13, 14, 14, 13, 12, 12, 12, 12, 11, 10, 9, 8, 7, 6, 5, 4],
  /** What feeds hold; 10 is WordPress's default, 50 an agency's. */
  listSizes: [10, 15, 20, 30, 50],
  /** Channel data of a feed, compressed. */
  feedBaseBytes: 1_500,
  /** One item in a feed, compressed: title, link and a teaser. */
  itemBytes: [300, 900],
  /** Sources whose feed has the whole text. */
  fullTextShare: 0.1,
  /** Servers that answer 304. */
  validatorShare: 0.85,
  /** A 304 is nothing but headers. */
  notModifiedBytes: 600,
  /** Feeds that say how long they stay as they are. */
  freshShare: 0.3,
  freshMinutes: [15, 60],
  /** A page's HTML, compressed. */
  pageBytesMedian: 28_000,
  pageBytesSigma: 0.7,
  /** Pictures that belong to an article. */
  imagesAtMost: 5,
  imageBytesMedian: 70_000,
  imageBytesSigma: 0.9,
  /** Servers that send ranges: all static files, few made pages. */
  rangeShare: 0.5,

  // ---------------------------------------------------------------- the way there
  /** Round trips: a host in the country, and one abroad. */
  roundTripMs: { domestic: 40, foreign: 180 },
  /** Lookup, TCP and TLS 1.3: one round trip each; http has no TLS. */
  connectRoundTrips: 3,
  /** Certificates and headers of a TLS handshake (study, 3.2), and of a resumed one. */
  handshakeBytes: 5_000,
  resumedHandshakeBytes: 1_500,
  /** SYN, its answer, and two acknowledgements. */
  plainHandshakeBytes: 240,
  /** Servers keep sessions far longer; addresses behind one name do not share them. */
  resumeMs: 10 * MINUTE,
  /** How long an idle connection is kept: more than undici's 4 s, less than most servers' minute. */
  keepAliveMs: 10 * SECOND,
  /** Request and response headers. */
  requestBytes: 500,
  /** An attempt against the rule of the day is rare, but there is no line without: a reset in the handshake. */
  noise: 0.005,
  /** Time for the operating system to say no. */
  localMs: 5,
  /** RFC 6298: SYNs go out again after 1, 3 and 7 s. */
  synMs: [0, 1_000, 3_000, 7_000],
  synBytes: 60,
  /** The fetcher's own limits (study, 3.2): a name, a connection, TLS on top, the first byte, the next byte. */
  lookupTimeoutMs: 5 * SECOND,
  tcpTimeoutMs: 8 * SECOND,
  tlsTimeoutMs: 16 * SECOND,
  headersTimeoutMs: 20 * SECOND,
  idleTimeoutMs: 15 * SECOND,
  /** A lookup's questions, and a ClientHello with its retransmissions. */
  lookupBytes: 200,
  helloBytes: 700,
  /** A wrong certificate; a portal's page. */
  interceptBytes: 3_000,
  portalBytes: 2_000,
  /** IPv6 that leads nowhere: the other family is tried after this (RFC 8305, as the fetcher has it). */
  deadFamilyMs: 300,
  /** Addresses are remembered for so long (study, 2.3). */
  staleAddressMs: 30 * DAY,

  // ---------------------------------------------------------------- the curtain
  /** Bytes of a connection after which nothing more comes (study, finding 2). */
  curtainBytes: [14_000, 20_000],
  /** "Intermittent: the same host may pass a minute later." */
  curtainPass: 0.2,
  /** Bounded ranges (docs/notes/curtain.md). */
  segmentBytes: 8_192,
  segmentsPerMinute: 3,
  segmentedAtMost: 200_000,
  segmentOverhead: 1.4,

  // ---------------------------------------------------------------- parts
  /** Less is not worth a file. */
  partBytes: 4_000,

  // ---------------------------------------------------------------- what is counted
  /** News is old after two days (study, 3.2: the half-life of an article's worth). */
  textWithinMs: 48 * HOUR,
  /** A stretch without anybody before a window counts as one. */
  darkBeforeMs: 15 * MINUTE,
  /** With fewer headlines than this "half of them" is a die. */
  halfAtLeast: 10,
} as const;
