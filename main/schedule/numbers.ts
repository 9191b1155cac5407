/**
 * Every number the planner goes by. "3.2" and the like are sections of the network study; "sim" is `npm run simulate`
 * (docs/notes/planner.md says what each choice was worth).
 */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const NUMBERS = {
  rate: {
    /** Gamma prior: half an item in half a day. 3.2. */
    priorItems: 0.5,
    priorHours: 12,
    halfLifeMs: 7 * DAY_MS,
    hourHalfLifeMs: 21 * DAY_MS,
    /** Pseudo-items by which an hour's share is drawn towards that hour of any day. 3.2. */
    shrink: 3,
    /** A list that is new from end to end hides more: so many times its length is assumed. 3.2. */
    censored: 1.3,
    /** And by the dates of such a list it posts at most so many times as often as was seen of it. */
    burstAtMost: 4,
    /** A first list reaches back years; what is older says little of now. */
    firstListMs: 14 * DAY_MS,
    /** Longest stretch between two answers that still tells of a rate. */
    longestMs: 60 * DAY_MS,
  },
  interval: {
    leastMs: 15 * MINUTE_MS,
    /** Conditional requests once an hour are welcome everywhere; sources that post more often are asked more often. 3.1. */
    politeMs: HOUR_MS,
    mostMs: 6 * HOUR_MS,
    /** Where bytes are scarce, lists are asked for at least so often: texts are worth more than being early (sim). */
    scarceDays: 4,
    scarceSpread: 1.5,
    /** Lists with whole texts are let overflow less: there are no cheaper texts (sim). */
    scarceSpreadTexts: 2.5,
    /** What brings texts is asked before they are two days old, jitter included. */
    youngMs: 40 * HOUR_MS,
    /** Shorter than that no list is that cannot wait; and what a source whose list overflows within the hour needs. */
    floorMs: 5 * MINUTE_MS,
    /** Half an item is expected in one. 3.2. */
    expected: 0.5,
    /** No longer than half of its list takes to fill. 3.2. */
    ofList: 0.5,
    jitter: 0.1,
    /** After a failure that no breaker answers for. */
    retryMs: MINUTE_MS,
    /** When the line returns, and before it goes, what is older than this is asked again. 3.2 has a quarter of an hour: with five minutes short windows bring more (sim). */
    staleMs: 5 * MINUTE_MS,
    /** Nobody is asked sooner after an answer, whatever is expected. */
    lastCallMs: 5 * MINUTE_MS,
  },
  worth: {
    weight: { low: 1, normal: 2, high: 4 },
    /** An item that will have left the list before the next chance counts so much more. 3.2. */
    vanishing: 3,
    /** Even certainty that nothing is new is worth something. 3.2. */
    certainty: 0.2,
    /** A text in 48 hours is worth a third of one now; pictures age twice as fast. 3.2. */
    textAgeMs: 48 * HOUR_MS,
    imageAgeMs: 24 * HOUR_MS,
    /** Chance that a page is gone later, and what a text that stays is worth beside one that goes. 3.2. */
    goneAlways: 0.3,
    gone: 0.1,
    asked: 10,
    /** The feed carried the whole text already. */
    hasFullText: 0.05,
    fullTextCharacters: 3_000,
    image: 0.15,
    /** Later pictures of an article after every first one. */
    laterImage: 0.5,
  },
  bytes: {
    /** Until a source has shown its own: medians of feeds and pages, compressed, and of pictures at reading size. */
    feed: 20_000,
    page: 40_000,
    image: 80_000,
    notModified: 600,
    /** A TLS handshake with its certificates; a resumed one. 3.2. */
    handshake: 5_000,
    resumed: 1_500,
    /** How much one more answer moves an average. */
    learning: 0.2,
    goodput: 60_000,
  },
  breaker: {
    /**
     * `cut`: where transfers freeze a connection in five may pass, and then it carries all that is asked for on it: texts are
     * let gather, so that one lucky connection has many to carry (sim: a tenth of the bytes was wasted, now a twentieth).
     */
    baseMs: { path: 90_000, cut: 5 * MINUTE_MS, trouble: MINUTE_MS, refusal: HOUR_MS, gone: DAY_MS },
    capMs: { path: 6 * HOUR_MS, cut: 30 * MINUTE_MS, server: DAY_MS },
    strikes: { silent: 1, cut: 1, disturbed: 2, trouble: 3, refusal: 1 },
    /** 429 and 503 without a time of their own. 3.2. */
    busyMs: 15 * MINUTE_MS,
    /** All that failed on the way is tried again over so long once the line is another, at most; and what each adds to it. 3.2. */
    releaseMs: MINUTE_MS,
    releaseEachMs: 1_000,
    /** What failed just before the line was found to be down was the line's doing. */
    lineDownMs: 5 * MINUTE_MS,
    decorrelation: 3,
  },
  window: {
    /** Completed windows looked at, newest first. 3.2. */
    seen: 30,
    /** What is assumed beside them, in minutes. 3.2. */
    pseudoMinutes: [5, 10, 30, 60, 120, 480],
    surely: 0.25,
    likely: 0.5,
    /** How long the line may be away: plans are made for a long absence of those seen. */
    gap: 0.9,
    shrink: 3,
    halfLifeMs: 21 * DAY_MS,
    keptMs: 56 * DAY_MS,
    /** An hour that is likelier off than this ends the window. 3.2. */
    curfew: 0.6,
    /** And so much of that hour must have been watched: more than two nights, for that a line is gone shows late in it. */
    curfewHours: 2,
    lastCallMs: 40 * MINUTE_MS,
    /** A gap between two looks that is longer was a sleep. */
    gapMs: 5 * MINUTE_MS,
    /** Shorter ones are a flicker, and no window. */
    leastMs: 5_000,
  },
  budget: {
    headlines: 0.4,
    texts: 0.5,
    images: 0.1,
    stopImages: 0.9,
    stopTexts: 0.97,
    /** Where what is on its way is counted, too. */
    stopScarce: 0.99,
    /** Share of a day's bytes that may go at once: news has gathered over night. */
    headStart: 0.1,
    /** Of the headlines' share so much may go at any hour. */
    headlinesAtOnce: 0.8,
    patience: 2,
    /** Share of a day that gathers before texts go on. */
    burst: 0.2,
    /** At the end of a day nothing is saved up any more. */
    burstUntil: 0.9,
    /** Site by site: with few at once one connection carries many (sim). */
    textsAtOnce: 1,
    /** Nothing is kept any more for what is not known by then. */
    lastHourMs: HOUR_MS,
    /** Where those that come first need less of a day's texts than this, they need not wait for its evening. */
    unpaced: 0.8,
  },
  fairness: {
    /** Of a window's bytes for one site, while others wait. 3.2. */
    share: 0.25,
    /** Before so much has come, shares mean nothing. */
    fromBytes: 400_000,
  },
  images: { mostBytes: 1_500_000, poorLineBytes: 60_000, costlyBytes: 300_000 },
  /** What was too large for the line as it was is not tried again before, or before the line is another. */
  putOffMs: 6 * HOUR_MS,
  /** The reader stopped what ran: so long nothing starts by itself. */
  stoppedMs: 15 * 60_000,
  /** An idle connection is closed after some such time. */
  throughMs: 8_000,
  /** One of many that do not answer is tried so often: 2.4 has as much for days of approved sites. Fewer are sites that are gone. */
  darkScoutMs: 5 * MINUTE_MS,
  darkAtLeast: 4,
  darkShare: 0.1,
  /** What never answered so many times is left to the one that is tried for all of them. */
  darkTries: 3,
  /** On a cut line only what is young or wanted is worth a text. 2.4. */
  poorLineTextMs: 48 * HOUR_MS,
  /** The order of what is due is made anew after so long. */
  orderMs: 5_000,
  /** The same while nothing is due: sources that were asked meanwhile have times of their own. */
  idleOrderMs: 2 * MINUTE_MS,
  /** Between two questions whom the state of the line wants to be heard from. */
  probeMs: 500,
  /** With work that could not start, the archive is asked again after so long. */
  lookMs: 30_000,
  /** What a budget has no room for now is not looked at before. */
  heldMs: MINUTE_MS,
  heldGoodMs: 10 * MINUTE_MS,
  /** Pages and pictures taken from the archive at once. */
  batch: 96,
} as const;
