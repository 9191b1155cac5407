/** TLS on a connection that stands, by whichever way it came; and what it tells of who is at the other end. */
import type net from 'node:net';
import type { ConnectionFacts } from './connections.ts';
import { connectTls } from './connect-tls.ts';
import { portOf, type DialProgress, type DialRequest } from './dial-request.ts';
import { laneOf } from './lane.ts';
import type { Road } from './road.ts';
import type { Stop } from './stop.ts';
import { literalAddress } from './targets.ts';

export type Encrypted = {
  readonly socket: net.Socket;
  readonly facts: Pick<ConnectionFacts, 'authority' | 'issuer'>;
};

/** @throws FetchFailure TLS_*, or the stop's */
export async function encrypt(
  tcp: net.Socket,
  { url, via, pins }: DialRequest,
  timeoutMs: number,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<Encrypted> {
  progress.phase = 'tls';
  const host = literalAddress(url.hostname) ?? url.hostname;
  const target = { host, port: portOf(url), lane: laneOf(via, pins), timeoutMs };
  const { socket, identity } = await connectTls(tcp, target, road.tls.believing(pins), road.tls.sessions, stop);
  progress.stamps = { ...progress.stamps, tlsMs: progress.sinceStartMs() };
  progress.moved();
  // Valid, but by whom cannot be told: then it is not to be more than a root of this device.
  return { socket, facts: { authority: identity?.authority ?? 'local', issuer: identity?.issuer ?? null } };
}
