/**
 * Every number by which the line is judged. They change monthly in the field and are proposals until measured, so they
 * stand here and nowhere else. "2.3" and the like are sections of the network study; "replay" is docs/notes/states.md.
 */
export const THRESHOLDS = {
  /** How long an origin's latest outcome speaks for the line. 2.3: W; anything from 5 to 20 minutes did as well (8.3). */
  evidenceForMs: 10 * 60_000,
  /** A clock that goes back by more was set; by less, two finished attempts were told out of order. */
  clockStepMs: 60_000,
  /** Origins remembered at once: pages and pictures come from anywhere, and a list of 500 sources is a long one. */
  maxOrigins: 1_000,

  offline: {
    /** Distinct origins that met silence since anybody was last heard; all of them, if there are fewer. 2.3. */
    silentOrigins: 5,
    /** The same when none of them is known to answer during shutdowns: five blocked sites in a row are no rarity. It costs nothing (replay). */
    silentOriginsWithoutAnchor: 8,
    /** Behind a portal silence is the rule; but so many of those by whom it was seen do not fall silent by chance. Replay. */
    caughtOrigins: 2,
    /** So many of the newest outcomes out of this device's own reach. 2.3: 3 of 4. */
    local: 3,
    localOf: 4,
  },

  captive: {
    /** Signs of a portal among the newest outcomes, with no verified answer beside them. 2.3: 2 of 4. */
    signs: 2,
    signsOf: 4,
    /** Verified answers that are younger weigh more than what the system says, which asks every few minutes only. */
    verdictAfterAnswerMs: 60_000,
  },

  allowlist: {
    /** Newest outcomes looked at. 2.3. */
    newest: 8,
    /** Distinct registrable domains that are dark, and which share they are. 2.3. */
    darkDomains: 3,
    share: 0.4,
    /** 2.3: cut and slow transfers bring failures of their own. */
    shareFromDegraded: 0.6,
    /** Within this, two origins that were dark must answer for the list to be over. 2.3. */
    exitWithinMs: 90_000,
    exitOrigins: 2,
    /** A learned anchor that failed so often in a row is none: a filter may leak once (3 % in 8.3), or the list has changed. */
    anchorFailures: 2,
    /** What first answered so shortly before the list was over was no anchor, but the end of it. Replay. */
    anchorProvenMs: 10 * 60_000,
  },

  degraded: {
    /** Distinct origins whose transfers froze. 2.3. */
    frozenOrigins: 2,
    /** A frozen origin that completes more came through: curtains pass 14 to 20 KB, and 23,496 B once (1.5). 2.3 has 64 KB, which few feeds have. Replay. */
    passedBytes: 24 * 1024,
    /** So many distinct ones in a row, with none frozen between: one in five slips through by chance (3.3). Replay. */
    passedOrigins: 3,
    /** Bytes per second; and from how many origins it is judged. 2.3. */
    slowBytesPerSecond: 4_000,
    slowTransfers: 3,
    /** Bytes per second of each of as many newest transfers. 2.3. */
    fastBytesPerSecond: 32_000,
    fastTransfers: 3,
    /** A smaller body comes in one burst and tells the delay, not the rate. */
    measurableBytes: 8 * 1024,
    /** Median time of a TLS handshake. 2.3: more than 3 s; 1.5: 0.4 s grows to 5 s. */
    slowHandshakeMs: 3_000,
    /** Half of it ends it, so that it does not flap. */
    fastHandshakeMs: 1_500,
    handshakes: 3,
    /** Of transfers and handshakes so many newest are looked at: medians of five outlive one odd server. */
    newest: 5,
  },

  open: {
    /** Distinct registrable domains that answer. 2.3. */
    domains: 2,
  },

  clock: {
    /** Unrelated origins that must agree. 2.6. */
    origins: 2,
    /** 2.6: more than five minutes; less is the weather of Date headers. */
    offMs: 5 * 60_000,
    /** A reading is forgotten after: clocks are set by people and by the network. */
    readingForMs: 24 * 60 * 60_000,
    maxReadings: 64,
  },

  probes: {
    /** Fetches pulled forward by the first failure, their distance, and the least time between two bursts. 2.3. */
    burst: 5,
    burstSpacingMs: 3_000,
    burstEveryMs: 60_000,
    /** A burst that was not carried out for so long is given up: its news would be old. */
    burstForMs: 90_000,
    /** Dark origins asked when the first of them answers. 2.3. */
    exitConfirmations: 3,
    /**
     * Between two canaries, by state. 2.4; but offline every 10 s instead of 30: the first headlines are to be here 15 s
     * after a line returned that nobody announces, and a packet that leads nowhere shows itself to nobody; behind a portal
     * every 20 s at first, for the same reason (docs/notes/planner.md).
     */
    canaryMs: { offline: 10_000, captive: 60_000, allowlist: 300_000, degraded: 300_000 },
    /** Behind a portal it is a sixtieth of the time that it has stood there, at least so much: who has not signed in for an hour is not about to. */
    portalOfAge: 1 / 60,
    portalLeastMs: 20_000,
    /**
     * While only some answer, and windows were seen to end here, so much of a usual one passes between two canaries, and at
     * least so long. 2.4 has a sixth and two minutes; this is what a fiftieth of two-phase's failed attempts pays for
     * (docs/notes/planner.md).
     */
    canaryOfWindow: 1 / 40,
    canaryLeastMs: 140_000,
    /** Share by which a canary comes earlier or later: no fixed period. 2.5. */
    jitter: 0.2,
    /** All path failures are tried again over so long once the line is open. 2.3, 3.2. */
    releaseOverMs: 60_000,
    /** With nothing to ask, look again after. */
    idleLookMs: 30_000,
  },
} as const;
