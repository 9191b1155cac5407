import type { PageLook } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';
import { domainOf, endedElsewhere, hostOf, type GateArrival } from './arrival.ts';
import { type Refused, stub } from './verdict.ts';

/** G7: words count on a page that says little else. */
export const SHORT_TEXT = 1500;
/** Some pages of networks come inside the provider's whole site: then only many words in few. */
const LONG_TEXT = 12_000;
/** From here on a short page says that something is closed off. */
const SAYS_BLOCKED = 3;
/** And from here on also by whom, and why (see look-score.ts). */
const SAYS_BLOCKED_BY_LAW = 5;
/** By nearly all that a page of a ban can say: then the captcha or the server's name below it does not matter. */
const SAYS_ALL = 7;
const ASKS_TO_SIGN_IN = 2;
/** The same without a field for a password, and at the very address that was asked for. */
const ASKS_LOUDLY = 3;
const SAYS_SERVER_ERROR = 2;
/** A page that only sends on, or draws itself from another place, has a line of text at most. */
const ONLY_SENDS_ON = 200;
/** Links to its own site: a page of a network's has none or few, for it knows nothing of the site it stands in for. */
const OWN_LINKS = 5;

export type PageSigns = {
  readonly foreign: boolean;
  /** Its words say so, and little else is there. */
  readonly saysBlocked: boolean;
  readonly saysByLaw: boolean;
  readonly asksToSignIn: boolean;
  /** A CDN, a captcha, a server out of order: no censor. */
  readonly isServerPage: boolean;
  /** Without text of its own it leads to another site, or to a bare address. */
  readonly sendsElsewhere: boolean;
  readonly isKnownStub: boolean;
  /** Other unrelated sites "answered" the same. */
  readonly isShared: boolean;
  /** It shows itself as a page of the site that was asked. */
  readonly isSitesOwn: boolean;
  /** A picture says what there is to say, and nothing else is there. */
  readonly isPicture: boolean;
};

export function signsOf(arrival: GateArrival, look: PageLook): PageSigns {
  const foreign = !arrival.isMirror && endedElsewhere(arrival);
  const words =
    look.textLength < SHORT_TEXT ? SAYS_BLOCKED : look.textLength < LONG_TEXT ? SAYS_BLOCKED_BY_LAW + 1 : Infinity;
  const saysBlocked = look.stubWords >= words;
  const isLoud = look.stubWords >= (look.serverWords > SAYS_SERVER_ERROR ? SAYS_ALL : SAYS_BLOCKED_BY_LAW);
  const saysByLaw = saysBlocked && isLoud;
  const isServerPage = look.serverWords >= SAYS_SERVER_ERROR && !saysByLaw;
  const asksToSignIn =
    look.textLength < LONG_TEXT &&
    look.portalWords >= (foreign || look.asksSecret ? ASKS_TO_SIGN_IN : ASKS_LOUDLY) &&
    (look.asksSecret || look.textLength < SHORT_TEXT);
  const ownDomain = domainOf(arrival.requestedUrl);
  const isSitesOwn =
    !foreign &&
    !saysByLaw &&
    (look.feedLinks > 0 ||
      (look.canonicalUrl !== null && domainOf(look.canonicalUrl) === ownDomain) ||
      (look.ownLinks >= OWN_LINKS && look.ownLinks >= look.otherLinks));
  return {
    foreign,
    saysBlocked: saysBlocked && !isServerPage,
    saysByLaw,
    asksToSignIn,
    isServerPage,
    sendsElsewhere: look.textLength < ONLY_SENDS_ON && look.leadsTo.some((address) => isElsewhere(address, arrival)),
    isKnownStub: arrival.same?.template ?? false,
    isShared: (arrival.same?.otherDomains ?? 0) > 0,
    isSitesOwn,
    isPicture: look.textLength === 0 && look.pictures > 0 && look.scripts === 0 && !isSitesOwn,
  };
}

function isElsewhere(address: string, arrival: GateArrival): boolean {
  const host = parseHttpUrl(address)?.hostname;
  if (host === undefined) return false;
  if (isBareAddress(host) && host !== parseHttpUrl(arrival.requestedUrl)?.hostname) return true;
  const domain = domainOf(address);
  return domain !== domainOf(arrival.requestedUrl) && (domain === null || !arrival.knownDomains.includes(domain));
}

function isBareAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$|^\[/.test(host);
}

/**
 * A network's own page, by its name: STUB, or CAPTIVE where it wants its user to sign in or to pay. CAPTIVE needs a page
 * that speaks of that more than of a ban.
 */
export function networkPage(arrival: GateArrival, look: PageLook, signs: PageSigns): Refused {
  const host = hostOf(arrival.requestedUrl);
  const portal = signs.asksToSignIn && !signs.saysByLaw;
  if (portal || (signs.foreign && !signs.saysBlocked && leadsToPortal(arrival, look))) {
    return stub('CAPTIVE', `Not archived: looks like a sign-in page of your network, not from ${host}.`);
  }
  return stub('STUB', `Not archived: looks like a page from your network, not from ${host}.`);
}

/** A redirect into the local network, or to an address whose name says what it is for. */
function leadsToPortal({ requestedUrl, finalUrl }: GateArrival, look: PageLook): boolean {
  const url = parseHttpUrl(finalUrl);
  if (!url) return false;
  if (look.asksSecret) return true;
  const asked = parseHttpUrl(requestedUrl)?.hostname ?? '';
  if (isPrivateHost(url.hostname) && !isPrivateHost(asked)) return true;
  return /\b(?:captive|hotspot|wi-?fi|wlan|portal|login|signin|sign-in|guest|auth)\b/i.test(
    `${url.hostname}${url.pathname}`,
  );
}
