/**
 * Which addresses a request may reach. A page, a feed or a redirect from the public web must never make this program
 * knock on the router, on a neighbour or on this machine itself (server-side request forgery); and a public name that
 * answers with a private address is the work of a censor's resolver, which must not even be connected to.
 */
import ipaddr from 'ipaddr.js';
import { parse as parseDomain } from 'tldts';
import type { DialRoute } from '../../shared/model.ts';
import { FetchFailure } from './failure.ts';

export type AddressKind = 'public' | 'private' | 'loopback' | 'proxied' | 'never';

const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Benchmarking addresses (RFC 2544). Proxies that take a whole machine's traffic hand them out in place of every name. */
const PROXIED_V4 = ipaddr.IPv4.parseCIDR('198.18.0.0/15');

/** Judged before: the few addresses of a window's hosts come up several times in each request. */
const judged = new Map<string, AddressKind>();
const MAX_JUDGED = 2_000;

/**
 * `private`: what a person's own networks use. `never`: no server lives there (multicast, reserved, unspecified).
 * Anything not known to be global is not public: Iran's resolvers answer `d0::11`, which no registry lists.
 */
export function addressKind(text: string): AddressKind {
  const known = judged.get(text);
  if (known !== undefined) return known;
  const kind = judge(text);
  if (judged.size >= MAX_JUDGED) judged.clear();
  judged.set(text, kind);
  return kind;
}

function judge(text: string): AddressKind {
  if (!ipaddr.isValid(text)) return 'never';
  const address = ipaddr.parse(text);
  return address instanceof ipaddr.IPv4 ? kindOfV4(address) : kindOfV6(address);
}

function kindOfV4(address: ipaddr.IPv4): AddressKind {
  const range = address.range();
  if (range === 'unicast') return 'public';
  if (range === 'loopback') return 'loopback';
  if (range === 'private' || range === 'linkLocal' || range === 'carrierGradeNat') return 'private';
  return address.match(PROXIED_V4) ? 'proxied' : 'never';
}

function kindOfV6(address: ipaddr.IPv6): AddressKind {
  const range: string = address.range();
  if (range === 'loopback') return 'loopback';
  if (range === 'uniqueLocal' || range === 'linkLocal' || range === 'deprecatedSiteLocal') return 'private';
  // An IPv4 address in other clothes is judged by what is inside: NAT64 networks reach the whole web this way.
  if (range === 'ipv4Mapped') return kindOfV4(address.toIPv4Address());
  const bytes = address.toByteArray();
  if (range === 'rfc6052') return bytes[5] === 1 ? 'never' : kindOfV4(new ipaddr.IPv4(bytes.slice(12)));
  if (range === '6to4') return kindOfV4(new ipaddr.IPv4(bytes.slice(2, 6))) === 'public' ? 'public' : 'never';
  return range === 'unicast' && address.match(GLOBAL_V6) ? 'public' : 'never';
}

/** The address in a URL's host, or null when it is a name. `new URL` has already normalised `0x7f.1` and the like. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return (bare.includes(':') || /^[\d.]+$/.test(bare)) && ipaddr.isValid(bare) ? bare : null;
}

/** A name that no public registry can have given out: `localhost`, `nas`, `printer.local`, `wiki.corp`, `a.test`. */
export function isLocalName(hostname: string): boolean {
  const bare = hostname.replace(/\.$/, '').toLowerCase();
  if (!bare.includes('.') || bare === 'home.arpa' || bare.endsWith('.home.arpa')) return true;
  return parseDomain(bare, { allowPrivateDomains: false }).isIcann !== true;
}

export type Target = {
  readonly host: string;
  /** The person named this host, so that a private address may be meant. */
  readonly allowPrivate: boolean;
  /** An earlier hop was answered from the public web: from there no way leads into a private network. */
  readonly fromPublic: boolean;
  readonly via: DialRoute['via'];
};

/**
 * Refuses an address literal or a reserved name before anything is looked up.
 * @throws FetchFailure REFUSED_TARGET
 */
export function checkHost(target: Target): void {
  const bare = target.host.replace(/\.$/, '').toLowerCase();
  // RFC 7686: never to a resolver, nor to a proxy that would ask one.
  if (isOnion(bare) && target.via !== 'socks5')
    throw refused(`${target.host} can only be reached through a SOCKS5 proxy that knows such names.`);
  const literal = literalAddress(target.host);
  if (literal !== null) {
    if (!literalAllowed(addressKind(literal), target)) throw refusedPrivate(target.host);
  } else if (isThisMachine(bare) && !privateAllowed(target)) {
    throw refusedPrivate(target.host);
  } else if (target.via !== 'direct' && isNeighbourName(bare) && !privateAllowed(target)) {
    // Its address cannot be checked here, and the proxy's own network is somebody's, too.
    throw refusedPrivate(target.host);
  }
}

/** @param host lower case, without a dot at its end */
export function isOnion(host: string): boolean {
  return host.endsWith('.onion');
}

function isThisMachine(bare: string): boolean {
  return bare === 'localhost' || bare.endsWith('.localhost');
}

/** Names that private networks are known to use; the rest of what no registry gives out (`a.test`) may be anything. */
function isNeighbourName(bare: string): boolean {
  return !bare.includes('.') || /\.(local|home\.arpa|internal|intranet|lan|home|corp|private)$/.test(bare);
}

/** RFC 2606, RFC 6761: never registered, never anybody's network. */
function isExampleName(host: string): boolean {
  return /\.(test|example|invalid)\.?$/i.test(host);
}

/**
 * The answers that may be connected to.
 * @param named the answer is the person's own word (hosts file), not a resolver's
 * @throws FetchFailure DNS_BOGON for a public name that leads nowhere public, REFUSED_TARGET for a private or blocked one
 */
export function permittedAddresses(addresses: readonly string[], target: Target, named: boolean): string[] {
  const literal = literalAddress(target.host);
  if (literal !== null) return [literal];
  const byKind = addresses.map((address) => ({ address, kind: addressKind(address) }));
  const open = byKind.filter(({ kind }) => kind === 'public' || kind === 'proxied');
  if (open.length > 0) return open.map(({ address }) => address);
  // No private network uses the names that are set aside for examples; a developer's own machine may.
  const example = !named && isExampleName(target.host);
  const local = byKind.filter(({ kind }) => kind === 'loopback' || (kind === 'private' && !example));
  const meant = named || isLocalName(target.host);
  if (local.length > 0 && meant && privateAllowed(target)) return local.map(({ address }) => address);
  if (local.length > 0 && (meant || target.fromPublic)) throw refusedPrivate(target.host);
  if (named) throw refused(`${target.host} is blocked in this device's own list of hosts.`);
  throw new FetchFailure('DNS_BOGON', `The name server gave an address for ${target.host} that cannot be right.`);
}

/**
 * The public web has answered: from here on nothing may lead into a private network.
 * @param address null through a proxy, where only the target's own name can tell
 */
export function isPublicAnswer(target: Target, address: string | null): boolean {
  const literal = address ?? literalAddress(target.host);
  if (literal !== null) return ['public', 'proxied'].includes(addressKind(literal));
  const bare = target.host.replace(/\.$/, '').toLowerCase();
  return !isThisMachine(bare) && !isNeighbourName(bare);
}

/** Whether a connection that already stands may be used for this target. */
export function mayUse(address: string, target: Target): boolean {
  const kind = addressKind(address);
  return kind === 'public' || kind === 'proxied' || privateAllowed(target);
}

function literalAllowed(kind: AddressKind, target: Target): boolean {
  if (kind === 'public') return true;
  return (kind === 'private' || kind === 'loopback') && privateAllowed(target);
}

function privateAllowed(target: Target): boolean {
  return target.allowPrivate && !target.fromPublic;
}

function refusedPrivate(host: string): FetchFailure {
  return refused(`${host} is on this device or in its own network, where nothing on the web may lead.`);
}

function refused(reason: string): FetchFailure {
  return new FetchFailure('REFUSED_TARGET', reason);
}
