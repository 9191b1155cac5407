/** What can come of one request, and whom it speaks of. */

/** Who or what an outcome speaks of: the way there, this device's clock, the server, or this device itself. */
export type OutcomeClass = 'success' | 'path' | 'clock' | 'server' | 'local';

/** Everything that can come of one request. The names are literal in JSON output; scripts depend on them. */
const CLASS_OF = {
  OK: 'success',
  NOT_MODIFIED: 'success',
  PARTIAL: 'success', // a cut transfer of which whole items were kept
  // path: something between us and the server
  DNS_NX: 'path',
  DNS_FAIL: 'path',
  DNS_BOGON: 'path',
  TCP_REFUSED: 'path',
  TCP_RST: 'path',
  TCP_BLACKHOLE: 'path',
  TLS_RST: 'path',
  TLS_BLACKHOLE: 'path',
  TLS_ALERT: 'path',
  TLS_INTERCEPT: 'path',
  HTTP_BLACKHOLE: 'path',
  FROZEN: 'path',
  TRUNC: 'path',
  SLOW: 'path',
  STUB: 'path',
  CAPTIVE: 'path',
  TAMPER: 'path',
  // clock
  TLS_CLOCK: 'clock',
  // server
  HTTP_429: 'server',
  HTTP_503: 'server',
  HTTP_4XX: 'server',
  HTTP_5XX: 'server',
  GONE: 'server',
  SERVER_LEGAL: 'server',
  SERVER_CHALLENGE: 'server',
  NOT_A_FEED: 'server',
  NOT_AN_ARTICLE: 'server', // a page without readable text, or no page at all
  NOT_AN_IMAGE: 'server',
  TOO_LARGE: 'server',
  REDIRECT_LOOP: 'server',
  BAD_ENCODING: 'server',
  TOO_DEEP: 'server',
  // local
  LOCAL: 'local',
  PROXY_DOWN: 'local',
  PROXY_REJECT: 'local',
  REFUSED_TARGET: 'local',
  CANCELLED: 'local',
  DISK_FULL: 'local',
} as const satisfies Record<string, OutcomeClass>;

export type Outcome = keyof typeof CLASS_OF;
export const OUTCOMES = Object.keys(CLASS_OF) as readonly Outcome[];

export function outcomeClass(outcome: Outcome): OutcomeClass {
  return CLASS_OF[outcome];
}

/** The source is in order: something new came, or the certainty that nothing is new. */
export function isSuccess(outcome: Outcome): boolean {
  return outcomeClass(outcome) === 'success';
}
