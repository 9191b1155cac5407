/** From a connection to an encrypted one, with who is at its other end. */
import { hash } from 'node:crypto';
import net from 'node:net';
import tls from 'node:tls';
import { startDeadline } from './deadline.ts';
import { FetchFailure, tlsFailure } from './failure.ts';
import type { Identity } from './issuer.ts';
import type { Stop } from './stop.ts';
import { runsOver } from './underneath.ts';
import type { Belief, TlsSessions } from './tls-context.ts';

export type TlsTarget = {
  readonly host: string;
  readonly port: number;
  /** Sessions are resumed only within one lane. */
  readonly lane: string;
  readonly timeoutMs: number;
};

export type TlsConnection = { readonly socket: tls.TLSSocket; readonly identity: Identity | null };

/** A chain that goes round is cut here. */
const MAX_CHAIN = 10;

/**
 * HTTP/1.1 only: over HTTP/2 the two connections would be one, frozen as one.
 * @throws FetchFailure TLS_*, or the stop's
 */
export function connectTls(
  tcp: net.Socket,
  target: TlsTarget,
  belief: Belief,
  sessions: TlsSessions,
  stop: Stop,
): Promise<TlsConnection> {
  const { host } = target;
  const key = `${target.lane} ${belief.id} ${host}:${target.port}`;
  const session = sessions.find(key);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      socket: tcp,
      // Of the socket's own name for checking an address's certificate; `servername` may only be a name.
      host,
      servername: net.isIP(host) === 0 ? host.replace(/\.$/, '') : '',
      ALPNProtocols: ['http/1.1'],
      secureContext: belief.secureContext,
      ...(session ? { session: session.ticket } : {}),
    });
    let chain: readonly Buffer[] = [];
    let identity: Identity | null = null;
    let pending: 'handshake' | 'verified' | 'failed' = 'handshake';
    const finish = (): void => {
      deadline.cancel();
      off();
    };
    const fail = (failure: FetchFailure): void => {
      pending = 'failed';
      finish();
      reject(failure);
      socket.destroy();
    };
    const deadline = startDeadline(target.timeoutMs, () => {
      const seconds = Math.round(target.timeoutMs / 1000);
      fail(new FetchFailure('TLS_BLACKHOLE', `${host} went silent before encryption stood (${seconds} seconds).`));
    });
    // Before Node judges the chain: of one that it refuses nothing can be asked afterwards.
    socket.prependOnceListener('secure', () => {
      chain = socket.isSessionReused() ? [] : peerChain(socket);
    });
    // Stays for good: an error event that nobody listens to would end the program.
    socket.on('error', (error) => {
      if (pending !== 'handshake') return;
      sessions.forget(key);
      fail(tlsFailure(error, host, chain[0] ? hash('sha256', chain[0]) : null));
    });
    // TLS 1.2 hands the ticket over before the certificate was judged, TLS 1.3 after.
    let early: Buffer | null = null;
    socket.on('session', (ticket) => {
      if (pending === 'handshake') early = ticket;
      else if (identity) sessions.save(key, { ticket, identity });
    });
    socket.once('secureConnect', () => {
      if (pending !== 'handshake') return;
      pending = 'verified';
      finish();
      identity = socket.isSessionReused() ? (session?.identity ?? null) : belief.identify(chain);
      if (early && identity) sessions.save(key, { ticket: early, identity });
      runsOver(socket, tcp);
      resolve({ socket, identity });
    });
    const off = stop.onStop(fail);
  });
}

/** DER, the server's own first. */
function peerChain(socket: tls.TLSSocket): Buffer[] {
  const chain: Buffer[] = [];
  let certificate: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.raw && chain.length < MAX_CHAIN) {
    chain.push(certificate.raw);
    const { issuerCertificate }: tls.DetailedPeerCertificate = certificate;
    certificate = issuerCertificate === certificate ? undefined : issuerCertificate;
  }
  return chain;
}
