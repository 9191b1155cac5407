import type { ProxyShown, Route, RoutePlan } from '../../shared/routes.ts';
import { parseHttpUrl } from '../../shared/url.ts';

/** The list with one way a place further up (-1) or down (1); as it was where there is no such place. */
export function moveRoute(chain: readonly Route[], index: number, step: 1 | -1): readonly Route[] {
  const [moved, other] = [chain[index], chain[index + step]];
  if (!moved || !other) return chain;
  return chain.with(index, other).with(index + step, moved);
}

/** No way is left: directly is forbidden, and nothing in the list can lead through a proxy. */
export function isClosed(plan: RoutePlan): boolean {
  return plan.direct !== 'always' && !plan.chain.some((route) => !isSkipped(route, plan));
}

/** An entry that the rule about direct connections makes void. */
export function isSkipped(route: Route, plan: RoutePlan): boolean {
  return plan.direct === 'never' && route.via === 'direct';
}

/** An onion address asked for by a way that cannot lead there (RFC 7686: its name must not be looked up). */
export function missesOnion(route: Route, proxies: readonly ProxyShown[]): boolean {
  if (route.url === null || !parseHttpUrl(route.url)?.hostname.endsWith('.onion')) return false;
  if (route.via !== 'proxy') return true;
  return proxies.find(({ id }) => id === route.proxyId)?.kind === 'http';
}

/** The list without ways through proxies that are no longer there. A list that forbids direct ways stays closed. */
export function withoutLost(plan: RoutePlan, proxies: readonly ProxyShown[]): RoutePlan {
  const known = new Set(proxies.map(({ id }) => id));
  return { ...plan, chain: plan.chain.filter((route) => route.via !== 'proxy' || known.has(route.proxyId)) };
}
