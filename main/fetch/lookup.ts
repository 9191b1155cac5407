/**
 * Name look-ups that cannot starve each other. getaddrinfo runs on Node's few threads and waits half a minute for a
 * silent server: twelve silent names would block every other look-up, and file access with them. So servers are asked
 * through c-ares, which needs no thread, and the system's own way (VPN rules, mDNS, search domains) is a bounded second.
 */
import { lookup as systemLookup, Resolver } from 'node:dns/promises';
import { startDeadline } from './deadline.ts';
import { errorCode, FetchFailure } from './failure.ts';
import { openHostsFile, systemHostsPath } from './hosts-file.ts';
import { createPlaces } from './places.ts';
import { literalAddress } from './targets.ts';

/** Replaces every look-up of a name: addresses, or a rejection with a DNS error code such as ENOTFOUND. */
export type LookupHook = (hostname: string) => Promise<readonly string[]>;

export type Resolved = {
  readonly addresses: readonly string[];
  /** The person's own word (hosts file) and not a server's. */
  readonly named: boolean;
  /** Milliseconds the look-up took; 0 for a literal. */
  readonly tookMs: number;
  /** Monotonic instant it came in. */
  readonly atMs: number;
};

export type Lookup = {
  /** @throws FetchFailure DNS_NX, DNS_FAIL */
  resolve(hostname: string): Promise<Resolved>;
  /** What is remembered led nowhere: the next request asks anew. */
  forget(hostname: string): void;
  /** The host is reached without its name: that the name failed is remembered as long as an answer would be. */
  keepFailure(hostname: string): void;
  /** Another network, whose servers know other names. */
  forgetAll(): void;
  /** Servers are waited for no longer. */
  close(): void;
};

export type LookupOptions = {
  readonly timeoutMs: number;
  readonly monotonicMs: () => number;
  readonly hook?: LookupHook;
  /** Asked instead of servers and system, for names that are public; null: they are asked. Another one starts afresh. */
  readonly instead?: () => LookupHook | null;
  /** `address:port` of name servers; the system and its own are then not asked at all. */
  readonly servers?: readonly string[];
  /** The system's own resolver (getaddrinfo). */
  readonly system?: LookupHook;
  readonly hostsPath?: string;
};

/** Short enough to follow a site that moves, long enough for a feed, its articles and their pictures. */
const KEEP_MS = 120_000;
/** A host's other feeds share one verdict; the next pass asks again. */
const KEEP_FAILURE_MS = 5_000;
/** Hosts remembered at once; the oldest goes first. */
const KEEP_NAMES = 4_000;
/** One try and one more, within the five seconds: 1.5 s, then 3 s. */
const SERVER_TIMEOUT_MS = 1_500;
const SERVER_TRIES = 2;
/** How long the second family may be late. Some resolvers never answer AAAA. */
const OTHER_FAMILY_MS = 100;
/** When c-ares is silent for so long, the system is asked as well. */
const HEAD_START_MS = 1_000;
/** A plain "no such name" is checked with the system, for names only it knows, but not for ever. */
const SECOND_OPINION_MS = 1_500;
/** libuv itself lends look-ups two of its four threads; one is kept free for a look-up that answers. */
const SYSTEM_AT_ONCE = 2;
/** A host announces a few addresses. */
const MAX_ADDRESSES = 16;

/** Kept without end while it is being asked. */
type Entry = { readonly promise: Promise<Resolved>; keepUntilMs: number };

export function createLookup(options: LookupOptions): Lookup {
  const { timeoutMs, monotonicMs } = options;
  const hosts = openHostsFile(options.hostsPath ?? systemHostsPath(), monotonicMs);
  const system = options.system ?? (options.servers ? nobody : getaddrinfo);
  const systemPlaces = createPlaces(SYSTEM_AT_ONCE);
  const known = new Map<string, Entry>();
  const asking = new Set<Resolver>();
  // Where c-ares reads the wrong servers (some VPNs), the system is asked at once from the second name on.
  let headStartMs = HEAD_START_MS;
  let lastInstead: LookupHook | null = null;

  async function find(hostname: string, over: AbortSignal): Promise<{ addresses: readonly string[]; named: boolean }> {
    if (options.hook) return { addresses: await options.hook(hostname), named: false };
    const name = hostname.replace(/\.$/, '').toLowerCase();
    // RFC 6761: never asked of a server.
    if (name === 'localhost' || name.endsWith('.localhost')) return { addresses: ['127.0.0.1', '::1'], named: true };
    const fromFile = await hosts.find(name);
    if (fromFile.length > 0) return { addresses: fromFile, named: true };
    const instead = options.instead?.() ?? null;
    // Fails closed: when it has no answer nobody else is asked, for then the question would be told after all.
    if (instead && !isSystemOnly(name)) return { addresses: await instead(name), named: false };
    return { addresses: await askServersThenSystem(name, over), named: false };
  }

  /** @param over nobody waits any more */
  async function askServersThenSystem(name: string, over: AbortSignal): Promise<readonly string[]> {
    const resolver = new Resolver({ timeout: SERVER_TIMEOUT_MS, tries: SERVER_TRIES });
    if (options.servers) resolver.setServers([...options.servers]);
    asking.add(resolver);
    over.addEventListener('abort', () => resolver.cancel(), { once: true });
    try {
      const systemOnly = isSystemOnly(name);
      const servers = systemOnly ? Promise.reject(dnsError('ENOTFOUND')) : askServers(resolver, name);
      const first = await verdictWithin(servers, systemOnly ? 0 : headStartMs);
      if (first.state === 'found') {
        headStartMs = HEAD_START_MS;
        return first.addresses;
      }
      const answered = first.state === 'failed' && isAnswer(first.error);
      const asked = systemPlaces
        .run(() => system(name), over)
        .then((addresses) => {
          if (!systemOnly && !answered) headStartMs = 0;
          return addresses;
        });
      const limited = answered && !systemOnly ? within(asked, SECOND_OPINION_MS) : asked;
      return await Promise.any([servers, limited]);
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error;
    } finally {
      asking.delete(resolver);
      resolver.cancel();
    }
  }

  async function look(hostname: string): Promise<Resolved> {
    const startMs = monotonicMs();
    const over = new AbortController();
    try {
      const { addresses, named } = await within(find(hostname, over.signal), timeoutMs);
      if (addresses.length === 0) throw dnsError('ENODATA');
      const atMs = monotonicMs();
      return { addresses: addresses.slice(0, MAX_ADDRESSES), named, tookMs: atMs - startMs, atMs };
    } catch (error) {
      throw lookupFailure(error, hostname);
    } finally {
      over.abort();
    }
  }

  return {
    resolve(hostname) {
      const literal = literalAddress(hostname);
      if (literal !== null)
        return Promise.resolve({ addresses: [literal], named: true, tookMs: 0, atMs: monotonicMs() });
      const instead = options.instead?.() ?? null;
      if (instead !== lastInstead) known.clear();
      lastInstead = instead;
      const kept = known.get(hostname);
      if (kept && monotonicMs() < kept.keepUntilMs) return kept.promise;
      const entry: Entry = { promise: look(hostname), keepUntilMs: Number.POSITIVE_INFINITY };
      known.delete(hostname);
      known.set(hostname, entry);
      const [oldest] = known.keys();
      if (known.size > KEEP_NAMES && oldest !== undefined) known.delete(oldest);
      entry.promise.then(
        () => (entry.keepUntilMs = monotonicMs() + KEEP_MS),
        () => (entry.keepUntilMs = monotonicMs() + KEEP_FAILURE_MS),
      );
      return entry.promise;
    },
    forget: (hostname) => void known.delete(hostname),
    keepFailure(hostname) {
      const entry = known.get(hostname);
      if (entry && Number.isFinite(entry.keepUntilMs)) entry.keepUntilMs = monotonicMs() + KEEP_MS;
    },
    forgetAll() {
      known.clear();
      headStartMs = HEAD_START_MS;
    },
    close() {
      for (const resolver of asking) resolver.cancel();
    },
  };
}

/** Both families at once; the later one may be a little late, or missing. */
async function askServers(resolver: Resolver, name: string): Promise<string[]> {
  const v4 = resolver.resolve4(name);
  const v6 = resolver.resolve6(name);
  const first = await Promise.any([v4, v6]).catch((error: AggregateError) => {
    const codes = error.errors.map(errorCode);
    const telling = ['ENOTFOUND', 'ETIMEOUT', 'ESERVFAIL', 'EREFUSED', 'ENODATA'].find((code) => codes.includes(code));
    throw telling ? dnsError(telling) : error.errors[0];
  });
  const [a, aaaa] = await Promise.all([v4, v6].map((family) => verdictWithin(family, OTHER_FAMILY_MS)));
  const addresses = [aaaa, a].flatMap((verdict) => (verdict?.state === 'found' ? verdict.addresses : []));
  return addresses.length > 0 ? addresses : first;
}

/** A bare name or .local is for the system alone: no public server knows it, and none needs to hear it. */
function isSystemOnly(name: string): boolean {
  return !name.includes('.') || name.endsWith('.local');
}

function nobody(): Promise<never> {
  return Promise.reject(dnsError('ENOTFOUND'));
}

async function getaddrinfo(name: string): Promise<string[]> {
  const answers = await systemLookup(name, { all: true, order: 'verbatim' });
  return answers.map(({ address }) => address);
}

type Verdict =
  | { readonly state: 'found'; readonly addresses: readonly string[] }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'late' };

function verdictWithin(asked: Promise<readonly string[]>, ms: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const deadline = startDeadline(ms, () => resolve({ state: 'late' }));
    const settle = (verdict: Verdict): void => {
      deadline.cancel();
      resolve(verdict);
    };
    asked.then(
      (addresses) => settle({ state: 'found', addresses }),
      (error: unknown) => settle({ state: 'failed', error }),
    );
  });
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = startDeadline(ms, () => reject(dnsError('ETIMEOUT')));
    promise.then(resolve, reject).finally(() => deadline.cancel());
  });
}

export function dnsError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A server did answer, and said that there is nothing. */
function isAnswer(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOTFOUND' || code === 'ENODATA';
}

function lookupFailure(error: unknown, hostname: string): FetchFailure {
  switch (errorCode(error)) {
    case 'ENOTFOUND':
      return new FetchFailure('DNS_NX', `The name server says that there is no ${hostname}.`);
    case 'ETIMEOUT':
    case 'ETIMEDOUT':
    case 'ECANCELLED':
      return new FetchFailure('DNS_FAIL', `No name server answered the question for ${hostname}.`);
    case 'ENODATA':
      return new FetchFailure('DNS_FAIL', `The name server gave no address for ${hostname}.`);
    default:
      return new FetchFailure(
        'DNS_FAIL',
        `The address of ${hostname} could not be found (${errorCode(error) || 'unknown error'}).`,
      );
  }
}
