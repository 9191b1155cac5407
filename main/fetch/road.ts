/** What every part of a request's way has at hand: what all requests share, and how far this one has come. */
import type { FetchPhases } from '../../shared/model.ts';
import type { AddressRoom } from './address-room.ts';
import type { FamilyMemory, Reach } from './connect.ts';
import type { ConnectionFacts, Connections } from './connections.ts';
import type { ResponseHeaders } from './headers.ts';
import type { FetchLimits } from './limits.ts';
import type { Lookup, Resolved } from './lookup.ts';
import type { OriginMemory } from './origin-memory.ts';
import type { Parts } from './parts.ts';
import type { TurnQueue } from './queue.ts';
import type { StreamIsolation } from './stream-isolation.ts';
import type { TlsTrust } from './tls-context.ts';

/** What all requests share. */
export type Road = {
  readonly limits: FetchLimits;
  readonly userAgent: string;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly lookup: Lookup;
  readonly queue: TurnQueue;
  readonly connections: Connections;
  readonly tls: TlsTrust;
  readonly room: AddressRoom;
  readonly isolation: StreamIsolation;
  readonly families: FamilyMemory;
  readonly reach: Reach;
  readonly origins: OriginMemory;
  /** This device has a way out, as far as it can tell. */
  readonly isOnline: () => boolean;
  /** Beginnings of cut transfers; null: none are kept. */
  readonly parts: Parts | null;
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
  /** What had come of the body of a transfer that failed, as it came over the wire. */
  cut: { readonly headers: ResponseHeaders; readonly wire: Buffer } | null;
  wireBytes: number;
  /** Some answer came from the public web. */
  fromPublic: boolean;
  /** The connection of the last hop; null while none stands. */
  facts: ConnectionFacts | null;
  /** Sockets opened so far. */
  connections: number;
  /** Milliseconds since the request started, without its waits for a turn. */
  readonly sinceStartMs: () => number;
  /** Time spent on this request before its turn began. */
  readonly addMs: (ms: number) => void;
  /**
   * Waiting for leave to open a connection: the request's clock stands still and its place in the queue is lent. The
   * result ends the wait.
   */
  readonly pause: () => () => void;
  /** Tells the queue that something moved. */
  readonly moved: () => void;
};
