import { FetchFailure, type FailureOutcome } from './failure.ts';
import { headerText, locationText, type ResponseHeaders } from './headers.ts';

/** Statuses that lead elsewhere when they carry a Location. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where the answer sends us, as the server wrote it; null: it is not a redirect. */
export function redirectTarget(status: number, headers: ResponseHeaders): string | null {
  return REDIRECTS.has(status) ? locationText(headers) : null;
}

export function hasWantedBody(status: number): boolean {
  return status >= 200 && status < 300 && status !== 206;
}

/**
 * What an answer without a usable body means.
 * @param host for the sentence
 * @param verified it can only have come from that host
 */
export function statusFailure(status: number, headers: ResponseHeaders, host: string, verified: boolean): FetchFailure {
  const [outcome, reason] = describe(status, headers, host, verified);
  return new FetchFailure(outcome, reason);
}

function describe(status: number, headers: ResponseHeaders, host: string, verified: boolean): [FailureOutcome, string] {
  // A check for humans, set up by the site's own protection: asking again soon only makes it worse.
  if (headerText(headers, 'cf-mitigated') === 'challenge')
    return ['SERVER_CHALLENGE', `${host} wants to see a person in a browser first.`];
  switch (status) {
    case 206:
      return ['TRUNC', `${host} sent a part although the whole was asked for.`];
    case 401:
    case 403:
      return ['HTTP_4XX', `${host} does not give access to this address (${status}).`];
    case 404:
      return ['HTTP_4XX', `${host} has nothing at this address (404).`];
    case 410:
      return ['GONE', `${host} says that this address is gone for good (410).`];
    case 429:
      return ['HTTP_429', `${host} asks to be visited less often (429).`];
    case 451:
      // Who answers in the open for another host may be whoever was told to block it (RFC 7725).
      if (!verified)
        return ['STUB', `Something on the way to ${host} says that this is blocked for legal reasons (451).`];
      return ['SERVER_LEGAL', `${host} may not show this for legal reasons (451).`];
    case 503:
      return ['HTTP_503', `${host} is not available for now (503).`];
    case 511:
      return ['CAPTIVE', 'This network asks you to sign in first (511).'];
    default:
  }
  if (status >= 500) return ['HTTP_5XX', `${host} failed to answer (${status}).`];
  if (status >= 400) return ['HTTP_4XX', `${host} refused the request (${status}).`];
  // A redirect to nowhere, or a status nobody knows: the server's mistake.
  return ['HTTP_5XX', `${host} answered in a way that makes no sense (${status}).`];
}
