/** What the silences of one address mean: that it is out of reach, that it counts connections, or that one name is blocked. */

export type Silence = {
  /** A host proved itself, on a connection begun at this instant. */
  answered(host: string, begunMs: number): void;
  /**
   * Nothing came back on a connection begun at this instant: to the first packet (`tcp`), or to the greeting (`tls`).
   * @returns whether the address as a whole is left alone from now on, or this host at it
   */
  silent(host: string, what: 'tcp' | 'tls', begunMs: number): 'address' | 'host';
  /** Milliseconds for which the host is still to leave this address alone; 0 or less: none. */
  restMs(host: string): number;
  /** Another try would be silent as well: waiting for it only draws out the end. */
  isDark(host: string): boolean;
  /** How it was silent last. */
  readonly lastWas: 'tcp' | 'tls';
  /** Nothing is to be left alone any longer. */
  forgive(): void;
};

/** Hosts remembered at one address; the one silent for longest goes first. */
const MAX_HOSTS = 256;
/** Who answered others so shortly before counts connections, rather than being out of reach. */
const LATELY_MS = 60_000;

type Doubt = {
  /** `counted`: it had answered, this host before or others lately, and will again. `dark`: there is no sign of it. */
  readonly kind: 'counted' | 'dark';
  readonly atMs: number;
};

export function createSilence(restForMs: number, monotonicMs: () => number): Silence {
  const doubts = new Map<string, Doubt>();
  const hadAnswered = new Set<string>();
  let addressSilentMs = Number.NEGATIVE_INFINITY;
  let answeredMs = Number.NEGATIVE_INFINITY;
  /** When the latest of the connections that were answered was begun. */
  let answeredBegunMs = Number.NEGATIVE_INFINITY;
  let lastWas: 'tcp' | 'tls' = 'tcp';

  return {
    get lastWas() {
      return lastWas;
    },
    answered(host, begunMs) {
      answeredMs = monotonicMs();
      answeredBegunMs = Math.max(answeredBegunMs, begunMs);
      addressSilentMs = Number.NEGATIVE_INFINITY;
      doubts.delete(host);
      if (hadAnswered.size < MAX_HOSTS) hadAnswered.add(host);
    },
    silent(host, what, begunMs) {
      lastWas = what;
      // Others who came later were answered: the name was meant, which the greeting tells.
      const nameMeant = what === 'tls' && answeredBegunMs > begunMs;
      const answeredBefore = hadAnswered.delete(host) || begunMs - answeredMs < LATELY_MS;
      const counted = !nameMeant && answeredBefore && !doubts.has(host);
      doubts.delete(host);
      doubts.set(host, { kind: counted ? 'counted' : 'dark', atMs: monotonicMs() });
      const [oldest] = doubts.keys();
      if (doubts.size > MAX_HOSTS && oldest !== undefined) doubts.delete(oldest);
      if (nameMeant) return 'host';
      addressSilentMs = monotonicMs();
      return 'address';
    },
    restMs(host) {
      const lastMs = Math.max(addressSilentMs, doubts.get(host)?.atMs ?? Number.NEGATIVE_INFINITY);
      return lastMs + restForMs - monotonicMs();
    },
    isDark(host) {
      const own = doubts.get(host);
      if (own && monotonicMs() - own.atMs < restForMs) return own.kind === 'dark';
      const dark = [...doubts.values()].filter(({ kind, atMs }) => kind === 'dark' && atMs > answeredMs);
      // Nobody was answered since. One silence after the greeting may be meant for that host's name alone; two mean the address.
      return dark.length >= (lastWas === 'tcp' ? 1 : 2);
    },
    forgive() {
      doubts.clear();
      addressSilentMs = Number.NEGATIVE_INFINITY;
    },
  };
}
