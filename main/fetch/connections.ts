/**
 * Connections that stand, one undici client each, so that a request knows exactly which socket, address and handshake it
 * had. Idle ones are kept for the host's next request; they carry nothing and count towards no limit but their own.
 */
import type net from 'node:net';
import { Client } from 'undici';
import type { Authority, Issuer } from '../../shared/line.ts';
import { FetchFailure } from './failure.ts';
import type { FetchLimits } from './limits.ts';

/** How a connection came to stand. */
export type ConnectionFacts = {
  /** `direct`, or the proxy's id. */
  readonly route: string;
  /** Null through a proxy, which looks names up itself. */
  readonly address: string | null;
  readonly authority: Authority;
  readonly issuer: Issuer | null;
  /** The name could not be looked up; an address verified before was used. */
  readonly dnsBlocked: boolean;
};

export type Connection = {
  readonly origin: string;
  readonly lane: string;
  readonly facts: ConnectionFacts;
  readonly socket: net.Socket;
  readonly client: Client;
  /** Has carried a request before: the server may have closed it just now, which is nobody's fault. */
  reused: boolean;
  /** Back to the idle ones, if it still stands. */
  release(): void;
  destroy(): void;
};

export type Connections = {
  /** An idle connection to this origin in this lane (`laneOf`) that the caller may use. */
  take(origin: string, lane: string, mayUse: (address: string) => boolean): Connection | null;
  /** @param pipelined requests on their way at once; 1 unless said otherwise */
  adopt(origin: string, lane: string, facts: ConnectionFacts, socket: net.Socket, pipelined?: number): Connection;
  /** Closes the connection to this address that has been idle for longest, if its host seems to be done with it. */
  closeIdle(address: string): void;
  /** Closes all that are idle: on another network they lead nowhere. */
  closeAllIdle(): void;
  /** Calls back, once, when a connection becomes idle. */
  onIdle(callback: () => void): () => void;
  close(): void;
};

/**
 * How long a socket waits for the next request where the server does not say: being late costs a retry, closing early a
 * new handshake, of which an address gets few. Most servers without a word keep it for a minute (nginx 75 s).
 */
const IDLE_MS = 15_000;
/** Where the server does say (Node and Apache: 5 s). Address translation on the way forgets a silent connection, too. */
const IDLE_AT_MOST_MS = 60_000;
/** A host's requests follow one another within the pause between them (500 ms); after this none is coming. */
const DONE_AFTER_MS = 2_000;
/** Idle sockets in all; browsers keep four times as many. The one idle for longest is closed first. */
const MAX_IDLE = 64;

export function createConnections(limits: FetchLimits, monotonicMs: () => number): Connections {
  const open = new Set<Connection>();
  /** Since when; insertion order is age. */
  const idle = new Map<Connection, number>();
  const listeners = new Set<() => void>();

  function adopt(origin: string, lane: string, facts: ConnectionFacts, socket: net.Socket, pipelined = 1): Connection {
    let given = false;
    const client = new Client(origin, {
      allowH2: false,
      pipelining: pipelined,
      // Our own timers are finer than undici's and tell the phases apart.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_AT_MOST_MS,
      keepAliveTimeoutThreshold: 1_000,
      maxHeaderSize: limits.headerBytes,
      connect(_options, callback) {
        // One socket, once: a client that lost it must not find another way out, to an address nobody checked.
        if (given)
          return callback(new FetchFailure('TCP_RST', 'The connection was closed.', { beforeAnswer: true }), null);
        given = true;
        // Not within this call: undici would not notice until something else woke it.
        queueMicrotask(() => callback(null, socket));
      },
    });
    const connection: Connection = {
      origin,
      lane,
      facts,
      socket,
      client,
      reused: false,
      release() {
        if (socket.destroyed || client.destroyed) return connection.destroy();
        connection.reused = true;
        idle.set(connection, monotonicMs());
        const [oldest] = idle.keys();
        if (idle.size > MAX_IDLE) oldest?.destroy();
        if (listeners.size === 0) return;
        const told = [...listeners];
        listeners.clear();
        for (const callback of told) callback();
      },
      destroy() {
        forget();
        client.destroy(null, () => undefined);
        socket.destroy();
      },
    };
    const forget = (): void => {
      open.delete(connection);
      idle.delete(connection);
    };
    socket.once('close', () => connection.destroy());
    open.add(connection);
    return connection;
  }

  return {
    take(origin, lane, mayUse) {
      for (const connection of idle.keys()) {
        const { facts } = connection;
        if (connection.origin !== origin || connection.lane !== lane) continue;
        if (facts.address !== null && !mayUse(facts.address)) continue;
        idle.delete(connection);
        if (!connection.socket.destroyed) return connection;
      }
      return null;
    },
    adopt,
    closeIdle(address) {
      for (const [connection, sinceMs] of idle) {
        if (connection.facts.address !== address) continue;
        if (monotonicMs() - sinceMs >= DONE_AFTER_MS) connection.destroy();
        return;
      }
    },
    closeAllIdle() {
      for (const connection of idle.keys()) connection.destroy();
    },
    onIdle(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    close() {
      for (const connection of open) connection.destroy();
    },
  };
}
