/**
 * What crosses a worker's port besides the contract's calls and events (shared/rpc.ts): how a worker says that it is
 * open, how it is asked to end, and how the read worker hands over bytes.
 */
import type { Port } from '../../shared/rpc.ts';
import type { WireError } from '../../shared/errors.ts';
import type { LinkFacts } from './link-facts.ts';

/** Worker data of core.worker and read.worker. Addresses cross as text, for a URL object does not survive the clone. */
export type WorkerData = {
  readonly dir: string;
  readonly extractWorker: string;
  readonly automatic: boolean;
  /** The host knows the system's proxies and is asked for them; otherwise the environment says. */
  readonly asksProxy: boolean;
  readonly version: string;
};

/** The first message of a worker: it is open for calls, or says why it is not. */
export type OpenedMessage = { readonly opened: true } | { readonly opened: false; readonly error: WireError };

export type CloseMessage = { readonly close: true };
/** The archive is closed; nothing is left that an end of the thread could harm. */
export type ClosedMessage = { readonly closed: true };

/** Things for the reading frame, asked of the read worker. Bytes are moved, not copied. */
export type BytesKind = 'document' | 'image';
export type BytesRequest = { readonly want: number; readonly kind: BytesKind; readonly id: string };
export type FoundBytes = { readonly bytes: Uint8Array; readonly mediaType: string };
export type BytesReply =
  | { readonly wanted: number; readonly ok: true; readonly found: FoundBytes | null }
  | { readonly wanted: number; readonly ok: false; readonly error: WireError };

/** By which proxies the system goes to an address: asked of the host, answered as a PAC script would. */
export type ProxyQuestion = { readonly proxyFor: string; readonly question: number };
export type ProxyAnswer = { readonly question: number; readonly pac: string };

/** What the host hears of the link and of its power; and that it is time to look at the network. */
export type LinkMessage = { readonly link: Partial<LinkFacts> };
export type LookMessage = { readonly lookAtNetwork: true };

/** The part of a worker_threads port, or of a Worker seen from its parent, that messages need. */
export type ThreadPort = {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
};

export function rpcPort(thread: ThreadPort): Port {
  return {
    postMessage: (message) => thread.postMessage(message),
    onMessage: (listener) => void thread.on('message', listener),
  };
}

export function hasKey<K extends string>(message: unknown, key: K): message is Record<K, unknown> {
  return typeof message === 'object' && message !== null && Object.hasOwn(message, key);
}
