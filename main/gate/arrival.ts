import { isVerified, type Authority } from '../../shared/line.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { quarantined, refused, type Refused } from './verdict.ts';

/** How something came here, in plain facts. */
export type GateArrival = {
  readonly authority: Authority;
  /** The origin's certificate is of another class of issuer than it was: a public root gave way to one put on this device. */
  readonly issuerChanged: boolean;
  /** The owner declared this address as another one of the same source. */
  readonly isMirror: boolean;
  readonly requestedUrl: string;
  /** After redirects. */
  readonly finalUrl: string;
  /** Registrable domains that this source's answers were let in from before. */
  readonly knownDomains: readonly string[];
  /** The origin gave a verified answer, or one that continued what was known, within 7 days. */
  readonly recentlyGood: boolean;
  readonly framingProven: boolean;
  readonly trailerMissing: boolean;
  /** Where else the same came from, among answers that nobody vouches for. Absent: not known. */
  readonly same?: GateSame;
};

export type GateSame = {
  /** Other registrable domains that gave the same in the last day. */
  readonly otherDomains: number;
  /** Other addresses that did. */
  readonly otherPages: number;
  /** Recognised before as a page of the network. */
  readonly template: boolean;
};

/** An extractor's refusal, as an outcome with its sentence. */
export type GateRefusal = { readonly outcome: Refused['outcome']; readonly reason: string };

export function isVouchedFor({ authority }: GateArrival): boolean {
  return isVerified(authority);
}

/** The host that was asked: what a person knows the source by. */
export function hostOf(url: string): string {
  return parseHttpUrl(url)?.hostname ?? url;
}

export function domainOf(url: string): string | null {
  const parsed = parseHttpUrl(url);
  return parsed ? registrableDomain(parsed.hostname) : null;
}

/** The way ended at a registrable domain that is neither the one asked nor one this source was let in from before (G2). */
export function endedElsewhere({ requestedUrl, finalUrl, knownDomains }: GateArrival): boolean {
  const last = domainOf(finalUrl);
  return last !== domainOf(requestedUrl) && (last === null || !knownDomains.includes(last));
}

/** Case 20: the site's certificate used to come from a public root, and now from one that somebody put on this device. */
export function judgeIssuer(arrival: GateArrival): Refused | null {
  if (!arrival.issuerChanged) return null;
  const host = hostOf(arrival.finalUrl);
  return quarantined(
    'TLS_INTERCEPT',
    `Not archived: ${host} shows a certificate of another issuer than before, one that was installed on this device. Somebody may be reading along.`,
  );
}

/** G0 and the end of the document (G4): where the framing proves nothing, the document itself must. */
export function judgeEnd(arrival: GateArrival, isClosed: boolean, what: string): Refused | null {
  if (isClosed || (arrival.framingProven && !arrival.trailerMissing)) return null;
  return refused('TRUNC', `${what} broke off before its end; nothing of it was stored.`);
}
