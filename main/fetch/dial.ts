/** From a host's name to a connection that stands, by whichever way: look-up, TCP or a proxy, TLS. */
import type net from 'node:net';
import type { DialRoute } from '../../shared/model.ts';
import { connectTcp, connectTls } from './connect.ts';
import type { Connection, ConnectionFacts } from './connections.ts';
import { FetchFailure } from './failure.ts';
import { laneOf } from './lane.ts';
import type { Progress, Road } from './road.ts';
import { untilStopped, type Stop } from './stop.ts';
import { literalAddress, permittedAddresses, type Target } from './targets.ts';

export type DialRequest = {
  readonly url: URL;
  readonly target: Target;
  readonly via: DialRoute;
  readonly pins: readonly string[];
  /** One that has carried no request yet, even when that takes a wait. */
  readonly fresh?: boolean;
};

/**
 * A new connection to a URL's host by the given way, its phases stamped.
 * @throws FetchFailure
 */
export async function dial(
  { url, target, via, pins }: DialRequest,
  road: Road,
  progress: Progress,
  stop: Stop,
): Promise<Connection> {
  try {
    return await dialDirect(url, target, laneOf(via, pins), road, progress, stop);
  } catch (error) {
    // A site that has moved, a resolver that lied, a network that was changed: another try should ask again.
    if (via.via === 'direct' && (progress.phase !== 'lookup' || isBogon(error))) road.lookup.forget(url.hostname);
    throw error;
  }
}

function isBogon(error: unknown): boolean {
  return error instanceof FetchFailure && error.outcome === 'DNS_BOGON';
}

async function dialDirect(
  url: URL,
  target: Target,
  lane: string,
  road: Road,
  progress: Progress,
  stop: Stop,
): Promise<Connection> {
  const { limits } = road;
  progress.phase = 'lookup';
  const askedMs = road.monotonicMs();
  const found = await untilStopped(road.lookup.resolve(url.hostname), stop);
  const firstUse = !road.counted.has(found);
  road.counted.add(found);
  // Looked up ahead of its turn: the time is this request's all the same.
  if (firstUse && found.atMs < askedMs) progress.addMs(found.tookMs);
  const addresses = permittedAddresses(found.addresses, target, found.named);
  progress.stamps = { ...progress.stamps, lookupMs: firstUse ? progress.sinceStartMs() : null };
  progress.moved();

  progress.phase = 'tcp';
  const host = literalAddress(url.hostname) ?? url.hostname;
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  progress.connections += 1;
  const tcp = await connectTcp({ host, port, addresses, reach: road.reach }, road.families, limits, stop);
  progress.stamps = { ...progress.stamps, tcpMs: progress.sinceStartMs() };
  progress.moved();

  let socket: net.Socket = tcp.socket;
  if (url.protocol === 'https:') {
    progress.phase = 'tls';
    socket = await connectTls(tcp.socket, { host, port }, road.tls, limits, stop);
    progress.stamps = { ...progress.stamps, tlsMs: progress.sinceStartMs() };
    progress.moved();
  }
  const facts: ConnectionFacts = {
    route: 'direct',
    address: tcp.address,
    authority: url.protocol === 'https:' ? 'tls' : 'none',
    issuer: null,
    dnsBlocked: false,
  };
  return road.connections.adopt(url.origin, lane, facts, socket);
}
