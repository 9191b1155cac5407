import type { Outcome } from '../../shared/outcome.ts';
import { outcomeClass } from '../../shared/outcome.ts';
import { isPrivateHost, parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { Attempt } from './events.ts';

/**
 * What an attempt says about the line. `answer`: the server itself spoke. `contact`: somebody did, but not so that it
 * proves anything (an unverified error page, a certificate out of its time, a transfer that broke). `silence`: nobody did.
 * `stranger`: somebody else did. `local`: it never left this device.
 */
export type Says = 'answer' | 'contact' | 'silence' | 'stranger' | 'local';

/** Resets and refusals stand among them: to whom all the world refuses is as offline as to whom it is silent. */
const SILENCE: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['DNS_NX', 'DNS_FAIL', 'DNS_BOGON', 'TCP_REFUSED', 'TCP_RST', 'TCP_BLACKHOLE'] as const),
  ...(['TLS_RST', 'TLS_BLACKHOLE', 'HTTP_BLACKHOLE', 'PROXY_DOWN'] as const),
]);
const STRANGER: ReadonlySet<Outcome> = new Set<Outcome>(['TLS_ALERT', 'TLS_INTERCEPT', 'STUB', 'CAPTIVE']);
/** This device or the proxy said no: the line was not asked. */
const NOTHING: ReadonlySet<Outcome> = new Set<Outcome>(['PROXY_REJECT', 'REFUSED_TARGET', 'CANCELLED', 'DISK_FULL']);

/** Null: nothing. */
export function says(outcome: Outcome, verified: boolean): Says | null {
  if (outcome === 'LOCAL') return 'local';
  if (NOTHING.has(outcome)) return null;
  if (SILENCE.has(outcome)) return 'silence';
  if (STRANGER.has(outcome)) return 'stranger';
  const kind = outcomeClass(outcome);
  // What the gate let in came from the source, also over http; an error page over http may be anybody's.
  if (kind === 'success') return 'answer';
  return kind === 'server' && verified ? 'answer' : 'contact';
}

/** Failures after which an origin counts as dark. Cut, frozen and slow transfers reached it: they make DEGRADED. */
export function isDark(word: Says): boolean {
  return word === 'silence' || word === 'stranger';
}

export const DIRECT = 'direct';

/**
 * Attempts through a proxy say nothing of the direct way, with two exceptions: that they left this device or not, and
 * that a verified answer by any way means that packets travel. A proxy that is down is one thing that is silent, however
 * many sources are asked through it.
 */
export function heardOf(attempt: Attempt): { readonly key: string; readonly word: Says } | null {
  const word = says(attempt.outcome, attempt.verified);
  if (word === null) return null;
  if (attempt.route === DIRECT) return { key: attempt.origin, word };
  if (attempt.outcome === 'PROXY_DOWN') return { key: `proxy ${attempt.route}`, word };
  if (word === 'local' || (word === 'answer' && attempt.verified)) return { key: `${attempt.origin} by proxy`, word };
  return null;
}

/** Does an origin speak of the way to the web? One on the person's own device or network does not. */
export function isEvidence(origin: string): boolean {
  const url = parseHttpUrl(origin);
  return url !== null && !isPrivateHost(url.hostname);
}

/** By which origins are told to be unrelated: the registrable domain; an address stands for itself, port and all. */
export function evidenceDomain(origin: string): string {
  const url = parseHttpUrl(origin);
  if (!url) return origin;
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(url.hostname) || url.hostname.startsWith('[');
  return isAddress || isPrivateHost(url.hostname) ? url.host : registrableDomain(url.hostname);
}
