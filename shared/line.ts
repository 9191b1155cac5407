/** What is known of the line and of the servers behind it. */
import type { Outcome } from './outcome.ts';

/**
 * Who vouched for an answer. `tls`: a certificate chain to a public root, on every hop that decided where to go.
 * `pinned`: a certificate the owner trusts for this source. `local`: only a root that somebody put on this device.
 * `onion`: the address itself is the key. `none`: anybody on the way may have written it.
 */
export type Authority = 'tls' | 'pinned' | 'local' | 'onion' | 'none';

/** An answer that can only have come from the server that was asked. */
export function isVerified(authority: Authority): boolean {
  return authority !== 'none';
}

/** Who issued the certificate: the class is what a change of hands shows in. */
export type Issuer = {
  readonly class: 'public' | 'local' | 'pinned';
  /** As the root calls itself. */
  readonly name: string | null;
  /** Lower-case hex SHA-256 of the root's public key. */
  readonly rootSpki: string;
};

/** `unknown` before the first evidence. */
export type ConnectivityState = 'unknown' | 'offline' | 'captive' | 'allowlist' | 'degraded' | 'open';

/** Why the state is what it is; the interface makes a sentence of it. */
export type LineReason =
  | { readonly kind: 'nothing-yet' }
  | { readonly kind: 'no-interface' }
  /** So many servers in a row were out of this device's own reach. */
  | { readonly kind: 'unreachable'; readonly origins: number }
  | { readonly kind: 'silence'; readonly origins: number }
  | { readonly kind: 'portal'; readonly host: string | null }
  | { readonly kind: 'only-some-answer'; readonly answering: number; readonly dark: number }
  | { readonly kind: 'transfers-freeze'; readonly origins: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  | { readonly kind: 'slow-handshakes'; readonly ms: number }
  | { readonly kind: 'answers'; readonly origins: number };

/** What experience has taught of one origin (scheme, host and port). Aggregates only: no history of attempts. */
export type OriginFacts = {
  readonly origin: string;
  /** Verified, or by continuity the same as ever. */
  readonly lastOkMs: number | null;
  readonly lastFailMs: number | null;
  /** What the last attempt ended in. */
  readonly lastOutcome: Outcome | null;
  /** How often each outcome came, halved each week so that it stays small. */
  readonly counts: Readonly<Partial<Record<Outcome, number>>>;
  /** Addresses at which it was verified, newest first, at most 4; used for 30 days when names fail. */
  readonly addresses: readonly { readonly address: string; readonly okMs: number }[];
  /** It answered 206 to a range as it should, or says that it would. */
  readonly rangesOk: boolean;
  /** A transfer was last seen to freeze; null: never. */
  readonly frozenMs: number | null;
  /** Bounded ranges made no progress either. */
  readonly curtainHard: boolean;
  readonly issuer: Issuer | null;
  /** It answered while others did not: works during shutdowns. */
  readonly anchor: boolean;
  /** Bytes per second of its transfers, smoothed; null: not measured. */
  readonly goodput: number | null;
  readonly roundTripMs: number | null;
};

/** Something comes over the line: it is open, slow, or open to some. */
export function carriesSomething(state: ConnectivityState): boolean {
  return state === 'open' || state === 'degraded' || state === 'allowlist';
}

/** Nobody can be reached, or only whoever wants a sign-in. Before the first evidence it is neither up nor down. */
export function isDown(state: ConnectivityState): boolean {
  return state === 'offline' || state === 'captive';
}
