/** The only way out to the network. One request, with its redirects, becomes one FetchOutcome; nothing throws for weather. */
import type { FetchOutcome, FetchRequest } from '../../shared/model.ts';
import { createTlsContext, openFamilyMemory, type Reach } from './connect.ts';
import { createConnections } from './connections.ts';
import { travel } from './journey.ts';
import { DEFAULT_LIMITS, type FetchLimits } from './limits.ts';
import { createLookup, type LookupHook } from './lookup.ts';
import { createOriginMemory, type OriginMemory } from './origin-memory.ts';
import { createQueue } from './queue.ts';
import type { Road } from './road.ts';
import { cancelled, createStop, type Stop } from './stop.ts';
import { addressKind } from './targets.ts';

export type Fetcher = {
  /**
   * Waits for its turn (per host and in all), then fetches. Callers may hand over any number of requests at once; hosts
   * take turns. Rejects only for a bug.
   */
  fetch(request: FetchRequest): Promise<FetchOutcome>;
  /** What is under way ends as CANCELLED. */
  close(): Promise<void>;
};

export type FetcherOptions = {
  /** Milliseconds UTC; for instants told by servers. Durations are measured by a clock that never jumps. */
  readonly now: () => number;
  /** Honest, and the same for every copy: it must not tell one reader from another. */
  readonly userAgent?: string;
  readonly limits?: Partial<FetchLimits>;
  /** Replaces every look-up of a name. */
  readonly lookup?: LookupHook;
  /** Name servers, as `address:port`; the system's are then not asked. */
  readonly dnsServers?: readonly string[];
  /** Certificate authorities trusted beside the bundled ones, as PEM. */
  readonly extraCa?: readonly string[];
  /** Where an address really is, once it was checked; for tests, in which public addresses live on loopback. */
  readonly reach?: Reach;
  /** What is known of origins from before, and where to what is learned goes. */
  readonly origins?: OriginMemory;
  /** A folder of our own for the beginnings of transfers that were cut; without it they are not taken up again. */
  readonly partsDir?: string;
  /** An address that answers DNS questions over https (RFC 8484), asked instead of the system's servers. */
  readonly dohUrl?: () => string | null;
  /** Whether roots installed on this device are trusted, too. */
  readonly systemRoots?: () => boolean;
};

export const DEFAULT_USER_AGENT = 'Mozilla/5.0 (compatible; feed reader)';

export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const monotonicMs = (): number => performance.now();
  const lookup = createLookup({
    timeoutMs: limits.lookupTimeoutMs,
    monotonicMs,
    ...(options.lookup ? { hook: options.lookup } : {}),
    ...(options.dnsServers ? { servers: options.dnsServers } : {}),
  });
  const queue = createQueue({
    limits,
    monotonicMs,
    async prepare(hostname) {
      try {
        const { addresses } = await lookup.resolve(hostname);
        return { paced: addresses.some((address) => addressKind(address) !== 'loopback') };
      } catch {
        // Its requests will ask again and be told; nobody needs to be spared.
        return { paced: false };
      }
    },
  });
  const connections = createConnections(limits);
  const road: Road = {
    limits,
    userAgent: options.userAgent ?? DEFAULT_USER_AGENT,
    now: options.now,
    monotonicMs,
    lookup,
    queue,
    connections,
    tls: createTlsContext(options.extraCa ?? []),
    families: openFamilyMemory(monotonicMs),
    counted: new WeakSet(),
    origins: options.origins ?? createOriginMemory(),
    reach: options.reach ?? ((address, port) => ({ host: address, port })),
  };
  const underWay = new Map<Stop, Promise<FetchOutcome>>();
  let closed = false;

  async function fetch(request: FetchRequest): Promise<FetchOutcome> {
    const stop = createStop();
    const cancel = (): void => stop.stop(cancelled());
    if (closed || request.signal?.aborted) cancel();
    request.signal?.addEventListener('abort', cancel, { once: true });
    const outcome = travel(request, road, stop);
    underWay.set(stop, outcome);
    try {
      return await outcome;
    } finally {
      underWay.delete(stop);
      request.signal?.removeEventListener('abort', cancel);
    }
  }

  return {
    fetch,
    async close() {
      closed = true;
      for (const stop of underWay.keys()) stop.stop(cancelled());
      lookup.close();
      await Promise.allSettled(underWay.values());
      connections.close();
    },
  };
}
