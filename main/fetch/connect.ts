/** From addresses to a connection that stands: TCP to the first address that answers, then TLS. Each phase has its own limit. */
import net from 'node:net';
import tls from 'node:tls';
import { startDeadline } from './deadline.ts';
import { FetchFailure, tcpFailure, tlsFailure, type FailureOutcome } from './failure.ts';
import type { FetchLimits } from './limits.ts';
import type { Stop } from './stop.ts';

/** Where an address really is; tests put public addresses on loopback with it. */
export type Reach = (address: string, port: number) => { readonly host: string; readonly port: number };

export type TcpTarget = {
  readonly host: string;
  readonly port: number;
  /** Checked addresses; no other one is ever connected to. */
  readonly addresses: readonly string[];
  readonly reach: Reach;
};

export type TcpConnection = { readonly socket: net.Socket; readonly address: string };

/** Remembers that IPv6 leads nowhere here, so that not every connection has to find out again. */
export type FamilyMemory = {
  /** Addresses of the two families by turns, the family that works first. */
  inOrder(addresses: readonly string[]): string[];
  /** The address that connected, and those tried before it that were silent or out of reach. */
  learn(winner: string, unreached: readonly string[]): void;
};

/** Whole countries have withdrawn IPv6 and kept IPv4; it comes back, too. */
const AVOID_V6_MS = 3_600_000;

export function openFamilyMemory(monotonicMs: () => number): FamilyMemory {
  let avoidV6UntilMs = 0;
  return {
    inOrder(addresses) {
      const v6 = addresses.filter((address) => net.isIPv6(address));
      const v4 = addresses.filter((address) => !net.isIPv6(address));
      const [first, second] = monotonicMs() < avoidV6UntilMs ? [v4, v6] : [v6, v4];
      const longer = Math.max(first.length, second.length);
      const pairs = Array.from({ length: longer }, (_, index) => [first[index], second[index]]);
      return pairs.flat().filter((address) => address !== undefined);
    },
    learn(winner, unreached) {
      if (net.isIPv6(winner)) avoidV6UntilMs = 0;
      else if (unreached.some((address) => net.isIPv6(address))) avoidV6UntilMs = monotonicMs() + AVOID_V6_MS;
    },
  };
}

/**
 * Tries the addresses one after the other, each beside those that have not answered yet (RFC 8305, but no attempt is
 * given up before the limit: on slow lines every one of Node's own attempts is).
 * @throws FetchFailure TCP_*, LOCAL, or the stop's
 */
export function connectTcp(
  target: TcpTarget,
  families: FamilyMemory,
  limits: FetchLimits,
  stop: Stop,
): Promise<TcpConnection> {
  const addresses = families.inOrder(target.addresses).slice(0, limits.addressesTried);
  return new Promise((resolve, reject) => {
    const attempts = new Set<net.Socket>();
    const failures: FetchFailure[] = [];
    /** A refusal came from somewhere: the way there is fine. */
    const refused = new Set<string>();
    let next = 0;
    let stagger: NodeJS.Timeout | undefined;

    const finish = (winner: net.Socket | null): void => {
      clearTimeout(stagger);
      deadline.cancel();
      off();
      for (const socket of attempts) if (socket !== winner) socket.destroy();
      attempts.clear();
    };
    const fail = (failure: FetchFailure): void => {
      finish(null);
      reject(failure);
    };

    const attempt = (): void => {
      clearTimeout(stagger);
      const address = addresses[next];
      if (address === undefined) return;
      next += 1;
      const socket = net.connect({ ...target.reach(address, target.port), autoSelectFamily: false, noDelay: true });
      attempts.add(socket);
      socket.once('connect', () => {
        if (!attempts.has(socket)) return;
        finish(socket);
        const earlier = addresses.slice(0, addresses.indexOf(address));
        families.learn(
          address,
          earlier.filter((other) => !refused.has(other)),
        );
        resolve({ socket, address });
      });
      // Stays for good: an error event that nobody listens to would end the program.
      socket.on('error', (error) => {
        if (!attempts.delete(socket)) return;
        const failure = tcpFailure(error, target.host);
        failures.push(failure);
        if (failure.outcome === 'TCP_REFUSED') refused.add(address);
        if (next < addresses.length) attempt();
        else if (attempts.size === 0) fail(mostTelling(failures));
      });
      if (next < addresses.length) stagger = setTimeout(attempt, limits.addressStaggerMs);
    };

    const deadline = startDeadline(limits.tcpTimeoutMs, () => {
      const seconds = Math.round(limits.tcpTimeoutMs / 1000);
      fail(new FetchFailure('TCP_BLACKHOLE', `${target.host} did not answer within ${seconds} seconds.`));
    });
    const off = stop.onStop(fail);
    if (!stop.failure) attempt();
  });
}

/** Of several failures the one that says most about the server. */
const TELLING: readonly FailureOutcome[] = ['TCP_REFUSED', 'TCP_RST', 'TCP_BLACKHOLE', 'LOCAL'];

function mostTelling(failures: readonly FetchFailure[]): FetchFailure {
  const byWeight = failures.toSorted((a, b) => TELLING.indexOf(a.outcome) - TELLING.indexOf(b.outcome));
  return byWeight[0] ?? new FetchFailure('LOCAL', 'There was no address to connect to.');
}

export type TlsContext = {
  readonly secureContext: tls.SecureContext;
  /** Session tickets by `host:port`: a resumed handshake saves a round trip and some 4 KB. */
  readonly sessions: Map<string, Buffer>;
};

/** Hosts whose session is remembered. */
const MAX_SESSIONS = 256;

/** @param extraCa PEM texts trusted beside the bundled roots */
export function createTlsContext(extraCa: readonly string[]): TlsContext {
  const ca = extraCa.length > 0 ? { ca: [...tls.rootCertificates, ...extraCa] } : {};
  return { secureContext: tls.createSecureContext(ca), sessions: new Map() };
}

/**
 * HTTP/1.1 only: over HTTP/2 the two connections would be one, frozen as one.
 * @throws FetchFailure TLS_*, or the stop's
 */
export function connectTls(
  tcp: net.Socket,
  target: { readonly host: string; readonly port: number },
  context: TlsContext,
  limits: FetchLimits,
  stop: Stop,
): Promise<tls.TLSSocket> {
  const key = `${target.host}:${target.port}`;
  const session = context.sessions.get(key);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: tcp,
      // Of the socket's own name for checking an address's certificate; `servername` may only be a name.
      host: target.host,
      servername: net.isIP(target.host) === 0 ? target.host.replace(/\.$/, '') : '',
      ALPNProtocols: ['http/1.1'],
      secureContext: context.secureContext,
      ...(session ? { session } : {}),
    });
    let settled = false;
    const finish = (): void => {
      settled = true;
      deadline.cancel();
      off();
    };
    const fail = (failure: FetchFailure): void => {
      finish();
      reject(failure);
      socket.destroy();
    };
    const deadline = startDeadline(limits.tlsTimeoutMs, () => {
      const seconds = Math.round(limits.tlsTimeoutMs / 1000);
      fail(
        new FetchFailure('TLS_BLACKHOLE', `${target.host} went silent before encryption stood (${seconds} seconds).`),
      );
    });
    // Stays for good, as above.
    socket.on('error', (error) => {
      if (settled) return;
      context.sessions.delete(key);
      fail(tlsFailure(error, target.host));
    });
    socket.on('session', (ticket) => {
      context.sessions.delete(key);
      context.sessions.set(key, ticket);
      const [oldest] = context.sessions.keys();
      if (context.sessions.size > MAX_SESSIONS && oldest !== undefined) context.sessions.delete(oldest);
    });
    socket.once('secureConnect', () => {
      finish();
      resolve(socket);
    });
    const off = stop.onStop(fail);
  });
}
