/** One hop of a request: from a host's name, through connection and encryption, to one answer. */
import type net from 'node:net';
import type { Allowance, FetchKind, FetchPhases } from '../../shared/model.ts';
import { hasWantedBody } from './answers.ts';
import { connectTcp, connectTls, type FamilyMemory, type Reach, type TlsContext } from './connect.ts';
import type { Connection, Connections } from './connections.ts';
import { codingsOf } from './decode.ts';
import { exchange, type Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { contentLength, type ResponseHeaders } from './headers.ts';
import type { FetchLimits } from './limits.ts';
import type { Lookup, Resolved } from './lookup.ts';
import type { TurnQueue } from './queue.ts';
import { cancelled, untilStopped, type Stop } from './stop.ts';
import { addressKind, literalAddress, mayUse, permittedAddresses, type Target } from './targets.ts';

/** What all requests share. */
export type Road = {
  readonly limits: FetchLimits;
  readonly userAgent: string;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly lookup: Lookup;
  readonly queue: TurnQueue;
  readonly connections: Connections;
  readonly tls: TlsContext;
  readonly families: FamilyMemory;
  readonly reach: Reach;
  /** Look-ups whose time some request has already counted as its own. */
  readonly counted: WeakSet<Resolved>;
};

export type Phase = 'lookup' | 'tcp' | 'tls' | 'headers' | 'body';

/** How far a request has come; written by the hop as it goes, so that a failure can tell. */
export type Progress = {
  phase: Phase;
  stamps: Omit<FetchPhases, 'totalMs'>;
  status: number | null;
  headers: ResponseHeaders;
  wireBytes: number;
  /** Some answer came from the public web. */
  fromPublic: boolean;
  /** Milliseconds since the request started, without its waits for a turn. */
  readonly sinceStartMs: () => number;
  /** Time spent on this request before its turn began. */
  readonly addMs: (ms: number) => void;
  /** Tells the queue that something moved. */
  readonly moved: () => void;
};

export type HopRequest = {
  readonly url: URL;
  readonly kind: FetchKind;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowance: Allowance | null;
};

/** @throws FetchFailure */
export async function takeHop(request: HopRequest, road: Road, progress: Progress, stop: Stop): Promise<Answer> {
  const { url, target } = request;
  progress.status = null;
  progress.headers = {};
  progress.stamps = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null };
  const idle = road.connections.take(url.origin, (address) => mayUse(address, target));
  if (idle) {
    try {
      return await ask(idle, request, road, progress, stop);
    } catch (error) {
      // The server closed an idle connection just as it was used again: nobody's failure, ask once more on a new one.
      if (!(error instanceof FetchFailure) || !error.beforeAnswer) throw error;
    }
  }
  const connection = await connect(url, target, road, progress, stop).catch((error: unknown) => {
    // A site that has moved, a resolver that lied, a network that was changed: another try should ask again.
    if (progress.phase !== 'lookup' || isBogon(error)) road.lookup.forget(url.hostname);
    throw error;
  });
  return ask(connection, request, road, progress, stop);
}

function isBogon(error: unknown): boolean {
  return error instanceof FetchFailure && error.outcome === 'DNS_BOGON';
}

async function connect(url: URL, target: Target, road: Road, progress: Progress, stop: Stop): Promise<Connection> {
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
  return road.connections.adopt(url.origin, tcp.address, socket);
}

async function ask(
  connection: Connection,
  { url, kind, headers, allowance }: HopRequest,
  road: Road,
  progress: Progress,
  stop: Stop,
): Promise<Answer> {
  progress.phase = 'headers';
  const request = {
    url,
    headers,
    maxWireBytes: road.limits.wireBytes[kind],
    wanted(status: number, responseHeaders: ResponseHeaders): boolean {
      progress.phase = 'body';
      progress.status = status;
      progress.headers = responseHeaders;
      progress.stamps = { ...progress.stamps, firstByteMs: progress.sinceStartMs() };
      if (!hasWantedBody(status)) return false;
      codingsOf(responseHeaders, url.hostname);
      if (allowance?.announced(contentLength(responseHeaders) ?? 0) === false) throw cancelled();
      return true;
    },
    received(bytes: number): void {
      progress.wireBytes += bytes;
      progress.moved();
      if (allowance?.received(bytes) === false) throw cancelled();
    },
  };
  const answer = await exchange(connection, request, road.limits, stop);
  const kindOfAddress = addressKind(connection.address);
  if (kindOfAddress === 'public' || kindOfAddress === 'proxied') progress.fromPublic = true;
  return answer;
}
