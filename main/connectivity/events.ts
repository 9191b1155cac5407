import type { Outcome } from '../../shared/outcome.ts';

/** What the operating system has found out by itself; null: it does not say. */
export type SystemVerdict = 'portal' | 'limited' | 'none' | 'full';

/** One finished attempt, after its content was judged (an OK that the gate refused is a STUB, CAPTIVE or the like). */
export type Attempt = {
  readonly kind: 'attempt';
  /** When it ended, in milliseconds of the caller's wall clock, as everywhere here. */
  readonly atMs: number;
  /** How long it took. Silence counts only if it began after somebody was last heard; time-outs end last in every pass. */
  readonly tookMs: number;
  /** Scheme, host and port. */
  readonly origin: string;
  /** See `evidenceDomain`. */
  readonly domain: string;
  readonly outcome: Outcome;
  /** `direct`, or the proxy's id. */
  readonly route: string;
  /** It was verified OK within the 7 days before this attempt. */
  readonly recentlyGood: boolean;
  /** The answer can only have come from that server. */
  readonly verified: boolean;
  /** The host it sent us to, or the hash of the certificate it showed, when something else answered. */
  readonly stranger: string | null;
  readonly portalUrl: string | null;
  /** Wire bytes of the body. */
  readonly bytes: number;
  /** From the first byte of the answer to the last. */
  readonly transferMs: number;
  /** From the TCP connection to the end of the TLS handshake; null: none was made. */
  readonly handshakeMs: number | null;
  /** Of TLS_CLOCK: which way this device's clock would be wrong (`ahead`: the certificate has expired already). */
  readonly certificateOff: 'ahead' | 'behind' | null;
  readonly serverDateMs: number | null;
  /** The owner says: it works during shutdowns. */
  readonly anchorByOwner: boolean;
};

export type LineEvent =
  | Attempt
  /** All that was meant to be asked was asked. `origins`: how many distinct ones the library has that are evidence. */
  | { readonly kind: 'pass-ended'; readonly atMs: number; readonly origins: number }
  /** Which network this is; null: cannot be told. */
  | {
      readonly kind: 'network';
      readonly atMs: number;
      readonly identity: string | null;
      readonly hasInterface: boolean;
    }
  | { readonly kind: 'system'; readonly atMs: number; readonly verdict: SystemVerdict | null }
  /** From sleep: the world may be another one. */
  | { readonly kind: 'woke'; readonly atMs: number }
  /** This device's clock was set. */
  | { readonly kind: 'clock-set'; readonly atMs: number }
  /** What `probesWanted` wanted has been started. */
  | { readonly kind: 'asked'; readonly atMs: number; readonly probes: Probes };

/** What should be asked now. Nothing in it says how: they are ordinary conditional fetches of the owner's own sources. */
export type Probes = {
  /** To be fetched at once: they tell whether one failure is the line's. */
  readonly confirm: readonly string[];
  /** One dark origin, as a scout; null: none now. */
  readonly canary: string | null;
  /** The line is open: these may be tried again now. */
  readonly released: readonly string[];
  /** Milliseconds from now after which to look again. */
  readonly nextLookMs: number;
  /** When the next canary is due; null: never in this state. */
  readonly nextCanaryAtMs: number | null;
};
