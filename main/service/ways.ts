/**
 * By which ways a request may go, in which order. The owner's plan says which; what worked last in this network comes
 * first; and a plan that forbids going directly is left with its proxies, or with nothing.
 */
import type { DialRoute, FeedId, Library, Outcome, Subscription } from '../../shared/model.ts';
import { outcomeClass } from '../../shared/model.ts';
import { effectivePlan, type DirectRule, type Proxy, type Route, type RoutePlan } from '../../shared/routes.ts';
import { parseHttpUrl, urlKey } from '../../shared/url.ts';
import { type SystemProxy, waysOfPac } from './system-proxy.ts';

/** One way, ready to go: how to dial, and which address to ask. */
export type Way = {
  readonly via: DialRoute;
  readonly url: string;
  /** Another address of the same source: what comes from it must be known to be the same. */
  readonly mirror: boolean;
};

export type Ways = {
  /** In the order in which they are to be tried; empty: none is allowed. */
  to(wanted: Wanted): Promise<readonly Way[]>;
  /** How it went, so that the next request starts with what works. */
  learn(wanted: Wanted, way: Way, outcome: Outcome): void;
  /** Another network: what worked says nothing. */
  forgetWinners(): void;
  /** The line is open: a way around is left for the direct one, where the owner put that first. */
  lineOpened(): void;
};

export type Wanted = {
  readonly url: string;
  /** Whom it is for: the strictest of their plans counts. Empty: nobody's in particular. */
  readonly feedIds: readonly FeedId[];
};

/** What is remembered of a way, persistently (see the archive's RouteRecord). */
export type WayMemory = {
  health(route: string, origin: string): number | null;
  saw(route: string, origin: string, worked: boolean): void;
};

/** How long the way that worked is tried first (the network study, 4.3). */
const WINNER_MS = 6 * 3_600_000;
/** Below this a way has failed some five times in a row; it is tried last. */
const UNHEALTHY = 0.1;

export function createWays(options: {
  readonly library: () => Library;
  readonly systemProxy: SystemProxy;
  readonly memory: WayMemory;
  readonly monotonicMs: () => number;
}): Ways {
  const winners = new Map<string, { readonly key: string; readonly atMs: number }>();

  return {
    async to(wanted) {
      const library = options.library();
      const sources = wanted.feedIds.flatMap((id) => library.subscriptions.find((feed) => feed.id === id) ?? []);
      const { plan, source } = strictest(sources, library);
      const ways = await expand(plan, wanted.url, source, library.network.proxies, options.systemProxy);
      const winner = winners.get(winnerKey(wanted));
      const fresh = winner && options.monotonicMs() - winner.atMs < WINNER_MS ? winner.key : null;
      const origin = parseHttpUrl(wanted.url)?.origin ?? wanted.url;
      const rank = (way: Way): number => {
        if (wayKey(way) === fresh) return 0;
        const health = options.memory.health(wayKey(way), origin);
        return health !== null && health < UNHEALTHY ? 2 : 1;
      };
      return ways.toSorted((a, b) => rank(a) - rank(b));
    },
    learn(wanted, way, outcome) {
      const kind = outcomeClass(outcome);
      // A server that was reached says no; the way there is fine.
      const worked = kind === 'success' || kind === 'server';
      if (!worked && !mayTryNext(outcome)) return;
      const key = winnerKey(wanted);
      if (worked) winners.set(key, { key: wayKey(way), atMs: options.monotonicMs() });
      else if (winners.get(key)?.key === wayKey(way)) winners.delete(key);
      options.memory.saw(wayKey(way), parseHttpUrl(wanted.url)?.origin ?? wanted.url, worked);
    },
    forgetWinners: () => winners.clear(),
    lineOpened() {
      for (const [wanted, { key }] of winners) if (key !== 'direct') winners.delete(wanted);
    },
  };
}

/** The ways one entry of a plan stands for, the plan's rule aside: what the owner asked to test. */
export function waysThrough(
  route: Route,
  source: Subscription,
  library: Library,
  systemProxy: SystemProxy,
): Promise<readonly Way[]> {
  return expand({ direct: 'auto', chain: [route] }, source.url, source, library.network.proxies, systemProxy);
}

/**
 * Failures of the way itself are a reason to try the next; a server's own word would be the same there. But what a server
 * withholds by law it withholds from a country.
 */
export function mayTryNext(outcome: Outcome): boolean {
  return (
    outcome === 'SERVER_LEGAL' ||
    outcomeClass(outcome) === 'path' ||
    outcome === 'PROXY_DOWN' ||
    outcome === 'PROXY_REJECT' ||
    outcome === 'LOCAL'
  );
}

/** As a way is called in memory: the proxy, and the mirror when it is one. */
export function wayKey(way: Way): string {
  const proxy = way.via.via === 'direct' ? 'direct' : way.via.id;
  return way.mirror ? `${proxy} ${parseHttpUrl(way.url)?.host ?? ''}` : proxy;
}

function winnerKey(wanted: Wanted): string {
  return `${wanted.feedIds.join(' ')} ${parseHttpUrl(wanted.url)?.origin ?? wanted.url}`;
}

/** A picture may stand in articles of several sources; one that must never be fetched directly decides. */
function strictest(
  sources: readonly Subscription[],
  library: Library,
): { readonly plan: RoutePlan; readonly source: Subscription | null } {
  const plans = sources.map((source) => ({ source, plan: effectivePlan(source, library.network) }));
  const chosen = plans.find(({ plan }) => plan.direct === 'never') ?? plans[0];
  return chosen ?? { plan: effectivePlan(null, library.network), source: null };
}

async function expand(
  plan: RoutePlan,
  url: string,
  source: Subscription | null,
  proxies: readonly Proxy[],
  systemProxy: SystemProxy,
): Promise<Way[]> {
  const ways: Way[] = [];
  const chain: readonly Route[] = plan.direct === 'always' ? [{ via: 'direct', url: null }, ...plan.chain] : plan.chain;
  for (const route of chain) {
    const target = route.url === null ? url : elsewhere(url, source, route.url);
    if (target === null) continue;
    const mirror = target !== url;
    for (const via of await dialed(route, target, proxies, systemProxy)) {
      if (!isAllowed(via, target, plan.direct)) continue;
      const way = { via, url: target, mirror };
      if (!ways.some((other) => wayKey(other) === wayKey(way) && other.url === target)) ways.push(way);
    }
  }
  return ways;
}

async function dialed(
  route: Route,
  url: string,
  proxies: readonly Proxy[],
  systemProxy: SystemProxy,
): Promise<readonly DialRoute[]> {
  switch (route.via) {
    case 'direct':
      return [{ via: 'direct' }];
    case 'system':
      return waysOfPac(await systemProxy(url));
    case 'proxy': {
      const proxy = proxies.find(({ id }) => id === route.proxyId);
      if (!proxy) return [];
      const { id, host, port, username, password } = proxy;
      return [{ via: proxy.kind, id, host, port, username, password }];
    }
  }
}

/** RFC 7686: an onion address goes to nobody but a SOCKS proxy. It is left in the list, so that the fetcher says so. */
function isAllowed(via: DialRoute, url: string, direct: DirectRule): boolean {
  if (via.via === 'direct') return direct !== 'never';
  const onion = parseHttpUrl(url)?.hostname.endsWith('.onion') ?? false;
  return !onion || via.via === 'socks5';
}

/**
 * The same thing at another address of its source: the feed itself at the mirror's own address, its articles and
 * pictures at the same path on the mirror's host. Null: this thing is not the source's own, so the mirror has it not.
 */
function elsewhere(url: string, source: Subscription | null, mirror: string): string | null {
  const there = parseHttpUrl(mirror);
  if (!source || !there) return null;
  if (urlKey(url) === urlKey(source.url)) return there.href;
  const here = parseHttpUrl(url);
  const own = parseHttpUrl(source.url);
  if (!here || !own || bareHost(here) !== bareHost(own)) return null;
  const moved = new URL(here.href);
  moved.protocol = there.protocol;
  moved.host = there.host;
  if (there.port === '') moved.port = '';
  return moved.href;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^www\./, '');
}
