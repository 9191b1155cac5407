/** The only way out to the network. One request, with its redirects, becomes one FetchOutcome; nothing throws for weather. */
import { randomBytes } from 'node:crypto';
import type { FetchKind, FetchOutcome, FetchRequest } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';
import { createAddressRoom } from './address-room.ts';
import { openFamilyMemory, type Reach } from './connect.ts';
import { NOWHERE, putIn, takeOut, type Bagged } from './bag.ts';
import { createConnections } from './connections.ts';
import { createDoh } from './doh.ts';
import { travel } from './journey.ts';
import { DEFAULT_LIMITS, type FetchLimits } from './limits.ts';
import { createLookup, dnsError, type LookupHook, type LookupOptions } from './lookup.ts';
import { createOriginMemory, type OriginMemory } from './origin-memory.ts';
import { openParts, partKey } from './parts.ts';
import { createQueue } from './queue.ts';
import type { Road } from './road.ts';
import { noWayOut } from './failure.ts';
import { cancelled, createStop, type Stop } from './stop.ts';
import { createStreamIsolation } from './stream-isolation.ts';
import { addressKind } from './targets.ts';
import { createTlsTrust } from './tls-context.ts';

export type Fetcher = {
  /**
   * Waits for its turn (per host and in all), then fetches. Callers may hand over any number of requests at once; hosts
   * take turns. Rejects only for a bug.
   */
  fetch(request: FetchRequest): Promise<FetchOutcome>;
  /**
   * Another network (interfaces or gateway changed, or the machine slept): what was learned of the old one's names, families
   * and filters is forgotten, and idle connections are closed. What is under way goes on.
   */
  forgetNetwork(): void;
  /** The line is open again: addresses that were silent need not be left alone any longer. */
  forgiveSilence(): void;
  /** This device has lost its last way out: what is on its way to the web ends as LOCAL, and nobody is to blame. */
  lineLost(): void;
  /** Connections in all that the line bears now. */
  connections(): number;
  /** Bytes kept of a transfer of this address that was cut. */
  kept(url: string, kind: FetchKind): number;
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
  /** This device has a way out, as far as it can tell; without one a name that is not found is nobody's word. */
  readonly isOnline?: () => boolean;
  /** Whether roots installed on this device are trusted, too. */
  readonly systemRoots?: () => boolean;
};

/** Outcomes on a connection that stood which tell that somebody may be counting connections to its address. */
const SIGNS_OF_POLICING = new Set(['FROZEN', 'TCP_RST', 'HTTP_BLACKHOLE']);

type UnderWay = Bagged & { readonly url: string; readonly stop: Stop; readonly outcome: Promise<FetchOutcome> };

export const DEFAULT_USER_AGENT = 'Mozilla/5.0 (compatible; feed reader)';

export function createFetcher(options: FetcherOptions): Fetcher {
  const limits: FetchLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const monotonicMs = (): number => performance.now();
  const lookupOptions: LookupOptions = {
    timeoutMs: limits.lookupTimeoutMs,
    monotonicMs,
    ...(options.lookup ? { hook: options.lookup } : {}),
    ...(options.dnsServers ? { servers: options.dnsServers } : {}),
  };
  /** The system's view, in which the name of a server for names is looked up. */
  const ownLookup = createLookup(lookupOptions);
  const lookup = createLookup({ ...lookupOptions, instead: () => dohFor(options.dohUrl?.() ?? null) });
  const origins = options.origins ?? createOriginMemory();
  const queue = createQueue({
    limits,
    monotonicMs,
    async prepare(hostname) {
      try {
        const { addresses } = await lookup.resolve(hostname);
        return { paced: addresses.some((address) => addressKind(address) !== 'loopback') };
      } catch {
        // Its requests will ask again and be told; nobody needs to be spared, unless it is found without names.
        return { paced: origins.addresses(`https://${hostname}`).length > 0 };
      }
    },
  });
  const connections = createConnections(limits, monotonicMs);
  const road: Road = {
    limits,
    userAgent: options.userAgent ?? DEFAULT_USER_AGENT,
    now: options.now,
    monotonicMs,
    lookup,
    queue,
    connections,
    tls: createTlsTrust({ extraCa: options.extraCa ?? [], systemRoots: options.systemRoots ?? (() => false) }),
    room: createAddressRoom(limits, monotonicMs),
    isolation: createStreamIsolation(randomBytes(32)),
    families: openFamilyMemory(monotonicMs),
    counted: new WeakSet(),
    origins,
    isOnline: options.isOnline ?? (() => true),
    parts: options.partsDir === undefined ? null : openParts(options.partsDir, options.now),
    reach: options.reach ?? ((address, port) => ({ host: address, port })),
  };
  const underWay: UnderWay[] = [];
  let closed = false;
  let doh: { readonly url: string; readonly ask: LookupHook } | null = null;

  /** The same one as long as its address stays the same. */
  function dohFor(url: string | null): LookupHook | null {
    if (url === null) return null;
    if (doh?.url !== url) {
      const parsed = parseHttpUrl(url);
      const usable = parsed?.protocol === 'https:' ? parsed : null;
      doh = { url, ask: usable ? createDoh(usable, road, ownLookup) : noNameServer };
    }
    return doh.ask;
  }

  async function fetch(request: FetchRequest): Promise<FetchOutcome> {
    const stop = createStop();
    const cancel = (): void => stop.stop(cancelled());
    if (closed || request.signal?.aborted) cancel();
    request.signal?.addEventListener('abort', cancel, { once: true });
    const outcome = travel(request, road, stop);
    const here: UnderWay = { at: NOWHERE, url: request.url, stop, outcome };
    putIn(underWay, here);
    try {
      const ended = await outcome;
      if (ended.address !== null && SIGNS_OF_POLICING.has(ended.outcome)) road.room.disturbed(ended.address);
      return ended;
    } finally {
      takeOut(underWay, here);
      request.signal?.removeEventListener('abort', cancel);
    }
  }

  return {
    fetch,
    forgetNetwork() {
      lookup.forgetAll();
      ownLookup.forgetAll();
      road.families.forget();
      road.room.forget();
      connections.closeAllIdle();
    },
    connections: () => queue.limit(),
    kept(address, kind) {
      const url = parseHttpUrl(address);
      return url && road.parts ? road.parts.sizeOf(partKey(url, kind, null)) : 0;
    },
    forgiveSilence: () => road.room.forgive(),
    lineLost() {
      for (const { url, stop } of underWay) {
        if (!isPrivateHost(parseHttpUrl(url)?.hostname ?? '')) stop.stop(noWayOut());
      }
    },
    async close() {
      closed = true;
      for (const { stop } of underWay) stop.stop(cancelled());
      lookup.close();
      ownLookup.close();
      await Promise.allSettled(underWay.map(({ outcome }) => outcome));
      connections.close();
    },
  };
}

/** The address that was set is none: fails closed, as any server that does not answer. */
function noNameServer(): Promise<never> {
  return Promise.reject(dnsError('ENOTIMP'));
}
