/** What can come of one request, and whom it speaks of. */

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

/** Who or what an outcome speaks of: the way there, this device's clock, the server, or this device itself. */
export type OutcomeClass = 'success' | 'path' | 'clock' | 'server' | 'local';

const PATH_OUTCOMES: ReadonlySet<Outcome> = new Set<Outcome>([
  ...([
    'DNS_NX',
    'DNS_FAIL',
    'DNS_BOGON',
    'TCP_REFUSED',
    'TCP_RST',
    'TCP_BLACKHOLE',
    'TLS_RST',
    'TLS_BLACKHOLE',
  ] as const),
  ...([
    'TLS_ALERT',
    'TLS_INTERCEPT',
    'HTTP_BLACKHOLE',
    'FROZEN',
    'TRUNC',
    'SLOW',
    'STUB',
    'CAPTIVE',
    'TAMPER',
  ] as const),
]);
const LOCAL_OUTCOMES: ReadonlySet<Outcome> = new Set<Outcome>([
  'LOCAL',
  'PROXY_DOWN',
  'PROXY_REJECT',
  'REFUSED_TARGET',
  'CANCELLED',
  'DISK_FULL',
]);

export function outcomeClass(outcome: Outcome): OutcomeClass {
  if (isSuccess(outcome)) return 'success';
  if (outcome === 'TLS_CLOCK') return 'clock';
  if (PATH_OUTCOMES.has(outcome)) return 'path';
  return LOCAL_OUTCOMES.has(outcome) ? 'local' : 'server';
}
