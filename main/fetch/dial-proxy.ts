/**
 * The way through a proxy. It is given the host's name and finds the address itself: here nothing is looked up and nobody
 * but the proxy is connected to.
 */
import type net from 'node:net';
import { unlimitedSlot } from './address-room.ts';
import { connectTcp } from './connect.ts';
import type { Connection, ConnectionFacts } from './connections.ts';
import { portOf, type DialProgress, type DialRequest, type ProxyRoute, type TunnelTarget } from './dial-request.ts';
import { encrypt } from './encrypt.ts';
import { FetchFailure, proxyFailure } from './failure.ts';
import { tunnelHttp } from './http-tunnel.ts';
import { laneOf } from './lane.ts';
import type { Road } from './road.ts';
import { tunnelSocks } from './socks-tunnel.ts';
import { untilStopped, type Stop } from './stop.ts';
import { isOnion, literalAddress } from './targets.ts';

/** @throws FetchFailure PROXY_DOWN, PROXY_REJECT, what the proxy says of the far side, TLS_*, or the stop's */
export async function dialThroughProxy(
  request: DialRequest,
  via: ProxyRoute,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<Connection> {
  const { url, pins } = request;
  progress.phase = 'tcp';
  const tunnel = await openTunnel(url, via, road, progress, stop);
  progress.stamps = { ...progress.stamps, tcpMs: progress.sinceStartMs() };
  progress.moved();
  const facts: ConnectionFacts = {
    route: via.id,
    address: null,
    // An onion address is a key; the proxy's own network sees to it that its owner answers (RFC 7686).
    authority: isOnion(url.hostname.replace(/\.$/, '')) ? 'onion' : 'none',
    issuer: null,
    dnsBlocked: false,
  };
  const lane = laneOf(via, pins);
  if (url.protocol !== 'https:') return road.connections.adopt(url.origin, lane, facts, tunnel);
  const tls = await encrypt(tunnel, request, road.limits.tunnelTlsTimeoutMs, road, progress, stop);
  return road.connections.adopt(url.origin, lane, { ...facts, ...tls.facts }, tls.socket);
}

async function openTunnel(
  url: URL,
  via: ProxyRoute,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<net.Socket> {
  const target: TunnelTarget = {
    host: literalAddress(url.hostname) ?? url.hostname.replace(/\.$/, ''),
    port: portOf(url),
    timeoutMs: road.limits.tunnelTimeoutMs,
  };
  const own = via.username === null ? null : { username: via.username, password: via.password ?? '' };
  const socket = await connectProxy(via, road, progress, stop);
  if (via.via === 'http') return tunnelHttp(socket, target, own, stop);

  const made = own ? null : road.isolation.credentialsFor(via.id, url.hostname);
  const firstByteMs = road.limits.tcpTimeoutMs;
  const first = await tunnelSocks(socket, target, own ?? made, firstByteMs, stop);
  if (first === 'open') return socket;
  if (!made)
    throw new FetchFailure('PROXY_REJECT', 'The proxy wants a name and password, or does not accept those set.');
  // Made-up credentials separate streams where they are understood; this proxy checks them, and may do without.
  road.isolation.notUnderstood(via.id);
  const again = await connectProxy(via, road, progress, stop);
  if ((await tunnelSocks(again, target, null, firstByteMs, stop)) === 'open') return again;
  throw new FetchFailure('PROXY_REJECT', 'The proxy wants a name and password.');
}

/** The proxy's own address may be a name; loopback and literals ask nobody. */
async function connectProxy(via: ProxyRoute, road: Road, progress: DialProgress, stop: Stop): Promise<net.Socket> {
  const { addresses } = await untilStopped(road.lookup.resolve(via.host), stop).catch((error: unknown) => {
    if (stop.failure || !(error instanceof FetchFailure)) throw error;
    throw new FetchFailure('PROXY_DOWN', 'The address of the proxy was not found: its name cannot be looked up.');
  });
  const { socket } = await connectTcp(
    {
      host: via.host,
      port: via.port,
      addresses: road.families.inOrder(addresses),
      reach: road.reach,
      failureOf: proxyFailure,
      opened: () => void (progress.connections += 1),
      // The owner's own server: nobody on the way polices it.
      slotAt: unlimitedSlot,
    },
    road.families,
    road.limits,
    stop,
  );
  return socket;
}
