/** Answers that nobody vouches for: whose word the way was, who turned up at its end, and where a network's door is. */
import ipaddr from 'ipaddr.js';
import { isVerified, type Authority } from '../../shared/line.ts';
import { registrableDomain } from '../../shared/url.ts';
import type { ConnectionFacts } from './connections.ts';
import { addressKind, literalAddress } from './targets.ts';

/** What is known of one request's way through its redirects. */
export type Way = {
  /** An answer sent us on. */
  sentOn(authority: Authority, to: URL): void;
  /**
   * Who vouches for an answer from here: the last connection, unless somebody unknown sent us to another site. Within the
   * requested site http that turns into https is as good as https.
   */
  authority(last: Authority, at: URL): Authority;
  /** The foreign host that an answer nobody vouches for led to; null when the way ends at home all the same. */
  stranger(at: URL): string | null;
  /** The last step was one of those: from an answer nobody vouches for to another site. */
  ledAstray(): boolean;
};

export function openWay(start: URL): Way {
  const isForeign = (url: URL): boolean =>
    url.host !== start.host && registrableDomain(url.hostname) !== registrableDomain(start.hostname);
  let doubtful = false;
  let stranger: string | null = null;
  let ledAstray = false;
  return {
    sentOn(authority, to) {
      ledAstray = !isVerified(authority) && isForeign(to);
      doubtful ||= !isVerified(authority);
      // The first one is the doing of whoever stands in the way; from there on the stranger's own server decides.
      if (ledAstray) stranger ??= to.hostname;
    },
    authority: (last, at) => (doubtful && isForeign(at) ? 'none' : last),
    stranger: (at) => (stranger !== null && isForeign(at) ? stranger : null),
    ledAstray: () => ledAstray,
  };
}

/** What networks number their own devices with. Not 169.254/16: machines in data centres keep their secrets there. */
const DOOR_RANGES = new Set(['private', 'carrierGradeNat', 'uniqueLocal']);

/**
 * An answer that nobody vouches for sends to an address inside this network: the network's own sign-in page. Not so when
 * it comes from inside the network itself, as a server at home may well do.
 */
export function leadsToPortal(from: ConnectionFacts, to: URL): boolean {
  // Through a proxy it is the proxy's network that is met, not this one.
  if (isVerified(from.authority) || from.address === null || addressKind(from.address) === 'private') return false;
  const literal = literalAddress(to.hostname);
  return literal !== null && DOOR_RANGES.has(ipaddr.parse(literal).range());
}

/** A name of more than one part, as sign-in pages have them (`login.example.net`, `portal.lan`), not a neighbour's. */
export function isPortalName({ hostname }: URL): boolean {
  const bare = hostname.replace(/\.$/, '');
  return (
    literalAddress(hostname) === null && bare.includes('.') && !bare.endsWith('.localhost') && !bare.endsWith('.onion')
  );
}

/** Values shorter than this stand in too many addresses to be anybody's secret. */
const TELLING_LENGTH = 6;
/** Rounds of decoding: portals put the address into their own once, or twice over. */
const DECODINGS = 3;

/**
 * A sign-in address for an ordinary browser, without what it repeats of the address that was asked for: its path and
 * query may hold a token, which is no business of the portal's.
 */
export function portalAddress(portal: URL, asked: URL): string {
  const secrets = secretsOf(asked);
  const tells = (text: string): boolean => spellings(text).some((spelt) => secrets.some((one) => spelt.includes(one)));
  const clean = new URL(portal.href);
  clean.username = clean.password = clean.hash = '';
  for (const [name, value] of new URLSearchParams(clean.search)) {
    if (tells(name) || tells(value)) clean.searchParams.delete(name);
  }
  if (!tells(clean.pathname + clean.search)) return clean.href;
  return `${clean.origin}/`;
}

function secretsOf(asked: URL): string[] {
  const pieces = [asked.host, asked.pathname, asked.search.slice(1), asked.username, asked.password];
  const all = [...pieces, ...asked.searchParams.values(), ...asked.pathname.split('/')];
  return [...new Set(all.map((piece) => piece.toLowerCase()))].filter((piece) => piece.length >= TELLING_LENGTH);
}

/** A text as it stands, decoded, and read as base64. */
function spellings(text: string): string[] {
  const found: string[] = [];
  let spelt = text;
  for (let round = 0; round < DECODINGS; round++) {
    found.push(spelt.toLowerCase());
    if (/^[\w+/=-]{8,}$/.test(spelt)) found.push(Buffer.from(spelt, 'base64').toString('latin1').toLowerCase());
    try {
      spelt = decodeURIComponent(spelt);
    } catch {
      break; // a lone per cent sign: it is not encoded any further
    }
  }
  return found;
}
